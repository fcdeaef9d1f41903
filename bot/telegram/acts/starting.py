"""Acts that start something: a run now, or a scheduled run."""

from bot.telegram.orders import order_of
from bot.telegram.scene import Reply, Scene
from bot.telegram.timetable import when_words
from parser.commands.model import Command
from runner import control, schedule
from runner.control import SwitchedOff
from runner.cron import BadCron
from runner.plan import PlanError, plan_run


async def run(scene: Scene, command: Command, part: int) -> Reply | None:
    """Starts the run, now or at its time. None: the board of the run is the answer."""
    order = order_of(command)
    desk = scene.desk
    try:
        plan = plan_run(order, desk.catalogue, desk.policies)
        if plan.needs_admin and not scene.is_admin:
            sites = ", ".join(plan.needs_admin)
            return Reply(text=scene.texts("plan-needs-admin", sites=sites))
        if command.at is not None or command.cron is not None:
            return await _later(scene, command, part)
        await control.start_run(desk.deps, scene.request(part), order, plan)
    except PlanError as error:
        return Reply(text=plan_fault(scene, error))
    except SwitchedOff:
        return Reply(text=scene.texts("switched-off"))
    return None


def plan_fault(scene: Scene, error: PlanError) -> str:
    """Why an order cannot be planned, in words."""
    return scene.texts(f"plan-{error.code.replace('_', '-')}", **error.facts)


async def _later(scene: Scene, command: Command, part: int) -> Reply:
    zone = scene.desk.deps.settings.zone
    if command.cron is None and command.at is not None and command.at <= scene.now:
        return Reply(text=scene.texts("schedule-past"))
    try:
        first = await schedule.add_schedule(
            scene.desk.deps,
            scene.request(part),
            order_of(command),
            at=command.at,
            cron=command.cron,
            now=scene.now,
        )
    except BadCron:
        return Reply(text=scene.texts("schedule-never", cron=command.cron or ""))
    when = when_words(scene.texts, at=command.at, cron=command.cron, zone=zone)
    local = when_words(scene.texts, at=first, cron=None, zone=zone)
    key = "schedule-added" if command.cron else "schedule-once"
    return Reply(text=scene.texts(key, when=when, first=local))
