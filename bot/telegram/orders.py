"""Converts the interpreter's commands into the runner's orders."""

from collections.abc import Iterable

from config.sites import Catalogue
from parser.commands.model import Command, Verb
from runner.plan import PlanError, RunOrder, select_sites
from storage.model.run import ReportKind


def order_of(command: Command) -> RunOrder:
    """The order that a command means."""
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


def most_sites(commands: Iterable[Command], catalogue: Catalogue) -> int:
    """How many sites the largest of these runs takes."""
    return max((_sites(each, catalogue) for each in commands if each.verb is Verb.RUN), default=0)


def named_sites(command: Command) -> tuple[str, ...]:
    """The sites a command names one by one; none means all of them."""
    return () if command.sites == "all" else tuple(command.sites)


def _sites(command: Command, catalogue: Catalogue) -> int:
    try:
        chosen = select_sites(order_of(command), catalogue)
        return sum(site.id not in command.except_ for site in chosen)
    except PlanError:
        return 0
