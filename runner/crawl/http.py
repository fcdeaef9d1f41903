"""The one owner of the HTTP client: everything a crawl fetches goes through `Fetcher.get`.

httpx over aiohttp's transport: the same API at 1.7 times the pages per second. Our own resolver
rejects private addresses on each connection, hence on each redirect. Redirects are never followed
here, because each target is an address of its own. Every request ends as an answer or as
`FetchFailed`, whatever the server does or the address contains.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver

from config.policies import Policy
from parser.pages.http_headers import REDIRECTS, may_be_page
from parser.pages.urls import normalise
from runner.crawl.content_coding import Unpacking
from runner.crawl.cookies import Cookies, Walk
from runner.crawl.fetch_failure import FetchFailed, causes_named
from runner.crawl.network_guard import GuardedResolver, refuse_private
from runner.crawl.response_head import MOST_HEAD, MOST_HEADERS, TolerantConnector
from runner.crawl.transport import Body, VerbatimTransport
from runner.crawl.way_on import MOST_OF_RELOAD, may_reload, redirect_target, reloads

#: our name in robots.txt
AGENT = "ProgonBot"
#: status codes below 500 that a retry may not get again: request timeout, too early, too many
#: requests (RFC 9110 15.5.9, RFC 8470 5.2, RFC 6585 4)
PASSING = frozenset({408, 425, 429})
#: browsers give up after as many; a site that always redirects to a new address would never end
MOST_REDIRECTS = 20
_VERSION = "0.1"
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
#: bytes per second; a body that takes longer than page_timeout and is slower than this is given up
_SLOWEST = 1024
#: we report only a file's kind and size, and a redirect's target; a small body is read to its end all
#: the same, because that keeps the connection usable
_FILE_BYTES = 1 << 16
_MOST_SIZE = 2**31 - 1  # what PostgreSQL's integer holds


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a server answered. Times are milliseconds; `wire_bytes` is the body as transferred."""

    url: str
    status: int
    headers: httpx.Headers
    body: bytes
    too_large: bool  #: the body was cut at the limit
    http_version: str
    fetched_at: datetime
    ttfb_ms: int
    response_ms: int
    wire_bytes: int
    conditional: bool = False  #: asked for only if it changed since the base run

    @property
    def size_bytes(self) -> int:
        """Bytes of the body; if it was cut, its Content-Length where that is known."""
        read, stated = len(self.body), self.headers.get("content-length", "")
        is_known = self.too_large and "content-encoding" not in self.headers and stated.isdecimal()
        return max(read, min(int(stated[:20]), _MOST_SIZE)) if is_known else read

    @property
    def leads_to(self) -> str | None:
        """The absolute target of a redirect or of a page that sets a cookie and only loads itself anew.

        None if there is none, or it is not a valid address.
        """
        if len(self.body) <= MOST_OF_RELOAD and may_reload(self.status, self.headers):
            return self.url if reloads(self.url, self.body, self.headers) else None
        return redirect_target(self.url, self.status, self.headers)

    @property
    def page_headers(self) -> Mapping[str, str]:
        """Headers with each X-Robots-Tag on its own line: a robot named in one does not govern the next."""
        if "x-robots-tag" not in self.headers:  # nearly always
            return self.headers
        return {**self.headers, "x-robots-tag": "\n".join(self.headers.get_list("x-robots-tag"))}


