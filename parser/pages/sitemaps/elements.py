"""What the elements of sitemaps and feeds mean to us.

Namespaces are not asked: prefixed, wrong and missing ones are all common. An element is what its
local name says; only a `loc` with the prefix of an extension (`image:loc`) is never a page's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from parser.pages.sitemaps.records import SitemapKind


class Kind(Enum):
    """What is to be done with an element."""

    ENTRY = auto()  #: begins a draft
    FIELD = auto()  #: its text goes to the draft's attribute
    CONTEXT = auto()  #: counted in the draft's attribute; what is inside is not ours
    LINK = auto()  #: an address in an attribute of the tag; in feeds the text, where there is none
    OTHER = auto()


@dataclass(frozen=True, eq=False, slots=True)
class Meaning:
    """What an element is to us; compared by identity."""

    kind: Kind
    attribute: str = ""


def local_name(name: str) -> str:
    """Without its prefix, in lower case: some files shout."""
    return name.rpartition(":")[2].lower()


def kind_of(root: str) -> tuple[SitemapKind, Mapping[str, Meaning]]:
    """What a file with this root element is, and what its elements mean."""
    name = local_name(root)
    if name in _OF_A_PAGE:
        return SitemapKind.HTML, SITEMAP
    return _KINDS.get(name, (SitemapKind.UNKNOWN, SITEMAP))


def meaning_of(name: str, table: Mapping[str, Meaning]) -> Meaning:
    """The meaning of an element, prefix and all, in a file of that kind."""
    prefix = name.rpartition(":")[0].lower()
    meaning = table.get(local_name(name), OTHER)
    if meaning is LOC and prefix in _EXTENSIONS:
        return _IMAGE_LOC
    if meaning is _LINK_TEXT and prefix:
        return _LINK  # atom:link and g:link in RSS
    return meaning


def is_loc(meaning: Meaning) -> bool:
    """A loc, be it a page's or an image's."""
    return meaning is LOC or meaning is _IMAGE_LOC


PAGE, CHILD, OTHER = Meaning(Kind.ENTRY), Meaning(Kind.ENTRY), Meaning(Kind.OTHER)
LOC, IMAGE = Meaning(Kind.FIELD, "loc"), Meaning(Kind.CONTEXT)
_LINK_TEXT, _LINK = Meaning(Kind.FIELD, "loc"), Meaning(Kind.LINK, "loc")
_IMAGE_LOC = Meaning(Kind.CONTEXT, "images")
SITEMAP: Mapping[str, Meaning] = {
    "url": PAGE,
    "sitemap": CHILD,
    "loc": LOC,
    "link": _LINK,
    "image": IMAGE,
    "video": Meaning(Kind.CONTEXT, "videos"),
    "news": Meaning(Kind.CONTEXT, "news"),
    "pagemap": Meaning(Kind.CONTEXT),
    **{name: Meaning(Kind.FIELD, name) for name in ("lastmod", "changefreq", "priority")},
}
_FEED = {
    "item": PAGE,
    "entry": PAGE,
    **{name: Meaning(Kind.FIELD, "fallback") for name in ("guid", "id")},
    **{name: Meaning(Kind.FIELD, "lastmod") for name in ("pubdate", "date", "updated", "modified")},
    **{
        name: Meaning(Kind.CONTEXT)
        for name in ("description", "encoded", "summary", "content", "source", "author", "image")
    },
}
_KINDS = {
    "urlset": (SitemapKind.URLSET, SITEMAP),
    "sitemapindex": (SitemapKind.INDEX, SITEMAP),
    "rss": (SitemapKind.RSS, {**_FEED, "link": _LINK_TEXT}),
    "rdf": (SitemapKind.RSS, {**_FEED, "link": _LINK_TEXT}),
    "feed": (SitemapKind.ATOM, {**_FEED, "link": _LINK}),
}
_OF_A_PAGE = frozenset({"html", "head", "body", "title", "script", "center", "div"})
_EXTENSIONS = frozenset({"image", "video", "news", "media"})
