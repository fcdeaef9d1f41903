"""One parsed page: the tree, its elements by tag, and what every reader needs.

The bytes are parsed once. Scripts, styles and drawings are removed right away, so that they are not in
any node's text; the contents of scripts and styles are kept as text. Then all elements are grouped by
tag in one pass, since each lookup by tag would walk the tree again.

`hide_unseen` removes what visitors do not see; do not use nodes obtained before it after it.
"""

import re
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import ClassVar

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parser.pages import charset
from parser.pages.markup_limits import within_limits
from parser.pages.text import tidy, with_signs
from parser.pages.urls import Base, normalise

Node = LexborNode
_WITHOUT_EVENTS = 1  # LexborDocumentOptions.WO_EVENTS: nobody changes the tree while it is built
_UNSEEN = ("script", "style", "noscript", "template")  # none of them holds an element
_ROOTS = frozenset({"html", "body"})
#: their text is for browsers that cannot show them; of a datalist, for somebody who types
_INSTEAD = ("iframe", "video", "audio", "canvas", "noembed", "datalist")
_HIDDEN, _CLOAKED = '[hidden],[style*="none" i]', ",[x-cloak][x-show]"
_hides = re.compile(r"display\s*:\s*none", re.IGNORECASE).search
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: most elements of most pages are of two tags that nobody looks up by name
_LOOKED_UP = ":not(div,span)"
_ASIDE = ("nav", "footer", "aside", "header")
_ASIDE_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
#: both begin with plain text, which makes looking for them ten times as fast
_class_values = re.compile(rb" class=[\"']?([^\"'>]+)").findall
_id_values = re.compile(rb" id=[\"']?([^\"'>]+)").findall
#: inline elements that can stand in the middle of a word
_IN_WORDS = ("b", "i", "em", "strong", "u", "wbr", "font", "sub", "sup", "mark")
_IN_HEADING = 3  # steps up from a mark within which its heading is
_OPENS, _CLOSES = "\x04", "\x05"  # around an element; no text of a page holds them
MARKS = _OPENS + _CLOSES  #: what `main_text` leaves in the texts of a tree
_KEPT = 1_000_000  # bytes of a page whose tree is kept until the next
_MAIN_LEAST = 200  # characters; a <main> with less is not where the content is


