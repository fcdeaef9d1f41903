"""What is read from the whole tree of a page before hidden parts are removed.

Links of the head, headings, pictures, forms: everything that counts for search engines even if a style
hides it from visitors.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parser.pages import mixed_content, pictures
from parser.pages.document import Document, Node, heading_text

MAX_TEXT = 2000  #: characters of one heading
LONG_ALT = 100  #: characters
MOST_EXAMPLES = 3  #: addresses that show what is only counted
_OF_VERSIONS = frozenset({"hreflang", "lang", "media", "type"})
_LOADED = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "apple-touch-icon", "shortcut", "manifest"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadLink:
    """One `<link>` of the document."""

    relations: frozenset[str]
    href: str
    attributes: Mapping[str, str | None]
    in_head: bool

    @property
    def is_other_version(self) -> bool:
        """Whether it speaks of a translation or a form of the page, not of the page itself.

        Google uses no canonical that has one of these attributes:
        https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls
        """
        return not _OF_VERSIONS.isdisjoint(self.attributes)


@dataclass(kw_only=True, slots=True)
class Images:
    """How many pictures there are, and how many lack something; `lacking` are some, by issue."""

    total: int = 0
    no_alt_attribute: int = 0
    no_alt_text: int = 0
    long_alt: int = 0
    no_size: int = 0
    lacking: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """What is read from the whole tree before any piece is cut out of it."""

    links: Sequence[HeadLink]
    headings: Sequence[tuple[int, str, bool]]  #: level, text, whether a picture gave the text
    images: Images
    forms: Sequence[str]  #: where each form is sent
    mixed_content: Sequence[str]  #: what comes over http:, as written
    outside_head: frozenset[str]  #: "title" and the names of metas that stand outside the head


def read(document: Document) -> Outline:
    """Collects links, headings, pictures and forms."""
    outside = {"title" for node in document.nodes("title") if not document.in_head(node)}
    outside |= {
        (node.attributes.get("name") or "").strip().lower()
        for node in document.nodes("meta")
        if not document.in_head(node)
    }
    links = head_links(document)
    images = _images(document)
    return Outline(
        links=links,
        headings=_headings(document),
        images=images,
        forms=[node.attributes.get("action") or "" for node in document.nodes("form")],
        mixed_content=mixed_content.found(
            document, (link.href for link in links if not link.relations.isdisjoint(_LOADED))
        ),
        outside_head=frozenset(outside),
    )


def head_links(document: Document) -> list[HeadLink]:
    """Every `<link>` of the document, wherever it stands."""
    return [_head_link(document, node) for node in document.nodes("link")]


def _head_link(document: Document, node: Node) -> HeadLink:
    attributes = node.attributes
    return HeadLink(
        relations=frozenset((attributes.get("rel") or "").lower().split()),
        href=(attributes.get("href") or "").strip(),
        attributes=attributes,
        in_head=document.in_head(node),
    )


def _headings(document: Document) -> list[tuple[int, str, bool]]:
    found = []
    for node in document.headings:
        text, picture = heading_text(node)[:MAX_TEXT], False
        if not text and (image := node.css_first("img[alt]")) is not None:
            text = " ".join((image.attributes.get("alt") or "").split())[:MAX_TEXT]
            picture = bool(text)
        found.append((int((node.tag or "h0")[1]), text, picture))
    return found


def _images(document: Document) -> Images:
    nodes = document.nodes("img")
    counts = Images(total=len(nodes))
    for node in nodes:
        attributes = node.attrs  # few of many are asked for: a dictionary would cost twice the time
        alt = attributes.get("alt")
        if alt is None and "alt" not in attributes:
            counts.no_alt_attribute += 1
            _keep(counts, "image_alt_attribute_missing", node)
        elif not alt or alt.isspace():
            counts.no_alt_text += 1
            _keep(counts, "image_alt_text_missing", node)
        elif len(alt) > LONG_ALT:
            counts.long_alt += 1
            _keep(counts, "image_alt_long", node)
        if not (attributes.get("width") and attributes.get("height")):
            counts.no_size += 1
            _keep(counts, "image_size_missing", node)
    return counts


def _keep(counts: Images, code: str, node: Node) -> None:
    kept = counts.lacking.setdefault(code, [])
    if len(kept) < MOST_EXAMPLES:
        kept.append(pictures.source(node))
