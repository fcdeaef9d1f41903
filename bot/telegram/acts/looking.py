"""Acts that only look: progress, reports, changes, past runs, sites, status, help."""

from html import escape

from bot.telegram.board import draw
from bot.telegram.orders import named_sites
from bot.telegram.scene import Reply, Scene
from bot.telegram.status_page import status_page
from bot.telegram.texts import Markup
from config.sites import Site
from parser.commands.model import Command
from runner import control
from runner.control import NotFound
from runner.status import status
from storage.model.artifact import Artifact, ArtifactKind
from storage.model.run import ReportKind, Run

_HISTORY, _MOST_HISTORY = 10, 50
_SAID = 60
#: a message holds 4,096 characters
_MOST_BOARDS, _MOST_CHANGED = 3, 40
#: what is worth a number of its own, in this order
_CHANGES = (
    "added",
    "removed",
    "changed",
    "moved",
    "back",
    "unreachable",
    "blocked",
    "out_of_scope",
)


async def progress(scene: Scene, command: Command, _: int) -> Reply | None:
    """Shows the boards of unfinished runs once more."""
    deps = scene.desk.deps
    if isinstance(command.run, int):
        run_ids = [command.run]
    else:
        run_ids = [run.id for run in await control.active_runs(deps, scene.actor)]
    if not run_ids:
        return Reply(text=scene.texts("progress-none"))
    frames = []
    for run_id in run_ids[:_MOST_BOARDS]:
        view = await control.view_run(deps, scene.actor, run_id)
        slots = deps.settings.bulk_max_concurrency
        frame = draw(view, scene.texts, now=scene.now, slots=slots, page=0, shown_percent=0)
        frames.append(frame.text)
    return Reply(text="\n\n".join(frames))


async def report(scene: Scene, command: Command, part: int) -> Reply | None:
    """The archive again, or some files of it."""
    found = await _files(scene, command)
    if isinstance(found, Reply):
        return found
    run, files = found
    reports = None if command.reports is None else [ReportKind(kind) for kind in command.reports]
    sent = await control.send_again(
        scene.desk.deps,
        scene.request(part),
        run,
        files,
        sites=named_sites(command),
        reports=reports,
    )
    return Reply(text=scene.texts("report-again" if sent else "report-none", run=str(run.id)))


async def changes(scene: Scene, command: Command, part: int) -> Reply | None:
    """What changed since the run before, in numbers; the tables follow as a document."""
    found = await _files(scene, command)
    if isinstance(found, Reply):
        return found
    run, files = found
    wanted = named_sites(command)
    diffs = [
        file
        for file in files
        if file.kind is ArtifactKind.DIFF and (not wanted or file.site in wanted)
    ]
    if not diffs:
        return Reply(text=scene.texts("changes-no-report", run=str(run.id)))
    rows = [_changed(scene, file) for file in diffs[:_MOST_CHANGED]]
    if any(file.facts.get("changes") or file.facts.get("suspect") for file in diffs):
        await control.send_again(
            scene.desk.deps,
            scene.request(part),
            run,
            files,
            sites=wanted,
            reports=[ReportKind.DIFF],
        )
    return Reply(text="\n".join([scene.texts("changes-title", run=str(run.id)), *rows]))


async def history(scene: Scene, command: Command, _: int) -> Reply | None:
    """The latest runs of this chat."""
    limit = min(command.limit or _HISTORY, _MOST_HISTORY)
    past = await control.past_runs(scene.desk.deps, scene.actor, limit)
    if not past:
        return Reply(text=scene.texts("history-none"))
    rows = [_past(scene, run) for run in past]
    return Reply(text="\n".join([scene.texts("history-title"), *rows]))


async def sites(scene: Scene, _: Command, __: int) -> Reply | None:
    """The catalogue, with the words for it."""
    catalogue = scene.desk.catalogue
    rows = []
    for site in catalogue.sites.values():
        aliases = f" ({escape(', '.join(site.aliases))})" if site.aliases else ""
        rows.append(scene.texts("sites-row", id=site.id, name=site.title, aliases=Markup(aliases)))
    tags = sorted({tag for site in catalogue.sites.values() for tag in site.tags})
    if tags:
        rows.append(scene.texts("sites-tags", tags=", ".join(tags)))
    return Reply(text="\n".join([scene.texts("sites-title"), *rows]))


async def system(scene: Scene, _: Command, __: int) -> Reply | None:
    """The state of the system, for admins."""
    return Reply(text=status_page(await status(scene.desk.deps, scene.actor), scene.texts))


async def show_help(scene: Scene, _: Command, __: int) -> Reply | None:
    """What can be written here."""
    return help_page(scene)


def help_page(scene: Scene) -> Reply:
    """What can be written here."""
    admin = "yes" if scene.is_admin else "no"
    sites = list(scene.desk.catalogue.sites.values())[:2]
    pair = ", ".join(_called(scene, site) for site in sites)
    return Reply(text=scene.texts("help", example=example_site(scene), pair=pair, admin=admin))


def example_site(scene: Scene) -> str:
    """A site as people call it, for examples that work here."""
    return _called(scene, next(iter(scene.desk.catalogue.sites.values())))


def _called(scene: Scene, site: Site) -> str:
    is_cyrillic = scene.language == "ru"
    for word in (*site.aliases, site.title):
        if word.isascii() != is_cyrillic:
            return word
    return site.title


async def _files(scene: Scene, command: Command) -> tuple[Run, list[Artifact]] | Reply:
    number = command.run if isinstance(command.run, int) else None
    try:
        return await control.run_files(scene.desk.deps, scene.actor, number)
    except NotFound:
        return Reply(text=scene.texts("report-none" if number is None else "not-seen"))


def _changed(scene: Scene, file: Artifact) -> str:
    facts = file.facts
    site = file.site or ""
    if not facts.get("with_base"):
        return scene.texts("changes-row-first", site=site)
    if not facts.get("changes"):
        key = "changes-row-fewer" if facts.get("suspect") else "changes-row-none"
        return scene.texts(key, site=site)
    by_type = facts.get("by_type", {})
    counts = [
        scene.texts(f"changes-{kind}", count=by_type[kind])
        for kind in _CHANGES
        if by_type.get(kind)
    ]
    rest = facts["changes"] - sum(by_type.get(kind, 0) for kind in _CHANGES)
    if rest > 0:
        counts.append(scene.texts("changes-other", count=rest))
    key = "changes-row-suspect" if facts.get("suspect") else "changes-row"
    return scene.texts(key, site=site, counts=Markup(", ".join(counts)))


def _past(scene: Scene, run: Run) -> Markup:
    local = run.created_at.astimezone(scene.desk.deps.settings.zone)
    return scene.texts(
        "history-row",
        run=str(run.id),
        when=local.strftime("%d.%m %H:%M" if scene.language == "ru" else "%d %b %H:%M"),
        status=scene.texts(f"status-{run.status.value}"),
        said=run.said[:_SAID],
    )
