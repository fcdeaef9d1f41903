"""The composition of the Bot API server: one application, and a way to serve it.

async with serve(World()) as server:
    bot = server.world.add_bot(username="shop_bot")
    ...  # clients use server.url where they would use https://api.telegram.org
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from playground.telegram.api.budget import Budget, Limits
from playground.telegram.api.endpoint import Endpoint
from playground.telegram.control.routes import create_control
from playground.telegram.errors import NotFound
from playground.telegram.world.world import World

DEFAULT_LIMITS = Limits()
_SHUTDOWN_TIMEOUT = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A server that is running; `url` has no slash at its end."""

    world: World
    endpoint: Endpoint
    url: str


def create_app(
    world: World, *, limits: Limits | None = DEFAULT_LIMITS, endpoint: Endpoint | None = None
) -> web.Application:
    """The application over a world: the Bot API at the root, the control API under `/sim`.

    Without `limits` a bot may say as much as it likes.
    """
    endpoint = endpoint or Endpoint(world, Budget(limits=limits))
    app = web.Application()
    app.router.add_route("*", "/bot{token:[^/]*}/{method:[^/]+/?}", endpoint.serve_call)
    app.router.add_get("/file/bot{token:[^/]*}/{path:.+}", endpoint.serve_file)
    app.add_subapp("/sim", create_control(endpoint))
    app.router.add_route("*", "/{path:.*}", _not_found)

    async def deliveries(_: web.Application) -> AsyncIterator[None]:
        world.open()
        async with endpoint.deliveries.running():
            for bot in world.bots.values():
                endpoint.deliveries.start(bot)
            yield

    async def close(_: web.Application) -> None:
        world.close()

    app.cleanup_ctx.append(deliveries)
    app.on_shutdown.append(close)
    return app


@asynccontextmanager
async def serve(
    world: World,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    limits: Limits | None = DEFAULT_LIMITS,
) -> AsyncIterator[Server]:
    """Serve a world until left; port 0 takes a free one."""
    endpoint = Endpoint(world, Budget(limits=limits))
    app = create_app(world, endpoint=endpoint)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_TIMEOUT)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        taken = runner.addresses[0][1]
        yield Server(world=world, endpoint=endpoint, url=f"http://{host}:{taken}")
    finally:
        await runner.cleanup()


async def _not_found(_: web.Request) -> web.Response:
    error = NotFound()
    return web.json_response(error.body(), status=error.code)