class Document:
    """A page parsed into a tree; never raises, whatever the bytes."""

    #: Keeps the last tree alive until the next one is built: freeing it first would return the memory to
    #: the system each time, and getting it back takes as long as parsing
    _latest: ClassVar[LexborHTMLParser | None] = None

    def __init__(self, body: bytes, *, url: str, content_type: str | None = None) -> None:
        text, self.encoding = charset.decode(body, content_type=content_type)
        self.length = len(text)  #: characters
        self.source = within_limits(_as_utf8(body, text, self.encoding))
        self.url = normalise(url) or url
        self._tree = LexborHTMLParser(self.source, options=_WITHOUT_EVENTS, scripting=True)
        Document._latest = self._tree if len(self.source) <= _KEPT else None
        for drawing in reversed(self._tree.tags("svg")):
            drawing.decompose()
        #: of all levels, in document order
        self._by_tag, self.headings = _by_tag(self._tree.css(_LOOKED_UP))
        self.scripts: Sequence[tuple[Mapping[str, str | None], str]] = [
            (node.attributes, node.text()) for node in self._by_tag.get("script", ())
        ]
        #: what sheets of style in the page say
        self.styles = [node.text() for node in self._by_tag.get("style", ())]
        for node in [node for tag in _UNSEEN for node in self._by_tag.pop(tag, ())]:
            node.decompose()
        self._join_headings()
        self.text_length = 0  #: characters a visitor can read; known once `main_text` was taken

    def nodes(self, *tags: str) -> Sequence[Node]:
        """The elements of one tag in document order; of several, tag by tag; not of `div` and `span`."""
        if len(tags) == 1:
            return self._by_tag.get(tags[0], [])
        return [node for tag in tags for node in self._by_tag.get(tag, ())]

    def select(self, selector: str) -> list[Node]:
        """The elements that match CSS, in document order, each once."""
        found = self._tree.css(selector)
        return _once(found) if "," in selector else found

    def each(self, selector: str) -> Iterator[Node]:
        """Like `select`, but lazy, for readers that stop early."""
        last = 0
        for node in self._tree.css(selector):  # an element that matches twice comes twice in a row
            if node.mem_id != last:
                last = node.mem_id
                yield node

    def named(self, words: Sequence[str], *others: str, within: Node | None = None) -> list[Node]:
        """The elements whose class or id contains one of the lower-case words, and `others` by CSS.

        With `within`, only that element and those inside. Only words that occur in some class or id of
        the source become selectors: trying each costs a walk through the tree.
        """
        selectors = [f'[class*="{word}" i]' for word in words if word in self._classes]
        selectors += [f'[id*="{word}" i]' for word in words if word in self._ids]
        if not selectors and not others:
            return []
        joined = ",".join([*selectors, *others])
        return self.select(joined) if within is None else _once(within.css(joined))

    @cached_property
    def base(self) -> Base | None:
        """What links are relative to: `<base href>` if it is usable, else the page; None if neither."""
        own = _base(self.url)
        for node in self.nodes("base"):
            if href := node.attributes.get("href"):
                resolved = own.resolve(href) if own else normalise(href)
                return (_base(resolved) if resolved else None) or own
        return own

    def resolve(self, href: str | None) -> str | None:
        """An address of the page made absolute and normalised."""
        href = (href or "").strip()
        return self.base.resolve(href) if href and self.base else None

    @cached_property
    def metas(self) -> "Metas":
        """The contents of all `<meta>`."""
        return _metas(self.nodes("meta"))

    def meta(self, *names: str) -> str | None:
        """The first content that is not empty, of the first name or property that has one."""
        stated = self.metas.all
        for name in names:
            for text in stated.get(name, ()):
                if text:
                    return text
        return None

    @cached_property
    def titles(self) -> list[str]:
        """All titles of the document; those of drawings are not among them."""
        return [tidy(node.text(separator=" ")) for node in self.nodes("title")]

    @cached_property
    def language(self) -> str | None:
        """The declared language of the page."""
        root = next(iter(self.nodes("html")), None)
        value = root.attributes.get("lang") or root.attributes.get("xml:lang") if root else None
        return value.strip() if value else None

    def in_head(self, node: Node) -> bool:
        """Whether an element stands in the head."""
        return node.mem_id in self._head

    @cached_property
    def _head(self) -> frozenset[int]:
        head = self._tree.head
        return frozenset(node.mem_id for node in head.css("*")) if head else frozenset()

    @property
    def body(self) -> Node | None:
        """The body, or the root of a document without one (a frameset)."""
        return self._tree.body or self._tree.root

    def hide_unseen(self) -> None:
        """Removes elements that browsers hide without a style sheet; those are not evaluated.

        A hidden root or body is kept: such a page shows itself by a script, against flicker. What Alpine
        cloaks and shows in some state alone ("sold out") is one of several states.
        """
        selectors = _HIDDEN + _CLOAKED if b"x-cloak" in self.source else _HIDDEN
        hidden = [
            node
            for node in self._tree.css(selectors)
            if node.tag not in _ROOTS and _is_unseen(node.attributes)
        ]
        hidden += [node for node in self.nodes(*_INSTEAD) if node.text().strip()]
        hidden += [node for node in self.nodes("dialog") if "open" not in node.attributes]
        if hidden:
            self._remove(hidden)

    @cached_property
    def main_text(self) -> str:
        """The visible text without navigation, header and footer; each piece on its own line.

        It is that of `<main>` if this holds the headings, else the body's without the surrounding
        elements. The borders are marked in the tree, so that one walk also gives the total length.
        """
        if (body := self.body) is None:
            return ""
        if joined := self.nodes(*_IN_WORDS):
            for node in joined:
                node.unwrap()
            for node in self._by_tag.pop("wbr", ()):
                node.decompose()
            body.merge_text_nodes()
        main = self._main()
        asides = self._asides() if main is None else []
        for node in asides if main is None else [main]:
            node.insert_before(_OPENS)
            node.insert_after(_CLOSES)
        text = body.text(separator="\n", strip=True, skip_empty=True)
        self.text_length = len(text)
        if main is None:
            return _outside(text) if asides else text
        inside = text.partition(_OPENS)[2].partition(_CLOSES)[0].strip("\n")
        return (
            inside if len(inside) >= _MAIN_LEAST else text.replace(_OPENS, "").replace(_CLOSES, "")
        )

    def _join_headings(self) -> None:
        """Unwraps bare inline elements in headings, since text is read with spaces around each element.

        "Phone<sup>2</sup>" is one word. An element with a class stays: it may be a line of its own.
        """
        for tag in _IN_WORDS:
            bare = [
                (node, heading)
                for node in self._by_tag.get(tag, ())
                if not node.attributes and (heading := _heading_around(node)) is not None
            ]
            for node, heading in bare:
                node.unwrap(delete_empty=True)
                heading.merge_text_nodes()
            if bare:
                gone = {node.mem_id for node, _ in bare}
                self._by_tag[tag] = [n for n in self._by_tag[tag] if n.mem_id not in gone]

    def _main(self) -> Node | None:
        """The only `<main>`, unless the main heading stands outside of it."""
        mains = self.nodes("main")
        if len(mains) != 1 or (self.nodes("h1") and mains[0].mem_id not in self._around_headings()):
            return None
        return mains[0]

    def _asides(self) -> list[Node]:
        """The outermost non-content elements; one that holds a main heading counts as content."""
        named = [
            node for node in self._tree.css("[role]") if node.attributes.get("role") in _ASIDE_ROLES
        ]
        found = _once([*self.nodes(*_ASIDE), *named])
        around = self._around_headings()
        found = [node for node in found if node.mem_id not in around]
        known = {node.mem_id for node in found}
        return [
            node for node in found if not any(above.mem_id in known for above in ancestors(node))
        ]

    def _around_headings(self) -> set[int]:
        """The main headings and all elements around them."""
        around: set[int] = set()
        for heading in self.nodes("h1"):
            node: Node | None = heading
            while node is not None and node.mem_id not in around:
                around.add(node.mem_id)
                node = node.parent
        return around

    def _remove(self, nodes: Sequence[Node]) -> None:
        """Removes nodes from the tree, nested ones before or with the outer one."""
        gone: set[int] = set()
        outermost = []
        for node in nodes:
            if node.mem_id not in gone:
                gone.update([inner.mem_id for inner in node.traverse()])
                outermost.append(node)
        self.headings = [node for node in self.headings if node.mem_id not in gone]
        self._by_tag = {
            tag: [node for node in found if node.mem_id not in gone]
            for tag, found in self._by_tag.items()
        }
        for node in outermost:
            node.decompose()

    @cached_property
    def _classes(self) -> str:
        return b" ".join(set(_class_values(self.source))).decode("utf-8", "replace").lower()

    @cached_property
    def _ids(self) -> str:
        return b" ".join(set(_id_values(self.source))).decode("utf-8", "replace").lower()


