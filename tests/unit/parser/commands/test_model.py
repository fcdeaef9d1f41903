"""Commands and contexts as JSON; catalogues."""

from datetime import UTC, datetime

import pytest

from parser.commands.catalogue import Catalogue, SiteEntry
from parser.commands.errors import CatalogueError, CommandError
from parser.commands.model import ALL, SLOTS, Command, Context, Verb


@pytest.mark.parametrize("verb", list(Verb))
def test_a_bare_verb_survives_json(verb: Verb) -> None:
    """Slots at their default are left out and come back."""
    assert Command.from_json(Command(verb=verb).as_json()) == Command(verb=verb)


def test_every_slot_survives_json() -> None:
    """A full run comes back as it was."""
    command = Command(
        verb=Verb.RUN,
        sites=("a", "b"),
        except_=("c",),
        tags=("t",),
        limit=5,
        concurrency=2,
        skip_existing=True,
        dry_run=True,
        reports=("seo",),
        at=datetime(2026, 11, 20, 12, tzinfo=UTC),
        cron="0 9 * * 1",
    )
    data = command.as_json()
    assert list(data) == ["verb", *SLOTS[Verb.RUN]]
    assert Command.from_json(data) == command


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"verb": "fly"},
        {"verb": "run", "sites": "some"},
        {"verb": "run", "sites": 5},
        {"verb": "run", "limit": "many"},
        {"verb": "run", "limit": -1},
        {"verb": "run", "limit": True},
        {"verb": "run", "dry_run": 1},
        {"verb": "run", "at": "tomorrow"},
        {"verb": "run", "at": "2026-11-20T12:00:00"},
        {"verb": "run", "only": "failed"},
        {"verb": "retry", "only": "some"},
        {"verb": "cancel", "run": "every"},
        {"verb": "status", "limit": 1},
        {"verb": ["run"]},
    ],
)
def test_what_is_no_command_is_refused(data: dict[str, object]) -> None:
    """A strange verb, slot or value is an error, never a default."""
    with pytest.raises(CommandError):
        Command.from_json(data)


@pytest.mark.parametrize(
    "data", [[], {"pending": {"ask": "why"}}, {"last": {"verb": "fly"}}, {"pending": 5}]
)
def test_what_is_no_context_is_refused(data: object) -> None:
    """A stored context that cannot be read is an error for the one who stored it."""
    with pytest.raises(CommandError):
        Context.from_json(data)  # type: ignore[arg-type] # that is the case


@pytest.mark.parametrize("ids", [("a", "a"), ("",)])
def test_ids_are_present_and_unique(ids: tuple[str, ...]) -> None:
    """A catalogue with one id twice is no catalogue."""
    with pytest.raises(CatalogueError):
        Catalogue(sites=tuple(SiteEntry(id=each) for each in ids))


def test_a_sites_file_may_lack_almost_everything() -> None:
    """An id is all a site needs."""
    catalogue = Catalogue.from_json({"sites": [{"id": "a"}, {"id": "b", "tags": ["t"]}]})
    assert catalogue.tags == ("t",)


@pytest.mark.parametrize(
    ("command", "selected"),
    [
        (Command(verb=Verb.RUN, sites=ALL), ("a", "b", "c")),
        (Command(verb=Verb.RUN, sites=ALL, tags=("t",)), ("b", "c")),
        (Command(verb=Verb.RUN, sites=ALL, tags=("t",), except_=("c",)), ("b",)),
        (Command(verb=Verb.RUN, sites=("a",), tags=("t",)), ("a", "b", "c")),
        (Command(verb=Verb.RUN, sites=("c", "a", "zzz")), ("a", "c")),
    ],
)
def test_selection(command: Command, selected: tuple[str, ...]) -> None:
    """Sites are those named, with the tagged, or all, without the excepted."""
    sites = tuple(SiteEntry(id=each, tags=("t",) if each in "bc" else ()) for each in "abc")
    assert Catalogue(sites=sites).select(command) == selected
