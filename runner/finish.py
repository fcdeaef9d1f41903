"""Handles the doorbell of a run whose last site job has ended: makes the archive, finishes exactly once.

The archive is built from the reports in the object store, so any worker can build it, and take over
from one that dies. The end of the run, its archive and its delivery are written in one transaction
under the epoch of the claim.
"""

import asyncio
from typing import Any

import structlog

from config.logs import redact
from runner.deps import Deps
from runner.dispatch import try_dispatch
from runner.reports.archive import archive_payloads, build_archive
from storage import artifacts, deliveries, runs, site_jobs
from storage.database import CHANGE_CHANNEL, TRANSIENT, Connection, is_transient
from storage.model.artifact import Artifact
from storage.model.delivery import DeliveryKind
from storage.model.run import Run
from storage.model.states import RunStatus, run_end
from storage.notices import notify
from storage.objects.errors import ObjectNotFoundError, ObjectStoreError

#: pauses between attempts at an archive, in seconds; the last one repeats
_PAUSES = (5.0, 15.0, 60.0, 300.0)
#: most attempts if waiting does not help; together they take half an hour
_MOST_ATTEMPTS = 10
_MOST_DETAIL = 500  # most characters of an error shown to people

log = structlog.get_logger()


async def finish_run(ctx: dict[Any, Any], run_id: int) -> None:
    """The arq function: one claim, one attempt."""
    deps = Deps.of(ctx)
    claimed = await _claim(deps, run_id)
    if claimed is None:
        return
    run, epoch, crashes = claimed
    log.info("→ finish", run=run_id, epoch=epoch)
    try:
        await _under_lease(deps, run, epoch)
    except asyncio.CancelledError:
        await asyncio.shield(_hand_over(deps, run_id, epoch))
        raise
    except Exception as error:
        if is_transient(error):
            log.warning("! finish", run=run_id, why=repr(error))
        else:
            log.exception("! finish", run=run_id, error=repr(error))
        await _try_later(deps, run, epoch, crashes, error)
    await try_dispatch(deps)


async def _claim(deps: Deps, run_id: int) -> tuple[Run, int, int] | None:
    try:
        return await runs.claim_finish(
            deps.db, run_id, worker=deps.worker_name, lease_seconds=deps.settings.lease_seconds
        )
    except TRANSIENT as error:
        log.warning("claim.missed", run=run_id, why=repr(error))
        return None


async def _under_lease(deps: Deps, run: Run, epoch: int) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            renewing = group.create_task(_renew(deps, run.id, epoch))
            await _finish(deps, run, epoch)
            renewing.cancel()
    except ExceptionGroup as errors:
        first = errors.exceptions[0]  # it stopped the other
        if not isinstance(first, _LeaseGone):
            raise first from None
        log.warning("✗ finish", run=run.id, why="lease lost")


class _LeaseGone(Exception):
    """Another worker makes the archive now, or we could not renew in time."""


async def _renew(deps: Deps, run_id: int, epoch: int) -> None:
    lease = deps.settings.lease_seconds
    alive = deps.monotonic()
    while True:
        await asyncio.sleep(lease / 3)
        try:
            if not await runs.renew_finish(deps.db, run_id, epoch, lease_seconds=lease):
                raise _LeaseGone
            alive = deps.monotonic()
        except TRANSIENT:
            if deps.monotonic() - alive > 0.8 * lease:
                raise _LeaseGone from None


async def _finish(deps: Deps, run: Run, epoch: int) -> None:
    jobs = await site_jobs.of_run(deps.db, run.id)
    status = run_end([job.status for job in jobs], cancelled=run.status is RunStatus.CANCELLING)
    archive = None if run.dry_run or run.taken_back else await build_archive(deps, run, jobs)
    async with deps.db.acquire() as connection, connection.transaction():
        await runs.lock(connection, run.id)
        if not await runs.finish(connection, run.id, epoch, status):
            raise _LeaseGone
        if archive is not None:
            await artifacts.put(connection, run.id, None, archive)
        await _post(connection, run, archive)
        await notify(connection, CHANGE_CHANNEL, str(run.id))
    log.info("← finish", run=run.id, status=status.value)


async def _post(connection: Connection, run: Run, archive: Artifact | None) -> None:
    """Queues the delivery: the archive in its parts, or a summary; nothing if the run was taken back."""
    payloads = archive_payloads([archive]) if archive else [{}]
    for number, payload in enumerate([] if run.taken_back else payloads, start=1):
        await deliveries.add(
            connection,
            key=f"run:{run.id}:{run.attempt}:{number}",
            run_id=run.id,
            place=run.place,
            kind=DeliveryKind.ARCHIVE if payload else DeliveryKind.SUMMARY,
            payload=payload,
        )


async def _hand_over(deps: Deps, run_id: int, epoch: int) -> None:
    """Gives the claim back as this worker stops, so that another need not wait for the lease to end."""
    try:
        await runs.release_finish(deps.db, run_id, epoch)
    except TRANSIENT as error:
        log.warning("finish.release_missed", run=run_id, why=repr(error))
    await try_dispatch(deps)


async def _try_later(deps: Deps, run: Run, epoch: int, crashes: int, error: Exception) -> None:
    """Postpones the next attempt; after too many that waiting cannot help, ends the run without archive."""
    why = redact(repr(error))[:_MOST_DETAIL]
    try:
        if crashes + 1 >= _MOST_ATTEMPTS and not _may_be_mended(error):
            await _end_without_archive(deps, run, epoch, why)
        else:
            pause = _PAUSES[min(crashes, len(_PAUSES) - 1)]
            await runs.postpone_finish(deps.db, run.id, epoch, seconds=pause, why=why)
    except TRANSIENT as missed:
        log.warning("finish.postpone_missed", run=run.id, why=repr(missed))


def _may_be_mended(error: Exception) -> bool:
    """Whether waiting may help: a store is away, full or misconfigured; not a lost file or our bug."""
    if isinstance(error, ObjectStoreError):
        return not isinstance(error, ObjectNotFoundError)
    return is_transient(error)


async def _end_without_archive(deps: Deps, run: Run, epoch: int, why: str) -> None:
    is_cancelled = run.status is RunStatus.CANCELLING
    status = RunStatus.CANCELLED if is_cancelled else RunStatus.FAILED
    async with deps.db.acquire() as connection, connection.transaction():
        await runs.lock(connection, run.id)
        if await runs.finish(connection, run.id, epoch, status, failure=why):
            await _post(connection, run, None)
            await notify(connection, CHANGE_CHANNEL, str(run.id))
    log.error("✗ finish", run=run.id, why=why)
