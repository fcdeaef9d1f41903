"""Objects in an S3 bucket, whoever serves it.

One client for the life of the process: making one costs a tenth of a second. Opening the store
sends nothing, so a process starts while S3 is away; an absent bucket is created at the first put,
if that is allowed.

Objects of more than one part go up by multipart upload, a part in memory at a time. An upload that
fails is aborted; one whose process was killed stays on the server, invisible, until the bucket's
lifecycle rule for incomplete uploads removes it (docs/decisions/0042-object-store.md).
"""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    aclosing,
    asynccontextmanager,
    suppress,
)
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

import aioboto3
from aiobotocore.config import AioConfig

from storage.objects.errors import ObjectNotFoundError, ObjectStoreError
from storage.objects.keys import can_begin_a_key, check_key
from storage.objects.pieces import PIECE, in_thread, parts_of
from storage.objects.s3_failures import NoBucketError, explained
from storage.objects.store import ObjectInfo, Source, check_by_use

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client
    from types_aiobotocore_s3.type_defs import CompletedPartTypeDef

T = TypeVar("T")
_LONGEST_URL_LIFE = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class S3Settings:
    """Which bucket, where, and how patiently. Without keys: AWS's own chain of credentials."""

    bucket: str
    #: None is AWS itself.
    endpoint: str | None = None
    #: The address in links for people, where they reach the server by another one than we do.
    public_endpoint: str | None = None
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    region: str = "us-east-1"
    path_style: bool = True
    create_bucket: bool = True
    connect_timeout: float = 5.0
    read_timeout: float = 60.0
    attempts: int = 4
    #: Bytes; S3 takes no smaller part than 5 MiB but for the last, and at most 10,000 of them.
    part_size: int = 8 * 1024 * 1024


@asynccontextmanager
async def s3_object_store(settings: S3Settings) -> AsyncIterator["S3ObjectStore"]:
    """The store; one for the process."""
    async with AsyncExitStack() as stack:
        with explained(""):
            client = await stack.enter_async_context(_client(settings, settings.endpoint))
            signer = (
                await stack.enter_async_context(_client(settings, settings.public_endpoint))
                if settings.public_endpoint
                else client
            )
        yield S3ObjectStore(settings, client, signer)


