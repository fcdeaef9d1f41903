"""The control face: truth, changes, editions, faults and logs over HTTP."""

import asyncio
from typing import Any

import aiohttp
import pytest


async def _get(town: Any, path: str) -> Any:
    async with town.control.get(path) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def _post(town: Any, path: str, body: Any = None) -> Any:
    async with town.control.post(path, json=body) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def test_the_list_names_every_shop_with_its_address(town: Any) -> None:
    """Each shop is listed with its address, its numbers and whether it listens."""
    answer = await _get(town, "/sim/shops")
    rows = {row["id"]: row for row in answer["shops"]}
    assert answer["edition"] == 1
    assert rows.keys() == town.world.ports.keys()
    assert rows["molchun"]["listens"] is False
    assert rows["yasnotsvet"]["url"] == town.url("yasnotsvet")


async def test_the_truth_comes_as_json(town: Any) -> None:
    """Products, pages, addresses, faults and sitemaps are there, for the edition asked for."""
    truth = await _get(town, "/sim/shops/peremenchik/truth?edition=3")
    assert truth["edition"] == 3
    assert len(truth["products"]) == truth["counts"]["products"] > 0
    assert {"pages", "addresses", "faults", "sitemaps"} <= truth.keys()
    present = await _get(town, "/sim/shops/peremenchik/truth")
    assert present["edition"] == 1
    assert present["products"] != truth["products"]


async def test_changes_come_as_json(town: Any) -> None:
    """The difference of two editions is that of their truths."""
    answer = await _get(town, "/sim/shops/peremenchik/changes?from=1&to=2")
    assert (answer["from"], answer["to"]) == (1, 2)
    assert {each["change"] for each in answer["changes"]} == {
        "added",
        "removed",
        "changed",
        "moved",
    }
    assert (await _get(town, "/sim/shops/yasnotsvet/changes?from=1&to=9"))["changes"] == []


async def test_the_edition_is_set_for_all_shops(town: Any) -> None:
    """After setting the edition the shops serve it."""
    removed = [
        each["url"]
        for each in (await _get(town, "/sim/shops/peremenchik/changes?from=1&to=2"))["changes"]
        if each["entity"] == "product" and each["change"] == "removed"
    ]
    async with town.client.get(removed[0]) as answer:
        assert answer.status == 200
    assert await _post(town, "/sim/shops/edition", {"edition": 2}) == {"edition": 2}
    async with town.client.get(removed[0]) as answer:
        assert answer.status in {404, 410}


@pytest.mark.parametrize("kind", ["500", "503", "429"])
async def test_injected_faults_answer_with_their_status(kind: str, town: Any) -> None:
    """A share of the addresses fails as asked, until it is cleared."""
    await _post(town, "/sim/shops/yasnotsvet/faults", {"kind": kind, "share": 0.5})
    urls = [page.url for page in town.world.truth("yasnotsvet").pages][:40]

    async def failing() -> list[str]:
        found = []
        for url in urls:
            async with town.client.get(url) as answer:
                if answer.status == int(kind):
                    found.append(url)
        return found

    first = await failing()
    assert 8 <= len(first) <= 32
    assert await failing() == first
    async with town.control.delete("/sim/shops/yasnotsvet/faults") as answer:
        assert answer.status == 200
    assert await failing() == []


async def test_resets_and_timeouts_cut_the_connection(town: Any) -> None:
    """A reset is a connection error at once; a timeout is one after its seconds."""
    await _post(town, "/sim/shops/yasnotsvet/faults", {"kind": "reset", "requests": 1})
    with pytest.raises(ConnectionResetError):
        await _raw_answer(town)
    assert (await _raw_answer(town)).startswith(b"HTTP/1.1 200")
    fault = {"kind": "timeout", "requests": 1, "seconds": 90}
    await _post(town, "/sim/shops/yasnotsvet/faults", fault)
    with pytest.raises(ConnectionResetError):
        await _raw_answer(town)
    assert 90 in town.hands.slept


