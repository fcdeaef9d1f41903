"""Tags and text into drafts of entries.

Two scanners drive it, the strict one (expat) and the tolerant one, with the same events. It keeps no
tree, only the entry at hand and the part of it that is open: a field, whose text is collected, or a
context such as an image, inside which a `loc` is not the page's.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from parser.pages.sitemaps import elements
from parser.pages.sitemaps.elements import Kind, Meaning
from parser.pages.sitemaps.findings import Findings, Stopped, Unreadable
from parser.pages.sitemaps.records import Flaw, SitemapKind, Stop

_ENTRY, _FIELD, _CONTEXT, _LINK, _OTHER = Kind  # names of the module's own are quicker to find
_LOC = elements.LOC
_KNOWN_NAMES = 1024
_ALTERNATES = 1000  # of one entry
_LANGUAGE = 100  # characters of one language's name; the longest real one has eleven
MAX_DEPTH = 64  #: of elements; expat keeps each open one in memory
MAX_ENTRY = 2**20  #: characters of one entry with its images and alternates


class Draft:
    """An entry as written. Defaults are the class's, so that making one costs little."""

    loc: str | None = None
    fallback: str | None = None  #: a guid or the entry's bare text: the address if there is no loc
    lastmod: str | None = None
    changefreq: str | None = None
    priority: str | None = None
    images: int = 0
    videos: int = 0
    news: int = 0
    alternates: tuple[tuple[str, str], ...] = ()  #: language, address
    is_extended: bool = False  #: any of the last four is there

    def __init__(self, *, child: bool) -> None:
        self.child = child

    def count(self, attribute: str) -> None:
        """One more image, video or news item."""
        if attribute:
            setattr(self, attribute, getattr(self, attribute) + 1)
            self.is_extended = True


