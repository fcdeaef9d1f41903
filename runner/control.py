"""What faces can ask for: start, cancel, retry, look. Every act checks its actor here once more.

An act and its audit row are one transaction; the row's request key makes a repeated update harmless.
After each commit the doorbells ring; a lost ring is repeated by the sweep, so the act takes effect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.policies import Policy
from runner.access import Actor, Forbidden
from runner.deps import Deps
from runner.dispatch import try_dispatch
from runner.plan import Plan, RunOrder
from runner.reports.archive import archive_payloads, choose_files
from storage import (
    addresses,
    artifacts,
    audit,
    boards,
    deliveries,
    outside_checks,
    pages,
    retention,
    runs,
    site_jobs,
    sitemap_alternates,
)
from storage.audit import Act
from storage.database import CANCEL_CHANNEL, CHANGE_CHANNEL, Connection
from storage.model.artifact import Artifact
from storage.model.delivery import DeliveryKind
from storage.model.ledger import Outcome
from storage.model.run import NewRun, Place, ReportKind, Run, RunView
from storage.model.states import RunStatus, SiteStatus
from storage.notices import notify
from storage.site_jobs import Again

#: outcomes that a retry of what failed tries again; robots.txt is fetched again and may have changed
_WORTH_ANOTHER_TRY = (Outcome.FAILED, Outcome.CANCELLED, Outcome.ROBOTS)
_FAILED = (SiteStatus.FAILED, SiteStatus.CANCELLED, SiteStatus.SKIPPED)
_ENDED = (*_FAILED, SiteStatus.COMPLETED)


class NotFound(Exception):
    """There is no such run, or nothing in it to act on."""


class NoLongerKept(Exception):
    """The run ended so long ago that its pages are no longer kept: only a new run can read them again."""


class SwitchedOff(Exception):
    """BULK_RUN_ENABLED is off: nothing new starts."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """Where an act came from. `key` names the update: the same key never acts twice."""

    actor: Actor
    place: Place
    key: str
    said: str = ""
    language: str = "ru"

    def act(self, action: str, subject: object, detail: Mapping[str, Any] | None = None) -> Act:
        """The audit row: one for each action of one request."""
        return Act(
            user_id=self.actor.user_id,
            chat_id=self.place.chat_id,
            action=action,
            subject=str(subject),
            detail=detail or {},
            request_key=f"{action}:{self.key}",
        )


async def start_run(deps: Deps, request: Request, order: RunOrder, plan: Plan) -> int:
    """Writes the run and everything that belongs to it, and rings. Returns its number.

    A repeated request key returns the run it started the first time.

    Raises:
        Forbidden: a stranger, or a plan that only an admin may start.
        SwitchedOff: by BULK_RUN_ENABLED.
    """
    if not deps.access.is_known(request.actor):
        raise Forbidden
    if plan.needs_admin:
        deps.access.need_admin(request.actor)
    if not deps.settings.bulk_run_enabled:
        raise SwitchedOff
    new = NewRun(
        place=request.place,
        user_id=request.actor.user_id,
        language=request.language,
        said=request.said,
        command=order.as_json(),
        request_key=request.key,
        sites=plan.jobs,
        reports=plan.reports,
        page_limit=order.page_limit,
        concurrency=order.concurrency,
        skip_existing=order.skip_existing,
        dry_run=order.dry_run,
    )
    async with deps.db.acquire() as connection, connection.transaction():
        run_id = await runs.create(connection, new)
        if run_id is None:
            known = await runs.by_request(connection, request.key)
            assert known is not None  # noqa: S101 - the conflict was with that row
            return known
        await runs.add_sites(connection, run_id, new)
        await boards.open_board(connection, run_id, request.place)
        detail = {"said": request.said, "sites": [site.id for site in plan.sites]}
        if plan.needs_admin:
            detail["special_policies"] = list(plan.needs_admin)
        await audit.record(connection, request.act("run.start", run_id, detail))
        await _changed(connection, run_id)
    await try_dispatch(deps)
    return run_id


async def cancel_run(
    deps: Deps,
    request: Request,
    run_id: int,
    sites: Sequence[str] = (),
    *,
    take_back: bool = False,
) -> bool:
    """Cancels a run, or single sites of it. False if there was nothing left to cancel.

    A run that is taken back was a mistake: it writes no reports and delivers nothing.

    Raises:
        Forbidden: the actor is neither the starter nor an admin.
        NotFound: no such run.
    """
    run = await _run(deps, run_id)
    deps.access.need_hand(request.actor, run)
    async with deps.db.acquire() as connection, connection.transaction():
        status = await runs.lock(connection, run_id)
        verb = "run.take_back" if take_back else "run.cancel"
        act = request.act(verb, run_id, {"sites": list(sites)})
        if status is RunStatus.CANCELLING or not await audit.record(connection, act):
            return True
        if sites:
            ended = await site_jobs.cancel_queued(connection, run_id, sites)
            flagged = await site_jobs.cancel_sites(connection, run_id, sites)
            done = bool(ended or flagged)
        else:
            done = await runs.cancel(
                connection, run_id, request.actor.user_id, taken_back=take_back
            )
            if done:
                await site_jobs.cancel_queued(connection, run_id)
                await site_jobs.wake(connection, run_id)
        if done:
            await runs.settle(connection, run_id)
            await notify(connection, CANCEL_CHANNEL, str(run_id))
            await _changed(connection, run_id)
    await try_dispatch(deps)
    return done


async def pause_run(deps: Deps, request: Request, run_id: int, *, go_on: bool) -> bool:
    """Pauses a run, or resumes it. False if there was nothing to change.

    Raises:
        Forbidden: the actor is neither the starter nor an admin.
        NotFound: no such run.
    """
    run = await _run(deps, run_id)
    deps.access.need_hand(request.actor, run)
    async with deps.db.acquire() as connection, connection.transaction():
        await runs.lock(connection, run_id)
        act = request.act("run.resume" if go_on else "run.pause", run_id)
        if not await audit.record(connection, act):
            return True
        if go_on:
            done = await runs.resume(connection, run_id)
        else:
            done = await runs.pause(connection, run_id, request.actor.user_id)
        if done:
            await notify(connection, CANCEL_CHANNEL, str(run_id))
            await _changed(connection, run_id)
    await try_dispatch(deps)
    return done


async def retry_run(
    deps: Deps,
    request: Request,
    run_id: int,
    *,
    sites: Sequence[str] = (),
    everything: bool = False,
) -> list[str]:
    """Starts a new attempt of what failed, or of everything. Returns the sites that are retried.

    Raises:
        Forbidden: the actor is neither the starter nor an admin, or a site needs an admin.
        NoLongerKept: by KEEP_LEDGERS_DAYS.
        NotFound: no such run, or nothing in it to retry.
    """
    run = await _run(deps, run_id)
    deps.access.need_hand(request.actor, run)
    statuses = _ENDED if everything or sites else _FAILED
    async with deps.db.acquire() as connection, connection.transaction():
        before = await runs.lock(connection, run_id)
        days = deps.settings.keep_ledgers_days
        if await retention.is_over(connection, run_id, days=days):
            raise NoLongerKept
        act = request.act("run.retry", run_id, {"sites": list(sites), "everything": everything})
        if not await audit.record(connection, act):
            return []
        again = await site_jobs.retry(
            connection,
            run_id,
            statuses=statuses,
            sites=sites or None,
            from_scratch=everything,
        )
        if any(_frozen_policy(one).needs_admin for one in again):
            deps.access.need_admin(request.actor)  # the starter may no longer be an admin
        if not again or await runs.reopen(connection, run_id) is None:
            raise NotFound
        for one in again:
            await _reset(connection, one.site_job_id, everything=everything)
        await artifacts.drop_of_sites(connection, run_id, [one.site_job_id for one in again])
        if before is not RunStatus.RUNNING:
            await boards.reopen(connection, run_id)
        await _changed(connection, run_id)
    await try_dispatch(deps)
    return [one.site for one in again]


async def view_run(deps: Deps, actor: Actor, run_id: int) -> RunView:
    """A run with its sites, for people who may see it.

    Raises:
        Forbidden, NotFound.
    """
    run = await _run(deps, run_id)
    deps.access.need_sight(actor, run)
    return await load_view(deps, run)


async def load_view(deps: Deps, run: Run) -> RunView:
    """A run with its sites, for the board, which belongs to its chat."""
    jobs = await site_jobs.of_run(deps.db, run.id)
    history = await runs.history(deps.db, [job.site for job in jobs], run.id)
    return RunView(run=run, sites=jobs, history=history)


async def active_runs(deps: Deps, actor: Actor) -> list[Run]:
    """The unfinished runs of the actor's chat, newest first. Raises Forbidden."""
    if not deps.access.is_known(actor):
        raise Forbidden
    return await runs.active_of_chat(deps.db, actor.chat_id)


