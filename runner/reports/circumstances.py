"""The circumstances of a comparison: what may be concluded from what either run did not see.

The base is one run; looks of earlier runs stand in for what it missed (decision 0068). Each of those is
judged separately: other sitemaps, other things out of sight, perhaps another reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from runner.crawl.version import EXTRACTOR_VERSION, reconfigured
from runner.reports.coverage import Coverage, beside, by_sitemaps
from storage import report_work, site_report
from storage.database import Connection
from storage.model.ledger import Origin
from storage.model.states import SiteStatus
from storage.report_rows import Side
from storage.report_work import OutOfSight
from storage.site_report import Base, ReportSite


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is known about both runs, apart from the pair itself."""

    base_run: int
    root: str  #: of the site now
    seen: Coverage  #: of this run
    extractor_changed: bool
    #: fields that the site's configuration now reads differently
    reconfigured: frozenset[str]
    sitemaps_known: bool  #: both runs read all sitemaps
    hidden: OutOfSight  #: what this run could not look into, and the base could
    is_down: bool = False  #: no page of the site could be read
    #: the circumstances for each site job whose looks stand in for those that the base missed
    earlier: Mapping[int, "Circumstances"] = field(default_factory=dict)

    #: for each site job that was the first not to find something: how much of `hidden.fresh` it named
    fresh_since: Mapping[int, int] = field(default_factory=dict)

    def beside(self, site_job_id: int | None) -> "Circumstances":
        """The circumstances of comparing with a look of this site job; None: of the base."""
        return self if site_job_id is None else self.earlier.get(site_job_id, self)

    @property
    def all_links_tell(self) -> bool:
        """Whether an address that the ledger no longer names has left the site, however it was found."""
        return self.seen.absence_of_links_tells and not self.hidden.unread

    def absence_tells(self, base: Side, missing_since: int | None = None) -> bool:
        """Whether what the base had at an address that is in no ledger line now is gone.

        If its product moved, it did so when first missing (`missing_since`), so only the fresh addresses
        that were named then count as places where it may be.
        """
        if not self.seen.absence_tells(base.origin):
            return False
        if base.origin != Origin.SITEMAP:
            return not self.hidden.unread
        fresh = self.hidden.fresh
        if missing_since is not None:
            fresh = self.fresh_since.get(missing_since, fresh)
        return base.product is None or not fresh

    def confirmed_origins(self) -> list[Origin]:
        """The origins of addresses for which a second absence confirms the first."""
        return [
            origin
            for origin in sorted(self.seen.confirms)
            if origin == Origin.SITEMAP or not self.hidden.unread
        ]


async def circumstances(
    db: Connection,
    site: ReportSite,
    base: Base,
    status: SiteStatus,
    seen: Coverage,
    *,
    is_down: bool = False,
) -> Circumstances:
    """Loads the circumstances of the base and its stand-ins; both ledgers must be gathered before."""
    stand_ins = await report_work.stand_ins(db, base)
    lost = [job_id for job_id, is_lost in stand_ins.items() if is_lost]
    hidden = await report_work.out_of_sight(db, [base.site_job_id, *lost])
    of_base = Circumstances(
        base_run=base.run_id,
        root=site.url,
        seen=seen,
        extractor_changed=_reading_changed(base.extractor),
        reconfigured=reconfigured(site.config, base.config),
        sitemaps_known=(
            by_sitemaps(base.sitemaps) and seen.absence_from_sitemaps_tells and seen.base_would_know
        ),
        hidden=hidden[base.site_job_id],
        is_down=is_down,
        fresh_since=await report_work.fresh_since(db),
    )
    earlier = {}
    for job_id in stand_ins:
        look = await site_report.look(db, job_id)
        earlier[job_id] = replace(
            of_base,
            seen=beside(seen, site, status, look.sitemaps),
            extractor_changed=_reading_changed(look.extractor),
            reconfigured=reconfigured(site.config, look.config),
            hidden=hidden.get(job_id, of_base.hidden),
        )
    return replace(of_base, earlier=earlier)


def _reading_changed(extractor: int | None) -> bool:
    return extractor is not None and extractor != EXTRACTOR_VERSION
