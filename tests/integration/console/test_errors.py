"""What people can mend: one line that names it, a code that is not 0, and nothing half-made.

Many starts are tried at once, because most of their time is Python's own start.
"""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tests.acceptance.console import Ended, at_work, folder_of, progon
from tests.chat import telegram

TOKEN = "123456789:" + "A" * 35
NOBODY = 65534
SECONDS = 60.0


async def refused(place: Path, *names: str, **settings: str) -> Ended:
    """A start that ends with one line, and leaves nothing."""
    place.mkdir(exist_ok=True)
    ended = await progon(place, "run", lines=["прогони все"], within=SECONDS, **settings)
    assert ended.code in {2, 3}, (settings, ended)
    assert ended.out == "", (settings, ended)
    assert len(ended.err.splitlines()) == 1, (settings, ended)
    assert ended.err.startswith("progon: "), (settings, ended)
    for name in names:
        assert name in ended.err, (settings, ended)
    assert not (place / "data").exists(), (settings, ended)
    return ended


async def all_refused(place: Path, cases: list[tuple[tuple[str, ...], dict[str, str]]]) -> None:
    """Tries them all, two at a time."""
    two = asyncio.Semaphore(2)

    async def one(number: int, names: tuple[str, ...], settings: dict[str, str]) -> None:
        async with two:
            await refused(place / str(number), *names, **settings)

    async with asyncio.TaskGroup() as group:
        for number, (names, settings) in enumerate(cases):
            group.create_task(one(number, names, settings))


async def test_wrong_values_of_settings_name_the_setting(tmp_path: Path) -> None:
    """A number, a range, a word, a list of ids, a zone, an address, a secret's file: each by its name."""
    wrong = {
        "BULK_MAX_CONCURRENCY": "many",
        "BULK_RUN_ENABLED": "perhaps",
        "ADMIN_IDS": "me",
        "TIMEZONE": "Mars/Base",
        "BOT_TOKEN": "abc",
        "BOT_TOKEN_FILE": "/nowhere/token",
        "PLAYGROUND_SCALE": "nan",
    }
    await all_refused(tmp_path, [((name,), {name: value}) for name, value in wrong.items()])


async def test_stores_out_of_reach_are_named(tmp_path: Path) -> None:
    """DATABASE_URL, REDIS_URL and S3_ENDPOINT lead nowhere, or are no addresses at all."""
    keys = {"S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b"}
    await all_refused(
        tmp_path,
        [
            (("DATABASE_URL",), {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}),
            (("DATABASE_URL",), {"DATABASE_URL": "postgresql://[::1"}),
            (("REDIS_URL",), {"REDIS_URL": "redis://127.0.0.1:1/0"}),
            (("REDIS_URL",), {"REDIS_URL": "redis://127.0.0.1:port/0"}),
            (("REDIS_URL",), {"REDIS_URL": "unix:///nowhere/redis.sock"}),
            (("S3_ENDPOINT",), {"S3_ENDPOINT": "http://127.0.0.1:1", **keys}),
            (("S3_ENDPOINT", "S3_ACCESS_KEY"), {"S3_ENDPOINT": "http://127.0.0.1:1"}),
        ],
    )


async def test_a_broken_sites_file_is_told_with_its_entry(tmp_path: Path) -> None:
    """Whatever is wrong with it, the line names the setting, the file and the entry."""
    shop = {"id": "a", "url": "https://shop.example/"}
    broken = {
        "json": ('{"sites": [', ("not JSON", "line 1")),
        "no-url": (json.dumps([{"id": "a"}]), ("site 1 (a)", "url")),
        "twice": (json.dumps([shop, shop]), ("site 2", "twice")),
        "policy": (json.dumps([{**shop, "policy": "nope"}]), ("a:", "nope")),
        "half-url": (json.dumps([{**shop, "url": "shop"}]), ("site 1 (a)", "https://")),
    }
    cases: list[tuple[tuple[str, ...], dict[str, str]]] = []
    for name, (text, words) in broken.items():
        path = tmp_path / f"{name}.json"
        path.write_text(text, encoding="utf-8")
        cases.append((("SITES_FILE", path.name, *words), {"SITES_FILE": str(path)}))
    cases.append((("SITES_FILE",), {"SITES_FILE": str(tmp_path / "none.json")}))
    cases.append((("POLICIES_FILE",), {"POLICIES_FILE": str(tmp_path / "none.yml")}))
    await all_refused(tmp_path, cases)


