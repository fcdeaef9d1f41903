"""How much of a site was seen, and hence what may be concluded from what was not found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from parser.pages.sitemaps.census import CUT, MISSING, NO_SITEMAP, READ
from storage.model.ledger import Origin, Outcome
from storage.model.states import SiteStatus
from storage.site_report import Base, ReportSite

_LOOKED_AT = (
    Outcome.FETCHED,
    Outcome.NOT_MODIFIED,
    Outcome.NOT_FOUND,
    Outcome.REDIRECT,
    Outcome.TOO_LARGE,
    Outcome.WRONG_TYPE,
)
_UNSEEN = (Outcome.FAILED, Outcome.CANCELLED, Outcome.LIMIT, Outcome.DRY_RUN)
_WAITING = "waiting"
#: facts of the census that only count sitemaps, without their addresses
_BEYOND_LIMITS = ("stopped", "too_deep", "too_many")
#: results of a guess that was answered
_LOOKED = frozenset({READ, MISSING, NO_SITEMAP})
#: most unseen addresses per hundred looked at, for absent links to mean anything
_TOLERANCE = 1
#: pages that are always broken: so many of a hundred may be, and of a site seen for the first time so many in all
_BROKEN_SHARE, _BROKEN_AT_FIRST = 8, 5
#: share of the addresses asked for; a run that misses so many is not used as a base
_TOO_MUCH_MISSED = 0.5


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What may be concluded from what was not found."""

    percent: float  #: addresses that were answered, of those that were to be asked
    sitemaps_read: bool  #: there are sitemaps, and all of them were read completely
    links_known: bool  #: nearly every unbroken page was read, so a link that exists was seen
    all_read: bool  #: every page was read, so every path of links from the home page was seen
    #: an address that the base's sitemaps named, and that is not in the ledger, is in no sitemap now
    absence_from_sitemaps_tells: bool
    #: an address that the base found by links, and that is not in the ledger, is not linked to now
    absence_of_links_tells: bool
    #: if the sitemaps had named then what they name now, the base would have found it
    base_would_know: bool = True
    #: all alternates that sitemaps name were read, so those that are missing are named by none
    alternates_known: bool = True
    #: the base would have found pages that sitemaps name only as another language of a page
    base_knew_alternates: bool = True
    #: origins of addresses whose absence was conclusive in the base and is again now
    confirms: frozenset[Origin] = frozenset()

    def absence_tells(self, origin: str | None) -> bool:
        """Whether the absence of an address that the base found this way means it left the site."""
        by_sitemap = origin == Origin.SITEMAP
        return self.absence_from_sitemaps_tells if by_sitemap else self.absence_of_links_tells


def coverage(site: ReportSite, status: SiteStatus) -> Coverage:
    """Judges a site job by its ledger, its sitemaps and how it ended."""
    looked, unseen = _counted(site.answers, site.bot_walls)
    unread = unseen + site.answers.get(Outcome.TOO_LARGE, 0)  # its content is unknown
    ended = status is SiteStatus.COMPLETED
    now, base = _Search.of(site.sitemaps), _Search.of(site.base.sitemaps if site.base else None)
    seen = Coverage(
        percent=percent(site.answers, site.bot_walls),
        sitemaps_read=now.whole and now.by_sitemaps and not (now.cut or now.empty),
        links_known=ended and _links_known(site, looked, unread),
        all_read=ended and not unread,
        absence_from_sitemaps_tells=False,
        absence_of_links_tells=False,
        base_would_know=site.base is None or base.saw_all_that(now),
        alternates_known=_alternates_known(now, base),
        base_knew_alternates=site.base is None or base.counts_alternates,
    )
    seen = beside(seen, site, status, site.base.sitemaps if site.base else None)
    return replace(seen, confirms=_confirmed_origins(seen, site.base))


