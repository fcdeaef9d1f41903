"""The HTTP face of the Bot API: whose call it is, what goes wrong with it, what it is answered."""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus

from aiohttp import hdrs, web

from playground.telegram.api import schema
from playground.telegram.api.budget import Budget
from playground.telegram.api.call import Call
from playground.telegram.api.context import Context, Described
from playground.telegram.api.faults import Fault, FaultScript, Trouble
from playground.telegram.api.reading import read_request
from playground.telegram.api.registry import HANDLERS
from playground.telegram.api.transcript import Entry, Transcript, shown_parameters
from playground.telegram.api.webhook import Deliveries
from playground.telegram.clock import sleep_until
from playground.telegram.errors import (
    BadRequest,
    BotApiError,
    Forbidden,
    Misdirected,
    NotFound,
    RequestTooLarge,
    TooManyRequests,
    Unauthorized,
)
from playground.telegram.json_fields import Json
from playground.telegram.world.bots import Bot
from playground.telegram.world.world import World

DOWNLOAD = "file"
_MAX_TOKEN = 80


class Endpoint:
    """Serves `/bot<token>/<method>` and `/file/bot<token>/<path>` for the bots of a world."""

    def __init__(self, world: World, budget: Budget) -> None:
        self.world = world
        self.budget = budget
        self.faults = FaultScript()
        self.transcript = Transcript()
        self.deliveries = Deliveries(world.clock, self.call)

    async def serve_call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        try:
            bot = self._bot(request.match_info["token"])
        except BotApiError as error:
            return _json_response(error.code, error.body())
        method = request.match_info["method"].rstrip("/").lower()
        try:
            call = await read_request(request, method)
        except BotApiError as error:
            return self._refused(bot, Call(method=method), error, fault="")

        async def work(fault: str) -> web.Response:
            return _json_response(*await self.call(bot, call, fault))

        return await self._serve(request, bot, call, work)

    async def serve_file(self, request: web.Request) -> web.StreamResponse:
        """Give out the file of a path that `getFile` gave."""
        try:
            bot = self._bot(request.match_info["token"])
        except BotApiError as error:
            return _json_response(error.code, error.body())
        path = request.match_info["path"]
        call = Call(method=DOWNLOAD, arguments={"path": path})

        async def work(fault: str) -> web.Response:
            file = self.world.files.linked(path, bot.id, self.world.clock.now())
            if file is None:
                return self._refused(bot, call, NotFound(), fault)
            self._record(bot, call, HTTPStatus.OK, f"{len(file.content)} bytes", fault=fault)
            return web.Response(body=file.content, content_type="application/octet-stream")

        return await self._serve(request, bot, call, work)

    async def call(self, bot: Bot, call: Call, fault: str = "") -> tuple[int, Json]:
        """Carry a call out and record it; its HTTP status and the answer."""
        status, remarks = 0, list[str]()
        try:
            if call.method not in HANDLERS:
                raise NotFound("method not found")
            remarks = schema.remarks(call)
            answer = await self._result(bot, call)
            status = HTTPStatus.OK.value
        except BotApiError as error:
            status, answer = error.code, error.body()
        self._record(bot, call, status, answer, remarks, fault)
        return status, answer

    def _bot(self, token: str) -> Bot:
        bot_id, colon, _ = token.partition(":")
        if token.startswith("0") or len(token) > _MAX_TOKEN or not colon:
            raise Unauthorized("invalid token specified")
        if not (bot_id.isascii() and bot_id.isdigit()):
            raise Misdirected("unallowed token specified")
        bot = self.world.bot_by_token(token)
        if bot is None:
            raise Unauthorized
        return bot

    async def _result(self, bot: Bot, call: Call) -> Json:
        context = Context(
            world=self.world,
            bot=bot,
            call=call,
            budget=self.budget,
            deliver=self.deliveries.start,
        )
        result = HANDLERS[call.method](context)
        if inspect.isawaitable(result):
            result = await result
        if isinstance(result, Described):
            return {"ok": True, "result": result.result, "description": result.description}
        return {"ok": True, "result": result}

    async def _serve(
        self,
        request: web.Request,
        bot: Bot,
        call: Call,
        work: Callable[[str], Awaitable[web.Response]],
    ) -> web.StreamResponse:
        """Do the work, or what the fault script has for this call instead of or around it."""
        now = self.world.clock.now()
        fault = self.faults.meet(call.method, bot.id, call.text("chat_id"), now)
        match fault:
            case None:
                return await work("")
            case Fault(trouble=Trouble.SLOW):
                answer = await work(fault.trouble)
                await sleep_until(self.world.clock, now + fault.delay)
                return answer
            case Fault(trouble=Trouble.LOST_ANSWER | Trouble.GARBLED):
                await work(fault.trouble)
                return _broken(request) if fault.trouble is Trouble.LOST_ANSWER else _garbled()
            case Fault(trouble=Trouble.RESET):
                self._record(bot, call, 0, "connection reset", fault=fault.trouble)
                return _broken(request)
            case Fault(trouble=Trouble.SERVER_ERROR):
                page = _html_page(fault.status)
                self._record(bot, call, fault.status, page, fault=fault.trouble)
                return web.Response(status=fault.status, text=page, content_type="text/html")
            case _:
                return self._refused(bot, call, _error_of(fault), fault.trouble)

    def _refused(self, bot: Bot, call: Call, error: BotApiError, fault: str) -> web.Response:
        self._record(bot, call, error.code, error.body(), fault=fault)
        return _json_response(error.code, error.body())

    def _record(
        self,
        bot: Bot,
        call: Call,
        status: int,
        answer: object,
        remarks: Iterable[str] = (),
        fault: str = "",
    ) -> None:
        served = schema.methods().get(call.method)
        entry = Entry(
            at=self.world.clock.now(),
            bot=bot.user.username,
            method=served.name if served else call.method,
            parameters=shown_parameters(call),
            status=status,
            answer=answer,
            remarks=tuple(remarks),
            fault=fault,
        )
        self.transcript.record(entry, secrets=[known.token for known in self.world.bots.values()])


def _error_of(fault: Fault) -> BotApiError:
    match fault.trouble:
        case Trouble.TOO_LARGE:
            return RequestTooLarge()
        case Trouble.BLOCKED:
            return Forbidden("bot was blocked by the user")
        case Trouble.UPGRADED:
            return BadRequest(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=fault.migrate_to_chat_id,
            )
        case _:
            return TooManyRequests(fault.retry_after)


def _json_response(status: int, body: Json) -> web.Response:
    retry_after = body.get("parameters", {}).get("retry_after")
    headers = {hdrs.RETRY_AFTER: str(retry_after)} if retry_after else {}
    return web.json_response(body, status=status, headers=headers)


def _broken(request: web.Request) -> web.Response:
    """Cut the connection; the response is for aiohttp, nobody gets it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _garbled() -> web.Response:
    return web.Response(text=_html_page(HTTPStatus.OK), content_type="text/html")


def _html_page(status: int) -> str:
    title = f"{status} {HTTPStatus(status).phrase}"
    head = f"<html>\r\n<head><title>{title}</title></head>\r\n"
    body = f"<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n"
    return f"{head}{body}</body>\r\n</html>\r\n"