Contents = Mapping[str, Sequence[str]]  #: by lower-case name, in document order


@dataclass(frozen=True, slots=True)
class Metas:
    """What `<meta>` say, by the attribute that names it.

    Open Graph is written as `property` and as `name`. Search engines read descriptions and directives
    from `name` alone, and browsers act on `http-equiv`.
    """

    all: Contents  #: `name` or `property`; an element with both of the same value counts once
    named: Contents
    http_equiv: Contents


def _metas(nodes: Sequence[Node]) -> Metas:
    either, named, http_equiv = (defaultdict[str, list[str]](list) for _ in range(3))
    for node in nodes:
        attributes = node.attributes
        content = attributes.get("content")
        if content is None:
            continue
        content, name = content.strip(), None
        if stated := attributes.get("name"):
            name = stated.strip().lower()
            either[name].append(content)
            named[name].append(content)
        if (stated := attributes.get("property")) and (known_as := stated.strip().lower()) != name:
            either[known_as].append(content)
        if order := attributes.get("http-equiv"):
            http_equiv[order.strip().lower()].append(content)
    return Metas(either, named, http_equiv)


def text_of(node: Node) -> str:
    """A node's text with its spaces collapsed."""
    return " ".join(node.text(separator=" ").split())


def heading_text(node: Node) -> str:
    """The same for a heading, where a sign stays at the word that the page has it at."""
    return with_signs(text_of(node), node.text)


def ancestors(node: Node, most: int = 40) -> Iterator[Node]:
    """The elements around a node, the nearest first, at most so many."""
    parent = node.parent
    while parent is not None and most > 0:
        yield parent
        parent = parent.parent
        most -= 1


def _is_unseen(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element with these attributes is hidden, or shown in some state of the page alone."""
    return (
        "hidden" in attributes
        or _hides(attributes.get("style") or "") is not None
        or ("x-cloak" in attributes and "x-show" in attributes)
    )


def _heading_around(node: Node) -> Node | None:
    return next((above for above in ancestors(node, _IN_HEADING) if above.tag in HEADINGS), None)


def _by_tag(nodes: list[Node]) -> tuple[dict[str, list[Node]], list[Node]]:
    """Elements by tag, and all headings together.

    Numbers are compared while sorting, as making a name for each element would cost half of it.
    """
    headings: list[Node] = []
    by_number: dict[int, list[Node]] = defaultdict(
        list, dict.fromkeys(_heading_numbers(), headings)
    )
    for node in nodes:
        by_number[node.tag_id].append(node)
    by_tag = {
        group[0].tag or "": group for group in by_number.values() if group and group is not headings
    }
    for node in headings:
        by_tag.setdefault(node.tag or "", []).append(node)
    return by_tag, headings


@cache
def _heading_numbers() -> tuple[int, ...]:
    """The parser's numbers of the tags of headings."""
    tree = LexborHTMLParser("".join(f"<{tag}></{tag}>" for tag in HEADINGS))
    return tuple(node.tag_id for node in tree.css(",".join(HEADINGS)))


def _as_utf8(body: bytes, text: str, encoding: str) -> bytes:
    """UTF-8 for the parser, the byte order mark gone; well-formed bytes are not touched."""
    return body.removeprefix(BOM_UTF8) if encoding == "utf-8" else text.encode("utf-8", "replace")


def _base(url: str) -> Base | None:
    try:
        return Base(url)
    except ValueError:
        return None


def _outside(text: str) -> str:
    """What stands outside of the marks."""
    first, *others = text.split(_OPENS)
    pieces = [first, *(piece.partition(_CLOSES)[2] for piece in others)]
    return "\n".join(piece for piece in (piece.strip("\n") for piece in pieces) if piece)


def _once(nodes: Sequence[Node]) -> list[Node]:
    return list({node.mem_id: node for node in nodes}.values())
