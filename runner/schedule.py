"""Scheduled runs: kept in PostgreSQL, started when due by whichever bot process looks first.

Each turn has a request key of its own, so that a crash between starting the run and recording it
starts nothing twice. Turns that were missed while everything was down are made up for once, not one
by one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog

from runner.access import Actor, Forbidden
from runner.control import NotFound, Request, SwitchedOff, start_run
from runner.cron import BadCron, next_moment
from runner.deps import Deps
from runner.plan import Plan, PlanError, RunOrder
from storage import audit, schedules
from storage.database import is_transient
from storage.schedules import NewSchedule, Schedule

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A turn that could not start: where to say so, and the reason's code."""

    schedule: Schedule
    code: str


async def add_schedule(
    deps: Deps,
    request: Request,
    order: RunOrder,
    *,
    at: datetime | None,
    cron: str | None,
    now: datetime,
) -> datetime:
    """Schedules a run, at a moment or by cron; returns its first moment, in UTC.

    Raises:
        Forbidden: a stranger.
        BadCron: the recurrence is malformed, or never comes.
    """
    if not deps.access.is_known(request.actor) or request.actor.user_id is None:
        raise Forbidden
    zone = deps.settings.zone
    first = at.astimezone(UTC) if at else next_moment(cron or "", after=now, zone=zone)
    new = NewSchedule(
        place=request.place,
        user_id=request.actor.user_id,
        language=request.language,
        said=request.said,
        command=order.as_json(),
        cron=cron,
        zone=deps.settings.timezone,
        next_at=first,
        request_key=request.key,
    )
    async with deps.db.acquire() as connection, connection.transaction():
        number = await schedules.add(connection, new)
        if number is not None:
            await audit.record(
                connection, request.act("schedule.add", number, {"said": request.said})
            )
    return first


async def schedules_of(deps: Deps, actor: Actor) -> list[Schedule]:
    """The schedules of the actor's chat. Raises Forbidden."""
    if not deps.access.is_known(actor):
        raise Forbidden
    return await schedules.of_chat(deps.db, actor.chat_id)


async def end_schedule(deps: Deps, request: Request, schedule_id: int) -> bool:
    """Ends a schedule; False if it had already ended.

    Raises:
        NotFound: no such schedule in this chat (admins: in any chat).
        Forbidden: the actor is neither its owner nor an admin.
    """
    found = await schedules.get(deps.db, schedule_id)
    own_chat = found is not None and found.place.chat_id == request.actor.chat_id
    is_admin = deps.access.is_admin(request.actor.user_id)
    if found is None or not (own_chat or is_admin):
        raise NotFound
    if request.actor.user_id != found.user_id and not is_admin:
        raise Forbidden
    async with deps.db.acquire() as connection, connection.transaction():
        ended = await schedules.end(connection, schedule_id, f"by {request.actor.user_id}")
        await audit.record(
            connection, request.act("schedule.end", schedule_id, {"said": request.said})
        )
    return ended


async def start_due(deps: Deps, plan: Callable[[RunOrder], Plan], *, now: datetime) -> list[Missed]:
    """Starts everything that is due; returns the turns that could not start."""
    missed: list[Missed] = []
    while True:
        async with deps.db.acquire() as connection, connection.transaction():
            schedule = await schedules.due(connection)
            if schedule is None:
                return missed
            run_id, code = await _start(deps, schedule, plan)
            next_at = _next(schedule, now) if code != "forbidden" else None
            await schedules.advance(
                connection, schedule.id, next_at=next_at, run_id=run_id, why=code or "done"
            )
        if code is not None:
            log.warning("schedule.missed", schedule=schedule.id, why=code)
            missed.append(Missed(schedule=schedule, code=code))


async def _start(
    deps: Deps, schedule: Schedule, plan: Callable[[RunOrder], Plan]
) -> tuple[int | None, str | None]:
    request = Request(
        actor=Actor(user_id=schedule.user_id, chat_id=schedule.place.chat_id),
        place=schedule.place,
        key=f"schedule:{schedule.id}:{schedule.next_at.isoformat()}",
        said=schedule.said,
        language=schedule.language,
    )
    try:
        order = RunOrder.from_json(schedule.command)
        return await start_run(deps, request, order, plan(order)), None
    except PlanError as error:
        return None, error.code
    except SwitchedOff:
        return None, "switched_off"
    except Forbidden:
        return None, "forbidden"
    except Exception as error:  # an error of one turn must not stop the others
        if is_transient(error):
            raise
        log.exception("! schedule", schedule=schedule.id, error=repr(error))
        return None, "trouble"


def _next(schedule: Schedule, now: datetime) -> datetime | None:
    """The next turn: in the future, as missed turns are not made up for one by one; None if there is none.

    It is after this turn even if our clock is behind PostgreSQL's, which decides what is due.
    """
    if schedule.cron is None:
        return None
    after = max(now, schedule.next_at)
    try:
        return next_moment(schedule.cron, after=after, zone=ZoneInfo(schedule.zone))
    except BadCron:
        return None
