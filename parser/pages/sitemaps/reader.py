"""Reading one sitemap as it streams in: the door of this package.

Bytes go through `unpacking` and `decoding` into a `document`, which finds the drafts of entries, and
`intake` makes entries of them. Memory does not grow with the file: at most a step of unpacked text,
one entry and a bounded set of keys to tell duplicates by are held. What it does not do: fetch, decide
which child sitemap is next (`census`), or judge whether a page may be fetched.
"""

from parser.pages.sitemaps.decoding import Decoder
from parser.pages.sitemaps.document import Document
from parser.pages.sitemaps.findings import Findings, Stopped
from parser.pages.sitemaps.intake import Intake
from parser.pages.sitemaps.records import (
    Flaw,
    ReadingMode,
    SitemapEntry,
    SitemapLimits,
    SitemapSummary,
    Stop,
)
from parser.pages.sitemaps.unpacking import Unpacker


class SitemapReader:
    """Feed it the body in pieces; it gives the entries as they are complete.

    `url` is the file's own address, for relative ones; `site` tells which addresses are foreign,
    where that is another (a sitemap on a content network). Once `stop` is set the rest of the body
    need not be fetched. Nothing is raised but ValueError for a `url` that is no http address.
    """

    def __init__(
        self,
        *,
        url: str,
        site: str | None = None,
        content_type: str | None = None,
        limits: SitemapLimits | None = None,
    ) -> None:
        self.stop: Stop | None = None
        self._limits = limits or SitemapLimits()
        self._findings = Findings()
        self._unpacker = Unpacker(self._findings, self._limits)
        self._decoder = Decoder(content_type)
        self._intake = Intake(url, site or url, self._limits, self._findings)
        self._document = Document(self._intake, self._findings)
        self._gathered = bytearray()
        self._received = self._unpacked = 0

    def feed(self, chunk: bytes) -> list[SitemapEntry]:
        """The entries that this piece of the body completes."""
        if self.stop is None:
            self._received += len(chunk)
            try:
                for piece in self._unpacker.feed(chunk):
                    self._read(piece)
            except Stopped as stopped:
                self.stop = stopped.reason
        return self._intake.draw()

    def close(self, *, cut: bool = False) -> tuple[list[SitemapEntry], SitemapSummary]:
        """The last entries and what became of the file; `cut` if the body is known to be partial."""
        if self.stop is None:
            try:
                for piece in self._unpacker.close():
                    self._read(piece)
                self._read(b"", final=True)
                self._document.close(cut=cut or self._is_damaged)
            except Stopped as stopped:
                self.stop = stopped.reason
        self._conclude()
        return self._intake.draw(), self._summary()

    @property
    def _is_damaged(self) -> bool:
        count = self._findings.count
        return bool(count(Flaw.GZIP_TRUNCATED) or count(Flaw.GZIP_CORRUPT))

    def _read(self, piece: bytes, *, final: bool = False) -> None:
        self._unpacked += len(piece)
        if self._unpacked > self._limits.hard_text_bytes:
            raise Stopped(Stop.TOO_LARGE)
        self._gathered += piece
        if final or len(self._gathered) >= self._limits.gather:
            text = self._decoder.feed(bytes(self._gathered), final=final)
            self._gathered.clear()
            if text:
                self._document.feed(text)

    def _conclude(self) -> None:
        """The flaws of the whole file."""
        if self._decoder.damage:
            self._findings.once(Flaw.BAD_BYTES, self._decoder.encoding)
        if self._intake.read > self._limits.urls:
            self._findings.once(Flaw.TOO_MANY_URLS, str(self._intake.read))
        if self._unpacked > self._limits.text_bytes:
            self._findings.once(Flaw.TOO_LARGE, str(self._unpacked))

    def _summary(self) -> SitemapSummary:
        intake = self._intake
        return SitemapSummary(
            kind=self._document.kind,
            mode=ReadingMode.SALVAGED if self._is_damaged else self._document.mode,
            encoding=self._decoder.encoding,
            read=intake.read,
            salvaged=intake.salvaged,
            children=intake.children,
            duplicates=self._findings.count(Flaw.DUPLICATE),
            received_bytes=self._received,
            text_bytes=self._unpacked,
            images=intake.images,
            videos=intake.videos,
            news=intake.news,
            alternates=intake.alternates,
            stop=self.stop,
            flaws=self._findings.flaws(),
        )
