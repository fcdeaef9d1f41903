"""The bookkeeping of a tree of sitemaps: which is next, which were seen, what came of each.

A site names sitemaps in robots.txt; an index names more; real ones point at themselves, at each
other, or ever deeper. The crawl's shell asks `take` for the next address, fetches and reads it, and
reports `found`, `read` or `failed`; several may be out at once. The census only keeps account: it is
plain numbers and addresses, goes to JSON and comes back, so that another worker can go on. What was
out when the first one stopped waits again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from parser.pages.sitemaps.records import Flaw, ReadingMode, SitemapKind, SitemapSummary
from parser.pages.urls import normalise

MAX_DEPTH = 5  #: an index within an index is against the protocol; some shops do it twice
MAX_SITEMAPS = 50_000  #: the protocol's limit for one index
_FAILURES = 100  # kept with their reasons; the rest are only counted
CUT, NO_SITEMAP, MISSING = "cut", "no-sitemap", "missing"  #: what `CensusFacts.partial` says
READ = "read"  #: what `CensusFacts.guesses` says beside these two and the reasons of failures
_GONE = frozenset({"http_404", "http_410"})
#: what a summary counts of the entries beside their addresses
_EXTENSIONS = ("duplicates", "images", "videos", "news", "alternates")
_OVERSIZED = frozenset({Flaw.TOO_MANY_URLS, Flaw.TOO_LARGE})


class Found(StrEnum):
    """What became of an address that was named as a sitemap."""

    ADDED = "added"
    SEEN_AGAIN = "seen_again"  #: also as its own child: cycles end here
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    NOT_FETCHABLE = "not_fetchable"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A sitemap to fetch; `depth` 0 is one named by the site itself."""

    url: str
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class CensusFacts:
    """The tree in numbers. Every sitemap known is waiting, read, unusable, missing or failed."""

    known: int = 0
    waiting: int = 0
    read: int = 0
    unusable: int = 0  #: fetched, but no sitemap: a page, an empty file
    missing: int = 0  #: named, and not there: 404 or 410
    failed: int = 0  #: not to be had
    not_asked: int = 0  #: of these, those whose host had given nothing for others
    indexes: int = 0
    damaged: int = 0  #: read, but repaired or salvaged
    cut: int = 0  #: read, but a part is known to be missing: the end, an unreadable stretch
    stopped: int = 0  #: read up to a limit or a bomb
    oversized: int = 0  #: read, but larger than the protocol allows
    addresses: int = 0  #: of pages, each file's duplicates left out
    salvaged: int = 0  #: addresses
    duplicates: int = 0
    images: int = 0  #: that the entries of pages name
    videos: int = 0
    news: int = 0
    alternates: int = 0  #: languages of pages (hreflang)
    seen_again: int = 0
    too_deep: int = 0
    too_many: int = 0
    not_fetchable: int = 0
    failures: Mapping[str, str] = field(default_factory=dict)  #: reason by address, 100 at most
    #: those that were cut, unusable or missing: which of the three, by address, 100 at most
    partial: Mapping[str, str] = field(default_factory=dict)
    #: addresses that nobody named and that were tried, and what was there
    guesses: Mapping[str, str] = field(default_factory=dict)
    #: those that were oversized: which limits they pass, by address, 100 at most
    over_limits: Mapping[str, str] = field(default_factory=dict)
    flaws: Mapping[str, int] = field(default_factory=dict)  #: of all files, by kind


