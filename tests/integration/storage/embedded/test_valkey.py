import os
from pathlib import Path
from signal import SIGKILL

import redis.asyncio as redis
from arq.connections import RedisSettings

from storage.embedded.valkey import ValkeyServer


async def test_data_stay_between_starts(place: Path) -> None:
    """What was written in one life of the server is read in the next."""
    for expected in (None, b"kept"):
        async with ValkeyServer(place / "data") as server, client_of(server.url) as client:
            assert await client.get("note") == expected
            await client.set("note", "kept")


async def test_settings_of_a_run(place: Path) -> None:
    """Writes are logged and flushed every second, nothing is evicted, nothing is on the network."""
    async with ValkeyServer(place / "data") as server, client_of(server.url) as client:
        wanted = {
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "port": "0",
            "databases": "16",
        }
        assert {name: (await client.config_get(name))[name] for name in wanted} == wanted
        assert server.socket.stat().st_mode & 0o777 == 0o700
        assert server.socket.parent.stat().st_mode & 0o777 == 0o700


async def test_every_second_survives_a_kill(place: Path) -> None:
    """After kill -9 of the server what it acknowledged is there: the kernel has it."""
    server = ValkeyServer(place / "data")
    async with server:
        async with client_of(server.url) as client:
            for number in range(500):
                await client.set(f"row:{number}", number)
        os.kill(server.pid, SIGKILL)
        assert await server.wait() == -SIGKILL
        await server.start()
        async with client_of(server.url) as client:
            assert await client.dbsize() == 500


async def test_url_is_understood_by_arq(place: Path) -> None:
    """Both redis-py and arq read the URL, with the database in it."""
    async with ValkeyServer(place / "data", durable=False) as server:
        settings = RedisSettings.from_dsn(server.url_of(3))
        assert settings.unix_socket_path == str(server.socket)
        assert settings.database == 3
        async with client_of(server.url_of(3)) as third, client_of(server.url) as first:
            await third.set("only", "here")
            assert await first.get("only") is None


def client_of(url: str) -> redis.Redis:
    """A client of the server."""
    client: redis.Redis = redis.Redis.from_url(url)
    return client