async def _raw_answer(town: Any) -> bytes:
    """One request on a connection of its own, without a client that would quietly ask again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", town.world.ports["yasnotsvet"])
    try:
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return await asyncio.wait_for(reader.read(), timeout=5)
    finally:
        writer.close()


async def test_the_log_shows_agents_and_company(town: Any) -> None:
    """Requests are logged with their agent, and how many were under way together."""
    await _post(town, "/sim/shops/reset")
    headers = {"User-Agent": "ProgonTest/1"}

    async def ask(number: int) -> None:
        target = f"/missing/{number}"
        async with town.client.get(town.url("yasnotsvet", target), headers=headers) as answer:
            await answer.read()

    await asyncio.gather(*(ask(number) for number in range(5)))
    answer = await _get(town, "/sim/shops/yasnotsvet/log")
    assert answer["requests"] == 5
    assert {row["user_agent"] for row in answer["log"]} == {"ProgonTest/1"}
    assert {row["status"] for row in answer["log"]} == {404}
    assert answer["in_flight"] == 0
    assert 1 <= answer["most_in_flight"] <= 5
    assert len((await _get(town, "/sim/shops/yasnotsvet/log?limit=2"))["log"]) == 2


async def test_a_visitor_who_leaves_is_not_counted_as_present(town: Any) -> None:
    """A client that gives up during a timeout frees its place."""
    blocked, left = asyncio.Event(), asyncio.Event()

    async def sleep(_: float) -> None:
        blocked.set()
        try:
            await asyncio.Event().wait()
        finally:
            asyncio.get_running_loop().call_soon(left.set)

    front = town.fronts["yasnotsvet"]
    timing, quiet = front._timing, town.hands
    front._timing = type(timing)(clock=quiet.clock, now=quiet.now, sleep=sleep)
    try:
        await _post(town, "/sim/shops/yasnotsvet/faults", {"kind": "timeout", "requests": 1})
        with pytest.raises(TimeoutError):
            await town.client.get(town.url("yasnotsvet"), timeout=aiohttp.ClientTimeout(total=0.2))
        assert blocked.is_set()
        async with asyncio.timeout(5):
            await left.wait()
        assert front.gate.in_flight == 0
    finally:
        front._timing = timing


async def test_a_reset_forgets_everything_but_the_edition(town: Any) -> None:
    """Logs, faults and the 503 of robots.txt begin anew; the edition stays."""
    await _post(town, "/sim/shops/edition", {"edition": 2})
    await _post(town, "/sim/shops/krivotrop/faults", {"kind": "500"})
    assert await _post(town, "/sim/shops/reset") == {"edition": 2}
    answer = await _get(town, "/sim/shops/krivotrop/log")
    assert (answer["requests"], answer["fault"], answer["log"]) == (0, None, [])


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/sim/shops/nowhere/truth", None, 404),
        ("GET", "/sim/shops/nowhere/log", None, 404),
        ("GET", "/sim/shops/yasnotsvet/truth?edition=0", None, 400),
        ("GET", "/sim/shops/yasnotsvet/truth?edition=99999", None, 400),
        ("GET", "/sim/shops/yasnotsvet/truth?edition=two", None, 400),
        ("GET", "/sim/shops/yasnotsvet/changes?from=0&to=1", None, 400),
        ("GET", "/sim/shops/yasnotsvet/log?limit=-1", None, 400),
        ("POST", "/sim/shops/edition", {"edition": "x"}, 400),
        ("POST", "/sim/shops/edition", {"edition": True}, 400),
        ("POST", "/sim/shops/edition", {"edition": 10**9}, 400),
        ("POST", "/sim/shops/edition", [], 400),
        ("POST", "/sim/shops/edition", {}, 400),
        ("POST", "/sim/shops/yasnotsvet/faults", {"kind": "fire"}, 400),
        ("POST", "/sim/shops/yasnotsvet/faults", {"kind": "500", "share": 2}, 400),
        ("POST", "/sim/shops/yasnotsvet/faults", {"kind": "500", "requests": -1}, 400),
        ("POST", "/sim/shops/yasnotsvet/faults", {"kind": "500", "paths": "("}, 400),
        ("POST", "/sim/shops/yasnotsvet/faults", {"kind": "timeout", "seconds": 1e9}, 400),
        ("DELETE", "/sim/shops/nowhere/faults", None, 404),
    ],
)
async def test_wrong_questions_are_answered_with_a_reason(
    method: str, path: str, body: Any, status: int, town: Any
) -> None:
    """Unknown shops are 404, nonsense is 400, both say why, and nothing changes."""
    async with town.control.request(method, path, json=body) as answer:
        assert answer.status == status
        assert (await answer.json())["error"]
    assert town.world.edition == 1
    assert not any(front.gate.fault for front in town.fronts.values())


async def test_a_body_that_is_no_json_is_refused(town: Any) -> None:
    """Bytes that are no JSON are a bad request, not a failure."""
    async with town.control.post("/sim/shops/edition", data=b"\xff{") as answer:
        assert answer.status == 400
