"""The catalogue as the interpreter sees it: ids, names, aliases and tags, but no addresses."""

from config.sites import Catalogue
from parser.commands.catalogue import Catalogue as Words
from parser.commands.catalogue import SiteEntry


def words_of(catalogue: Catalogue) -> Words:
    """The interpreter's catalogue for the configured sites."""
    sites = tuple(
        SiteEntry(id=site.id, name=site.name, aliases=site.aliases, tags=site.tags)
        for site in catalogue.sites.values()
    )
    return Words(sites=sites, tag_words=dict(catalogue.tag_words))
