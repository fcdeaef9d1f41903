"""What every object store does: each test runs over both."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.objects.errors import InvalidKeyError, ObjectNotFoundError, UnreachableError
from storage.objects.store import ObjectInfo, ObjectStore
from tests.integration.storage.objects.stores import content, keys, source

MIB = 1024 * 1024


@pytest.mark.parametrize(
    "key",
    [
        "report.csv",
        "bulk_runs/17/reports.zip",
        "отчёты/площадка №1/полный отчёт.xlsx",
        "a b+c&d=e?f#g%20h;i,j'k\"l",
        "😀/~!@$^*()[]{}<>|.txt",
        "й/\N{LATIN SMALL LETTER I WITH DIAERESIS}",
        "d/" + "n" * 200,
    ],
)
async def test_any_good_key_makes_the_round(store: ObjectStore, key: str) -> None:
    """What is put under a key is got, listed and deleted under it, letter by letter."""
    put = await store.put(key, source(b"one ", b"two"), content_type="text/csv")
    assert put == ObjectInfo(key=key, size=7, sha256=hashlib.sha256(b"one two").hexdigest())
    assert await content(store, key) == b"one two"
    assert await keys(store) == [key]
    found = await store.head(key)
    assert found
    assert (found.key, found.size) == (key, 7)
    assert found.modified_at
    assert abs(datetime.now(UTC) - found.modified_at) < timedelta(hours=1)
    await store.delete(key)
    assert await store.head(key) is None
    assert await keys(store) == []


@pytest.mark.parametrize(
    "key",
    [
        "", "/", "/abs", "a/", "a//b", ".", "..", "../up", "a/../b", "a/./b", ".hidden", "a/.b",
        "a\\b", "a\nb", "a\x00b", "\ud800", "x" * 256, "/".join(["dir"] * 300), "Й" * 128,
    ],
)  # fmt: skip
async def test_bad_keys_are_refused_everywhere(store: ObjectStore, key: str) -> None:
    """A key that one store could not hold is refused by all, before anything is read or sent."""
    for call in (
        lambda: store.put(key, source(b"x")),
        lambda: content(store, key),
        lambda: store.head(key),
        lambda: store.delete(key),
        lambda: store.url(key, expires=timedelta(hours=1)),
    ):
        with pytest.raises(InvalidKeyError):
            await call()


@pytest.mark.parametrize("size", [0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 21 * MIB])
async def test_any_size_from_a_file(store: ObjectStore, tmp_path: Path, size: int) -> None:
    """A file of any size, over several parts too, comes back byte for byte."""
    data = os.urandom(size)
    (tmp_path / "file").write_bytes(data)
    put = await store.put("file", tmp_path / "file")
    assert put.size == size
    assert put.sha256 == hashlib.sha256(data).hexdigest()
    found = await store.head("file")
    assert found
    assert found.size == size
    assert found.sha256 in {put.sha256, None}
    assert await content(store, "file") == data


async def test_large_object_from_chunks(store: ObjectStore) -> None:
    """Chunks of odd sizes, empty ones among them, make one large object."""
    chunk = os.urandom(777_777)
    await store.put("large", source(*[chunk, b""] * 30))
    assert await content(store, "large") == chunk * 30


async def test_put_replaces(store: ObjectStore) -> None:
    """The later put wins, whether it is larger or smaller."""
    for data in (b"x" * 9 * MIB, b"short", b"", b"y" * 9 * MIB):
        await store.put("key", source(data))
        assert await content(store, "key") == data


async def test_small_objects_keep_their_digest(store: ObjectStore) -> None:
    """Of a small object head() tells the SHA-256."""
    put = await store.put("small", source(b"data"))
    found = await store.head("small")
    assert found
    assert found.sha256 == put.sha256


async def test_absent_objects(store: ObjectStore) -> None:
    """What is not there has no head and no bytes; deleting it is no error."""
    for key in ("absent", "deep/absent"):
        assert await store.head(key) is None
        with pytest.raises(ObjectNotFoundError) as caught:
            await content(store, key)
        assert caught.value.key == key
        assert not caught.value.transient
        await store.delete(key)
    await store.put("deep/there", source(b"x"))
    assert await store.head("deep") is None
    with pytest.raises(ObjectNotFoundError):
        await content(store, "deep")


async def test_listing_by_prefix(store: ObjectStore) -> None:
    """A prefix is letters, not a folder; the order is that of the bytes."""
    everything = ["a", "b/1", "b/10", "b/2", "b/c/d", "ba", "Я", "ё", "я/а"]
    for key in reversed(everything):
        await store.put(key, source(key.encode()))
    assert await keys(store) == sorted(everything, key=str.encode)
    assert await keys(store, "b") == ["b/1", "b/10", "b/2", "b/c/d", "ba"]
    assert await keys(store, "b/") == ["b/1", "b/10", "b/2", "b/c/d"]
    assert await keys(store, "b/1") == ["b/1", "b/10"]
    assert await keys(store, "я") == ["я/а"]
    for nowhere in ("c", "b/x/", "../", "/", "b//", "./"):
        assert await keys(store, nowhere) == []


async def test_failed_source_leaves_what_was(store: ObjectStore) -> None:
    """When the source breaks, its error comes through and the old object stays."""

    async def broken(size: int) -> AsyncIterator[bytes]:
        yield b"x" * size
        raise LookupError("the source broke")

    await store.put("old", source(b"old"))
    for size in (10, 20 * MIB):
        for key in ("old", "new"):
            with pytest.raises(LookupError, match="the source broke"):
                await store.put(key, broken(size))
    assert await content(store, "old") == b"old"
    assert await keys(store) == ["old"]


async def test_missing_file_is_the_callers_error(store: ObjectStore, tmp_path: Path) -> None:
    """A source file that is not there is not the store's fault."""
    with pytest.raises(FileNotFoundError):
        await store.put("key", tmp_path / "absent")
    assert await store.head("key") is None


@pytest.mark.parametrize("size", [3, 20 * MIB])
async def test_cancelled_put_leaves_what_was(store: ObjectStore, size: int) -> None:
    """A put cancelled in the middle changes nothing."""
    started = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"x" * size
        started.set()
        await asyncio.Event().wait()

    await store.put("key", source(b"old"))
    async with asyncio.TaskGroup() as group:
        put = group.create_task(store.put("key", endless()))
        await started.wait()
        put.cancel()
    assert await content(store, "key") == b"old"
    assert await keys(store) == ["key"]


@pytest.mark.parametrize("size", [1000, 9 * MIB])
async def test_puts_at_once_leave_one_whole(store: ObjectStore, size: int) -> None:
    """Of several puts of one key at once, one wins as a whole; a busy server may turn some away."""
    versions = [bytes([letter]) * (size + letter) for letter in b"abcd"]

    async def put(version: bytes) -> bool:
        try:
            await store.put("key", source(version[: size // 2], version[size // 2 :]))
        except UnreachableError:
            return False
        return True

    assert any(await asyncio.gather(*map(put, versions)))
    assert await content(store, "key") in versions


async def test_reader_may_leave_early(store: ObjectStore) -> None:
    """Reading can stop at any piece, and the store goes on."""
    await store.put("key", source(b"x" * 9 * MIB))
    async with aclosing(store.get("key")) as pieces:
        assert (await anext(pieces)).startswith(b"x")
    assert await store.head("key")


async def test_check_leaves_nothing(store: ObjectStore) -> None:
    """A check that succeeds leaves no object, also when several run at once."""
    await asyncio.gather(*(store.check() for _ in range(5)))
    assert await keys(store) == []
