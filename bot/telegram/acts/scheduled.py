"""Acts on scheduled runs: show them, end one."""

from bot.telegram.scene import Reply, Scene
from bot.telegram.timetable import when_words
from parser.commands.model import Command
from runner import schedule
from runner.control import NotFound
from storage.schedules import Schedule

_SAID = 80


async def show(scene: Scene, _: Command, __: int) -> Reply | None:
    """Shows the schedules of this chat."""
    found = await schedule.schedules_of(scene.desk.deps, scene.actor)
    if not found:
        return Reply(text=scene.texts("schedules-none"))
    rows = [_row(scene, each) for each in found]
    return Reply(text="\n".join([scene.texts("schedules-title"), *rows]))


async def end(scene: Scene, command: Command, part: int) -> Reply | None:
    """Ends a schedule; without a number the only one, and asks if there are several."""
    deps = scene.desk.deps
    number = command.schedule
    if number is None:
        found = await schedule.schedules_of(deps, scene.actor)
        if not found:
            return Reply(text=scene.texts("schedules-none"))
        if len(found) > 1:
            rows = [_row(scene, each) for each in found]
            which = scene.texts("schedules-which", number=str(found[0].id))
            return Reply(text="\n".join([which, *rows]))
        number = found[0].id
    try:
        ended = await schedule.end_schedule(deps, scene.request(part), number)
    except NotFound:
        return Reply(text=scene.texts("schedules-no-such", number=str(number)))
    key = "schedules-ended" if ended else "schedules-no-such"
    return Reply(text=scene.texts(key, number=str(number)))


def _row(scene: Scene, each: Schedule) -> str:
    zone = scene.desk.deps.settings.zone
    when = when_words(
        scene.texts, at=None if each.cron else each.next_at, cron=each.cron, zone=zone
    )
    return scene.texts("schedules-row", number=str(each.id), when=when, said=each.said[:_SAID])
