import asyncio
from pathlib import Path
from typing import Any

import pytest

from playground.telegram.clock import ManualClock
from playground.telegram.control.routes import ROUTES
from playground.telegram.server import Server
from tests.integration.playground.telegram.scene import eventually
from tests.integration.playground.telegram.sim import Sim

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Да", "callback_data": "yes"}, {"text": "Нет", "callback_data": "no"}]
    ]
}
DOCS = Path(__file__).parents[4] / "docs" / "playground-bot-api.md"


@pytest.fixture
def token(still: Server) -> str:
    """The token of the bot there is."""
    return next(iter(still.world.bots.values())).token


@pytest.fixture
async def anna(still_sim: Sim) -> Any:
    """A person."""
    return await still_sim.post("/people", first_name="Anna", username="anna", language_code="ru")


def test_every_call_is_in_the_docs() -> None:
    """Each call of the control API has its line in the docs."""
    text = DOCS.read_text(encoding="utf-8")
    for method, path, _ in ROUTES:
        plain = path.replace(r":\d+", "")
        assert f"`{method} /sim{plain}`" in text


async def test_a_conversation(still_sim: Sim, token: str, anna: Any) -> None:
    """A person writes, the bot answers with buttons, the person presses, the bot answers that."""
    sim, chat = still_sim, f"/chats/{anna['id']}"
    assert (await sim.get(chat))["messages"] == []
    said = await sim.post(f"{chat}/messages", text="/start тест")
    assert said["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert len((await sim.call(token, "getUpdates"))["result"]) == 1
    sent = await sim.call(
        token, "sendMessage", chat_id=anna["id"], text="Начать?", reply_markup=KEYBOARD
    )
    message_id = sent["result"]["message_id"]
    pressed = await sim.post(f"{chat}/presses", message_id=message_id, row=0, column=1)
    assert (pressed["data"], pressed["state"]) == ("no", "waiting")
    await sim.call(
        token,
        "answerCallbackQuery",
        callback_query_id=pressed["id"],
        text="Хорошо",
        show_alert=True,
    )
    answered = await sim.get(f"/presses/{pressed['id']}", timeout=5)
    assert (answered["state"], answered["text"], answered["show_alert"]) == (
        "answered",
        "Хорошо",
        True,
    )
    await sim.call(
        token, "editMessageText", chat_id=anna["id"], message_id=message_id, text="Нет так нет"
    )
    await sim.call(token, "pinChatMessage", chat_id=anna["id"], message_id=message_id)
    await sim.call(token, "sendChatAction", chat_id=anna["id"], action="typing")
    view = await sim.get(chat)
    shown = view["messages"][1]
    assert (shown["text"], shown["edits"], shown["keyboard"]) == ("Нет так нет", 1, [])
    assert (shown["pinned"], view["pinned"]) == (True, [message_id])
    assert view["messages"][2]["service"] == {"kind": "pinned_message", "value": message_id}
    assert view["actions"] == {"Shop": "typing"}
    assert view["presses"] == [answered]


async def test_watching(still: Server, still_sim: Sim, token: str, anna: Any) -> None:
    """Who watches a chat is answered when it changes, and at once if it has changed."""
    clock = still.world.clock
    assert isinstance(clock, ManualClock)

    async def someone_watches() -> bool:
        return clock.waiting() > 0

    sim, chat = still_sim, f"/chats/{anna['id']}"
    await sim.post(f"{chat}/messages", text="x")
    version = (await sim.get(chat, since=-1, timeout=5))["version"]
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(sim.get(chat, since=version, timeout=30))
        await eventually(someone_watches)
        assert not watching.done()
        await sim.post("/people", first_name="Boris")
        await sim.call(token, "sendMessage", chat_id=anna["id"], text="y")
        view = await watching
    assert [m["text"] for m in view["messages"]] == ["x", "y"]
    assert [m["text"] for m in (await sim.get(chat, last=1))["messages"]] == ["y"]
    assert view["version"] > version
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(sim.get(chat, since=view["version"], timeout=30))
        await eventually(someone_watches)
        await sim.post("/clock", advance=30)
        assert (await watching)["version"] == view["version"]


async def test_expiry(still_sim: Sim, token: str, anna: Any) -> None:
    """When time is moved on, a press that nobody answered expires."""
    sim, chat = still_sim, f"/chats/{anna['id']}"
    await sim.post(f"{chat}/messages", text="x")
    sent = await sim.call(token, "sendMessage", chat_id=anna["id"], text="?", reply_markup=KEYBOARD)
    pressed = await sim.post(f"{chat}/presses", message_id=sent["result"]["message_id"], text="Да")
    before = await sim.get("/clock")
    after = await sim.post("/clock", advance=15)
    assert (before["is_manual"], after["now"]) == (True, before["now"] + 15)
    assert (await sim.get(f"/presses/{pressed['id']}"))["state"] == "expired"
    answer = await sim.call(token, "answerCallbackQuery", callback_query_id=pressed["id"])
    assert answer["error_code"] == 400


async def test_files(still_sim: Sim, token: str, anna: Any) -> None:
    """A person's file reaches the bot, and a bot's file can be fetched, by message or by id."""
    sim, chat = still_sim, f"/chats/{anna['id']}"
    sent = await sim.upload(f"{chat}/files", "список.csv", b"a;b", caption="вот")
    assert sent["file"] == {
        "kind": "document",
        "name": "список.csv",
        "mime_type": "text/csv",
        "size": 3,
        "width": None,
        "height": None,
    }
    (update,) = (await sim.call(token, "getUpdates"))["result"]
    assert update["message"]["caption"] == "вот"
    file_id = update["message"]["document"]["file_id"]
    answer = await sim.call(token, "sendDocument", chat_id=anna["id"], document=file_id)
    message_id = answer["result"]["message_id"]
    assert await sim.download(f"{chat}/messages/{message_id}/file") == b"a;b"
    assert await sim.download(f"/files/{file_id}") == b"a;b"
    assert (await sim.get("/files/x"))[0] == 404
    assert (await sim.get(f"{chat}/messages/99/file"))[0] == 404
    assert (await sim.upload(f"{chat}/files", "x", b"x", kind="photo"))[0] == 400
    assert (await sim.post(f"{chat}/files"))[0] == 400


async def test_a_group(still_sim: Sim, token: str, anna: Any) -> None:
    """A group is made with its members, changes them, and becomes a supergroup."""
    sim = still_sim
    boris = await sim.post("/people", first_name="Boris")
    (bot,) = (await sim.get("/bots"))["bots"]
    group = await sim.post(
        "/chats",
        type="group",
        title="Team",
        members=[
            {"user_id": anna["id"]},
            {"user_id": boris["id"]},
            {"user_id": bot["id"], "status": "administrator", "rights": ["can_pin_messages"]},
        ],
    )
    chat = f"/chats/{group['id']}"
    statuses = [member["status"] for member in group["members"]]
    assert statuses == ["creator", "member", "administrator"]
    said = await sim.post(f"{chat}/messages", **{"from": "anna"}, text="x")
    await sim.post(f"{chat}/edits", **{"from": "anna"}, message_id=said["id"], text="y")
    await sim.post(
        f"{chat}/reactions", **{"from": boris["id"]}, message_id=said["id"], emoji=["👍"]
    )
    pinned = await sim.post(f"{chat}/pins", **{"from": anna["id"]}, message_id=said["id"])
    assert pinned == {"pinned": [said["id"]]}
    view = await sim.get(chat)
    message = next(m for m in view["messages"] if m["id"] == said["id"])
    assert (message["text"], message["reactions"]) == (
        "y",
        {"Boris": [{"type": "emoji", "emoji": "👍"}]},
    )
    assert (await sim.post(f"{chat}/members", user_id=boris["id"], by=5))[0] == 404
    await sim.post(f"{chat}/members", user_id=boris["id"], status="kicked", by="anna")
    assert (await sim.post(f"{chat}/messages", **{"from": boris["id"]}, text="x"))[0] == 400
    new = await sim.post(f"{chat}/upgrade", **{"from": "anna"})
    assert (new["type"], new["upgraded_from"]) == ("supergroup", group["id"])
    answer = await sim.call(token, "sendMessage", chat_id=group["id"], text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": new["id"]}
    assert (await sim.post(f"{chat}/upgrade", **{"from": "anna"}))[0] == 400
    assert len((await sim.get("/chats"))["chats"]) == 2


async def test_a_forum(still_sim: Sim, token: str, anna: Any) -> None:
    """A person opens a topic, and the bot writes into it."""
    sim = still_sim
    (bot,) = (await sim.get("/bots"))["bots"]
    members = [{"user_id": anna["id"]}, {"user_id": bot["id"]}]
    group = await sim.post(
        "/chats", title="Forum", username="forum_chat", is_forum=True, members=members
    )
    topic = await sim.post("/chats/@forum_chat/topics", name="Отчёты")
    await sim.call(
        token,
        "sendMessage",
        chat_id=group["id"],
        text="x",
        message_thread_id=topic["thread"],
    )
    view = await sim.get(f"/chats/{group['id']}")
    assert view["topics"] == {str(topic["thread"]): "Отчёты"}
    assert view["messages"][-1]["thread"] == topic["thread"]


async def test_commands_menu(still_sim: Sim, token: str, anna: Any) -> None:
    """The menu a person sees is the one for their language."""
    run = [{"command": "run", "description": "прогнать"}]
    await still_sim.call(token, "setMyCommands", commands=run, language_code="ru")
    shown = await still_sim.get(f"/chats/{anna['id']}/commands")
    assert shown == {"commands": run}


async def test_blocking(still_sim: Sim, token: str, anna: Any) -> None:
    """A person blocks the bot and lets it in again."""
    sim = still_sim
    await sim.post(f"/chats/{anna['id']}/messages", text="x")
    await sim.post("/blocks", person="anna")
    answer = await sim.call(token, "sendMessage", chat_id=anna["id"], text="x")
    assert answer["error_code"] == 403
    await sim.post("/blocks", person=anna["id"], unblock=True)
    answer = await sim.call(token, "sendMessage", chat_id=anna["id"], text="x")
    assert answer["ok"]


async def test_deletion(still_sim: Sim, anna: Any) -> None:
    """A person deletes a message; the view says so."""
    chat = f"/chats/{anna['id']}"
    said = await still_sim.post(f"{chat}/messages", text="x")
    await still_sim.post(f"{chat}/deletions", message_id=said["id"])
    view = await still_sim.get(chat)
    assert (view["messages"], view["deleted"]) == ([], [said["id"]])


async def test_keyboard_of_the_client(still_sim: Sim, token: str, anna: Any) -> None:
    """A keyboard for the client is shown till it is taken away."""
    chat = f"/chats/{anna['id']}"
    await still_sim.post(f"{chat}/messages", text="x")
    for markup, shown in (
        ({"keyboard": [["Да"]]}, [[{"text": "Да"}]]),
        ({"remove_keyboard": True}, None),
    ):
        await still_sim.call(
            token, "sendMessage", chat_id=anna["id"], text="?", reply_markup=markup
        )
        assert (await still_sim.get(chat))["keyboard"] == shown


async def test_faults(still_sim: Sim, token: str) -> None:
    """A fault is set, strikes as often as it says, and can be taken back."""
    sim = still_sim
    made = await sim.post(
        "/faults", trouble="flood", method="getMe", retry_after=9, times=1, bot="shop_bot"
    )
    assert (await sim.get("/faults"))["faults"] == [made]
    assert (await sim.call(token, "getMe"))["parameters"] == {"retry_after": 9}
    assert (await sim.call(token, "getMe"))["ok"]
    timed = await sim.post("/faults", trouble="flood", seconds=5)
    assert timed["times"] is None
    assert not (await sim.call(token, "getMe"))["ok"]
    await sim.post("/clock", advance=5)
    assert (await sim.call(token, "getMe"))["ok"]
    first, _ = [await sim.post("/faults", trouble="blocked") for _ in range(2)]
    assert len((await sim.delete(f"/faults/{first['id']}"))["faults"]) == 1
    assert await sim.delete("/faults") == {"faults": []}


async def test_transcript(still_sim: Sim, token: str) -> None:
    """Every call is in the transcript, and no token is."""
    sim = still_sim
    await sim.call(token, "getMe", colour="red")
    await sim.call(token, "setWebhook", url=f"https://example.com/{token}")
    calls = (await sim.get("/transcript"))["calls"]
    assert [call["method"] for call in calls] == ["getMe", "setWebhook"]
    assert calls[0]["remarks"] == ["colour is unknown"]
    assert token not in str(calls)
    assert token not in str(await sim.get("/bots"))
    later = await sim.get("/transcript", since=1, method="setwebhook", bot="shop_bot")
    assert later["calls"] == calls[1:]


async def test_reset(still_sim: Sim, token: str, anna: Any) -> None:
    """After a reset the world is empty and begins anew, only update ids go on."""
    sim = still_sim
    await sim.post(f"/chats/{anna['id']}/messages", text="x")
    (seen,) = (await sim.call(token, "getUpdates"))["result"]
    await sim.post("/faults", trouble="reset")
    await sim.post("/reset")
    assert (await sim.get("/people")) == {"people": []}
    assert (await sim.get("/bots")) == {"bots": []}
    assert (await sim.get("/faults")) == {"faults": []}
    assert (await sim.call(token, "getMe"))["description"] == "Unauthorized"
    bot = await sim.post("/bots", username="shop_bot")
    again = await sim.post("/people", first_name="Anna")
    assert (bot["token"], again["id"]) == (token, anna["id"])
    await sim.post(f"/chats/{anna['id']}/messages", text="x")
    (update,) = (await sim.call(token, "getUpdates"))["result"]
    assert update["update_id"] > seen["update_id"]


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/bots", {"username": "shop"}, 400),
        ("/bots", {}, 400),
        ("/people", {"first_name": ""}, 400),
        ("/people", {"first_name": "X", "id": "x"}, 400),
        ("/chats", {"title": "x"}, 400),
        ("/chats", {"title": "x", "members": [5]}, 400),
        ("/chats", {"title": "x", "members": [{"user_id": 5}]}, 404),
        ("/chats", {"type": "channel", "title": "x", "members": [{"user_id": 100001}]}, 400),
        ("/chats", {"title": "x", "members": [{"user_id": 100001, "rights": 5}]}, 400),
        ("/chats", {"title": "x", "members": [{"user_id": 100001, "rights": [[]]}]}, 400),
        ("/chats/5/messages", {"text": "x"}, 404),
        ("/chats/x/messages", {"text": "x"}, 404),
        ("/chats/100001/messages", {"text": "x", "bot": "nobody"}, 404),
        ("/chats/100001/messages", {"text": "x", "from": "nobody"}, 404),
        ("/chats/100001/messages", {"text": ""}, 400),
        ("/chats/100001/members", {"user_id": 100001}, 400),
        ("/chats/100001/presses", {"message_id": 1, "row": 0}, 400),
        ("/chats/100001/topics", {"name": "x"}, 400),
        ("/blocks", {"person": "nobody"}, 404),
        ("/faults", {"trouble": "fire"}, 400),
        ("/faults", {}, 400),
        ("/faults", {"trouble": "server_error", "status": 999}, 400),
        ("/faults", {"trouble": "slow", "delay": -1}, 400),
        ("/clock", {"advance": "soon"}, 400),
    ],
)
async def test_refusals(
    still_sim: Sim, anna: Any, path: str, fields: dict[str, Any], status: int
) -> None:
    """What cannot be done is refused with a reason."""
    answer = await still_sim.post(path, **fields)
    assert answer[0] == status
    assert answer[1]


async def test_real_time_stays(sim: Sim) -> None:
    """A server on the machine's clock does not let its time be moved."""
    assert (await sim.get("/clock"))["is_manual"] is False
    assert (await sim.post("/clock", advance=1))[0] == 400
    assert (await sim.get("/presses/1"))[0] == 404
