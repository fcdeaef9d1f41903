"""Looking on: chats as they are now, answers to presses, files, the transcript."""

from collections.abc import Callable
from urllib.parse import quote

from aiohttp import web

from playground.telegram.api.endpoint import Endpoint
from playground.telegram.control import views
from playground.telegram.control.asking import MAX_WATCH, AbsentError, Ask
from playground.telegram.json_fields import Json
from playground.telegram.world.values import StoredFile


def list_bots(_: Endpoint, ask: Ask) -> Json:
    """All bots."""
    return {"bots": [views.bot_view(bot) for bot in ask.world.bots.values()]}


def list_people(_: Endpoint, ask: Ask) -> Json:
    """All people."""
    return {"people": [views.person_view(person) for person in ask.world.people.values()]}


def list_chats(_: Endpoint, ask: Ask) -> Json:
    """All chats, without their messages."""
    return {"chats": [views.chat_summary(ask.world, chat) for chat in ask.world.chats]}


async def read_chat(_: Endpoint, ask: Ask) -> Json:
    """A chat, or its `last` messages; with `since` and `timeout` once it is newer than `since`."""
    since = ask.number("since", -1)
    await _watch(ask, lambda: ask.chat().version > since)
    return views.chat_view(ask.world, ask.chat(), max(0, ask.number("last", 0)))


async def read_press(_: Endpoint, ask: Ask) -> Json:
    """A press; with `timeout`, once it is answered or has expired."""
    press = ask.world.presses.get(ask.request.match_info["press"])
    if press is None:
        raise AbsentError("no such press")
    clock = ask.world.clock
    await _watch(ask, lambda: press.answer is not None or press.has_expired(clock.now()))
    return views.press_view(ask.world, press)


def read_commands(_: Endpoint, ask: Ask) -> Json:
    """The menu of commands a person is shown in a chat."""
    chat, person, bot = ask.chat(), ask.person(), ask.bot()
    member = chat.member(person.id)
    shown = bot.shown_commands(chat.type, chat.id, member, person.language_code[:2])
    return {"commands": list(shown)}


def read_file(_: Endpoint, ask: Ask) -> web.Response:
    """The bytes behind a file id of any bot."""
    file = ask.world.files.find(ask.request.match_info["file_id"], None)
    if file is None:
        raise AbsentError("no such file")
    return _download(file)


def read_message_file(_: Endpoint, ask: Ask) -> web.Response:
    """The bytes of a message's file."""
    message = ask.chat().messages.get(int(ask.request.match_info["message"]))
    if message is None or message.file is None:
        raise AbsentError("no such file")
    return _download(message.file)


def read_transcript(endpoint: Endpoint, ask: Ask) -> Json:
    """The calls of bots, after number `since`, of one `method` and one `bot` if given."""
    entries = endpoint.transcript.entries(
        since=ask.number("since", 0), method=ask.text("method", ""), bot=ask.text("bot", "")
    )
    return {"calls": [views.entry_view(entry) for entry in entries]}


async def _watch(ask: Ask, is_ready: Callable[[], bool]) -> None:
    """Wait till something is so, at most `timeout` seconds of the server's time."""
    clock, world = ask.world.clock, ask.world
    until = clock.now() + min(MAX_WATCH, ask.seconds("timeout", 0))
    while not is_ready() and not world.is_closed:
        if not await world.changed.wait(until):
            break


def _download(file: StoredFile) -> web.Response:
    name = quote(file.name or file.kind.value)
    return web.Response(
        body=file.content,
        content_type=file.mime_type or "application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )
