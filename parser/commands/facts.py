"""What was understood, as facts that a face puts into words.

"11 sites (without ozon), up to 100 pages, report SEO" is `[sites 11, except (ozon,), limit 100,
reports (seo,)]`. A fact has a kind and a value, never a sentence; the order is the order of telling.
"""

from collections.abc import Iterator

from parser.commands.catalogue import Catalogue
from parser.commands.model import ALL, Command, Fact, Verb


def facts_of(command: Command, catalogue: Catalogue) -> tuple[Fact, ...]:
    """The facts of one command, the verb first."""
    return (Fact(kind="verb", value=command.verb.value), *_slots(command, catalogue))


def _slots(command: Command, catalogue: Catalogue) -> Iterator[Fact]:
    if command.run is not None:
        yield Fact(kind="run", value=command.run)
    if command.schedule is not None:
        yield Fact(kind="schedule", value=command.schedule)
    if command.verb is Verb.RUN:
        yield Fact(kind="sites", value=len(catalogue.select(command)))
    if command.sites and command.sites != ALL:
        yield Fact(kind="only_sites", value=command.sites)
    if command.verb is Verb.RETRY:
        yield Fact(kind="only", value=command.only)
    for kind, value in (
        ("tags", command.tags),
        ("except", command.except_),
        ("limit", command.limit),
        ("concurrency", command.concurrency),
        ("reports", command.reports),
        ("at", command.at.isoformat() if command.at else None),
        ("cron", command.cron),
    ):
        if value:
            yield Fact(kind=kind, value=value)
    if command.skip_existing:
        yield Fact(kind="skip_existing", value=1)
    if command.dry_run:
        yield Fact(kind="dry_run", value=1)