def _links_known(site: ReportSite, looked: int, unread: int) -> bool:
    """Whether so little is out of sight that a link which was not found is not there.

    What failed in the base, too, is broken rather than away: it shows nobody a link. Of a site that is
    seen for the first time nobody knows that, and a few are taken for it. An outage is larger.
    """
    broken = site.failed_in_base
    if site.base is None:
        failed = site.answers.get(Outcome.FAILED, 0)
        broken = failed if failed <= _BROKEN_AT_FIRST else 0
    if broken * 100 > looked * _BROKEN_SHARE:
        broken = 0
    return (unread - broken) * 100 <= looked * _TOLERANCE


def beside(
    seen: Coverage, site: ReportSite, status: SiteStatus, then: Mapping[str, Any] | None
) -> Coverage:
    """`seen`, with its conclusions from absence judged against another run's sitemaps, `then`."""
    _, unseen = _counted(site.answers, site.bot_walls)
    now, other = _Search.of(site.sitemaps), _Search.of(then)
    as_good = status is SiteStatus.COMPLETED and now.is_as_good_as(other)
    return replace(
        seen,
        absence_from_sitemaps_tells=as_good,
        absence_of_links_tells=as_good and not unseen and now.by_links == other.by_links,
    )


def _confirmed_origins(seen: Coverage, base: Base | None) -> frozenset[Origin]:
    if base is None:
        return frozenset()
    then, older = _Search.of(base.sitemaps), _Search.of(base.older_sitemaps)
    _, unseen = _counted(base.answers, base.bot_walls)
    links_told = not unseen and then.by_links == older.by_links
    return frozenset(
        origin
        for origin in Origin
        if seen.absence_tells(origin)
        and then.is_as_good_as(older)
        and (origin is Origin.SITEMAP or links_told)
    )


def _alternates_known(now: "_Search", base: "_Search") -> bool:
    """Whether all that sitemaps say about languages was read; true if they say nothing.

    Sitemaps that the base could not read either do not count, nor those that answer 404.
    """
    if not (now.alternates or base.alternates):
        return True
    silent = now.failed_ones | now.unusable_ones
    is_read = now.lacks_known and not now.cut and silent <= base.unread
    return is_read and (not base.alternates or now.saw_all_that(base))


def by_sitemaps(kept: Mapping[str, Any] | None) -> bool:
    """Whether sitemaps named addresses of the site."""
    return _Search.of(kept).by_sitemaps


def told_of_sitemaps(kept: Mapping[str, Any] | None) -> str:
    """How well the sitemaps could be read, for people; empty where there are none."""
    facts = (kept or {}).get("facts") or {}
    if not facts.get("known"):
        return ""
    told = [f"{facts.get('read', 0)} of {facts['known']} read"]
    if facts.get("cut"):
        told.append(f"{facts['cut']} of them in part")
    if facts.get("not_asked"):
        told.append(f"{facts['not_asked']} not asked for, as their host was silent or busy")
    if left := facts.get("too_deep", 0) + facts.get("too_many", 0):
        told.append(f"{left} more too deep or too many to be followed")
    if facts.get("oversized"):
        told.append(f"{facts['oversized']} over the limit of 50,000 addresses or 50 MB")
    if facts.get("salvaged"):
        told.append(f"{facts['salvaged']} addresses salvaged")
    return ", ".join(told)


def missed(answers: Mapping[str, int], bot_walls: int = 0) -> int:
    """How many addresses gave no usable answer, or were not asked because of a cancel."""
    return answers.get(Outcome.FAILED, 0) + answers.get(Outcome.CANCELLED, 0) + bot_walls


def is_worth_comparing(answers: Mapping[str, int], bot_walls: int = 0) -> bool:
    """Whether a run saw most of what it asked for, so that it can serve as a base.

    What it missed is compared with the last run that saw it (decision 0068).
    """
    looked, _ = _counted(answers, bot_walls)
    in_vain = missed(answers, bot_walls)
    return not in_vain or in_vain < _TOO_MUCH_MISSED * (looked + in_vain)


def has_read_sitemaps(kept: Mapping[str, Any] | None, before: Mapping[str, Any] | None) -> bool:
    """Whether every sitemap that failed had also failed in the run before.

    A robots.txt line that names a dead host, or a file that is always forbidden, must not prevent
    comparisons for ever.
    """
    now = _Search.of(kept)
    return now.whole or (now.lacks_known and now.failed_ones <= _Search.of(before).failed_ones)


