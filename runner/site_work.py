"""Handles the doorbell of a site job: claims it, works one slice, then hands it on or ends it.

This is the border of one arq job: whatever happens inside ends here as a state of the row, followed by
the next dispatch.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import asyncpg
import structlog

from config.logs import redact
from parser.pages.urls import normalise
from runner.crawl.host_gate import GateClosed
from runner.crawl.lines import named
from runner.crawl.outside_crawl import check_slice, has_outside_checks
from runner.crawl.positions import SEED
from runner.crawl.site_crawl import SliceEnd, SliceResult, Terms, crawl_slice
from runner.crawl.trouble import SiteFailed, nothing_read
from runner.deps import Deps
from runner.dispatch import MOST_CRASHES, try_dispatch
from runner.lease import Lease, Stopped, StopReason
from runner.reports.coverage import has_read_sitemaps, is_worth_comparing, missed
from runner.reports.mass_change import had_lost_products, has_lost_products
from runner.reports.site_reports import write_reports
from storage import addresses, pages, runs, site_jobs, site_report
from storage.database import TRANSIENT, Connection, LeaseLost, is_transient
from storage.model.ledger import Origin, Outcome
from storage.model.run import Claim, ReportKind
from storage.model.states import Phase, SiteStatus
from storage.objects.errors import ObjectStoreError
from storage.site_jobs import Gain

#: seconds a site waits for its next attempt after an error of ours or of a store
_PAUSE_AFTER_TROUBLE = 5.0
#: seconds between attempts to give a site back while PostgreSQL is away; then its lease has to expire
_TRIES = (0.2, 1.0, 3.0)
_MOST_DETAIL = 500  # most characters of an error shown to people
#: phases in which every address has its outcome
_ALL_READ = frozenset({Phase.CHECK, Phase.REPORT})

log = structlog.get_logger()


class Leases:
    """The leases this process holds, so that a cancel can reach them at once."""

    def __init__(self) -> None:
        self._held: set[Lease] = set()

    def add(self, lease: Lease) -> None:
        """Registers a lease."""
        self._held.add(lease)

    def drop(self, lease: Lease) -> None:
        """Forgets a lease."""
        self._held.discard(lease)

    def look_now(self, run_id: int) -> None:
        """Makes the leases of this run check for a cancel now."""
        for lease in self._held:
            if lease.run_id == run_id:
                lease.look_now()


async def crawl_site(ctx: dict[Any, Any], site_job_id: int) -> None:
    """The arq function: one claim, one slice."""
    deps, leases = Deps.of(ctx), ctx["leases"]
    claim = await take(deps, site_job_id)
    if claim is None:
        return
    bound = log.bind(run=claim.run_id, site=claim.site, epoch=claim.epoch)
    bound.info("→ site", phase=claim.phase.value, attempt=claim.attempt)
    try:
        await _work(deps, claim, leases)
    except LeaseLost:
        bound.warning("✗ site", why="lease lost")
    except asyncio.CancelledError:
        await asyncio.shield(_hand_over(deps, claim))
        raise
    except Exception as error:  # noqa: BLE001 - the border of one job: logged with its id, tried again
        if _will_pass(error):
            bound.warning("! site", why=repr(error))
            await _give_back(
                deps, claim, pause=_PAUSE_AFTER_TROUBLE, reason="trouble", again=_TRIES
            )
        else:
            bound.exception("! site", error=repr(error))
            await _stumble(deps, claim, _told(error))
    await try_dispatch(deps)


async def take(deps: Deps, site_job_id: int) -> Claim | None:
    """Claims a site job; None if there is nothing to claim, or PostgreSQL is unreachable."""
    try:
        async with deps.db.acquire() as connection, connection.transaction():
            await site_jobs.lock_run_of(connection, site_job_id)
            claim = await site_jobs.claim(
                connection,
                site_job_id,
                worker=deps.worker_name,
                lease_seconds=deps.settings.lease_seconds,
                limit=deps.settings.bulk_max_concurrency,
            )
            if claim is not None:
                await runs.start(connection, claim.run_id)
    except asyncpg.UniqueViolationError:
        return None  # another site job of the same host was claimed first
    except TRANSIENT as error:
        log.warning("claim.missed", site_job=site_job_id, why=repr(error))
        return None
    return claim


async def _work(deps: Deps, claim: Claim, leases: Leases) -> None:
    history = (await runs.history(deps.db, [claim.site], claim.run_id)).get(claim.site)
    lease = Lease(deps, claim, history)
    leases.add(lease)
    try:
        if claim.cancelled:
            await _end_cancelled(deps, claim, lease)
            return
        try:
            await lease.keep(lambda: _slice(deps, claim, lease))
        except Stopped as stopped:
            if stopped.reason is StopReason.LEASE_LOST:
                raise LeaseLost from None
            if stopped.reason is StopReason.PAUSED:
                await site_jobs.release(deps.db, claim)
                return
            await _end_cancelled(deps, claim, lease)
    finally:
        leases.drop(lease)


async def _slice(deps: Deps, claim: Claim, lease: Lease) -> None:
    """Crawls for a while; at the end of the crawl writes the reports and settles."""
    try:
        if claim.phase is not Phase.REPORT:
            claim = await _with_base(deps, claim)
            result, following = await _advance(deps, claim, lease)
            if result.end is SliceEnd.DONE:
                await site_jobs.enter_phase(deps.db, claim, following)
            if claim.crashes:
                await site_jobs.forget_crashes(deps.db, claim)
                claim = replace(claim, crashes=0)
            if result.end is not SliceEnd.DONE or following is not Phase.REPORT:
                await site_jobs.release(
                    deps.db, claim, pause_seconds=result.pause, reason=result.reason
                )
                return
        await _complete(deps, claim)
    except GateClosed as closed:  # while sitemaps were read
        await site_jobs.release(deps.db, claim, pause_seconds=closed.seconds, reason="busy")
    except SiteFailed as failure:
        await _fail(deps, claim, failure)
    except Exception as error:
        if claim.crashes < MOST_CRASHES or isinstance(error, LeaseLost) or _will_pass(error):
            raise
        log.exception("✗ site", run=claim.run_id, site=claim.site, error=repr(error))
        if claim.phase is Phase.CHECK:
            # the site itself was read completely; only outside checks failed
            await site_jobs.enter_phase(deps.db, claim, Phase.REPORT)
            await _complete(deps, claim)
        else:
            await _fail(deps, claim, SiteFailed("crashes", _told(error)))


async def _advance(deps: Deps, claim: Claim, lease: Lease) -> tuple[SliceResult, Phase]:
    """Runs one slice of the crawl or of the outside checks. Also returns the phase after the last slice."""
    if claim.phase is Phase.CHECK:
        return await check_slice(deps, claim), Phase.REPORT
    result = await crawl_slice(deps, claim, lease.mood)
    checks = has_outside_checks(claim, Terms.of(claim).policy)
    return result, Phase.CHECK if checks else Phase.REPORT


def _will_pass(error: Exception) -> bool:
    """Whether a store is unreachable or asks for a retry: neither the site's fault nor ours."""
    return is_transient(error) or isinstance(error, ObjectStoreError)


