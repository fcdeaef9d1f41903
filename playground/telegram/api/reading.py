"""From an HTTP request, or from the answer of a webhook, to a Call."""

import json
from collections.abc import AsyncIterable
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import BodyPartReader, MultipartReader, hdrs, web

from playground.telegram.api.call import Call, Upload
from playground.telegram.errors import BadRequest, RequestTooLarge

MAX_FILE = 50 * 1024 * 1024
_MAX_FORM = 4 * 1024 * 1024
_CHUNK = 64 * 1024


async def read_request(request: web.Request, method: str) -> Call:
    """The call a request makes; parameters in the address go before those in the body."""
    arguments, uploads = await _read_body(request)
    return Call(method=method, arguments=arguments | dict(request.query), uploads=uploads)


async def read_webhook_answer(response: aiohttp.ClientResponse) -> Call | None:
    """The call a webhook makes by its answer, if it makes one."""
    mime_type = response.content_type
    if mime_type.startswith("multipart/"):
        arguments, uploads = await read_multipart(MultipartReader.from_response(response))
    else:
        body = await _read_limited(response.content, _MAX_FORM)
        arguments, uploads = _read_plain(body, mime_type), {}
    method = arguments.get("method", "").lower()
    return Call(method=method, arguments=arguments, uploads=uploads) if method else None


async def read_multipart(
    parts: AsyncIterable[object],
) -> tuple[dict[str, str], dict[str, Upload]]:
    """The fields and the files of a multipart form; of a field given twice the first counts."""
    arguments: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    is_too_large = False
    async for part in parts:
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        content = await _read_part(part)
        if content is None:
            is_too_large = True
        elif part.filename is None:
            arguments.setdefault(name, content.decode(errors="replace"))
        else:
            mime_type = part.headers.get(hdrs.CONTENT_TYPE, "").partition(";")[0].strip()
            uploads[name] = Upload(name=part.filename, mime_type=mime_type, content=content)
    if is_too_large:
        raise RequestTooLarge
    return arguments, uploads


async def _read_body(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    if request.content_type.startswith("multipart/"):
        try:
            return await read_multipart(await request.multipart())
        except (ValueError, AssertionError) as error:
            raise BadRequest(f"can't read the form: {error}") from error
    body = await _read_limited(request.content, _MAX_FORM)
    return _read_plain(body, request.content_type), {}


def _read_plain(body: bytes, mime_type: str) -> dict[str, str]:
    if mime_type == "application/json" and body.strip():
        return _arguments_of_json(body)
    if mime_type == "application/x-www-form-urlencoded":
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        return dict(reversed(pairs))  # of a parameter given twice the first counts
    return {}


def _arguments_of_json(body: bytes) -> dict[str, str]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("can't parse the request as JSON") from None
    if not isinstance(value, dict):
        raise BadRequest("JSON object expected")
    return {name: _as_argument(field) for name, field in value.items()}


def _as_argument(field: Any) -> str:
    """A string is taken as it is, anything else as its JSON, so that `null` is not 'absent'."""
    return field if isinstance(field, str) else json.dumps(field, ensure_ascii=False)


async def _read_part(part: BodyPartReader) -> bytes | None:
    """The content, or None if it is too large; it is read to its end in any case."""
    content = bytearray()
    size = 0
    while chunk := await part.read_chunk(_CHUNK):
        size += len(chunk)
        if size <= MAX_FILE:
            content += part.decode(chunk)
    return bytes(content) if size <= MAX_FILE else None


async def _read_limited(stream: aiohttp.StreamReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await stream.read(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise RequestTooLarge
    return bytes(content)
