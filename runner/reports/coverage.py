"""How much of a site was seen, and so what its absence from sight may mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.model.ledger import Origin, Outcome
from storage.model.states import SiteStatus
from storage.site_report import ReportSite

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
_BROKEN = ("damaged", "unusable")  # of the facts that are kept about sitemaps
#: unseen addresses to a hundred looked at, above which nothing is said of links that were not found
_TOLERANCE = 1


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What may be concluded from what was not found."""

    percent: float  #: addresses that were answered, of those that were to be asked
    sitemaps_read: bool  #: there are sitemaps, and all of them were read without damage
    links_known: bool  #: nearly every page was read, so a link that exists was seen
    #: an address that the base's sitemaps named, and that is not in the ledger, is on no sitemap now
    absence_from_sitemaps_tells: bool
    #: an address that the base found by links, and that is not in the ledger, is not linked to now
    absence_of_links_tells: bool

    def absence_tells(self, origin: str | None) -> bool:
        """Whether an address that came into the base's ledger so has left the site."""
        by_sitemap = origin == Origin.SITEMAP
        return self.absence_from_sitemaps_tells if by_sitemap else self.absence_of_links_tells


def coverage(site: ReportSite, status: SiteStatus) -> Coverage:
    """Judges a site job by its ledger, its sitemaps and how it ended."""
    looked, unseen = _counted(site.census)
    ended = status is SiteStatus.COMPLETED
    now, base = _Search.of(site.sitemaps), _Search.of(site.base.sitemaps if site.base else None)
    return Coverage(
        percent=percent(site.census),
        sitemaps_read=now.whole and now.by_sitemaps and not now.broken,
        links_known=ended and unseen * 100 <= looked * _TOLERANCE,
        absence_from_sitemaps_tells=ended and now.is_as_good_as(base),
        absence_of_links_tells=(
            ended and not unseen and now.is_as_good_as(base) and now.by_links == base.by_links
        ),
    )


def by_sitemaps(kept: Mapping[str, Any] | None) -> bool:
    """Whether sitemaps named addresses of the site."""
    return _Search.of(kept).by_sitemaps


def percent(census: Mapping[str, int]) -> float:
    """Addresses that were answered, of those that were to be asked; 100 where none were."""
    looked, unseen = _counted(census)
    return round(100 * looked / (looked + unseen), 1) if looked + unseen else 100.0


@dataclass(frozen=True, kw_only=True)
class _Search:
    """How addresses were looked for, and whether all sitemaps could be read."""

    whole: bool
    by_sitemaps: bool
    by_links: bool
    broken: int  #: sitemaps that were damaged or no sitemaps at all

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "_Search":
        kept = kept or {}
        return cls(
            whole=bool(kept.get("whole", True)),
            by_sitemaps=bool(kept.get("usable")),
            by_links=bool((kept.get("discovery") or {}).get("follow_links")),
            broken=sum((kept.get("facts") or {}).get(name, 0) for name in _BROKEN),
        )

    def is_as_good_as(self, base: "_Search") -> bool:
        """Whether what sitemaps named in the base would be found in them now, if they still named it."""
        return (
            self.whole
            and base.whole
            and self.by_sitemaps == base.by_sitemaps
            and self.broken <= base.broken
        )


def _counted(census: Mapping[str, int]) -> tuple[int, int]:
    looked = sum(census.get(outcome, 0) for outcome in _LOOKED_AT)
    unseen = sum(census.get(outcome, 0) for outcome in (*_UNSEEN, _WAITING))
    return looked, unseen
