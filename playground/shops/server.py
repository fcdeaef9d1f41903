"""The shops over HTTP: one port each, on loopback. A thin shell around pure functions.

`web.Server` and not an application: there is nothing to route, and addresses must arrive exactly
as the client wrote them.
"""

import asyncio
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from playground.shops.content.profiles import profile
from playground.shops.errors import PortTakenError
from playground.shops.gate import Gate
from playground.shops.ports import HOST
from playground.shops.responses import Response, negotiated
from playground.shops.world import World

_SHUTDOWN = 1.0  # seconds to let open requests end
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: closing sends RST


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Timing:
    """The clocks and the sleep of the servers."""

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = _utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Front:
    """One shop's door: answers requests from the world's present edition."""

    def __init__(self, world: World, shop_id: str, timing: Timing) -> None:
        self.gate = Gate(profile=profile(shop_id))
        self._world = world
        self._shop_id = shop_id
        self._timing = timing
        self._edition = world.edition

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request and note it in the log."""
        target = _target(request)
        agent = request.headers.get("User-Agent", "")
        seen = self.gate.enter(request.method, target, agent, self._timing.clock())
        response = None
        try:
            response = await self._respond(request, target)
        finally:
            self.gate.leave(seen, response.status if response else None)
        if response is None:
            _cut(request)
            return web.Response()  # never sent: the connection is gone
        return web.Response(status=response.status, headers=response.headers, body=response.body)

    async def _respond(self, request: web.BaseRequest, target: str) -> Response | None:
        """The answer, or None where the connection is to be cut without one."""
        if request.method not in {"GET", "HEAD"}:
            return Response(status=405, headers={"Allow": "GET, HEAD"})
        if self._edition != self._world.edition:
            self._edition = self._world.edition
            self.gate.forget_robots()
        verdict = self.gate.judge(target, self._timing.clock(), self._timing.now())
        if verdict.cut:
            await self._timing.sleep(verdict.seconds)
            return None
        if verdict.delay:
            await self._timing.sleep(verdict.delay)
        if verdict.refusal:
            return verdict.refusal
        asked = {name.lower(): value for name, value in request.headers.items()}
        return negotiated(self._world.shop(self._shop_id).page(target), asked)


@asynccontextmanager
async def serve_shops(
    world: World, timing: Timing | None = None
) -> AsyncIterator[Mapping[str, Front]]:
    """Run the servers of all shops in the world; the fronts by shop id.

    The port of a shop that is down is bound but not listened on: connections are refused, and no
    other program can take it. Raises PortTakenError.
    """
    fronts = {shop_id: Front(world, shop_id, timing or Timing()) for shop_id in world.ports}
    async with AsyncExitStack() as stack:
        for shop_id, front in fronts.items():
            listens = front.gate.profile.listens
            bound = stack.enter_context(_bound(shop_id, world.ports[shop_id], reuse=listens))
            if listens:
                world.shop(shop_id)
                server = web.Server(front.handle, handler_cancellation=True, access_log=None)
                runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN)
                await runner.setup()
                stack.push_async_callback(runner.cleanup)
                await web.SockSite(runner, bound).start()
        yield fronts


def _bound(shop_id: str, port: int, *, reuse: bool) -> socket.socket:
    """A socket on the port, not listening yet.

    `reuse` lets a restart take a port whose old connections have not timed out; without it no other
    program can take a port that is only held.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(reuse))
    try:
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise PortTakenError(shop_id, port) from None
    return bound


def _target(request: web.BaseRequest) -> str:
    """The path and query as the client wrote them."""
    raw = request.raw_path
    return raw if raw.startswith("/") else "/" + raw.partition("://")[2].partition("/")[2]


def _cut(request: web.BaseRequest) -> None:
    """Close the connection so that the client sees a reset."""
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()
