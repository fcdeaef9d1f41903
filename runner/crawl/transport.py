"""httpx's transport over aiohttp, asking for each address exactly as the ledger spells it.

The transport of httpx-aiohttp hands aiohttp a text, which aiohttp spells anew: `/a%2Cb` is asked for as
`/a,b`. Most servers take both for the same; one that redirects from the one to the other would never
be read, and what was asked for would not be what the ledger says.
"""

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream
from yarl import URL


class VerbatimTransport(AiohttpTransport):
    """Sends one GET, by way of a proxy where there is one. Raises aiohttp's own errors."""

    def __init__(self, session: aiohttp.ClientSession, proxy: str | None = None) -> None:
        # the parent's own would read all certificates for a context that the session never uses
        self.client = session
        self.proxy = httpx.Proxy(proxy) if proxy else None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, as soon as its headers have arrived."""
        assert isinstance(self.client, aiohttp.ClientSession)  # noqa: S101 - made with one
        timeout = request.extensions["timeout"]
        auth = self.proxy.auth if self.proxy else None
        response = await self.client.request(
            request.method,
            URL(str(request.url), encoded=True),
            headers=request.headers,
            allow_redirects=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(
                sock_connect=timeout["connect"],
                sock_read=timeout["read"],
                connect=timeout["pool"],
            ),
            proxy=str(self.proxy.url) if self.proxy else None,
            proxy_auth=aiohttp.BasicAuth(*auth) if auth else None,
        )
        return httpx.Response(
            status_code=response.status,
            headers=response.raw_headers,
            stream=AiohttpResponseStream(response),
            request=request,
            extensions={
                "http_version": b"HTTP/%d.%d" % response.version if response.version else b""
            },
        )