class SitemapCensus:
    """One site's account. The depth and number of sitemaps are bounded from the start."""

    def __init__(self, *, max_depth: int = MAX_DEPTH, max_sitemaps: int = MAX_SITEMAPS) -> None:
        self._max_depth = max_depth
        self._max_sitemaps = max_sitemaps
        self._waiting: dict[str, int] = {}  # address to depth, in the order of finding
        self._out: dict[str, int] = {}
        self._settled: set[str] = set()
        self._failures: dict[str, str] = {}
        self._partial: dict[str, str] = {}
        self._over_limits: dict[str, str] = {}
        self._guesses: dict[str, str] = {}
        self._flaws: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    @classmethod
    def of(cls, roots: Iterable[str], *, max_depth: int = MAX_DEPTH) -> Self:
        """Begins with the sitemaps that the site itself names."""
        census = cls(max_depth=max_depth)
        for root in roots:
            census.found(root)
        return census

    def found(self, url: str, *, parent: Visit | None = None) -> Found:
        """A sitemap's address was met: at the root, or as an entry of `parent`."""
        depth = parent.depth + 1 if parent else 0
        canonical = normalise(url)
        outcome = self._judged(canonical, depth)
        if outcome is Found.ADDED and canonical is not None:
            self._waiting[canonical] = depth
        else:
            self._count(outcome)
        return outcome

    def guess(self, url: str) -> None:
        """An address that nobody named is to be tried; `url` is normalised and was not met before."""
        self._waiting[url] = 0
        self._guesses[url] = ""

    def has_met(self, url: str) -> bool:
        """Whether the address was found or guessed."""
        return self._judged(url, 0) is Found.SEEN_AGAIN or url in self._guesses

    def is_guess(self, visit: Visit) -> bool:
        """Whether nobody named it. An index that is guessed names its children as any other."""
        return visit.url in self._guesses

    def take(self) -> Visit | None:
        """The next one to fetch, first found first; None if none waits now."""
        url = next(iter(self._waiting), None)
        if url is None:
            return None
        self._out[url] = self._waiting.pop(url)
        return Visit(url=url, depth=self._out[url])

    def read(self, visit: Visit, summary: SitemapSummary) -> None:
        """It was fetched and read to its end or to a stop."""
        if not self._settle(visit.url, READ if summary.is_sitemap else NO_SITEMAP):
            return
        for found in summary.flaws:
            self._flaws[found.flaw] = self._flaws.get(found.flaw, 0) + found.count
        if not summary.is_sitemap:
            self._count("unusable")
            self._note(self._partial, visit, NO_SITEMAP)
            return
        self._count("read")
        self._count("indexes", summary.kind is SitemapKind.INDEX)
        self._count("damaged", summary.mode is not ReadingMode.STRICT)
        if not summary.is_whole:
            self._count("cut")
            self._note(self._partial, visit, CUT)
        self._count("stopped", summary.stop is not None)
        if passed := [found.flaw for found in summary.flaws if found.flaw in _OVERSIZED]:
            self._count("oversized")
            self._note(self._over_limits, visit, ", ".join(passed))
        self._count("addresses", summary.read - summary.children)
        self._count("salvaged", summary.salvaged)
        for name in _EXTENSIONS:
            self._count(name, getattr(summary, name))

    def failed(self, visit: Visit, reason: str, *, asked: bool = True) -> None:
        """It could not be had: `reason` is a key, such as "http_403" or "timeout"."""
        why = MISSING if reason in _GONE else reason
        if not self._settle(visit.url, why):
            return
        if why == MISSING:
            self._count("missing")
            self._note(self._partial, visit, MISSING)
        else:
            self._count("failed")
            self._count("not_asked", not asked)
            self._note(self._failures, visit, reason)

    def absent(self, visit: Visit, reason: str) -> None:
        """It was only guessed, and is not there: all that is kept is that somebody looked.

        `reason` is a key as for `failed`, or `NO_SITEMAP`.
        """
        self._out.pop(visit.url, None)
        self._guesses[visit.url] = MISSING if reason in _GONE else reason

    def has_read(self, url: str) -> bool:
        """Whether there was a sitemap at this address, whole or cut."""
        why = self._failures.get(url) or self._partial.get(url, CUT)
        return url in self._settled and why == CUT

    @property
    def is_finished(self) -> bool:
        """Nothing waits and nothing is out."""
        return not self._waiting and not self._out

    def facts(self) -> CensusFacts:
        """The numbers so far."""
        return CensusFacts(
            known=len(self._waiting) + len(self._out) + len(self._settled),
            waiting=len(self._waiting) + len(self._out),
            failures=dict(self._failures),
            partial=dict(self._partial),
            over_limits=dict(self._over_limits),
            guesses=dict(self._guesses),
            flaws=dict(self._flaws),
            **self._counts,
        )

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON's own types. Pairs, since stores of JSON do not keep the order of keys."""
        return {
            "max_depth": self._max_depth,
            "max_sitemaps": self._max_sitemaps,
            "waiting": [[url, depth] for url, depth in {**self._out, **self._waiting}.items()],
            "settled": sorted(self._settled),
            "failures": dict(self._failures),
            "partial": dict(self._partial),
            "over_limits": dict(self._over_limits),
            "guesses": dict(self._guesses),
            "flaws": dict(self._flaws),
            "counts": dict(self._counts),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The census as it was, with what was out waiting again."""
        census = cls(max_depth=stored["max_depth"], max_sitemaps=stored["max_sitemaps"])
        census._waiting.update((url, depth) for url, depth in stored["waiting"])
        census._settled.update(stored["settled"])
        census._failures.update(stored["failures"])
        census._partial.update(stored.get("partial", {}))  # older accounts have none of these
        census._over_limits.update(stored.get("over_limits", {}))
        census._guesses.update(stored.get("guesses", {}))
        census._flaws.update(stored.get("flaws", {}))
        census._counts.update(stored["counts"])
        return census

    def _judged(self, url: str | None, depth: int) -> Found:
        if url is None:
            return Found.NOT_FETCHABLE
        if url in self._waiting or url in self._out or url in self._settled:
            return Found.SEEN_AGAIN
        if depth > self._max_depth:
            return Found.TOO_DEEP
        if len(self._waiting) + len(self._out) + len(self._settled) >= self._max_sitemaps:
            return Found.TOO_MANY
        return Found.ADDED

    def _settle(self, url: str, outcome: str) -> bool:
        """False if it was not out: a second report of the same visit counts nothing."""
        if self._out.pop(url, None) is None:
            return False
        self._settled.add(url)
        if url in self._guesses:
            self._guesses[url] = outcome
        return True

    @staticmethod
    def _note(reasons: dict[str, str], visit: Visit, reason: str) -> None:
        if len(reasons) < _FAILURES:
            reasons[visit.url] = reason

    def _count(self, name: str, by: int = 1) -> None:
        self._counts[name] = self._counts.get(name, 0) + by
