import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from playground.telegram.api.faults import Fault, Trouble
from playground.telegram.clock import ManualClock
from playground.telegram.server import Server
from playground.telegram.world import people
from playground.telegram.world.people import Words
from tests.integration.playground.telegram.scene import eventually


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """A plain HTTP client."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def api(still: Server) -> str:
    """The address of the bot's methods; Anna has written to the bot."""
    (bot,) = still.world.bots.values()
    anna = still.world.add_person("Anna", person_id=5)
    people.say(still.world, still.world.private_chat(bot, anna), anna, Words(text="/start"))
    return f"{still.url}/bot{bot.token}"


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any]:
    body: dict[str, Any] = await response.json()
    assert body["ok"] or body["error_code"] == response.status
    return body


@pytest.mark.parametrize("method", ["sendMessage", "SENDMESSAGE", "sendmessage", "sendMessage/"])
async def test_ways_to_ask(
    http: aiohttp.ClientSession, api: str, still: Server, method: str
) -> None:
    """A call may come as a query, a form, a multipart form or JSON, its name in any case."""
    still.endpoint.budget.limits = None
    plain = {"chat_id": "5", "text": "a&b", "protect_content": "True"}
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}
    form = plain | {"reply_markup": json.dumps(markup)}
    multipart = aiohttp.FormData(form, default_to_multipart=True)
    typed: dict[str, Any] = {"chat_id": 5, "text": "a&b", "protect_content": True}
    url = f"{api}/{method}"
    for request in (
        http.get(url, params=form),
        http.post(url, params=form),
        http.post(url, data=form),
        http.post(url, data=multipart),
        http.post(url, json=typed | {"reply_markup": markup}),
        http.post(url, json=typed, params={"reply_markup": json.dumps(markup), "text": "a&b"}),
    ):
        async with request as response:
            result = (await _json(response))["result"]
        assert (result["text"], result["has_protected_content"]) == ("a&b", True)
        assert result["reply_markup"] == markup


async def test_the_address_goes_first(http: aiohttp.ClientSession, api: str) -> None:
    """Of a parameter given twice the one in the address counts, then the first."""
    url = f"{api}/sendMessage?chat_id=5&text=address"
    async with http.post(url, data="text=body&text=again") as response:
        assert (await _json(response))["result"]["text"] == "address"
    form = aiohttp.FormData([("chat_id", "5"), ("text", "first"), ("text", "second")])
    async with http.post(f"{api}/sendMessage", data=form) as response:
        assert (await _json(response))["result"]["text"] == "first"


@pytest.mark.parametrize(
    ("path", "code", "description"),
    [
        ("/", 404, "Not Found"),
        ("/bot", 404, "Not Found"),
        ("/bot1:x", 404, "Not Found"),
        ("/bot1:x/", 404, "Not Found"),
        ("/botx/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot0:x/getMe", 401, "Unauthorized: invalid token specified"),
        (f"/bot1:{'x' * 80}/getMe", 401, "Unauthorized: invalid token specified"),
        ("/botx:y/getMe", 421, "Misdirected Request: unallowed token specified"),
        ("/bot1:x/getMe", 401, "Unauthorized"),
        ("/bot1:x/nope", 401, "Unauthorized"),
        ("/file/bot1:x/documents/file_1", 401, "Unauthorized"),
    ],
)
async def test_wrong_addresses(
    http: aiohttp.ClientSession, still: Server, path: str, code: int, description: str
) -> None:
    """An address that leads nowhere is answered in the protocol's own form."""
    async with http.get(still.url + path) as response:
        assert await _json(response) == {
            "ok": False,
            "error_code": code,
            "description": description,
        }


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"a":' * 5000])
async def test_bodies_that_are_no_json(http: aiohttp.ClientSession, api: str, body: bytes) -> None:
    """A body that says it is JSON and is not an object is refused."""
    headers = {"Content-Type": "application/json"}
    async with http.post(f"{api}/getMe", data=body, headers=headers) as response:
        assert (await _json(response))["error_code"] == 400


async def test_broken_multipart(http: aiohttp.ClientSession, api: str) -> None:
    """A form that breaks off is refused, not waited for."""
    for boundary in ("; boundary=x", ""):
        headers = {"Content-Type": f"multipart/form-data{boundary}"}
        body = b'--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n5'
        async with http.post(f"{api}/sendMessage", data=body, headers=headers) as response:
            assert (await _json(response))["error_code"] == 400


async def test_fifty_megabytes(http: aiohttp.ClientSession, api: str) -> None:
    """A document has at most fifty megabytes; a larger one is read to its end and refused."""
    for extra, status in ((0, 200), (1, 413), (9_999_999, 413)):
        form = aiohttp.FormData({"chat_id": "5"})
        form.add_field("document", BytesIO(b"x" * (50 * 1024 * 1024 + extra)), filename="x.bin")
        async with http.post(f"{api}/sendDocument", data=form) as response:
            body = await _json(response)
        assert response.status == status
    assert body["description"] == "Request Entity Too Large"