async def _with_base(deps: Deps, claim: Claim) -> Claim:
    """Chooses the base, once, before anything of the site is read."""
    if claim.sitemaps is not None:
        return claim
    async with deps.db.acquire() as connection, connection.transaction():
        return replace(claim, base_id=await site_jobs.choose_base(connection, claim))


async def _complete_or_fail(deps: Deps, claim: Claim) -> None:
    try:
        await _complete(deps, claim)
    except SiteFailed as failure:
        await _fail(deps, claim, failure)


async def _complete(deps: Deps, claim: Claim) -> None:
    census = await addresses.census(deps.db, claim.site_job_id)
    if (
        not census.get(Outcome.FETCHED, 0) + census.get(Outcome.NOT_MODIFIED, 0)
        and not claim.dry_run
    ):
        home = await addresses.home(deps.db, claim.site_job_id)
        raise nothing_read(claim.config["site"]["url"], home, census)
    if not claim.dry_run:
        await write_reports(deps, claim, SiteStatus.COMPLETED)
    fit = not claim.dry_run and await is_fit_for_base(deps, claim.site_job_id)
    await _settle(deps, claim, SiteStatus.COMPLETED, complete=fit)


async def is_fit_for_base(deps: Deps, site_job_id: int) -> bool:
    """Whether later runs may use this one as their base; its reports must be written already."""
    if not await _saw_most(deps, site_job_id):
        return False
    counts = await site_report.product_counts(deps.db, site_job_id)
    if not has_lost_products(counts):
        return True
    before = counts.before_id
    if before is None or not await _saw_most(deps, before):
        return False
    in_vain = missed(*await _answers(deps, before))
    return had_lost_products(counts, missed=in_vain)


async def _saw_most(deps: Deps, site_job_id: int) -> bool:
    sitemaps = await site_jobs.sitemaps_of(deps.db, site_job_id)
    before = await site_jobs.sitemaps_before(deps.db, site_job_id)
    seen = is_worth_comparing(*await _answers(deps, site_job_id))
    return seen and has_read_sitemaps(sitemaps, before)


async def _answers(deps: Deps, site_job_id: int) -> tuple[Mapping[str, int], int]:
    """How a site job's addresses ended, and how many of its pages were answered by bot protection."""
    answers = await addresses.answers(deps.db, site_job_id)
    return answers, await pages.bot_walls(deps.db, site_job_id)


async def _fail(deps: Deps, claim: Claim, failure: SiteFailed) -> None:
    """Fails the site: what was read is still reported, every other address is recorded as failed."""
    await _close_rest(deps, claim, Outcome.FAILED, f"{failure.code}: {failure.detail}")
    await _reports_of_part(deps, claim, SiteStatus.FAILED, failure)
    await _settle(deps, claim, SiteStatus.FAILED, failure=failure.code, detail=failure.detail)


