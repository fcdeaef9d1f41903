"""A command, understood, becomes an act of the runner and words for the person.

The faces hold no logic: what may be done is decided in `runner.control`, what is said in the locale
files. A run answers with its board; everything else answers with a message.
"""

from collections.abc import Awaitable, Callable, Sequence
from html import escape

from bot.telegram.board import draw
from bot.telegram.scene import Reply, Scene
from bot.telegram.status_page import status_page
from bot.telegram.texts import Markup
from parser.commands.model import Command, Verb
from runner import control
from runner.access import Forbidden
from runner.control import NotFound, SwitchedOff
from runner.plan import PlanError, RunOrder, plan_run
from runner.status import status
from storage.model.run import ReportKind, Run

_HISTORY = 10
_SAID = 60

Act = Callable[[Scene, Command, int], Awaitable[Reply | None]]


async def perform(scene: Scene, command: Command, part: int = 0) -> Reply | None:
    """Does what the command says. None: the board of the run is the answer."""
    act = _ACTS.get(command.verb)
    if act is None:
        return Reply(text=scene.texts("not-yet", what=command.verb.value))
    try:
        return await act(scene, command, part)
    except Forbidden:
        return _refusal(scene, command)
    except NotFound:
        return Reply(text=scene.texts("not-seen"))


def order_of(command: Command) -> RunOrder:
    """The runner's own words for what is to run."""
    reports = None
    if command.reports is not None:
        reports = tuple(ReportKind(report) for report in command.reports)
    return RunOrder(
        sites="all" if command.sites == "all" or not command.sites else tuple(command.sites),
        except_sites=command.except_,
        tags=command.tags,
        page_limit=command.limit,
        concurrency=command.concurrency,
        skip_existing=command.skip_existing,
        dry_run=command.dry_run,
        reports=reports,
    )


async def _run(scene: Scene, command: Command, part: int) -> Reply | None:
    if command.at is not None or command.cron is not None:
        return Reply(text=scene.texts("not-yet", what=scene.texts("what-schedule")))
    order = order_of(command)
    desk = scene.desk
    try:
        plan = plan_run(order, desk.catalogue, desk.policies)
        if plan.needs_admin and not scene.is_admin:
            sites = ", ".join(plan.needs_admin)
            return Reply(text=scene.texts("plan-needs-admin", sites=sites))
        await control.start_run(desk.deps, scene.request(part), order, plan)
    except PlanError as error:
        key = f"plan-{error.code.replace('_', '-')}"
        return Reply(text=scene.texts(key, **error.facts))
    except SwitchedOff:
        return Reply(text=scene.texts("switched-off"))
    return None


async def _cancel(scene: Scene, command: Command, part: int) -> Reply | None:
    active = await control.active_runs(scene.desk.deps, scene.actor)
    if command.run is None and not active:
        return Reply(text=scene.texts("cancel-nothing"))
    mine = [run for run in active if run.user_id == scene.user_id] or active
    if command.run is None and len(mine) > 1 and not command.sites:
        numbers = ", ".join(str(run.id) for run in mine)
        return Reply(text=scene.texts("cancel-which", runs=numbers, run=str(mine[0].id)))
    wanted = [run.id for run in mine] if command.run == "all" else [_number(command, mine)]
    lines = []
    for number, run_id in enumerate(wanted):
        done = await control.cancel_run(
            scene.desk.deps, scene.request(part * 100 + number), run_id, _sites(command)
        )
        key = "press-cancelled" if done else "press-too-late"
        lines.append(scene.texts(key, run=str(run_id)))
    return Reply(text="\n".join(lines) or scene.texts("cancel-nothing"))


async def _retry(scene: Scene, command: Command, part: int) -> Reply | None:
    deps = scene.desk.deps
    if isinstance(command.run, int):
        run_id = command.run
    else:
        run_id = (await control.latest_run(deps, scene.actor)).id
    try:
        sites = await control.retry_run(
            deps,
            scene.request(part),
            run_id,
            sites=_sites(command),
            everything=command.only == "all",
        )
    except NotFound:
        return Reply(text=scene.texts("press-nothing-to-retry"))
    if not sites:
        return None
    return Reply(text=scene.texts("retry-done", run=str(run_id), sites=", ".join(sites)))


