"""The control API under `/sim`: the table of its calls.

Asked in JSON, answered in JSON; a request that cannot be served gets `{"error": "..."}` with 400
or 404. It has no access control: it is for loopback only. The calls with examples are in
`docs/playground-bot-api.md`.
"""

import inspect
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from playground.telegram.api.endpoint import Endpoint
from playground.telegram.control import playing, stage, watching
from playground.telegram.control.asking import AbsentError, Ask, read_ask
from playground.telegram.errors import BotApiError
from playground.telegram.json_fields import Json

Answer = Json | web.Response
Act = Callable[[Endpoint, Ask], Answer | Awaitable[Answer]]

ROUTES: tuple[tuple[str, str, Act], ...] = (
    ("GET", "/bots", watching.list_bots),
    ("POST", "/bots", stage.add_bot),
    ("GET", "/people", watching.list_people),
    ("POST", "/people", stage.add_person),
    ("POST", "/blocks", stage.block),
    ("GET", "/chats", watching.list_chats),
    ("POST", "/chats", stage.add_chat),
    ("GET", "/chats/{chat}", watching.read_chat),
    ("POST", "/chats/{chat}/members", stage.set_member),
    ("POST", "/chats/{chat}/upgrade", stage.upgrade),
    ("GET", "/chats/{chat}/commands", watching.read_commands),
    ("POST", "/chats/{chat}/messages", playing.say),
    ("POST", "/chats/{chat}/files", playing.send_file),
    ("POST", "/chats/{chat}/edits", playing.rewrite),
    ("POST", "/chats/{chat}/deletions", playing.withdraw),
    ("POST", "/chats/{chat}/presses", playing.press),
    ("POST", "/chats/{chat}/reactions", playing.react),
    ("POST", "/chats/{chat}/pins", playing.pin),
    ("POST", "/chats/{chat}/topics", playing.open_topic),
    (
        "GET",
        r"/chats/{chat}/messages/{message:\d+}/file",
        watching.read_message_file,
    ),
    ("GET", "/presses/{press}", watching.read_press),
    ("GET", "/files/{file_id}", watching.read_file),
    ("GET", "/transcript", watching.read_transcript),
    ("GET", "/faults", stage.list_faults),
    ("POST", "/faults", stage.add_fault),
    ("DELETE", "/faults", stage.clear_faults),
    ("DELETE", r"/faults/{fault:\d+}", stage.clear_faults),
    ("GET", "/clock", stage.read_clock),
    ("POST", "/clock", stage.advance_clock),
    ("POST", "/reset", stage.reset),
)


def create_control(endpoint: Endpoint) -> web.Application:
    """The application of the control API, to be mounted under `/sim`."""
    app = web.Application()
    for method, path, act in ROUTES:
        app.router.add_route(method, path, _served(endpoint, act))
    return app


def _served(endpoint: Endpoint, act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def serve(request: web.Request) -> web.StreamResponse:
        try:
            answer = act(endpoint, await read_ask(endpoint.world, request))
            if inspect.isawaitable(answer):
                answer = await answer
        except AbsentError as error:
            return _refused(HTTPStatus.NOT_FOUND, str(error))
        except BotApiError as error:
            return _refused(HTTPStatus.BAD_REQUEST, error.message)
        except ValueError as error:  # WorldError, or a word that is none of an enumeration
            return _refused(HTTPStatus.BAD_REQUEST, str(error))
        return answer if isinstance(answer, web.Response) else web.json_response(answer)

    return serve


def _refused(status: HTTPStatus, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)
