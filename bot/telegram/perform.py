"""Turns an understood command into an act of the runner and an answer for the person.

The faces hold no logic: what may be done is decided in `runner.control`, what is said in the locale
files. A run answers with its board; everything else answers with a message.
"""

from collections.abc import Awaitable, Callable

from bot.telegram.acts import looking, scheduled, starting, steering
from bot.telegram.scene import Reply, Scene
from parser.commands.model import ACTING, Command, Verb
from runner.access import Forbidden
from runner.control import NotFound

Act = Callable[[Scene, Command, int], Awaitable[Reply | None]]

_ACTS: dict[Verb, Act] = {
    Verb.RUN: starting.run,
    Verb.CANCEL: steering.cancel,
    Verb.RETRY: steering.retry,
    Verb.PAUSE: steering.pause_or_resume,
    Verb.RESUME: steering.pause_or_resume,
    Verb.PROGRESS: looking.progress,
    Verb.REPORT: looking.report,
    Verb.CHANGES: looking.changes,
    Verb.HISTORY: looking.history,
    Verb.SITES: looking.sites,
    Verb.STATUS: looking.system,
    Verb.HELP: looking.show_help,
    Verb.SCHEDULES: scheduled.show,
    Verb.UNSCHEDULE: scheduled.end,
}


async def perform(scene: Scene, command: Command, part: int = 0) -> Reply | None:
    """Does what the command says; `part` is its place in the message. None: a board answers."""
    try:
        return await _ACTS[command.verb](scene, command, part)
    except Forbidden:
        return Reply(text=_refusal(scene, command))
    except NotFound:
        return Reply(text=scene.texts("not-seen"))


def _refusal(scene: Scene, command: Command) -> str:
    if command.verb is Verb.STATUS:
        return scene.texts("admin-only")
    if command.verb in ACTING:
        return scene.texts("not-yours")
    return scene.texts("not-seen")
