"""Heads of answers as browsers and curl read them, for the strict parser of aiohttp.

Shops answer with two equal lengths, with a length beside chunks, with lines that are no headers, and
with more bytes than they announced; people see the page all the same, so a crawl that calls it broken
is wrong. Each head is given to the parser by itself and mended (RFC 9112 says how), so that what comes
behind a body cannot spoil the answer before it. What contradicts itself is left to the parser to refuse.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

#: bytes of one head; Chrome's bound
MOST_HEAD = 1 << 18
#: lines of one head that the parser may see, each of five bytes at least
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
_LENGTH, _CODING = b"content-length", b"transfer-encoding"

Field = tuple[bytes, bytes]


def mended(head: bytes) -> bytes:
    """A head, blank line included, whose lines are headers and whose length is told once."""
    if head.isascii() and _is_plain(head) and _is_framed_once(head):
        return head
    status, *lines = _lines(head)
    fields = _framed([field for line in _unfolded(lines) if (field := _field(line))])
    return b"\r\n".join([status, *(b"%b: %b" % field for field in fields), b"", b""])


def _is_framed_once(head: bytes) -> bool:
    told = _framing(head)
    return not told or (len(told) == 1 and b"," not in told[0] and bool(told[0].strip(b" \t")))


class BrokenBody(aiohttp.ClientError):
    """The bytes of a body contradict what frames them."""


class TolerantConnector(aiohttp.TCPConnector):
    """Connections whose answers are read as browsers read them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory = partial(_reading, loop=self._loop)


def _reading(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return _Answers(loop)


class _Answers(ResponseHandler):
    """One connection. Between the answers, and before the first, bytes go to aiohttp as they are."""

    _is_head = False  #: whether the head of an answer is next

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._kept = bytearray()  #: what has come of it

    def set_response_params(self, **params: Any) -> None:
        """A request was sent: the head of its answer is next."""
        self._is_head = True
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Bytes from the line; none of them means that the reader wants those that waited."""
        rest = data
        while rest and self._is_head:
            rest = self._past_head(rest)
        if rest or not data:
            self._parse(rest)

    def _past_head(self, data: bytes) -> bytes:
        """Takes what belongs to the head, and gives back what comes after it."""
        seen = len(self._kept)
        if seen:
            self._kept += data
        come = self._kept or data.lstrip(b"\r\n")
        if not _BEGIN.startswith(come[: len(_BEGIN)]):
            self._is_head = False
            return bytes(come)  # the parser says what is wrong with it
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
        """A fault within a body is told to whom reads the body, whom aiohttp leaves waiting."""
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
    """Each header in one line; what is folded under no header is left out (RFC 9112 5.2, 2.2)."""
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
    """None for what is no header; a space before the colon is no part of the name (RFC 9112 5.1)."""
    name, colon, value = line.partition(b":")
    name = name.rstrip(b" \t")
    if not colon or not _is_token(name):
        return None
    value = value.replace(b"\r", b" ").replace(b"\0", b" ").strip(b" \t")
    return name, value if value.isascii() else _in_unicode(name, value)


def _in_unicode(name: bytes, value: bytes) -> bytes:
    """Each header by itself: one that is no UTF-8 would make its neighbours Latin-1, too.

    Where a redirect leads is a matter of bytes: an old shop knows its own %CF%F0 again.
    """
    if name.lower() == b"location":
        return _beyond_ascii(lambda byte: b"%%%02X" % byte[0][0], value)
    try:
        value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1").encode()
    return value


def _framed(fields: Sequence[Field]) -> list[Field]:
    """Chunks go before a length, and a length that is told again counts once (RFC 9112 6.3)."""
    codings, lengths = _told(fields, _CODING), _told(fields, _LENGTH)
    dropped = set()
    if codings <= {b"identity"}:
        dropped.add(_CODING)
    if b"chunked" in codings or len(lengths) <= 1:  # none: a script that could not tell it
        dropped.add(_LENGTH)
    kept = [field for field in fields if field[0].lower() not in dropped]
    if b"chunked" not in codings and len(lengths) == 1:
        kept.append((b"Content-Length", lengths.pop()))
    return kept


def _told(fields: Iterable[Field], name: bytes) -> set[bytes]:
    values = b",".join(value.lower() for key, value in fields if key.lower() == name)
    return {part.strip(b" \t") for part in values.split(b",")} - {b""}