class EntryBuilder:
    """Takes start tags, end tags and text; gives each finished draft to `accept`.

    `mark` is the place in the input, by the scanner's own `position`, up to which everything has
    been given out: another scanner goes on from there, and no address is lost or comes twice.
    """

    def __init__(self, accept: Callable[[Draft], None], findings: Findings) -> None:
        self.kind: SitemapKind | None = None
        self.mark = 0
        self.position: Callable[[], int] = int
        self.max_depth = MAX_DEPTH
        self.broken = False  #: tags that do not match were met
        self.root_closed = False
        self.entities: set[str] = set()  #: declared names; never expanded
        self.pieces: list[str] = []  #: the text since the last part of an entry; append to it
        self._accept = accept
        self._findings = findings
        self._root = ""
        self._meanings: dict[str, Meaning] = {}
        self._table: Mapping[str, Meaning] = elements.SITEMAP
        self._draft: Draft | None = None
        self._part: Meaning | None = None
        self._nested = 0
        self._depth = 0
        self._loc_at = 0
        self._reopen: bool | None = None
        self._mark_is_end = False  # the mark is before the end tag of the entry given out last
        self._may_close = False  # and that end tag may be met again

    @property
    def inside(self) -> bool:
        """Whether an entry is open."""
        return self._draft is not None

    def start(self, name: str, attributes: Mapping[str, str] = MappingProxyType({})) -> None:
        """A start tag. Raises Unreadable for elements nested without end."""
        meaning = self._meanings.get(name) or self._learn(name)
        if self._part is not None:
            self._go_down()
            if self._holds(self._part, meaning):
                return
        kind, draft = meaning.kind, self._draft
        if kind is _FIELD and draft is not None:
            if meaning is _LOC:
                self._start_loc(draft)
            self._part = meaning
            self.pieces.clear()
        elif kind is _ENTRY:
            self._start_entry(draft, child=meaning is elements.CHILD)
        elif draft is None or kind is _OTHER:
            self._go_down()
            if meaning is _LOC:
                self._start_bare_loc()
        elif kind is _LINK and (attributes.get("href") or self._table is elements.SITEMAP):
            self._go_down()
            self._take_link(draft, attributes)
        else:
            if kind is _CONTEXT:
                draft.count(meaning.attribute)
            self._part = meaning
            self.pieces.clear()

    def end(self, name: str) -> None:
        """An end tag, of whatever it may be."""
        meaning = self._meanings.get(name, elements.OTHER)
        part = self._part
        if part is not None:
            if meaning is part:
                self._close_part(part)
                return
            if self._nested or (part.kind is _CONTEXT and meaning.kind is not _ENTRY):
                self._nested = max(self._nested - 1, 0)
                self._depth = max(self._depth - 1, 0)
                return
            self.broken = True
            self._close_part(part)
        if meaning.kind is _ENTRY and self._draft is not None:
            self._close_entry(self._draft)
            self._may_close = False
        else:
            self._end_other(name, meaning)

    def finish(self) -> None:
        """The input is over: an open entry is given out if its address is whole."""
        self._part = None
        self.pieces.clear()
        if self._draft is not None and self._draft.loc is not None:
            self._close_entry(self._draft)

    def cut_part(self) -> None:
        """The input ends inside a tag: the text before it is whole."""
        if self._part is not None:
            self._close_part(self._part)

    def rewind(self) -> None:
        """Back to where `mark` is, for a scanner that counts from there."""
        self.abandon()
        self.mark = 0
        self._may_close = self._mark_is_end
        if self._reopen is not None:
            self._draft = Draft(child=self._reopen)

    def pass_over(self, place: int) -> None:
        """Nothing before `place` is needed any more."""
        self.pieces.clear()
        if place > self.mark:
            self.mark = place
            self._mark_is_end = False

    def abandon(self) -> None:
        """Forgets the entry at hand."""
        self._draft = self._part = None
        self._nested = 0
        self.pieces.clear()

    def _go_down(self) -> None:
        """Counts the open elements beyond an entry and its part."""
        self._depth += 1
        if self._depth > self.max_depth:
            raise Unreadable("elements nested too deep")

    def _end_other(self, name: str, meaning: Meaning) -> None:
        self._depth = max(self._depth - 1, 0)
        if elements.local_name(name) == self._root:
            self.root_closed = True
        elif meaning.kind is _ENTRY:
            self.broken = self.broken or not self._may_close
            self._may_close = False

    def _learn(self, name: str) -> Meaning:
        if self.kind is None:
            self._begin(name)
        meaning = elements.meaning_of(name, self._table)
        if len(self._meanings) < _KNOWN_NAMES:
            self._meanings[name] = meaning
        return meaning

    def _begin(self, root: str) -> None:
        """The root element tells the kind of the file."""
        self._root = elements.local_name(root)
        self.kind, self._table = elements.kind_of(root)
        if self.kind is SitemapKind.HTML:
            raise Stopped(Stop.NOT_A_SITEMAP)
        if self.kind is SitemapKind.UNKNOWN:
            self._findings.once(Flaw.WRONG_ROOT, root)

    def _holds(self, part: Meaning, meaning: Meaning) -> bool:
        """Whether an open part swallows the element that starts inside it, or ends before it."""
        if part.kind is _CONTEXT:
            if part is elements.IMAGE and elements.is_loc(meaning) and self._draft:
                self._draft.count("images")
            if meaning.kind is not _ENTRY:
                return True
        elif meaning.kind is _OTHER or not self._has_text():
            self._nested += 1
            return True
        self.broken = True
        self._close_part(part)
        return False

    def _has_text(self) -> bool:
        if "".join(self.pieces).strip():
            return True
        self.pieces.clear()  # or a million blanks would be joined a million times
        return False

    def _start_entry(self, before: Draft | None, *, child: bool) -> None:
        if before is not None:
            self.broken = True
            self._close_entry(before)
            self._go_down()
        self._draft = Draft(child=child)
        self.pieces.clear()

    def _start_bare_loc(self) -> None:
        """A loc with no entry around it is an entry."""
        self.broken = True
        self._draft = Draft(child=self.kind is SitemapKind.INDEX)
        self._part = _LOC
        self.pieces.clear()

    def _start_loc(self, draft: Draft) -> None:
        if draft.loc is None:
            self._take_bare_text(draft)
        else:
            self._loc_at = self.position()

    def _close_part(self, part: Meaning) -> None:
        self._part = None
        self._nested = 0
        text = "".join(self.pieces).strip()
        self.pieces.clear()
        draft = self._draft
        if text and draft is not None and part.kind is not _CONTEXT:
            if part.attribute == "loc":
                self._take_loc(draft, text)
            else:
                setattr(draft, part.attribute, text)

    def _take_loc(self, draft: Draft, text: str) -> None:
        """A second loc in one entry is a second entry, but not in a feed; one that needs an entity is none."""
        if any(f"&{name};" in text for name in self.entities):
            return
        if draft.loc is not None:
            if self._table is not elements.SITEMAP:
                return  # `g:link` says again what `link` said, with marks of an advertiser at most
            self._findings.add(Flaw.SEVERAL_LOCS, text)
            self._reopen = draft.child
            self.mark = self._loc_at
            self._mark_is_end = False
            self._accept(draft)
            draft = self._draft = Draft(child=draft.child)
        draft.loc = text

    def _close_entry(self, draft: Draft) -> None:
        if self._part is not None:
            self._close_part(self._part)
            draft = self._draft or draft
        if draft.loc is None:
            self._take_bare_text(draft)
        self._draft = self._reopen = None
        self.mark = self.position()
        self._mark_is_end = True
        self._accept(draft)

    def _take_bare_text(self, draft: Draft) -> None:
        """`<sitemap>https://...</sitemap>`, the loc forgotten."""
        text = "".join(self.pieces).strip() if self._table is elements.SITEMAP else ""
        if text:
            draft.fallback = text

    def _take_link(self, draft: Draft, attributes: Mapping[str, str]) -> None:
        href, language = attributes.get("href"), attributes.get("hreflang")
        if not href or attributes.get("rel", "alternate").lower() != "alternate":
            return
        if self._table is not elements.SITEMAP:
            draft.loc = draft.loc or href.strip()
        elif language and len(draft.alternates) < _ALTERNATES:
            # half of a character, and U+0000, are in no text that can be kept
            whole = language.replace("\0", "").encode("utf-8", "replace").decode()
            named = whole.strip()[:_LANGUAGE]
            draft.alternates += ((named, href.strip()),)
            draft.is_extended = True