class Fetcher:
    """Sends the requests to one site, under its policy."""

    def __init__(
        self,
        transports: list[httpx.AsyncBaseTransport],
        policy: Policy,
        *,
        agent: str,
        allow_private: bool,
    ) -> None:
        turns = range(len(transports))
        self._in_turn = cycle([[*transports[turn:], *transports[:turn]] for turn in turns])
        self._policy = policy
        self._allow_private = allow_private
        self._cookies = Cookies()  #: only those without which the site lets nobody in
        self._headers = {
            "User-Agent": agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Accept-Language": "ru,en;q=0.8",
        }

    def walk(self, url: str) -> Walk:
        """A new chain of redirects that begins at `url`, with the cookies kept so far."""
        return Walk(self._cookies, url)

    def keep(self, walk: Walk) -> None:
        """Call when a walk ended well: its cookies are sent from now on, if it came back on itself."""
        if walk.came_back:
            self._cookies = walk.cookies

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        walk: Walk | None = None,
    ) -> Answer:
        """Sends one GET. A body is cut after `limit` bytes and marked `too_large`.

        Without `limit` the policy's applies, and a smaller one for files and redirects.

        Raises:
            FetchFailed: with the cause.
        """
        try:
            async with asyncio.timeout(self._policy.page_timeout):
                incoming = await self._ask(url, headers or {}, walk)
                try:
                    return await incoming.read(limit or self._limit_of(incoming))
                finally:
                    await incoming.close()
        except TimeoutError as error:
            raise FetchFailed("timeout", f"over {self._policy.page_timeout:g} s") from error

    @asynccontextmanager
    async def stream(
        self, url: str, *, method: str = "GET", walk: Walk | None = None
    ) -> AsyncIterator["Incoming"]:
        """Sends one request whose body the caller reads piece by piece, or not at all.

        Raises:
            FetchFailed: with the cause, from here or while reading.
        """
        try:
            async with asyncio.timeout(self._policy.page_timeout):
                incoming = await self._ask(url, {}, walk, method)
        except TimeoutError as error:
            raise FetchFailed("timeout", f"over {self._policy.page_timeout:g} s") from error
        try:
            yield incoming
        finally:
            await incoming.close()

    def _limit_of(self, incoming: "Incoming") -> int:
        most = self._policy.max_page_bytes
        is_page = may_be_page(incoming.headers.get("content-type", ""))
        return most if is_page and incoming.status not in REDIRECTS else min(most, _FILE_BYTES)

    async def _ask(
        self, url: str, headers: Mapping[str, str], walk: Walk | None, method: str = "GET"
    ) -> "Incoming":
        canonical = normalise(url)
        if canonical is None:
            raise FetchFailed("bad_address", permanent=True)
        # httpx's client keeps all cookies, follows redirects and tries to log in, which a crawl must
        # not do; we only want its transport, and skipping the rest saves a good part of the time.
        begun = time.monotonic()
        fetched_at = datetime.now(UTC)
        own = _sendable(headers)
        with causes_named:
            refuse_private(canonical, allow_private=self._allow_private)
            request = httpx.Request(method, canonical, headers={**self._headers, **own})
            if cookies := walk.cookies if walk else self._cookies:
                cookies.attach(request)
            response = await self._sent(request)
        return Incoming(
            response,
            begun,
            fetched_at,
            patience=self._policy.page_timeout,
            conditional=not _CONDITIONS.isdisjoint(map(str.lower, own)),
        )

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        """Sends through the proxies in rotation; one that cannot be reached is skipped."""
        first, *others = next(self._in_turn)
        for transport in others:
            try:
                return await first.handle_async_request(request)
            except aiohttp.ClientProxyConnectionError:
                first = transport
        return await first.handle_async_request(request)


