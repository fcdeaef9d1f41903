"""The shops' HTML as templates, read from the files in `templates/`.

A template is filled with `str.format_map`: it is fast, it is plain HTML to look at, and it has no
logic. Everything that goes into a slot is escaped where it is made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

import yaml

from playground.shops.content.vocabulary import Language, language
from playground.shops.plan.site import Anchor, Site


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One family of pages: whole templates, and small fragments by name."""

    shell: str
    header: str
    nav_link: str
    footer: str
    product: str
    card: str
    list: str
    text: str
    css: str
    script: str
    fragments: Mapping[str, str]

    def fragment(self, key: str, /, **slots: object) -> str:
        """A small piece with its slots filled; microdata slots not given are empty."""
        return self.fragments[key].format_map(_NO_MICRODATA | slots)

    def anchors(self, key: str, anchors: Iterable[Anchor], between: str = "") -> str:
        """Links in this layout's form."""
        return between.join(self.fragments[key].format_map(anchor_slots(each)) for each in anchors)


@dataclass(frozen=True)
class Context:
    """What every part of a page needs: whose page it is, its words and its forms."""

    site: Site
    words: Language
    forms: Layout

    @classmethod
    def of(cls, site: Site) -> "Context":
        """The context of a site."""
        profile = site.profile
        return cls(site, language(profile.language), layout(profile.layout))


_NO_MICRODATA = {"ip": "", "ip_value": "", "ip_count": ""}


@cache
def layout(name: str) -> Layout:
    """The layout with this name."""
    root = files(__package__).joinpath("templates", name)

    def read(file: str) -> str:
        return root.joinpath(file).read_text(encoding="utf-8").rstrip("\n")

    pieces = ("shell", "header", "nav_link", "footer", "product", "card", "list", "text")
    return Layout(
        **{piece: read(f"{piece}.html") for piece in pieces},
        css=read("site.css"),
        script=read("site.js"),
        fragments=yaml.safe_load(read("fragments.yaml")),
    )


def anchor_slots(anchor: Anchor) -> dict[str, str]:
    """What a template needs to write a link."""
    return {
        "href": escape(anchor.href),
        "text": escape(anchor.text),
        "rel": ' rel="nofollow"' if anchor.nofollow else "",
    }
