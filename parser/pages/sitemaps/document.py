"""Text into drafts: what kind of file it is, and which scanner reads it.

XML is read strictly until the first fault and tolerantly from there on. The strict scanner's text
since the last entry given out is handed over, so nothing is skipped and nothing comes twice.
"""

import re

from parser.pages.sitemaps.entries import EntryBuilder
from parser.pages.sitemaps.findings import Findings, Stopped, Unreadable
from parser.pages.sitemaps.intake import Intake
from parser.pages.sitemaps.lines import LineScanner
from parser.pages.sitemaps.records import Flaw, ReadingMode, SitemapKind, Stop
from parser.pages.sitemaps.strict import StrictScanner
from parser.pages.sitemaps.tolerant import TolerantScanner

_HEAD = 8192  # characters in which the beginning of the XML is looked for
_PATIENCE = 2**20  # characters of text without an address after which it is no sitemap
_page = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE).match
_beginning = re.compile(
    r"<\?xml\s|<(?:[\w.-]{1,64}:)?(?:urlset|sitemapindex|rss|feed|rdf)(?=[\s>/])", re.IGNORECASE
).search


class Document:
    """Feed it text; the entries go to the intake. Raises Stopped."""

    def __init__(self, intake: Intake, findings: Findings) -> None:
        self._intake = intake
        self._findings = findings
        self._builder = EntryBuilder(intake.accept, findings)
        self._head = ""
        self._kind: SitemapKind | None = None
        self._length = 0
        self._scanner: StrictScanner | TolerantScanner | LineScanner | None = None

    @property
    def kind(self) -> SitemapKind:
        """By the lines or the root element; a root of its own around entries is taken for a urlset."""
        kind = self._kind or self._builder.kind or SitemapKind.UNKNOWN
        if kind is SitemapKind.UNKNOWN and self._intake.read:
            pages = self._intake.read - self._intake.children
            return SitemapKind.URLSET if pages else SitemapKind.INDEX
        return kind

    @property
    def mode(self) -> ReadingMode:
        """How hard the reading was; settled when the document is closed."""
        if isinstance(self._scanner, TolerantScanner):
            builder = self._builder
            whole = builder.root_closed and not builder.broken and not self._scanner.stray
            return ReadingMode.REPAIRED if whole else ReadingMode.SALVAGED
        junk = self._findings.count(Flaw.JUNK_BEFORE)
        return ReadingMode.REPAIRED if junk else ReadingMode.STRICT

    def feed(self, text: str) -> None:
        """The next piece. Raises Stopped for what is clearly no sitemap."""
        self._length += len(text)
        if self._scanner is None:
            self._head += text
            if not self._begun():
                return
            text, self._head = self._head, ""
        self._read(text)
        unknown = self.kind in {SitemapKind.TEXT, SitemapKind.UNKNOWN}
        if unknown and not self._intake.read and self._length > _PATIENCE:
            raise Stopped(Stop.NOT_A_SITEMAP)

    def close(self, *, cut: bool) -> None:
        """The end; `cut` if the text is known not to be the whole of it."""
        if self._scanner is None:
            if not self._begun(final=True):
                self._findings.once(Flaw.EMPTY)
                return
            self._read(self._head)
        if isinstance(self._scanner, LineScanner):
            self._scanner.close(cut=cut)
        else:
            self._close_xml()
        if not self._intake.read and self.kind in {SitemapKind.TEXT, SitemapKind.UNKNOWN}:
            self._findings.once(Flaw.NOT_A_SITEMAP)

    def _begun(self, *, final: bool = False) -> bool:
        """Chooses the scanner once enough of the text is there, and drops what precedes the XML."""
        text = self._head
        if _page(text):
            self._kind = SitemapKind.HTML
            raise Stopped(Stop.NOT_A_SITEMAP)
        match = _beginning(text, 0, _HEAD)
        if match is None and len(text) < _HEAD and not final:
            return False
        self._head = bare = text.lstrip()
        if match is None and not bare.startswith("<"):
            self._kind = SitemapKind.TEXT if bare else None
            self._scanner = LineScanner(self._intake.accept_line) if bare else None
            return bool(bare)
        if match is not None and match.start():
            xml_declaration = match[0].startswith("<?")
            if xml_declaration or not bare.startswith(("<!--", "<!DOCTYPE", "<?", match[0])):
                self._findings.once(Flaw.JUNK_BEFORE, text[: match.start()].strip())
                self._head = text[match.start() :]
        self._scanner = StrictScanner(self._builder, self._findings)
        return True

    def _read(self, text: str) -> None:
        if not isinstance(self._scanner, StrictScanner):
            if self._scanner is not None:
                self._scanner.feed(text)
            return
        try:
            self._scanner.feed(text)
        except Unreadable as fault:
            self._hand_over(self._scanner, fault)

    def _hand_over(self, strict: StrictScanner, fault: Unreadable) -> None:
        if not self._builder.entities:
            self._findings.once(Flaw.NOT_WELL_FORMED, str(fault))
        rest = strict.rest
        self._builder.rewind()
        self._intake.salvaging = True
        self._scanner = TolerantScanner(self._builder, self._findings)
        self._scanner.feed(rest)

    def _close_xml(self) -> None:
        if isinstance(self._scanner, StrictScanner):
            try:
                self._scanner.close()
            except Unreadable as fault:
                self._hand_over(self._scanner, fault)
        if isinstance(self._scanner, TolerantScanner):
            self._scanner.feed("", final=True)
            if not self._builder.root_closed:
                self._findings.once(Flaw.CUT_SHORT)
        self._builder.finish()
        pages = self._intake.read - self._intake.children
        misplaced = pages if self.kind is SitemapKind.INDEX else self._intake.children
        if misplaced:
            self._findings.add(Flaw.MISPLACED, count=misplaced)
