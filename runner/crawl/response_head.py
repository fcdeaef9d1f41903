"""Repairs response heads for aiohttp's strict parser, so that they are read as browsers and curl do.

Shops send the same Content-Length twice, a length together with chunks, lines that are no headers, and
more bytes than announced; people see the page all the same, so a crawl must not call it broken. Each
head is passed to the parser separately and repaired as RFC 9112 says, so that bytes behind a body
cannot spoil the answer before them. Real contradictions are left to the parser to reject.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

#: most bytes of one head; Chrome's limit
MOST_HEAD = 1 << 18
#: most lines of one head that the parser may see; a line has at least five bytes
MOST_HEADERS = MOST_HEAD // 5
_BEGIN = b"HTTP/"
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]"
_end_of_head = re.compile(rb"\n\r?\n").search
_is_interim = re.compile(rb"HTTP/[0-9.]+ +1(?!01)[0-9][0-9]\b").match
_is_token = re.compile(_TOKEN + rb"+").fullmatch
_is_plain = re.compile(rb"[^\r\n]*+\r\n(?:%b++:[^\r\n\0]*+\r\n)*+\r\n" % _TOKEN).fullmatch
_framing = re.compile(
    rb"\n(?:content-length|transfer-encoding)[ \t]*:([^\r\n]*)", re.IGNORECASE
).findall
_beyond_ascii = re.compile(rb"[\x80-\xff]").sub
_lines = re.compile(rb"\r?\n").split
_SPOKEN = (b"HTTP/1.1 ", b"HTTP/1.0 ")
#: a version that we do not speak is read as the one that we do (RFC 9110 2.5)
_other_version = re.compile(rb"\AHTTP/(?:1\.[2-9]|[2-9](?:\.[0-9])?)(?= )").sub
_LENGTH, _CODING = b"content-length", b"transfer-encoding"

Field = tuple[bytes, bytes]


def mended(head: bytes) -> bytes:
    """Repairs a head (blank line included): drops lines that are no headers, and repeated lengths."""
    head = head if head.startswith(_SPOKEN) else _other_version(b"HTTP/1.1", head, 1)
    if head.isascii() and _is_plain(head) and _is_framed_once(head):
        return head
    status, *lines = _lines(head)
    fields = _framed([field for line in _unfolded(lines) if (field := _field(line))])
    return b"\r\n".join([status, *(b"%b: %b" % field for field in fields), b"", b""])


def _is_framed_once(head: bytes) -> bool:
    told = _framing(head)
    return not told or (len(told) == 1 and b"," not in told[0] and bool(told[0].strip(b" \t")))


class BrokenBody(aiohttp.ClientError):
    """The bytes of a body contradict its framing (length or chunks)."""


class TolerantConnector(aiohttp.TCPConnector):
    """Makes connections that read answers as browsers do."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory = partial(_reading, loop=self._loop)


def _reading(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return _Answers(loop)


class _Answers(ResponseHandler):
    """One connection. Only heads of answers are repaired; all other bytes go to aiohttp as they are."""

    _is_head = False  #: whether the head of an answer is next

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._kept = bytearray()  #: the part of a head that has arrived

    def set_response_params(self, **params: Any) -> None:
        """A request was sent: the head of its answer is next."""
        self._is_head = True
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Handles bytes from the network; empty `data` makes aiohttp parse what it has buffered."""
        rest = data
        while rest and self._is_head:
            rest = self._past_head(rest)
        if rest or not data:
            self._parse(rest)

    def _past_head(self, data: bytes) -> bytes:
        """Consumes the bytes of the head, and returns what comes after it."""
        seen = len(self._kept)
        if seen:
            self._kept += data
        come = self._kept or data.lstrip(b"\r\n")
        if not _BEGIN.startswith(come[: len(_BEGIN)]):
            self._is_head = False
            return bytes(come)  # not HTTP: the parser reports what is wrong
        blank = _end_of_head(come, max(0, seen - 2))
        if blank is None or blank.end() > MOST_HEAD:
            self._wait_for_more(come)
            return b""
        head, rest = bytes(come[: blank.end()]), bytes(come[blank.end() :])
        self._is_head = _is_interim(head) is not None
        self._kept.clear()
        self._parse(mended(head))
        return b"" if self.exception() else rest

    def _parse(self, data: bytes) -> None:
        """Passes bytes to aiohttp, and a fault in a body to its reader, whom aiohttp leaves waiting."""
        super().data_received(data)
        fault, body = self.exception(), self._payload
        if fault is not None and body is not None and not body.is_eof():
            body.set_exception(BrokenBody(getattr(fault, "message", fault)))

    def _wait_for_more(self, come: bytes | bytearray) -> None:
        if len(come) <= MOST_HEAD:
            self._kept = self._kept or bytearray(come)
            self._reschedule_timeout()
            return
        self._is_head = False
        self.set_exception(HttpProcessingError(message=f"a head of more than {MOST_HEAD} bytes"))
        if self.transport is not None:
            self.transport.close()


def _unfolded(lines: Iterable[bytes]) -> Iterable[bytes]:
    """Unfolds each header into one line; drops folded lines without a header (RFC 9112 5.2, 2.2)."""
    whole = b""
    for line in lines:
        if line.startswith((b" ", b"\t")):
            more = line.strip(b" \t")
            whole = b"%b %b" % (whole, more) if whole and more else whole
        else:
            yield whole
            whole = line
    yield whole


def _field(line: bytes) -> Field | None:
    """Parses a header; None if it is none. A space before the colon is dropped (RFC 9112 5.1)."""
    name, colon, value = line.partition(b":")
    name = name.rstrip(b" \t")
    if not colon or not _is_token(name):
        return None
    value = value.replace(b"\r", b" ").replace(b"\0", b" ").strip(b" \t")
    return name, value if value.isascii() else _in_unicode(name, value)


def _in_unicode(name: bytes, value: bytes) -> bytes:
    """The value as UTF-8, header by header: one that is not would make all of them Latin-1.

    The bytes of a Location are percent-encoded as they are: an old shop expects its own %CF%F0 back.
    """
    if name.lower() == b"location":
        return _beyond_ascii(lambda byte: b"%%%02X" % byte[0][0], value)
    try:
        value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1").encode()
    return value


def _framed(fields: Sequence[Field]) -> list[Field]:
    """Chunked coding overrides a length; a repeated equal length counts once (RFC 9112 6.3)."""
    codings, lengths = _told(fields, _CODING), _told(fields, _LENGTH)
    dropped = set()
    if codings <= {b"identity"}:
        dropped.add(_CODING)
    if b"chunked" in codings or len(lengths) <= 1:  # no length: its header was empty
        dropped.add(_LENGTH)
    kept = [field for field in fields if field[0].lower() not in dropped]
    if b"chunked" not in codings and len(lengths) == 1:
        kept.append((b"Content-Length", lengths.pop()))
    return kept


def _told(fields: Iterable[Field], name: bytes) -> set[bytes]:
    values = b",".join(value.lower() for key, value in fields if key.lower() == name)
    return {part.strip(b" \t") for part in values.split(b",")} - {b""}
