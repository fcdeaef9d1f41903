"""The stores of `progon run`: given addresses are used as they are, the others are embedded servers.

They start while other processes load, so what is yielded is a task: the start in progress.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass

from bot.console.children import hand_over, keep_server
from bot.console.data_dir import endpoints_file, postgres_dir, valkey_dir
from config.settings import Settings
from runner.stores import Endpoints
from storage.embedded.postgres import PostgresServer
from storage.embedded.server import EmbeddedServer
from storage.embedded.valkey import ValkeyServer
from storage.migrate import migrate


@asynccontextmanager
async def starting_stores(settings: Settings) -> AsyncIterator[asyncio.Task[Endpoints]]:
    """PostgreSQL, migrated, and Redis: awaiting the task gives their addresses.

    Embedded servers are restarted if they are killed, and stopped at the end. Meanwhile other commands
    over the same DATA_DIR can find them.
    """
    stores = _Stores.of(settings)
    async with AsyncExitStack() as stack:
        for server in stores.ours:
            stack.push_async_callback(server.stop)
        stack.callback(endpoints_file(settings).unlink, missing_ok=True)
        async with asyncio.TaskGroup() as group:
            starting = group.create_task(stores.start())
            keeping = group.create_task(_keep(settings, stores, starting))
            try:
                yield starting
            finally:
                starting.cancel()
                keeping.cancel()


@dataclass(frozen=True, kw_only=True)
class _Stores:
    """A given address, or a server of ours, for each."""

    database_url: str | None
    redis_url: str | None
    postgres: PostgresServer
    valkey: ValkeyServer

    @classmethod
    def of(cls, settings: Settings) -> "_Stores":
        database, redis = settings.database_url, settings.redis_url
        return cls(
            database_url=database.get_secret_value() if database else None,
            redis_url=redis.get_secret_value() if redis else None,
            postgres=PostgresServer(postgres_dir(settings)),
            valkey=ValkeyServer(valkey_dir(settings)),
        )

    @property
    def ours(self) -> list[EmbeddedServer]:
        servers: list[tuple[str | None, EmbeddedServer]] = [
            (self.database_url, self.postgres),
            (self.redis_url, self.valkey),
        ]
        return [server for address, server in servers if address is None]

    async def start(self) -> Endpoints:
        async with asyncio.TaskGroup() as group:
            for server in self.ours:
                group.create_task(server.start())
        endpoints = Endpoints(
            database_url=self.database_url or self.postgres.dsn,
            redis_url=self.redis_url or self.valkey.url,
        )
        await migrate(endpoints.database_url)
        return endpoints


async def _keep(settings: Settings, stores: _Stores, starting: asyncio.Task[Endpoints]) -> None:
    hand_over(endpoints_file(settings), asdict(await starting))
    async with asyncio.TaskGroup() as group:
        for server in stores.ours:
            group.create_task(keep_server(server))