async def _progress(scene: Scene, command: Command, _: int) -> Reply | None:
    deps = scene.desk.deps
    if isinstance(command.run, int):
        run_ids = [command.run]
    else:
        run_ids = [run.id for run in await control.active_runs(deps, scene.actor)]
    if not run_ids:
        return Reply(text=scene.texts("progress-none"))
    frames = []
    for run_id in run_ids[:3]:
        view = await control.view_run(deps, scene.actor, run_id)
        slots = deps.settings.bulk_max_concurrency
        frame = draw(view, scene.texts, now=scene.now, slots=slots, page=0, shown_percent=0)
        frames.append(frame.text)
    return Reply(text="\n\n".join(frames))


async def _report(scene: Scene, command: Command, part: int) -> Reply | None:
    number = command.run if isinstance(command.run, int) else None
    try:
        run, files = await control.run_files(scene.desk.deps, scene.actor, number)
    except NotFound:
        return Reply(text=scene.texts("report-none" if number is None else "not-seen"))
    reports = None if command.reports is None else [ReportKind(kind) for kind in command.reports]
    found = await control.send_again(
        scene.desk.deps, scene.request(part), run, files, sites=_sites(command), reports=reports
    )
    key = "report-again" if found else "report-none"
    return Reply(text=scene.texts(key, run=str(run.id)))


async def _history(scene: Scene, command: Command, _: int) -> Reply | None:
    past = await control.past_runs(scene.desk.deps, scene.actor, min(command.limit or _HISTORY, 50))
    if not past:
        return Reply(text=scene.texts("history-none"))
    rows = [_history_row(scene, run) for run in past]
    return Reply(text="\n".join([scene.texts("history-title"), *rows]))


async def _sites_list(scene: Scene, _: Command, __: int) -> Reply | None:
    catalogue = scene.desk.catalogue
    rows = []
    for site in catalogue.sites.values():
        aliases = f" ({escape(', '.join(site.aliases))})" if site.aliases else ""
        rows.append(scene.texts("sites-row", id=site.id, name=site.title, aliases=Markup(aliases)))
    tags = sorted({tag for site in catalogue.sites.values() for tag in site.tags})
    if tags:
        rows.append(scene.texts("sites-tags", tags=", ".join(tags)))
    return Reply(text="\n".join([scene.texts("sites-title"), *rows]))


async def _status(scene: Scene, _: Command, __: int) -> Reply | None:
    facts = await status(scene.desk.deps, scene.actor)
    return Reply(text=status_page(facts, scene.texts))


async def _help(scene: Scene, _: Command, __: int) -> Reply | None:
    return help_page(scene)


def help_page(scene: Scene) -> Reply:
    """What can be written here."""
    admin = "yes" if scene.is_admin else "no"
    return Reply(text=scene.texts("help", example=example_site(scene), admin=admin))


def example_site(scene: Scene) -> str:
    """A site as people call it, for examples that work here."""
    site = next(iter(scene.desk.catalogue.sites.values()))
    is_cyrillic = scene.language == "ru"
    for word in (*site.aliases, site.title):
        if word.isascii() != is_cyrillic:
            return word
    return site.title


_ACTS: dict[Verb, Act] = {
    Verb.RUN: _run,
    Verb.CANCEL: _cancel,
    Verb.RETRY: _retry,
    Verb.PROGRESS: _progress,
    Verb.REPORT: _report,
    Verb.HISTORY: _history,
    Verb.SITES: _sites_list,
    Verb.STATUS: _status,
    Verb.HELP: _help,
}


def _refusal(scene: Scene, command: Command) -> Reply:
    if command.verb is Verb.STATUS:
        return Reply(text=scene.texts("admin-only"))
    if command.verb in {Verb.CANCEL, Verb.RETRY}:
        return Reply(text=scene.texts("not-yours"))
    return Reply(text=scene.texts("not-seen"))


def _history_row(scene: Scene, run: Run) -> Markup:
    local = run.created_at.astimezone(scene.desk.deps.settings.zone)
    return scene.texts(
        "history-row",
        run=str(run.id),
        when=local.strftime("%d.%m %H:%M" if scene.language == "ru" else "%d %b %H:%M"),
        status=scene.texts(f"status-{run.status.value}"),
        said=run.said[:_SAID],
    )


def _number(command: Command, runs: Sequence[Run]) -> int:
    return command.run if isinstance(command.run, int) else runs[0].id


def _sites(command: Command) -> tuple[str, ...]:
    return () if command.sites == "all" else tuple(command.sites)