async def _end_cancelled(deps: Deps, claim: Claim, lease: Lease) -> None:
    """Ends a cancelled site. Pages read before are reported, unless the run was taken back as a mistake.

    A site whose pages were all read still completes: only its outside checks are skipped.
    """

    async def end() -> None:
        run = await runs.get(deps.db, claim.run_id)
        is_wanted = run is None or not run.taken_back
        job = await site_jobs.get(deps.db, claim.site_job_id)
        if is_wanted and job is not None and job.phase in _ALL_READ:
            await _complete_or_fail(deps, claim)
            return
        await _close_rest(deps, claim, Outcome.CANCELLED, None)
        if is_wanted:
            await _reports_of_part(deps, claim, SiteStatus.CANCELLED)
        await _settle(deps, claim, SiteStatus.CANCELLED)

    try:
        await lease.keep(end, heed_people=False)
    except Stopped:
        raise LeaseLost from None


async def _reports_of_part(
    deps: Deps, claim: Claim, status: SiteStatus, failure: SiteFailed | None = None
) -> None:
    """Reports what was read; of a site of which nothing was, that the base's pages are unreachable."""
    if claim.dry_run:
        return
    census = await addresses.census(deps.db, claim.site_job_id)
    if census.get(Outcome.FETCHED, 0) + census.get(Outcome.NOT_MODIFIED, 0):
        await write_reports(deps, claim, status)
    elif failure is not None and failure.is_theirs and claim.base_id is not None:
        diff = tuple(kind for kind in claim.reports if kind is ReportKind.DIFF)
        if diff:
            await write_reports(deps, replace(claim, reports=diff), status, down=str(failure))


async def _close_rest(deps: Deps, claim: Claim, outcome: Outcome, detail: str | None) -> None:
    async with deps.db.acquire() as connection, connection.transaction():
        begun = await _begin_ledger(connection, claim)
        closed = await addresses.close_rest(connection, claim.site_job_id, outcome, detail)
        failed = closed if outcome is Outcome.FAILED else 0
        gain = Gain(processed=closed, failed=failed, total_urls=begun)
        await site_jobs.prove(connection, claim, gain)


async def _begin_ledger(connection: Connection, claim: Claim) -> int:
    """Records the home page of a site that ends before any of its addresses was written."""
    root = normalise(claim.config["site"]["url"])
    if root is None:
        return 0
    lines = named(root, root=root, origin=Origin.SEED, position=SEED, depth=0)
    added, _ = await addresses.add(connection, claim.site_job_id, lines)
    return added


async def _settle(
    deps: Deps,
    claim: Claim,
    status: SiteStatus,
    *,
    failure: str | None = None,
    detail: str | None = None,
    complete: bool = False,
) -> None:
    """Ends the site job; the run's last one makes the archive due, in the same transaction."""
    async with deps.db.acquire() as connection, connection.transaction():
        await runs.lock(connection, claim.run_id)
        await site_jobs.settle(
            connection, claim, status, failure=failure, detail=detail, complete=complete
        )
        await runs.settle(connection, claim.run_id)
    log.info("← site", run=claim.run_id, site=claim.site, status=status.value, failure=failure)


async def _stumble(deps: Deps, claim: Claim, why: str) -> None:
    """Counts an error of ours: the site is retried a few times, then it fails and the others go on.

    It fails here if not even the reports of what was read can be written.
    """
    try:
        await site_jobs.stumble(
            deps.db,
            claim,
            pause_seconds=_PAUSE_AFTER_TROUBLE,
            most_crashes=MOST_CRASHES,
            why=why,
        )
    except (LeaseLost, *TRANSIENT) as error:
        log.warning("stumble.missed", site_job=claim.site_job_id, why=repr(error))


def _told(error: Exception) -> str:
    """An error of ours as people read it: shortened, and without proxy passwords."""
    return redact(repr(error))[:_MOST_DETAIL]


async def _hand_over(deps: Deps, claim: Claim) -> None:
    """Gives the site back as this worker stops, so that another can take it at once."""
    await _give_back(deps, claim)
    await try_dispatch(deps)


async def _give_back(
    deps: Deps,
    claim: Claim,
    *,
    pause: float = 0.0,
    reason: str | None = None,
    again: Sequence[float] = (),
) -> None:
    """Releases the site job, so that nobody has to wait for the lease to end.

    `again`: seconds to wait before each retry while PostgreSQL does not answer.
    """
    for seconds in (*again, None):
        try:
            await site_jobs.release(deps.db, claim, pause_seconds=pause, reason=reason)
        except (LeaseLost, *TRANSIENT) as error:
            if seconds is None or isinstance(error, LeaseLost):
                log.warning("release.missed", site_job=claim.site_job_id, why=repr(error))
                return
            await asyncio.sleep(seconds)
        else:
            return
