"""Acts on existing runs: cancel, retry, pause, resume."""

from collections.abc import Sequence

from bot.telegram.orders import named_sites
from bot.telegram.scene import Reply, Scene
from parser.commands.model import Command, Verb
from runner import control
from runner.control import NoLongerKept, NotFound
from storage.model.run import Run

#: keys of the acts of one message, told apart
_PARTS = 100


async def cancel(scene: Scene, command: Command, part: int) -> Reply | None:
    """Cancels runs, or single sites of one."""
    wanted = await _wanted(scene, command)
    if isinstance(wanted, Reply):
        return wanted
    lines = []
    for number, run_id in enumerate(wanted):
        request = scene.request(part * _PARTS + number)
        done = await control.cancel_run(scene.desk.deps, request, run_id, named_sites(command))
        lines.append(_cancelled(scene, command, run_id, done=done))
    return Reply(text="\n".join(lines) or scene.texts("cancel-nothing"))


async def retry(scene: Scene, command: Command, part: int) -> Reply | None:
    """Retries what failed, or everything. None: the board is the answer."""
    deps = scene.desk.deps
    try:
        if isinstance(command.run, int):
            run_id = command.run
        else:
            run_id = (await control.latest_run(deps, scene.actor)).id
    except NotFound:
        return Reply(text=scene.texts("history-none"))
    try:
        sites = await control.retry_run(
            deps,
            scene.request(part),
            run_id,
            sites=named_sites(command),
            everything=command.only == "all",
        )
    except NotFound:
        return Reply(text=scene.texts("press-nothing-to-retry"))
    except NoLongerKept:
        return Reply(text=scene.texts("retry-too-old", run=str(run_id)))
    if not sites:
        return None
    return Reply(text=scene.texts("retry-done", run=str(run_id), sites=", ".join(sites)))


async def pause_or_resume(scene: Scene, command: Command, part: int) -> Reply | None:
    """Pauses or resumes runs."""
    wanted = await _wanted(scene, command)
    if isinstance(wanted, Reply):
        return wanted
    go_on = command.verb is Verb.RESUME
    lines = []
    for number, run_id in enumerate(wanted):
        request = scene.request(part * _PARTS + number)
        done = await control.pause_run(scene.desk.deps, request, run_id, go_on=go_on)
        key = command.verb.value if done else f"{command.verb.value}-nothing"
        lines.append(scene.texts(f"steer-{key}", run=str(run_id)))
    return Reply(text="\n".join(lines) or scene.texts("cancel-nothing"))


async def _wanted(scene: Scene, command: Command) -> list[int] | Reply:
    """The runs a command is about; a question back if that is uncertain."""
    if isinstance(command.run, int):
        return [command.run]
    active = await control.active_runs(scene.desk.deps, scene.actor)
    if not active:
        return Reply(text=scene.texts("cancel-nothing"))
    mine = _of_person(scene, active)
    if command.run is None and len(mine) > 1:
        numbers = ", ".join(str(run.id) for run in mine)
        verb = scene.texts(f"verb-{command.verb.value}")
        return Reply(text=scene.texts("which-run", runs=numbers, run=str(mine[0].id), verb=verb))
    return [run.id for run in mine]


def _of_person(scene: Scene, active: Sequence[Run]) -> Sequence[Run]:
    """The person's own runs; those of others only if there are none."""
    return [run for run in active if run.user_id == scene.user_id] or active


def _cancelled(scene: Scene, command: Command, run_id: int, *, done: bool) -> str:
    sites = named_sites(command)
    if not sites:
        return scene.texts("press-cancelled" if done else "press-too-late", run=str(run_id))
    key = "cancelled-sites" if done else "cancel-no-such-sites"
    return scene.texts(key, run=str(run_id), sites=", ".join(sites))
