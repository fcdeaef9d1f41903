"""What only a directory has: rights, leftovers, other processes' eyes."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL

import pytest

from storage.objects.errors import (
    DeniedError,
    InvalidKeyError,
    ObjectStoreError,
    StoreFullError,
)
from storage.objects.local import local_object_store
from tests.integration.storage.objects.stores import content, keys, run_writer, source


async def test_directory_is_private(tmp_path: Path) -> None:
    """The directory and the objects in it are for our user alone."""
    async with local_object_store(tmp_path / "a" / "store") as store:
        await store.put("folder/key", source(b"x"))
    assert (tmp_path / "a/store").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a/store/folder/key").stat().st_mode & 0o777 == 0o600


async def test_no_addresses(tmp_path: Path) -> None:
    """A directory gives no addresses."""
    async with local_object_store(tmp_path) as store:
        assert await store.url("key", expires=timedelta(hours=1)) is None


async def test_object_and_folder_of_one_name(tmp_path: Path) -> None:
    """A file cannot be a folder too: the second of the two is refused, the first stays."""
    async with local_object_store(tmp_path) as store:
        await store.put("a", source(b"a"))
        await store.put("b/c", source(b"c"))
        for key in ("a/x", "a/x/y", "b"):
            with pytest.raises(InvalidKeyError, match="folder of other keys, or in an object"):
                await store.put(key, source(b"x"))
        assert await keys(store) == ["a", "b/c"]
        assert await content(store, "a") == b"a"


async def test_deleting_leaves_no_empty_folders(tmp_path: Path) -> None:
    """With its last object a folder goes, and no further."""
    async with local_object_store(tmp_path / "store") as store:
        await store.put("a/b/c/1", source(b"x"))
        await store.put("a/2", source(b"x"))
        await store.delete("a/b/c/1")
        assert not (tmp_path / "store/a/b").exists()
        await store.delete("a/2")
        assert (tmp_path / "store").is_dir()
        assert not (tmp_path / "store/a").exists()


async def test_removed_directory_is_made_again(tmp_path: Path) -> None:
    """Someone cleaned up under us: the next put works."""
    async with local_object_store(tmp_path / "store") as store:
        (tmp_path / "store/.incoming").rmdir()
        (tmp_path / "store").rmdir()
        assert await keys(store) == []
        await store.put("key", source(b"x"))
        assert await content(store, "key") == b"x"


async def test_old_leftovers_are_cleared_and_young_ones_kept(tmp_path: Path) -> None:
    """What a killed writer left goes a day later; what is being written now stays."""
    async with local_object_store(tmp_path):
        pass
    old, young = tmp_path / ".incoming" / "old", tmp_path / ".incoming" / "young"
    for path in (old, young):
        path.write_text("half")
    day_ago = time.time() - 25 * 3600
    os.utime(old, (day_ago, day_ago))
    async with local_object_store(tmp_path) as store:
        assert not old.exists()
        assert young.exists()
        assert await keys(store) == []


async def test_writer_killed_in_the_middle(tmp_path: Path) -> None:
    """After kill -9 of a writer there is the old object, or none, never a half."""
    async with local_object_store(tmp_path / "store") as store:
        await store.put("old", source(b"old"))
        for key in ("old", "new"):
            assert await run_writer(tmp_path, key, "die") == (-SIGKILL, "")
        assert await content(store, "old") == b"old"
        assert await keys(store) == ["old"]


async def test_readers_see_whole_objects(tmp_path: Path) -> None:
    """While an object is replaced again and again, each reader gets one version whole.

    S3 promises the same, but rclone's server mixes versions in a download under way, so that
    there is nothing to see over there.
    """
    versions = [bytes([letter]) * (3_000_000 + letter) for letter in b"abcd"]
    async with local_object_store(tmp_path) as store:
        await store.put("key", source(versions[0]))

        async def replace() -> None:
            for version in versions * 3:
                await store.put("key", source(version))

        async with asyncio.TaskGroup() as group:
            writer = group.create_task(replace())
            seen = []
            while not writer.done():
                seen.append(await content(store, "key"))
    assert len(seen) > 1
    assert all(whole in versions for whole in seen)


async def test_put_and_delete_do_not_disturb_each_other(tmp_path: Path) -> None:
    """A folder that a delete finds empty may vanish under a put, which then makes it again."""
    async with local_object_store(tmp_path) as store:

        async def put_and_delete(name: str) -> None:
            for _ in range(60):
                await store.put(f"a/b/c/{name}", source(b"x"))
                assert await content(store, f"a/b/c/{name}") == b"x"
                await store.delete(f"a/b/c/{name}")

        await asyncio.gather(*map(put_and_delete, "defg"))
        assert await keys(store) == []
    assert os.listdir(tmp_path) == [".incoming"]  # noqa: PTH208 - a name is all we look at


async def test_file_where_the_directory_should_be(tmp_path: Path) -> None:
    """A store cannot be opened where a file is in the way."""
    (tmp_path / "file").write_text("")
    for root in (tmp_path / "file", tmp_path / "file" / "deeper"):
        with pytest.raises(ObjectStoreError):
            async with local_object_store(root):
                pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
@pytest.mark.parametrize(
    ("trouble", "disk", "error"),
    [
        ("go-on", "size=1m", StoreFullError),
        ("go-read-only", "size=9m", DeniedError),
        ("go-on", "size=9m", None),
    ],
)
async def test_full_or_read_only_disk(
    tmp_path: Path, trouble: str, disk: str, error: type[ObjectStoreError] | None
) -> None:
    """A full disk and a read-only one are told apart from each other and from a good one."""
    said = error.__name__ if error else ""
    assert await run_writer(tmp_path, "key", trouble, disk=disk) == (0, said)


async def test_failed_put_leaves_no_draft(tmp_path: Path) -> None:
    """What was written before a failure is removed: the room is needed."""

    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        raise LookupError

    async with local_object_store(tmp_path) as store:
        with pytest.raises(LookupError):
            await store.put("key", broken())
    assert list((tmp_path / ".incoming").iterdir()) == []
