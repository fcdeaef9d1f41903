import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.objects.pieces import in_thread, parts_of, pieces_of


async def source(*pieces: bytes) -> AsyncIterator[bytes]:
    """The pieces one by one."""
    for piece in pieces:
        yield piece


@given(st.lists(st.binary(max_size=30), max_size=12), st.integers(min_value=1, max_value=40))
def test_parts_are_the_pieces_cut_anew(pieces: list[bytes], size: int) -> None:
    """Parts hold the same bytes in full parts but for the last one, and one is always there."""

    async def collect() -> list[tuple[bytes, bool]]:
        return [part async for part in parts_of(source(*pieces), size)]

    parts = asyncio.run(collect())
    assert b"".join(part for part, _ in parts) == b"".join(pieces)
    assert [is_last for _, is_last in parts] == [False] * (len(parts) - 1) + [True]
    assert all(len(part) == size for part, _ in parts[:-1])
    assert len(parts[-1][0]) <= size
    assert len(parts) == 1 or parts[-1][0]


async def test_file_and_iterable_are_the_same(tmp_path: Path) -> None:
    """A file gives the bytes that it holds."""
    (tmp_path / "file").write_bytes(b"x" * 3_000_000)
    read = b"".join([piece async for piece in pieces_of(tmp_path / "file")])
    assert read == b"x" * 3_000_000


async def test_cancelled_call_is_waited_for() -> None:
    """After a cancellation the thread does nothing any more."""
    started, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        go_on.wait(10)
        done.set()

    async with asyncio.TaskGroup() as group:
        call = group.create_task(in_thread(work))
        await asyncio.to_thread(started.wait, 10)
        call.cancel()
        await asyncio.sleep(0)
        assert not call.done()
        go_on.set()
    assert call.cancelled()
    assert done.is_set()


async def test_errors_come_through() -> None:
    """What the function raises is raised."""
    with pytest.raises(ZeroDivisionError):
        await in_thread(divmod, 1, 0)
