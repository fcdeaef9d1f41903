"""httpx's transport over aiohttp, asking for each address exactly as the ledger spells it.

The transport of httpx-aiohttp passes aiohttp a string, which aiohttp normalises: `/a%2Cb` is requested
as `/a,b`. Most servers treat both the same, but one that redirects from one to the other could never
be read, and the ledger would not show the address requested. It also passes each piece of a body
through three generators, which for a page is more work than the request itself.
"""

from base64 import b64encode
from collections.abc import AsyncIterator

import aiohttp
import httpx
from yarl import URL

_PROXY_WANTS_A_NAME = 407


class ProxyRefused(aiohttp.ClientHttpProxyError):
    """The proxy refused our login (407): an answer of the proxy, not of the site."""


class VerbatimTransport(httpx.AsyncBaseTransport):
    """Sends one request, through a proxy if there is one. Raises aiohttp's own errors.

    Timeouts are those of the session.
    """

    def __init__(self, session: aiohttp.ClientSession, proxy: str | None = None) -> None:
        self._session = session
        via = httpx.Proxy(proxy) if proxy else None
        self._proxy = str(via.url) if via else None
        self._login = {"Proxy-Authorization": _basic(*via.auth)} if via and via.auth else {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, as soon as its headers have arrived."""
        # a proxy reads plain http requests; of https it sees only the CONNECT, which carries the login
        is_read = self._proxy is not None and request.url.scheme == "http"
        response = await self._session.request(
            request.method,
            URL(str(request.url), encoded=True),
            headers={**request.headers, **self._login} if is_read else request.headers,
            allow_redirects=False,
            proxy=self._proxy,
            proxy_headers=None if is_read else self._login or None,
        )
        if is_read and response.status == _PROXY_WANTS_A_NAME:
            response.close()
            raise ProxyRefused(
                response.request_info,
                response.history,
                status=response.status,
                message=response.reason or "",
            )
        return httpx.Response(
            status_code=response.status,
            headers=response.raw_headers,
            stream=Body(response),
            request=request,
            extensions={
                "http_version": b"HTTP/%d.%d" % response.version if response.version else b""
            },
        )


def _basic(name: str, password: str) -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode("ascii")


class Body(httpx.AsyncByteStream):
    """Yields bytes as they arrive; aiohttp pauses the sender when a little over 128 KiB wait."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    def left(self) -> bytes:
        """What had arrived before the body broke, and was not read yet: aiohttp's readers raise first."""
        return self._response.content._read_nowait(-1)  # noqa: SLF001 - its other readers raise

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._response.content.iter_any()

    async def aclose(self) -> None:
        """Lets the connection go, without waiting for the rest of the body."""
        self._response.release()
        await self._response.wait_for_close()
