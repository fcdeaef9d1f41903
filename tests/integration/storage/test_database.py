"""Which errors of PostgreSQL are worth another try."""

import socket

import asyncpg
import pytest

from storage.database import DatabaseUnreachable, Pool, is_transient
from storage.migrate import migrate


@pytest.mark.parametrize(
    ("code", "passes"),
    [
        ("40P01", True),  # a deadlock
        ("53100", True),  # the disk is full
        ("53200", True),  # out of memory
        ("25006", True),  # read only: a standby that is not promoted yet
        ("23505", False),  # a double key
        ("22P05", False),  # a character that the encoding does not have
    ],
)
async def test_what_the_server_says(db: Pool, code: str, *, passes: bool) -> None:
    """What the server lacks for a moment passes; what it says of our values does not."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        await db.execute(f"do $$ begin raise exception using errcode = '{code}'; end $$")
    assert is_transient(caught.value) is passes


async def test_a_value_that_no_column_holds_is_an_error_of_ours(db: Pool) -> None:
    """It would not fit in the next attempt either: a site job must not try it for ever."""
    with pytest.raises(asyncpg.DataError) as caught:
        await db.fetchval("select $1::smallint", 99_999)
    assert not is_transient(caught.value)


async def test_a_connection_that_is_gone_passes(db: Pool) -> None:
    """The next one may be had."""
    async with db.acquire() as connection:
        connection.terminate()
        with pytest.raises(asyncpg.InterfaceError) as caught:
            await connection.execute("select 1")
    assert is_transient(caught.value)


async def test_a_server_that_says_nothing_is_told_in_a_line() -> None:
    """Somebody listens at the address, and is no PostgreSQL: an error without a text has a name."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        dsn = f"postgresql://progon@127.0.0.1:{silent.getsockname()[1]}/progon"
        with pytest.raises(DatabaseUnreachable, match="TimeoutError"):
            await migrate(dsn, connect_timeout=0.2)
