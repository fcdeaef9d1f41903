"""The playground as a process: a Bot API server, demo shops, and the control API over both.

    python -m playground --directory data/playground

When everything is served, `ready.json` in the directory says where; it holds the bot's token, so it
is for its owner alone. The process ends on SIGTERM. A taken port ends it at once with one line.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from aiohttp import web

from playground.inhabitants import Inhabitants, meet_again, settle
from playground.shops.content.profiles import shop_ids
from playground.shops.control import control_routes
from playground.shops.errors import PortTakenError, ShopsError
from playground.shops.ports import HOST, ShopPorts, remembered_ports
from playground.shops.server import serve_shops
from playground.shops.sites import sites_catalogue
from playground.shops.world import World as ShopWorld
from playground.telegram.server import create_app
from playground.telegram.world.world import World as TelegramWorld

_READY = "ready.json"
_STARTS = "starts.json"
_MISUSED = 2
#: ids of a later start never meet those of an earlier one, which our bot may remember
_SERIALS_PER_START = 1_000_000
_ATTEMPTS, _PAUSE = 15, 0.2


def main() -> None:
    """The entry point."""
    parser = argparse.ArgumentParser(prog="python -m playground")
    parser.add_argument("--directory", type=Path, required=True, help="where its state lives")
    parser.add_argument("--port", type=int, default=0, help="of the Bot API; 0 takes a free one")
    parser.add_argument("--scale", type=float, default=1.0, help="of the shops' sizes")
    parser.add_argument("--seed", type=int, default=1, help="of the shops' contents")
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options))
    except ShopsError as error:
        sys.exit(_told(f"the playground can't start: {error}"))
    except OSError as error:
        sys.exit(_told(f"PLAYGROUND_PORT: port {options.port} can't be used: {error.strerror}"))


async def _serve(options: argparse.Namespace) -> None:
    directory: Path = options.directory
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    ports = await _own_ports(directory)
    shops = ShopWorld(directory=directory, ports=ports, seed=options.seed, scale=options.scale)
    async with AsyncExitStack() as stack:
        fronts = await stack.enter_async_context(serve_shops(shops))
        start = _count_start(directory)
        telegram = TelegramWorld(first_serial=start * _SERIALS_PER_START)
        people = settle(telegram)
        if start > 1:
            meet_again(telegram, people)
        app = create_app(telegram)
        app.add_routes(control_routes(shops, fronts))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, HOST, options.port).start()
        url = f"http://{HOST}:{runner.addresses[0][1]}"
        _announce(directory, url, people, sites_catalogue(ports))
        await _asked_to_end()


async def _own_ports(directory: Path) -> ShopPorts:
    """The server of a start that was just killed takes a moment to leave them.

    Raises PortTakenError where somebody else has one.
    """
    for _ in range(_ATTEMPTS):
        with suppress(PortTakenError):
            return remembered_ports(directory, shop_ids())
        await asyncio.sleep(_PAUSE)
    return remembered_ports(directory, shop_ids())


def _count_start(directory: Path) -> int:
    path = directory / _STARTS
    count = json.loads(path.read_text(encoding="utf-8")) + 1 if path.exists() else 1
    _write(path, count)
    return int(count)


def _announce(
    directory: Path, url: str, people: Inhabitants, sites: list[dict[str, object]]
) -> None:
    """The sites file first: whoever sees `ready.json` can use it."""
    sites_file = directory / "sites.json"
    _write(sites_file, {"sites": sites})
    _write(
        directory / _READY,
        {
            "pid": os.getpid(),
            "url": url,
            "token": people.token,
            "bot": people.bot_username,
            "people": [person.__dict__ for person in people.people],
            "group": people.group_id,
            "sites_file": str(sites_file.resolve()),
        },
    )


def _write(path: Path, document: object) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fresh.replace(path)


async def _asked_to_end() -> None:
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    await end.wait()


def _told(line: str) -> int:
    print(line, file=sys.stderr)
    return _MISUSED


if __name__ == "__main__":
    main()