async def test_telegram_is_asked_before_anything_is_made(tmp_path: Path) -> None:
    """A token Telegram does not know, something that is no Telegram, nothing at all, and no people."""
    async with telegram() as api, _web_page() as page:
        bot = {"BOT_TOKEN": TOKEN, "ADMIN_IDS": "1"}
        await all_refused(
            tmp_path,
            [
                (("BOT_TOKEN", "@BotFather"), {**bot, "BOT_API_URL": api.server.url}),
                (("BOT_API_URL",), {**bot, "BOT_API_URL": page}),
                (("BOT_API_URL",), {**bot, "BOT_API_URL": "http://127.0.0.1:1"}),
                (("ADMIN_IDS",), {"BOT_TOKEN": TOKEN, "BOT_API_URL": api.server.url}),
            ],
        )


async def test_a_taken_port_is_named(tmp_path: Path) -> None:
    """PLAYGROUND_PORT belongs to another program."""
    async with _web_page() as page:
        port = page.rpartition(":")[2]
        await refused(tmp_path, "PLAYGROUND_PORT", port, PLAYGROUND_PORT=port)


async def test_the_playground_says_that_it_has_shops_of_its_own(tmp_path: Path) -> None:
    """A sites file that is set is for one's own bot, and nobody shall wait for these sites."""
    sites = tmp_path / "sites.json"
    sites.write_text('[{"id": "shop", "url": "https://shop.example"}]', encoding="utf-8")
    async with _web_page() as page:
        port = page.rpartition(":")[2]
        ended = await progon(tmp_path, "run", PLAYGROUND_PORT=port, SITES_FILE=str(sites))
    assert ended.err.startswith("SITES_FILE is for your own bot (BOT_TOKEN)")


async def test_a_file_in_place_of_the_data_directory_stays(tmp_path: Path) -> None:
    """DATA_DIR is a file, or lies below one."""
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    for place in (file, file / "data"):
        await refused(tmp_path, "DATA_DIR", str(place), DATA_DIR=str(place))
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start others as somebody else")
async def test_an_unwritable_data_directory_is_left_as_it_was(tmp_path: Path) -> None:
    """An ordinary user's DATA_DIR is another's directory, or would have to be made in one."""
    with folder_of(NOBODY) as place:
        closed = place / "closed"
        closed.mkdir(mode=0o755)
        for data_dir in (closed, closed / "data"):
            ended = await progon(
                place, "run", user=NOBODY, lines=["прогони все"], DATA_DIR=str(data_dir)
            )
            assert ended.code == 2
            assert ended.err.startswith(f"progon: DATA_DIR: cannot write to {data_dir}")
            assert len(ended.err.splitlines()) == 1
        assert list(closed.iterdir()) == []


async def test_a_second_start_over_the_same_data_is_refused(tmp_path: Path) -> None:
    """It names DATA_DIR and the process that has it; the first goes on, and ends when told to.

    Its standard input stays open all the while: that holds back neither answers nor the end.
    """
    async with at_work(tmp_path, "run") as console:
        await console.child(" worker ")
        second = tmp_path / "second"
        second.mkdir()
        ended = await progon(second, "run", DATA_DIR=str(console.data_dir))
        assert ended.code == 2
        assert ended.err.startswith("progon: DATA_DIR: ")
        assert str(console.pid) in ended.err
        assert len(ended.err.splitlines()) == 1
        await console.say("прогони pennymoor")
        await console.printed("reports.zip")
        os.kill(console.pid, signal.SIGTERM)
        async with asyncio.timeout(SECONDS):
            assert await console.process.wait() == 130
        await console.gone()
        assert console.err == ""


@asynccontextmanager
async def _web_page() -> AsyncIterator[str]:
    """A server that is no Telegram; its address."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>hello</html>", content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