async def latest_run(deps: Deps, actor: Actor) -> Run:
    """The newest run of the actor's chat that was not a dry run. Raises Forbidden, NotFound."""
    if not deps.access.is_known(actor):
        raise Forbidden
    run = await runs.latest_of_chat(deps.db, actor.chat_id)
    if run is None:
        raise NotFound
    return run


async def past_runs(deps: Deps, actor: Actor, limit: int) -> list[Run]:
    """The latest runs of the actor's chat."""
    if not deps.access.is_known(actor):
        raise Forbidden
    return await runs.of_chat(deps.db, actor.chat_id, limit)


async def run_files(deps: Deps, actor: Actor, run_id: int | None) -> tuple[Run, list[Artifact]]:
    """A run and its files; without a number, of the chat's newest run that left an archive.

    Raises:
        Forbidden, NotFound.
    """
    if run_id is None:
        if not deps.access.is_known(actor):
            raise Forbidden
        run = await runs.latest_finished(deps.db, actor.chat_id)
        if run is None:
            raise NotFound
    else:
        run = await _run(deps, run_id)
        deps.access.need_sight(actor, run)
    return run, await artifacts.of_run(deps.db, run.id)


async def send_again(
    deps: Deps,
    request: Request,
    run: Run,
    files: Sequence[Artifact],
    *,
    sites: Sequence[str] = (),
    reports: Sequence[ReportKind] | None = None,
) -> bool:
    """Delivers a run's archive, or some of its files, once more, to the chat that asks, in its words.

    False if the run left no such file.

    Raises:
        Forbidden: the actor may not see the run.
    """
    deps.access.need_sight(request.actor, run)
    if sites or reports is not None:
        chosen = choose_files(files, sites=sites, reports=reports)
        payloads = [{"select": [file.key for file in chosen]}] if chosen else []
    else:
        payloads = archive_payloads(files)
    async with deps.db.acquire() as connection, connection.transaction():
        if payloads and await audit.record(connection, request.act("run.report", run.id)):
            for number, payload in enumerate(payloads, start=1):
                await deliveries.add(
                    connection,
                    key=f"again:{request.key}:{number}",
                    run_id=run.id,
                    place=request.place,
                    kind=DeliveryKind.ARCHIVE,
                    payload={**payload, "language": request.language},
                )
            await _changed(connection, run.id)
    return bool(payloads)


async def _run(deps: Deps, run_id: int) -> Run:
    run = await runs.get(deps.db, run_id)
    if run is None:
        raise NotFound
    return run


def _frozen_policy(again: Again) -> Policy:
    """The policy frozen into the run; it was validated when the run was planned."""
    return Policy.model_construct(**again.config.get("policy", {}))


async def _reset(connection: Connection, site_job_id: int, *, everything: bool) -> None:
    if everything:
        await addresses.forget(connection, site_job_id)
        await pages.forget(connection, site_job_id)
        await outside_checks.forget(connection, site_job_id)
        await sitemap_alternates.forget(connection, site_job_id)
    else:
        await addresses.reopen(connection, site_job_id, _WORTH_ANOTHER_TRY)
        await outside_checks.reopen(connection, site_job_id)
    await site_jobs.recount(connection, site_job_id)


async def _changed(connection: Connection, run_id: int) -> None:
    await notify(connection, CHANGE_CHANNEL, str(run_id))
