"""What only S3 has: signatures, addresses, a network that fails."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL

import httpx
import pytest

from storage.objects.errors import (
    DeniedError,
    MisconfiguredError,
    ObjectNotFoundError,
    ObjectStoreError,
    UnreachableError,
)
from storage.objects.s3 import s3_object_store
from tests.integration.storage.objects.stores import content, keys, settings_of, source
from tests.servers import S3Server, s3_server

MIB = 1024 * 1024
HOUR = timedelta(hours=1)


async def failure(kind: type[ObjectStoreError], call: object) -> ObjectStoreError:
    """The error of a call that must fail so."""
    with pytest.raises(kind) as caught:
        await call  # type: ignore[misc]  # any awaitable
    return caught.value


async def test_wrong_secret_is_denied(s3: S3Server) -> None:
    """With a wrong secret every call is denied, and waiting will not help."""
    async with s3_object_store(settings_of(s3, bucket="secret")) as store:
        await store.put("key", source(b"mine"))
    async with s3_object_store(settings_of(s3, bucket="secret", secret_key="guess")) as store:
        for call in (
            store.put("key", source(b"theirs")),
            store.put("large", source(b"x" * 9 * MIB)),
            content(store, "key"),
            store.head("key"),
            store.delete("key"),
            keys(store),
            store.check(),
        ):
            error = await failure(DeniedError, call)
            assert not error.transient
            assert "guess" not in str(error)
    assert (s3.directory / "secret" / "key").read_bytes() == b"mine"


async def test_nobody_there(s3: S3Server) -> None:
    """Where nothing listens every call is unreachable; the store opens all the same."""
    settings = settings_of(s3, bucket="away", endpoint="http://127.0.0.1:9", attempts=1)
    async with s3_object_store(settings) as store:
        for call in (
            store.put("key", source(b"x")),
            content(store, "key"),
            store.head("key"),
            store.delete("key"),
            keys(store),
            store.check(),
        ):
            assert (await failure(UnreachableError, call)).transient


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"])
async def test_not_an_s3_server(s3: S3Server, answer: bytes) -> None:
    """A server that speaks otherwise is an error of ours, whatever it answers."""

    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(reply, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        settings = settings_of(s3, bucket="b", endpoint=f"http://127.0.0.1:{port}", attempts=1)
        async with s3_object_store(settings) as store:
            await failure(ObjectStoreError, keys(store))


async def test_senseless_address(s3: S3Server) -> None:
    """An address that is none is said when the store is opened."""
    with pytest.raises(MisconfiguredError):
        async with s3_object_store(settings_of(s3, bucket="b", endpoint="not an address")):
            pass


async def test_bucket_is_made_only_if_allowed(s3: S3Server) -> None:
    """An absent bucket is created at the first put, or is an error that names it."""
    closed = settings_of(s3, bucket="closed", create_bucket=False)
    async with s3_object_store(closed) as store:
        assert await keys(store) == []
        assert await store.head("key") is None
        await store.delete("key")
        await failure(ObjectNotFoundError, content(store, "key"))
        for size in (1, 9 * MIB):
            error = await failure(MisconfiguredError, store.put("key", source(b"x" * size)))
            assert "NoSuchBucket" in str(error)
    async with s3_object_store(settings_of(s3, bucket="open")) as store:
        await store.put("key", source(b"x" * 9 * MIB))
        assert await keys(store) == ["key"]


async def test_address_downloads_with_its_name(s3: S3Server) -> None:
    """A signed address gives the object to anybody, under the Russian name we chose."""
    async with s3_object_store(settings_of(s3, bucket="links")) as store:
        await store.put("отчёты/17.zip", source(b"zip"), content_type="application/zip")
        url = await store.url("отчёты/17.zip", expires=HOUR, filename='Отчёт "17", 100%.zip')
    async with httpx.AsyncClient(trust_env=False) as client:
        assert url
        answer = await client.get(url)
        assert answer.content == b"zip"
        assert answer.headers["content-type"] == "application/zip"
        named = answer.headers["content-disposition"]
        assert named.startswith(
            "attachment; filename=\"_____ _17_, 100_.zip\"; filename*=UTF-8''%D0"
        )
        assert (await client.get(url.replace("17.zip", "18.zip", 1))).status_code == 403


async def test_address_ends(s3: S3Server) -> None:
    """An address lives as long as it was asked to, and never longer than a week."""
    async with s3_object_store(settings_of(s3, bucket="links")) as store:
        await store.put("key", source(b"x"))
        for asked, given in ((timedelta(seconds=1), 1), (HOUR, 3600), (timedelta(days=30), 604800)):
            assert f"X-Amz-Expires={given}&" in (await store.url("key", expires=asked) or "")
        brief = await store.url("key", expires=timedelta(seconds=1)) or ""
        await asyncio.sleep(2.1)
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(brief)).status_code in {400, 403}


async def test_address_for_people_has_their_host(s3: S3Server) -> None:
    """Links carry the public address; the store itself talks to its own."""
    settings = settings_of(s3, bucket="links", public_endpoint="https://files.example.org")
    async with s3_object_store(settings) as store:
        await store.put("key", source(b"x"))
        url = await store.url("key", expires=HOUR)
    assert url
    assert url.startswith("https://files.example.org/links/key?")


async def test_server_gone_in_mid_upload(tmp_path: Path) -> None:
    """When the server dies during an upload the put fails; afterwards the old object is there."""
    first, second = os.urandom(9 * MIB), os.urandom(9 * MIB)
    async with s3_server(tmp_path) as server:
        settings = settings_of(server, bucket="broken-off", attempts=1)
        async with s3_object_store(settings) as store:
            await store.put("key", source(first))

            async def dying() -> AsyncIterator[bytes]:
                yield second
                os.kill(server.process.pid, SIGKILL)
                await server.process.wait()
                yield second

            assert (await failure(UnreachableError, store.put("key", dying()))).transient
            async with s3_server(tmp_path, port=server.port):
                assert await content(store, "key") == first
                assert await keys(store) == ["key"]
                await store.put("key", source(second))
                assert await content(store, "key") == second


async def test_server_gone_in_mid_download(tmp_path: Path) -> None:
    """When the server dies during a download the reader gets an error, never a short object."""
    data = os.urandom(32 * MIB)
    async with s3_server(tmp_path) as server:
        settings = settings_of(server, bucket="broken-off", attempts=1)
        async with s3_object_store(settings) as store:
            await store.put("key", source(data))
            got: list[bytes] = []

            async def read() -> None:
                async with aclosing(store.get("key")) as pieces:
                    async for piece in pieces:
                        got.append(piece)
                        os.kill(server.process.pid, SIGKILL)

            await failure(UnreachableError, read())
            assert sum(map(len, got)) < len(data)


async def test_failed_upload_leaves_no_parts(s3: S3Server) -> None:
    """An upload that fails is aborted: its parts do not stay to be paid for."""

    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 20 * MIB
        raise LookupError("the source broke")

    async with s3_object_store(settings_of(s3, bucket="parts")) as store:
        await store.check()
        with pytest.raises(LookupError):
            await store.put("key", broken())
        assert await keys(store) == []
        uploads = await store._client.list_multipart_uploads(Bucket="parts")
        assert not uploads.get("Uploads")