class Incoming:
    """An answer whose headers have arrived. Its owner must close it."""

    def __init__(
        self,
        response: httpx.Response,
        begun: float,
        fetched_at: datetime,
        *,
        patience: float,
        conditional: bool,
    ) -> None:
        assert isinstance(response.stream, Body)  # noqa: S101 - our transport's
        self._response = response
        self._body = response.stream
        self._wire_bytes = 0
        self.status = response.status_code
        self.headers = response.headers
        self.fetched_at = fetched_at
        self._begun = begun
        self._ttfb = time.monotonic() - begun
        self._patience = patience
        self._conditional = conditional
        self._ahead: list[bytes] = []  #: pieces that `way_on` has read
        self._rest = self._unpacked()

    async def way_on(self, url: str) -> str | None:
        """Where the answer leads on, as `Answer.leads_to`; reads ahead of `pieces` where it has to.

        Raises:
            FetchFailed: as `pieces`.
        """
        if not may_reload(self.status, self.headers):
            return redirect_target(url, self.status, self.headers)
        size = 0
        async for piece in self._rest:
            self._ahead.append(piece)
            size += len(piece)
            if size > MOST_OF_RELOAD:
                return None
        return url if reloads(url, b"".join(self._ahead), self.headers) else None

    def pieces(self) -> AsyncIterator[bytes]:
        """The decoded body, in pieces of bounded size; once.

        Raises:
            FetchFailed: the connection broke, the body contradicts its headers, or it is too slow;
                after everything that had arrived until then.
        """
        return _one_after_the_other(self._ahead, self._rest) if self._ahead else self._rest

    async def _unpacked(self) -> AsyncIterator[bytes]:
        with causes_named:
            unpacking = Unpacking(self._codings())
            waited, since = 0.0, time.monotonic()
            # Straight from the transport: httpx's iterators wrap each piece in two more generators.
            # Only waiting counts as slowness, not the time the reader spends between pieces.
            try:
                async for packed in self._body:
                    waited += time.monotonic() - since
                    self._wire_bytes += len(packed)
                    if waited > self._patience and self._wire_bytes < waited * _SLOWEST:
                        raise FetchFailed("timeout", f"slower than {_SLOWEST} bytes a second")
                    for piece in unpacking.unpack(packed):
                        yield piece
                    since = time.monotonic()
            except aiohttp.ClientError:
                for piece in unpacking.unpack(self._body.left()):
                    yield piece
                raise
            unpacking.close()

    def _codings(self) -> str:
        """Content codings, then transfer codings, which few servers use; chunking is already undone."""
        names = ("content-encoding", "transfer-encoding")
        return ",".join([self.headers[name] for name in names if name in self.headers])

    async def read(self, limit: int) -> Answer:
        """Reads the body, up to `limit` bytes. From 300 on a broken body is ignored: the head says all.

        Raises:
            FetchFailed: the body of a success broke off.
        """
        pieces: list[bytes] = []
        size = 0
        too_large = False
        try:
            async for piece in self.pieces():
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    too_large = True
                    break
        except FetchFailed:
            if self.status < 300:  # noqa: PLR2004 - HTTP's own
                raise
        return Answer(
            url=str(self._response.request.url),
            status=self.status,
            headers=self.headers,
            body=b"".join(pieces)[:limit],
            too_large=too_large,
            http_version=self._response.http_version.removeprefix("HTTP/"),
            fetched_at=self.fetched_at,
            ttfb_ms=round(self._ttfb * 1000),
            response_ms=round((time.monotonic() - self._begun) * 1000),
            wire_bytes=self._wire_bytes,
            conditional=self._conditional,
        )

    async def close(self) -> None:
        """Releases the connection, without waiting for the rest of the body."""
        with causes_named:
            await self._body.aclose()


async def _one_after_the_other(
    come: Iterable[bytes], rest: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    for piece in come:
        yield piece
    async for piece in rest:
        yield piece


@asynccontextmanager
async def open_fetcher(
    policy: Policy,
    *,
    contact: str,
    allow_private: bool,
    resolver: AbstractResolver | None = None,
    keep_seconds: float = 30,
) -> AsyncIterator[Fetcher]:
    """Opens a fetcher for one site, with connections of its own that stay idle for `keep_seconds`.

    `resolver` resolves names; None stands for the system's own.
    """
    names = resolver or aiohttp.DefaultResolver()
    if not policy.proxies:  # proxies may be in our own network, and are all we connect to
        names = GuardedResolver(names, allow_private=allow_private)
    async with aiohttp.ClientSession(
        connector=TolerantConnector(
            limit=policy.host_concurrency + 1,
            resolver=names,
            keepalive_timeout=keep_seconds,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(
            connect=policy.page_timeout,  # a free place in the pool
            sock_connect=policy.connect_timeout,
            sock_read=policy.read_timeout,
        ),
        max_line_size=16 * 1024,
        max_field_size=MOST_HEAD,
        max_headers=MOST_HEADERS,
    ) as session:
        transports: list[httpx.AsyncBaseTransport] = [
            VerbatimTransport(session, proxy) for proxy in policy.proxies
        ]
        yield Fetcher(
            transports or [VerbatimTransport(session)],
            policy,
            agent=user_agent(contact),
            allow_private=allow_private,
        )


def user_agent(contact: str) -> str:
    """Our User-Agent: the name for robots.txt, and a contact for complaints."""
    return f"{AGENT}/{_VERSION} (+{contact})" if contact else f"{AGENT}/{_VERSION}"


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """Drops headers that no request can carry: losing an ETag only costs a full fetch."""
    return {
        name: value for name, value in headers.items() if value.isascii() and value.isprintable()
    }
