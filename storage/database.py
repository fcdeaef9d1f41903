"""The connection pool to PostgreSQL, and what every table module shares.

Only PostgreSQL's clock counts: no function here takes or sends a time of ours.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from storage import json_bytes

Pool = asyncpg.Pool
Connection = asyncpg.Connection | PoolConnectionProxy
#: where a single statement can run: a pool, or a connection within a transaction
Executor = Pool | Connection

#: an escaped U+0000, which pages do contain and PostgreSQL's jsonb cannot hold; the literal text
#: "\\u0000" of a page has its backslash doubled in JSON, and is kept
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")

#: channels of NOTIFY: hints only, a lost one costs a poll's delay
CANCEL_CHANNEL = "progon_cancel"
CHANGE_CHANNEL = "progon_change"


class DatabaseUnreachable(Exception):
    """No connection to PostgreSQL; the message is one line, without the password."""


class LeaseLost(Exception):
    """Another worker owns the work now: nothing more may be written for it."""


#: errors after which a caller may retry: the server is away, lacks resources, or asks for a retry
TRANSIENT = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.InsufficientResourcesError,  # a full disk, no memory, too many connections
    asyncpg.ReadOnlySQLTransactionError,  # a standby that is about to be promoted
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.InternalClientError,  # the connection went in the middle of a statement
    ConnectionError,
    TimeoutError,
    OSError,
)


def is_transient(error: BaseException) -> bool:
    """Whether an error, or every error of a group, is TRANSIENT."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(is_transient, error.exceptions))
    return isinstance(error, TRANSIENT)


@asynccontextmanager
async def open_pool(
    dsn: str, *, size: int = 10, connect_timeout: float = 10
) -> AsyncIterator[Pool]:
    """A pool of at most `size` connections, closed at the end.

    Raises:
        DatabaseUnreachable: with one line that says why.
    """
    try:
        pool = await asyncpg.create_pool(
            dsn,
            min_size=1,
            max_size=size,
            command_timeout=120,
            timeout=connect_timeout,
            init=_prepare,
            server_settings={"application_name": "progon", "timezone": "UTC"},
        )
    except (*TRANSIENT, asyncpg.PostgresError, ValueError) as error:
        raise DatabaseUnreachable(one_line(error)) from None
    try:
        yield pool
    finally:
        await _close(pool)


async def _close(pool: Pool) -> None:
    try:
        await asyncio.wait_for(pool.close(), timeout=5)
    except TimeoutError:
        pool.terminate()


async def _prepare(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        encoder=lambda value: b"\x01" + _dump(value),
        decoder=lambda data: json_bytes.load(data[1:]),
        schema="pg_catalog",
        format="binary",
    )


def _dump(value: object) -> bytes:
    text = json_bytes.dump(value)
    return _NUL.sub(rb"\1", text) if b"\\u0000" in text else text


def one_line(error: BaseException) -> str:
    """The first line of an error's message; its class name if that is empty."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]