class S3ObjectStore:
    """See ObjectStore."""

    def __init__(self, settings: S3Settings, client: "S3Client", signer: "S3Client") -> None:
        self._settings = settings
        self._bucket = settings.bucket
        self._client = client
        self._signer = signer

    async def put(
        self, key: str, source: Source, *, content_type: str = "application/octet-stream"
    ) -> ObjectInfo:
        """See ObjectStore."""
        check_key(key)
        async with aclosing(parts_of(source, self._settings.part_size)) as parts:
            first, is_last = await anext(parts)
            if is_last:
                return await self._put_whole(key, first, content_type)
            return await self._put_parts(key, first, parts, content_type)

    async def get(self, key: str) -> AsyncGenerator[bytes, None]:
        """See ObjectStore."""
        check_key(key)
        try:
            with explained(key):
                answer = await self._client.get_object(Bucket=self._bucket, Key=key)
        except NoBucketError as error:
            raise ObjectNotFoundError(key, error.reason) from error
        async with answer["Body"]:
            while True:
                with explained(key):
                    piece = await answer["Body"].read(PIECE)
                if not piece:
                    return
                yield piece

    async def head(self, key: str) -> ObjectInfo | None:
        """See ObjectStore."""
        check_key(key)
        try:
            with explained(key):
                answer = await self._client.head_object(Bucket=self._bucket, Key=key)
        except (ObjectNotFoundError, NoBucketError):
            return None
        return ObjectInfo(
            key=key,
            size=answer["ContentLength"],
            sha256=answer["Metadata"].get("sha256"),
            modified_at=answer["LastModified"],
        )

    async def delete(self, key: str) -> None:
        """See ObjectStore."""
        check_key(key)
        with suppress(ObjectNotFoundError, NoBucketError), explained(key):
            await self._client.delete_object(Bucket=self._bucket, Key=key)

    async def list_objects(self, prefix: str = "") -> AsyncGenerator[ObjectInfo, None]:
        """See ObjectStore."""
        if not can_begin_a_key(prefix):
            return
        pages = aiter(
            self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
        )
        while True:
            try:
                with explained(prefix):
                    page = await anext(pages)
            except (StopAsyncIteration, NoBucketError):
                return
            for entry in page.get("Contents", []):
                yield ObjectInfo(
                    key=entry["Key"], size=entry["Size"], modified_at=entry["LastModified"]
                )

    async def url(self, key: str, *, expires: timedelta, filename: str | None = None) -> str | None:
        """See ObjectStore. Nothing is sent: the address is signed here."""
        params = {"Bucket": self._bucket, "Key": check_key(key)}
        if filename is not None:
            params["ResponseContentDisposition"] = content_disposition(filename)
        seconds = max(1, int(min(expires, _LONGEST_URL_LIFE).total_seconds()))
        with explained(key):
            return await self._signer.generate_presigned_url(
                "get_object", Params=params, ExpiresIn=seconds
            )

    async def check(self) -> None:
        """See ObjectStore."""
        await check_by_use(self)

    async def _put_whole(self, key: str, body: bytes, content_type: str) -> ObjectInfo:
        digest = (await in_thread(hashlib.sha256, body)).hexdigest()
        await self._in_bucket(
            key,
            lambda: self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=body,
                ContentType=content_type,
                Metadata={"sha256": digest},
            ),
        )
        return ObjectInfo(key=key, size=len(body), sha256=digest)

    async def _put_parts(
        self, key: str, first: bytes, rest: AsyncIterator[tuple[bytes, bool]], content_type: str
    ) -> ObjectInfo:
        upload = await self._in_bucket(
            key,
            lambda: self._client.create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=content_type
            ),
        )
        draft = _Draft(self._client, self._bucket, key, upload["UploadId"])
        try:
            await draft.add(first)
            async for part, _ in rest:
                await draft.add(part)
            await draft.publish()
        except BaseException:
            await draft.discard()
            raise
        return ObjectInfo(key=key, size=draft.size, sha256=draft.sha256)

    async def _in_bucket(self, key: str, call: Callable[[], Awaitable[T]]) -> T:
        """The call, and once more in a new bucket where that was missing and may be made."""
        try:
            with explained(key):
                return await call()
        except NoBucketError:
            if not self._settings.create_bucket:
                raise
        with explained(key):
            await self._create_bucket()
            return await call()

    async def _create_bucket(self) -> None:
        errors = self._client.exceptions
        # another process was first; or the name is another's, which the next call will tell
        with suppress(errors.BucketAlreadyOwnedByYou, errors.BucketAlreadyExists):
            if self._settings.endpoint or self._settings.region == "us-east-1":
                await self._client.create_bucket(Bucket=self._bucket)
            else:
                await self._client.create_bucket(
                    Bucket=self._bucket,
                    CreateBucketConfiguration={"LocationConstraint": self._settings.region},  # type: ignore[typeddict-item]  # any region
                )


class _Draft:
    """A multipart upload under way; published or discarded."""

    def __init__(self, client: "S3Client", bucket: str, key: str, upload_id: str) -> None:
        self.size = 0
        self._client = client
        self._bucket = bucket
        self._key = key
        self._upload_id = upload_id
        self._hash = hashlib.sha256()
        self._parts: list[CompletedPartTypeDef] = []

    @property
    def sha256(self) -> str:
        """Of what has been uploaded so far, in hex."""
        return self._hash.hexdigest()

    async def add(self, part: bytes) -> None:
        number = len(self._parts) + 1
        await in_thread(self._hash.update, part)
        with explained(self._key):
            answer = await self._client.upload_part(
                Bucket=self._bucket,
                Key=self._key,
                UploadId=self._upload_id,
                PartNumber=number,
                Body=part,
            )
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        self.size += len(part)

    async def publish(self) -> None:
        with explained(self._key):
            await self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=self._key,
                UploadId=self._upload_id,
                MultipartUpload={"Parts": self._parts},
            )

    async def discard(self) -> None:
        with suppress(ObjectStoreError), explained(self._key):
            await self._client.abort_multipart_upload(
                Bucket=self._bucket, Key=self._key, UploadId=self._upload_id
            )


def content_disposition(filename: str) -> str:
    """The header that saves a download as `filename` (RFC 6266): plain for old browsers, and whole."""
    plain = "".join(
        c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in filename
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _client(settings: S3Settings, endpoint: str | None) -> AbstractAsyncContextManager["S3Client"]:
    return aioboto3.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=settings.region,
        aws_access_key_id=settings.access_key,
        aws_secret_access_key=settings.secret_key,
        config=AioConfig(
            s3={"addressing_style": "path" if settings.path_style else "auto"},
            signature_version="s3v4",
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            retries={"total_max_attempts": settings.attempts, "mode": "standard"},
            # CRC32 by default is AWS's alone: other servers refuse it, or break range reads by it
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
