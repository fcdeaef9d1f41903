"""The sites a command can name, and which of them a command means.

A plain value made by whoever reads the sites file: nothing is read here. Order is the catalogue's
order, so that two people who say the same get the same list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from parser.commands.errors import CatalogueError
from parser.commands.model import ALL, Command


@dataclass(frozen=True, kw_only=True)
class SiteEntry:
    """One site as far as its name matters."""

    id: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    #: Its address, so that a person may name the site by its host.
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All sites, and words of this installation for its tags."""

    sites: tuple[SiteEntry, ...]
    tag_words: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for site in self.sites:
            if not site.id or site.id in seen:
                raise CatalogueError(site.id, "ids must be present and unique")
            seen.add(site.id)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Catalogue":
        """The catalogue a sites file describes; names, aliases, tags and url may be missing."""
        return cls(
            sites=tuple(_site(each) for each in data.get("sites", ())),
            tag_words={
                str(tag): tuple(map(str, words)) for tag, words in (data.get("tags") or {}).items()
            },
        )

    @property
    def tags(self) -> tuple[str, ...]:
        """Every tag in use or described, in order of first appearance."""
        used = (tag for site in self.sites for tag in site.tags)
        return tuple(dict.fromkeys((*used, *self.tag_words)))

    def tagged(self, tag: str) -> tuple[str, ...]:
        """The ids of the sites that carry a tag."""
        return tuple(site.id for site in self.sites if tag in site.tags)

    def in_order(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The known ones of these ids, once each, in the catalogue's order."""
        wanted = set(ids)
        return tuple(site.id for site in self.sites if site.id in wanted)

    def select(self, command: Command) -> tuple[str, ...]:
        """The ids a command means: (sites named, or tagged, or all) without the excepted."""
        tagged = {each for tag in command.tags for each in self.tagged(tag)}
        if command.sites == ALL:
            chosen = tagged if command.tags else {site.id for site in self.sites}
        else:
            chosen = tagged | set(command.sites)
        return self.in_order(chosen - set(command.except_))


def _site(data: Mapping[str, Any]) -> SiteEntry:
    return SiteEntry(
        id=str(data.get("id") or ""),
        name=str(data.get("name") or ""),
        aliases=tuple(map(str, data.get("aliases") or ())),
        tags=tuple(map(str, data.get("tags") or ())),
        url=str(data.get("url") or ""),
    )
