"""The one owner of the HTTP client: everything a crawl fetches goes through `Fetcher.get`.

httpx over aiohttp's transport: the same API at 1.7 times the pages per second. Names are resolved by
our own resolver, which lets no private address through, on each connection and so on each redirect;
redirects are never followed here, because each target is an address of its own.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import cycle

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from config.policies import Policy
from parser.pages.address_guard import forbidden_ip, verdict

#: our name in robots.txt
AGENT = "ProgonBot"
_VERSION = "0.1"
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a server answered. Times are milliseconds, `wire_bytes` is what crossed the network."""

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


class FetchFailed(Exception):
    """No answer that can be used. `cause` is a word of the ledger; `permanent`: trying again is vain."""

    def __init__(self, cause: str, detail: str = "", *, permanent: bool = False) -> None:
        super().__init__(f"{cause}: {detail}" if detail else cause)
        self.cause = cause
        self.detail = detail
        self.permanent = permanent


class Fetcher:
    """Asks one site, under its policy."""

    def __init__(
        self,
        transports: list[httpx.AsyncBaseTransport],
        policy: Policy,
        *,
        agent: str,
        open_to_private: bool,
    ) -> None:
        self._transports = cycle(transports)
        self._policy = policy
        self._open_to_private = open_to_private
        self._headers = {
            "User-Agent": agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Accept-Language": "ru,en;q=0.8",
        }
        self._timeouts = {
            "timeout": {
                "connect": policy.connect_timeout,
                "read": policy.read_timeout,
                "write": policy.read_timeout,
                "pool": policy.page_timeout,
            }
        }

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, limit: int | None = None
    ) -> Answer:
        """One GET. A body beyond `limit` bytes is cut and marked.

        Raises:
            FetchFailed: with the cause.
        """
        try:
            async with (
                asyncio.timeout(self._policy.page_timeout),
                self.stream(url, headers=headers) as incoming,
            ):
                return await incoming.read(limit or self._policy.max_page_bytes)
        except TimeoutError as error:
            raise FetchFailed("timeout", f"over {self._policy.page_timeout:g} s") from error

    @asynccontextmanager
    async def stream(
        self, url: str, *, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator["Incoming"]:
        """One GET whose body is read by the caller, piece by piece.

        Raises:
            FetchFailed: with the cause, from here or from reading.
        """
        if not self._open_to_private:
            _refuse_private(url)
        # The client of httpx adds cookies, redirects and authentication that a crawl must not have;
        # its transport is the part we want, and skipping the rest saves a good part of the time.
        request = httpx.Request(
            "GET", url, headers={**self._headers, **(headers or {})}, extensions=self._timeouts
        )
        begun = time.monotonic()
        fetched_at = datetime.now(UTC)
        with _causes_named():
            response = await next(self._transports).handle_async_request(request)
        response.request = request
        try:
            yield Incoming(response, begun, fetched_at)
        finally:
            with _causes_named():
                await response.aclose()


class Incoming:
    """An answer whose headers have arrived."""

    def __init__(self, response: httpx.Response, begun: float, fetched_at: datetime) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self._begun = begun
        self._fetched_at = fetched_at
        self._ttfb = time.monotonic() - begun

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body, decompressed."""
        with _causes_named():
            async for piece in self.response.aiter_bytes():
                yield piece

    async def read(self, limit: int) -> Answer:
        """The whole body, up to `limit` bytes."""
        pieces: list[bytes] = []
        size = 0
        too_large = False
        async for piece in self.pieces():
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                too_large = True
                break
        return Answer(
            url=str(self.response.request.url),
            status=self.status,
            headers=self.headers,
            body=b"".join(pieces)[:limit],
            too_large=too_large,
            http_version=self.response.http_version.removeprefix("HTTP/"),
            fetched_at=self._fetched_at,
            ttfb_ms=round(self._ttfb * 1000),
            response_ms=round((time.monotonic() - self._begun) * 1000),
            wire_bytes=self.response.num_bytes_downloaded,
        )


@asynccontextmanager
async def open_fetcher(
    policy: Policy, *, contact: str, allow_private: bool
) -> AsyncIterator[Fetcher]:
    """A fetcher for one site, with its own connections, closed at the end."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=policy.host_concurrency + 1,
            resolver=None if allow_private else _GuardedResolver(),
            keepalive_timeout=30,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        max_line_size=16 * 1024,
        max_field_size=64 * 1024,
    ) as session:
        transports: list[httpx.AsyncBaseTransport] = [
            AiohttpTransport(client=session, proxy=httpx.Proxy(proxy)) for proxy in policy.proxies
        ]
        yield Fetcher(
            transports or [AiohttpTransport(client=session)],
            policy,
            agent=user_agent(contact),
            open_to_private=allow_private,
        )


def user_agent(contact: str) -> str:
    """Who we say we are: a name for robots.txt, and where to complain."""
    return f"{AGENT}/{_VERSION} (+{contact})" if contact else f"{AGENT}/{_VERSION}"


def _refuse_private(url: str) -> None:
    """What the text of an address tells; names are judged once more when they are resolved."""
    judgement = verdict(url)
    danger = judgement.reason
    if judgement.allowed:
        host = httpx.URL(url).host
        danger = forbidden_ip(host) if _is_ip(host) else None
    if danger is not None:
        raise FetchFailed("forbidden_address", danger.value, permanent=True)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class _ForbiddenAddress(OSError):
    """A name led to an address that is not public."""


class _GuardedResolver(AbstractResolver):
    """Resolves names, and drops every address that is not public: what is connected to was judged."""

    def __init__(self) -> None:
        self._inner = aiohttp.DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Public addresses of a name; raises OSError when it has none."""
        found = await self._inner.resolve(host, port, family)
        public = [result for result in found if forbidden_ip(result["host"]) is None]
        if found and not public:
            raise _ForbiddenAddress(f"{host} is {found[0]['host']}")
        return public

    async def close(self) -> None:
        await self._inner.close()


@contextmanager
def _causes_named() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
        raise _failure(error) from error


def _failure(error: BaseException) -> FetchFailed:
    """The cause, as the ledger words it. aiohttp's own exception tells more than httpx's."""
    chain = [error]
    while (deeper := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < 8:  # noqa: PLR2004 - deep enough
        chain.append(deeper)
    if any(isinstance(link, _ForbiddenAddress) for link in chain):
        return FetchFailed("forbidden_address", str(error), permanent=True)
    for kind, cause in _CAUSES:
        found = next((link for link in chain if isinstance(link, kind)), None)
        if found is not None:
            return FetchFailed(cause, _plain(found))
    return FetchFailed("network", _plain(error))


def _plain(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    return text.splitlines()[0][:200]


#: the first that fits names the cause
_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "dns"),
    (aiohttp.ClientSSLError, "tls"),
    (aiohttp.ClientProxyConnectionError, "proxy"),
    (aiohttp.ClientHttpProxyError, "proxy"),
    (TimeoutError, "timeout"),
    (httpx.TimeoutException, "timeout"),
    (ConnectionRefusedError, "refused"),
    (ConnectionResetError, "reset"),
    (aiohttp.ServerDisconnectedError, "reset"),
    (aiohttp.ClientConnectorError, "connect"),
    (aiohttp.ClientPayloadError, "cut_off"),
    (httpx.DecodingError, "bad_encoding"),
    (aiohttp.ClientResponseError, "protocol"),
    (httpx.UnsupportedProtocol, "bad_address"),
    (httpx.InvalidURL, "bad_address"),
    (aiohttp.InvalidURL, "bad_address"),
)
