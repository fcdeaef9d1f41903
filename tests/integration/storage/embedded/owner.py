"""A process that owns one embedded server until its standard input ends; started by the tests.

It needs nothing but the standard library and `storage.embedded`, so any interpreter that the
user of a test can run will do.

Usage: owner.py postgres|valkey <data directory> durable|quick [<base for copies> ...]
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from storage.embedded.binaries import PUBLIC_BASES
from storage.embedded.errors import ServerError
from storage.embedded.postgres import PostgresServer
from storage.embedded.server import Patience
from storage.embedded.valkey import ValkeyServer

SERVERS: dict[str, type[PostgresServer | ValkeyServer]] = {
    "postgres": PostgresServer,
    "valkey": ValkeyServer,
}


async def own(kind: str, data_dir: str, durable: str, *bases: str) -> None:
    """Start the server, say so, and stop it when told to."""
    server = SERVERS[kind](
        Path(data_dir),
        durable=durable == "durable",
        patience=Patience(start=20, takeover=10),
        public_bases=[Path(base) for base in bases] or PUBLIC_BASES,
    )
    async with server:
        url = server.dsn if isinstance(server, PostgresServer) else server.url
        say(ready=url, pid=server.pid, owner=os.getpid())
        await asyncio.to_thread(sys.stdin.read)
    say(stopped=True)


def say(**facts: object) -> None:
    """One line of JSON for the test."""
    print(json.dumps(facts), flush=True)  # noqa: T201 - this is how it speaks


if __name__ == "__main__":
    # tests that a shell runs in the background are started with Ctrl-C ignored, and so are we
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        asyncio.run(own(*sys.argv[1:]))
    except ServerError as error:
        say(error=type(error).__name__, text=str(error), tail=error.log_tail)