def percent(answers: Mapping[str, int], bot_walls: int = 0) -> float:
    """Percent of the addresses to be asked that were answered; 100 if there were none.

    Rounded down to a tenth, so that 100 always means all.
    """
    looked, unseen = _counted(answers, bot_walls)
    return 1000 * looked // (looked + unseen) / 10 if looked + unseen else 100.0


@dataclass(frozen=True, kw_only=True)
class _Search:
    """How addresses were looked for, and whether all sitemaps could be read."""

    whole: bool
    lacks_known: bool  #: whole, or only failed sitemaps are missing, each known by its address
    by_sitemaps: bool
    by_links: bool
    cut: int  #: sitemaps of which a part is missing; not those that were repaired completely
    empty: int  #: addresses that answered with no sitemap, but a page or a 404
    empty_ones: frozenset[str]  #: which those are
    unusable_ones: frozenset[str]  #: those of them that answered with a page
    failed_ones: frozenset[str]  #: addresses that gave no usable answer
    looked_at: frozenset[str]  #: addresses that were named or guessed, and were answered
    guessed_ones: frozenset[str]  #: sitemaps that were read though nothing names them
    alternates: int  #: languages of pages that sitemaps name
    counts_alternates: bool  #: whether the census counted them at all

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "_Search":
        kept = kept or {}
        facts = kept.get("facts") or {}
        partial = (facts.get("partial") or {}).items()
        guesses = (facts.get("guesses") or {}).items()
        settled = (kept.get("census") or {}).get("settled", ())
        failed_ones = frozenset(facts.get("failures") or {})
        only_failed = not any(facts.get(name) for name in _BEYOND_LIMITS)
        all_named = 0 < len(failed_ones) == facts.get("failed", 0)
        whole = bool(kept.get("whole", True))
        return cls(
            whole=whole,
            lacks_known=whole or (only_failed and all_named),
            by_sitemaps=bool(kept.get("usable")),
            by_links=bool((kept.get("discovery") or {}).get("follow_links")),
            cut=facts.get("cut", 0),
            empty=facts.get("unusable", 0) + facts.get("missing", 0),
            empty_ones=frozenset(url for url, why in partial if why != CUT),
            unusable_ones=frozenset(url for url, why in partial if why == NO_SITEMAP),
            failed_ones=failed_ones,
            looked_at=frozenset(settled) - failed_ones
            | {url for url, why in guesses if why in _LOOKED},
            guessed_ones=frozenset(url for url, why in guesses if why == READ),
            alternates=facts.get("alternates", 0),
            counts_alternates="alternates" in facts,
        )

    @property
    def unread(self) -> frozenset[str]:
        """Addresses where no sitemap could be read, whether one exists or not."""
        return self.empty_ones | self.failed_ones

    def is_as_good_as(self, base: "_Search") -> bool:
        """Whether everything that the base's sitemaps named would be found now, if still named."""
        same = self.by_sitemaps == base.by_sitemaps
        return base.lacks_known and same and self.saw_all_that(base)

    def saw_all_that(self, other: "_Search") -> bool:
        """Whether this search read every sitemap that `other` may have read.

        An address where `other` found no sitemap either does not count. A file cut here may have been
        cut at another place there. A guess that `other` read must have been looked at here.
        """
        known = self.lacks_known and len(self.empty_ones) == self.empty
        known = known and other.guessed_ones <= self.looked_at
        return known and not self.cut and self.unread <= other.unread


def _counted(answers: Mapping[str, int], bot_walls: int) -> tuple[int, int]:
    """Counts addresses that the site itself answered, and those about which nothing is known."""
    looked = sum(answers.get(outcome, 0) for outcome in _LOOKED_AT) - bot_walls
    unseen = sum(answers.get(outcome, 0) for outcome in (*_UNSEEN, _WAITING)) + bot_walls
    return looked, unseen
