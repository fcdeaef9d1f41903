"""The playground as `progon run` starts it: a child process, and the passing of its time.

The demo shops change (prices, stock, new and removed products) when a run has ended and none is under
way, so that the next run finds changes to report. Which edition they show follows from the number of
runs that have ended, so a crash in between loses nothing.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import structlog

from bot.console.children import Member, program
from bot.console.data_dir import log_file
from bot.console.exits import StartError
from config.settings import Settings
from storage import runs
from storage.database import TRANSIENT, open_pool
from storage.embedded.child_process import ChildProcess
from storage.embedded.errors import ProcessEndedError
from storage.embedded.log_file import LogFile

_READY_SECONDS = 60.0
_LOOK_SECONDS = 0.2
_LAST_EDITION = 365
#: for people, when it ended under their hands
GONE = "the playground does not answer any more; its log is logs/playground.log in DATA_DIR"
#: the shops are ours and on this machine: they can take more than a stranger's
_POLICIES = """\
policies:
  default:
    host_concurrency: 8
    requests_per_second: 500
    retry_pause: 0.5
"""

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Inhabitant:
    """A person of the playground."""

    id: int
    name: str
    first_name: str
    admin: bool
    known: bool


@dataclass(frozen=True, kw_only=True)
class Playground:
    """Where a running playground is, and who lives there."""

    url: str
    token: str
    people: tuple[Inhabitant, ...]
    group_id: int
    sites_file: Path
    policies_file: Path

    @property
    def overrides(self) -> dict[str, Any]:
        """The settings of bot and workers in this world."""
        return {
            "bot_token": self.token,
            "bot_api_url": self.url,
            "admin_ids": [person.id for person in self.people if person.admin],
            "allowed_users": [person.id for person in self.people if person.known],
            "allowed_chats": [self.group_id],
            "sites_file": str(self.sites_file),
            "policies_file": str(self.policies_file),
        }

    def person(self, name: str) -> Inhabitant:
        """Somebody by name; without one the first, who is an admin.

        Raises:
            StartError: nobody is called so.
        """
        if not name:
            return self.people[0]
        for person in self.people:
            if name.lower() in {person.name.lower(), person.first_name.lower(), str(person.id)}:
                return person
        names = ", ".join(person.name for person in self.people)
        raise StartError(f"nobody in the playground is called {name!r}; there are: {names}")


def playground_dir(settings: Settings) -> Path:
    """Where the playground keeps its state."""
    return settings.data_dir / "playground"


@asynccontextmanager
async def starting_playground(settings: Settings) -> AsyncIterator[ChildProcess]:
    """Starts the playground's process, and stops it at the end; meanwhile other things can start."""
    directory = playground_dir(settings)
    ready = _ready_file(directory)
    ready.unlink(missing_ok=True)
    member = Member(
        name="playground",
        module="playground",
        arguments=(
            "--directory", str(directory),
            "--port", str(settings.playground_port),
            "--scale", str(settings.playground_scale),
            "--seed", str(settings.playground_seed),
        ),
    )  # fmt: skip
    log = log_file(settings, member.name)
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with ChildProcess(program(member), LogFile(log)) as child:
        yield child
    ready.unlink(missing_ok=True)


async def playground_at_work(settings: Settings, starting: ChildProcess) -> Playground:
    """The playground, once it serves.

    Raises:
        StartError: with its own line: a port is taken.
    """
    try:
        await starting.ready(_ready_file(playground_dir(settings)).exists, _READY_SECONDS)
    except ProcessEndedError as error:
        raise StartError(error.output[-1] if error.output else str(error)) from None
    return find_playground(settings)


def find_playground(settings: Settings) -> Playground:
    """The playground of a running `progon run` over the same DATA_DIR.

    Raises:
        StartError: there is none.
    """
    directory = playground_dir(settings)
    try:
        told = json.loads(_ready_file(directory).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise StartError(
            f"no playground is at work in {settings.data_dir}: start `progon run` without BOT_TOKEN"
        ) from None
    policies = directory / "policies.yml"
    if not policies.exists():
        policies.write_text(_POLICIES, encoding="utf-8")
    return Playground(
        url=told["url"],
        token=told["token"],
        people=tuple(Inhabitant(**person) for person in told["people"]),
        group_id=told["group"],
        sites_file=Path(told["sites_file"]),
        policies_file=policies.resolve(),
    )


async def move_the_world(database_url: str, playground: Playground) -> None:
    """Lets the shops move on after each run, for ever."""
    shown = 0
    async with (
        httpx.AsyncClient(base_url=playground.url, trust_env=False) as client,
        open_pool(database_url, size=1) as pool,
    ):
        while True:
            try:
                finished, moving = await runs.finished_count(pool)
                edition = min(finished + 1, _LAST_EDITION)
                if not moving and edition != shown:
                    await client.post("/sim/shops/edition", json={"edition": edition})
                    shown = edition
            except (*TRANSIENT, asyncpg.PostgresError, httpx.HTTPError) as error:
                log.warning("world.stands", why=repr(error))
            await asyncio.sleep(_LOOK_SECONDS)


def _ready_file(directory: Path) -> Path:
    return directory / "ready.json"