async def test_download(http: aiohttp.ClientSession, api: str, still: Server) -> None:
    """A file comes back as it was sent, for an hour after getFile."""
    content = bytes(range(256)) * 999
    form = aiohttp.FormData({"chat_id": "5", "document": "attach://part"}, quote_fields=False)
    form.add_field("part", content, filename="отчёт.zip")
    async with http.post(f"{api}/sendDocument", data=form) as response:
        document = (await _json(response))["result"]["document"]
    assert document["file_name"] == "отчёт.zip"
    async with http.get(f"{api}/getFile", params={"file_id": document["file_id"]}) as response:
        path = (await _json(response))["result"]["file_path"]
    url = api.replace("/bot", "/file/bot") + f"/{path}"
    async with http.get(url) as response:
        assert await response.read() == content
    clock = still.world.clock
    assert isinstance(clock, ManualClock)
    clock.advance(3600)
    async with http.get(url) as response:
        assert (await _json(response))["description"] == "Not Found"


async def test_type_of_a_file(http: aiohttp.ClientSession, api: str) -> None:
    """A file is of the type its name says, or else of the type it was said to be."""
    for name, said, kept in (
        ("a.csv", "application/x-odd", "text/csv"),
        ("a.odd", "application/x-odd; v=1", "application/x-odd"),
    ):
        form = aiohttp.FormData({"chat_id": "5"})
        form.add_field("document", b"x", filename=name, content_type=said)
        async with http.post(f"{api}/sendDocument", data=form) as response:
            assert (await _json(response))["result"]["document"]["mime_type"] == kept


async def test_flood(http: aiohttp.ClientSession, api: str) -> None:
    """Who says too much is told when to come back, in the body and in a header."""
    for text in "abcdef":
        async with http.get(f"{api}/sendMessage?chat_id=5&text={text}") as response:
            body = await _json(response)
    assert response.status == 429
    assert response.headers["Retry-After"] == "1"
    assert body["parameters"] == {"retry_after": 1}


def _set(server: Server, trouble: Trouble, **details: Any) -> None:
    server.endpoint.faults.add(Fault(trouble=trouble, times=1, **details))


async def test_troubles_that_answer(http: aiohttp.ClientSession, api: str, still: Server) -> None:
    """A fault answers in the place of the method, which does nothing."""
    _set(still, Trouble.FLOOD, retry_after=37)
    async with http.get(f"{api}/getMe") as response:
        assert (await _json(response))["parameters"] == {"retry_after": 37}
        assert response.headers["Retry-After"] == "37"
    _set(still, Trouble.BLOCKED, chat_id=5)
    async with http.get(f"{api}/sendMessage?chat_id=5&text=x") as response:
        assert (await _json(response))["description"] == "Forbidden: bot was blocked by the user"
    _set(still, Trouble.UPGRADED, migrate_to_chat_id=-1007)
    async with http.get(f"{api}/sendMessage?chat_id=5&text=x") as response:
        assert (await _json(response))["parameters"] == {"migrate_to_chat_id": -1007}
    _set(still, Trouble.SERVER_ERROR, status=503)
    async with http.get(f"{api}/getMe") as response:
        assert (response.status, response.content_type) == (503, "text/html")
        assert "503 Service Unavailable" in await response.text()
    (chat,) = still.world.chats
    assert len(chat.messages) == 1
    faults = [entry.fault for entry in still.endpoint.transcript.entries()]
    assert faults == ["flood", "blocked", "upgraded", "server_error"]


@pytest.mark.parametrize(("trouble", "said"), [(Trouble.RESET, 1), (Trouble.LOST_ANSWER, 2)])
async def test_broken_connections(
    http: aiohttp.ClientSession, api: str, still: Server, trouble: Trouble, said: int
) -> None:
    """A connection breaks before the work, or after it, when nobody knows that it is done."""
    _set(still, trouble)
    with pytest.raises(aiohttp.ClientError):
        await http.post(f"{api}/sendMessage", data={"chat_id": "5", "text": "x"})
    (chat,) = still.world.chats
    assert len(chat.messages) == said


async def test_slowness(http: aiohttp.ClientSession, api: str, still: Server) -> None:
    """A slow answer comes when its time has passed."""
    _set(still, Trouble.SLOW, delay=5.0)
    clock = still.world.clock
    assert isinstance(clock, ManualClock)

    async def is_waited_for() -> bool:
        return clock.waiting() > 0

    async with asyncio.TaskGroup() as group:
        asking = group.create_task(http.get(f"{api}/getMe"))
        await eventually(is_waited_for)
        assert not asking.done()
        clock.advance(5)
        assert (await asking).status == 200


async def test_fault_of_a_download(http: aiohttp.ClientSession, api: str, still: Server) -> None:
    """A download can meet a fault like a method."""
    _set(still, Trouble.SERVER_ERROR, method="file")
    async with http.get(f"{api}/getMe") as response:
        assert response.status == 200
    async with http.get(api.replace("/bot", "/file/bot") + "/documents/x") as response:
        assert response.status == 502


async def test_end_of_the_server(http: aiohttp.ClientSession, api: str, still: Server) -> None:
    """A server that stops does not leave a poll waiting."""
    (bot,) = still.world.bots.values()

    async def is_waited_for() -> bool:
        return bot.updates.is_polled

    async with http.get(f"{api}/getUpdates?offset=-1") as response:
        offset = (await _json(response))["result"][0]["update_id"] + 1
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(http.get(f"{api}/getUpdates?timeout=50&offset={offset}"))
        await eventually(is_waited_for)
        still.world.close()
        response = await poll
        assert (await _json(response))["description"] == "Internal Server Error: restart"
