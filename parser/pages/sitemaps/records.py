"""What a sitemap says, and how well it could be read: the values of this package.

A sitemap that is damaged still gives what it has. So nothing here is an exception: the summary tells
in which mode the file was read, how much was saved from it, and each kind of flaw with a count and
the first example, for the site's owner to mend.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from parser.pages.records import Hreflang


class SitemapKind(StrEnum):
    """What the file is, by its root element or, without one, by its lines."""

    URLSET = "urlset"
    INDEX = "index"
    TEXT = "text"
    RSS = "rss"
    ATOM = "atom"
    HTML = "html"  #: a page answered instead of a sitemap
    UNKNOWN = "unknown"  #: nothing, or nothing known


class ReadingMode(StrEnum):
    """How hard it was."""

    STRICT = "strict"  #: as it stands
    REPAIRED = "repaired"  #: a stray character here or there; the structure held to the end
    SALVAGED = "salvaged"  #: the structure is broken or its end is missing


class Stop(StrEnum):
    """Why reading ended before the file did."""

    GZIP_BOMB = "gzip-bomb"
    ENTITY_BOMB = "entity-bomb"
    TOO_MANY_URLS = "too-many-urls"
    TOO_LARGE = "too-large"
    NOT_A_SITEMAP = "not-a-sitemap"


class Flaw(StrEnum):
    """What is wrong with a file that was read all the same."""

    EMPTY = "empty"
    NOT_A_SITEMAP = "not-a-sitemap"
    WRONG_ROOT = "wrong-root"
    JUNK_BEFORE = "junk-before-xml"
    NOT_WELL_FORMED = "not-well-formed"
    ENTITIES_DECLARED = "entities-declared"  #: never expanded
    CUT_SHORT = "cut-short"
    BAD_BYTES = "bad-bytes"  #: characters that the encoding could not read
    GZIP_TRUNCATED = "gzip-truncated"
    GZIP_CORRUPT = "gzip-corrupt"
    GZIP_CHECKSUM = "gzip-checksum"  #: its sums are not those of the text, which is whole
    GZIP_TRAILING = "gzip-trailing-data"
    OVERSIZED_ENTRY = "oversized-entry"
    MISSING_LOC = "missing-loc"
    BAD_LOC = "bad-loc"  #: no http address
    SEVERAL_LOCS = "several-locs"  #: in one entry
    MISPLACED = "misplaced"  #: a child sitemap in a urlset, or a page in an index
    DUPLICATE = "duplicate"
    FOREIGN = "foreign"  #: of another site than the sitemap
    BAD_LASTMOD = "bad-lastmod"
    TOO_MANY_URLS = "over-50000-urls"
    TOO_LARGE = "over-50-mb"


@dataclass(frozen=True, kw_only=True)
class SitemapLimits:
    """The protocol's limits, over which is a flaw, and ours, over which reading stops."""

    urls: int = 50_000
    text_bytes: int = 50 * 2**20
    hard_urls: int = 2_000_000
    hard_text_bytes: int = 2**30
    #: text over packed bytes, judged from `ratio_from` bytes of text on; sitemaps reach 20 to 60
    ratio: int = 200
    ratio_from: int = 8 * 2**20
    #: bytes gathered before they are read: a server that sends them one by one costs no more
    gather: int = 4096
    #: addresses remembered to tell a duplicate: more would not be constant memory
    remembered: int = 65_536


class SitemapEntry(NamedTuple):
    """One address of a sitemap: absolute and normalised.

    A tuple because there may be a million: a frozen dataclass takes twice as long to make.
    """

    url: str
    child: bool = False  #: a sitemap to read in its turn, not a page
    lastmod: datetime | None = None  #: aware; a date alone is midnight UTC
    changefreq: str | None = None  #: as written
    priority: str | None = None  #: as written
    images: int = 0
    videos: int = 0
    news: bool = False
    alternates: tuple[Hreflang, ...] = ()
    foreign: bool = False  #: of another site than the sitemap is for
    outside: bool = False  #: not below the sitemap's own folder, which the protocol asks for
    salvaged: bool = False  #: read after the strict reading had failed
    #: given out before, and not counted again: it comes once more because it names languages
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class FlawCount:
    """One kind of flaw: how often, and the first example."""

    flaw: Flaw
    count: int
    example: str = ""


@dataclass(frozen=True, kw_only=True)
class SitemapSummary:
    """What became of one file. `read` counts the entries given out; `salvaged` is a part of it."""

    kind: SitemapKind
    mode: ReadingMode
    encoding: str
    read: int
    salvaged: int
    children: int
    duplicates: int
    received_bytes: int
    text_bytes: int  #: unpacked
    images: int = 0  #: that the entries name
    videos: int = 0
    news: int = 0
    alternates: int = 0  #: languages of pages
    stop: Stop | None = None
    flaws: tuple[FlawCount, ...] = ()

    @property
    def is_sitemap(self) -> bool:
        """Whether it is one at all: a page, other text or nothing often answers in its place."""
        return self.read > 0 or self.kind not in _NO_ROOT

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the file is known to be missing, however it had to be repaired."""
        lost = any(found.flaw in _LOSSES for found in self.flaws)
        return self.mode is not ReadingMode.SALVAGED and self.stop is None and not lost

    def count(self, flaw: Flaw) -> int:
        """How often a flaw was met."""
        return sum(found.count for found in self.flaws if found.flaw is flaw)


_NO_ROOT = frozenset({SitemapKind.HTML, SitemapKind.TEXT, SitemapKind.UNKNOWN})
#: flaws that hide addresses which the file names
_LOSSES = frozenset(
    {
        Flaw.CUT_SHORT,
        Flaw.BAD_BYTES,
        Flaw.GZIP_TRUNCATED,
        Flaw.GZIP_CORRUPT,
        Flaw.OVERSIZED_ENTRY,
    }
)
