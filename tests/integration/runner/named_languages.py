"""Sitemaps on loopback that name the languages of pages."""

from collections.abc import Mapping
from urllib.parse import urljoin

from tests.integration.runner.loopback import Loopback, answer

Languages = Mapping[str, str]
PAIR: Languages = {"en": "/en", "de": "/de", "x-default": "/en"}


def listing(web: Loopback, entries: Mapping[str, Languages], path: str = "/sitemap.xml") -> None:
    """A sitemap of these pages with their languages."""
    urls = "".join(
        f"<url><loc>{web.url(target)}</loc>{links(web, languages)}</url>"
        for target, languages in entries.items()
    )
    web.acts[path] = answer(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{urls}</urlset>'.encode(),
        content_type="application/xml",
    )


def links(web: Loopback, languages: Languages, tag: str = "xhtml:link") -> str:
    """The elements that name them."""
    return "".join(
        f'<{tag} rel="alternate" hreflang="{code}" href="{urljoin(web.root, target)}"/>'
        for code, target in languages.items()
    )
