"""The control face of the demo shops: aiohttp routes under /sim/shops for a control application.

For tests and for people with curl; see docs/playground-shops.md. What is asked wrongly is answered
400 with `{"error": ...}`, an unknown shop 404, and nothing here is part of what crawlers see.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from aiohttp import web

from playground.shops.errors import EditionError, UnknownShopError
from playground.shops.gate import FaultKind, InjectedFault, recent
from playground.shops.server import Front
from playground.shops.sites import base_url
from playground.shops.truth.records import as_json
from playground.shops.world import World

_LOG_LIMIT = 5_000
_MAX_SECONDS = 600.0

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.Response]]


def control_routes(world: World, fronts: Mapping[str, Front]) -> list[web.RouteDef]:
    """The routes; `fronts` are the running servers of `serve_shops`."""
    desk = _Desk(world, fronts)
    return [
        web.get("/sim/shops", _guarded(desk.shops)),
        web.get("/sim/shops/{id}/truth", _guarded(desk.truth)),
        web.get("/sim/shops/{id}/changes", _guarded(desk.changes)),
        web.get("/sim/shops/{id}/log", _guarded(desk.log)),
        web.post("/sim/shops/edition", _guarded(desk.set_edition)),
        web.post("/sim/shops/reset", _guarded(desk.reset)),
        web.post("/sim/shops/{id}/faults", _guarded(desk.inject)),
        web.delete("/sim/shops/{id}/faults", _guarded(desk.clear)),
    ]


class _BadRequestError(ValueError):
    """The request makes no sense; the text says why."""


class _Desk:
    """The handlers."""

    def __init__(self, world: World, fronts: Mapping[str, Front]) -> None:
        self._world = world
        self._fronts = fronts

    async def shops(self, _: web.Request) -> web.Response:
        """All shops with their addresses and numbers."""
        rows = [self._row(shop_id, front) for shop_id, front in self._fronts.items()]
        return _answer({"edition": self._world.edition, "shops": rows})

    async def truth(self, request: web.Request) -> web.Response:
        """Everything that is true about a shop in an edition."""
        front_id, edition = self._id(request), _edition(request, "edition", self._world.edition)
        truth = await asyncio.to_thread(self._world.truth, front_id, edition)
        return _answer(as_json(truth))

    async def changes(self, request: web.Request) -> web.Response:
        """What is different between two editions."""
        shop_id, present = self._id(request), self._world.edition
        before = _edition(request, "from", max(1, present - 1))
        after = _edition(request, "to", present)
        found = await asyncio.to_thread(self._world.changes, shop_id, before, after)
        return _answer({"shop": shop_id, "from": before, "to": after, "changes": as_json(found)})

    async def log(self, request: web.Request) -> web.Response:
        """The requests a shop has seen."""
        gate = self._front(request).gate
        limit = _whole(request.query.get("limit", str(_LOG_LIMIT)), "limit")
        return _answer({**gate.summary(), "log": list(recent(gate.log, limit))})

    async def set_edition(self, request: web.Request) -> web.Response:
        """Show another edition from now on."""
        body = await _body(request)
        self._world.set_edition(_whole(body.get("edition"), "edition"))
        return _answer({"edition": self._world.edition})

    async def reset(self, _: web.Request) -> web.Response:
        """Forget logs, faults and politeness; the edition stays."""
        for front in self._fronts.values():
            front.gate.reset()
        return _answer({"edition": self._world.edition})

    async def inject(self, request: web.Request) -> web.Response:
        """Make a share of a shop's addresses fail."""
        gate = self._front(request).gate
        gate.inject(_fault(await _body(request)))
        return _answer(gate.summary())

    async def clear(self, request: web.Request) -> web.Response:
        """Take a shop's injected faults away."""
        gate = self._front(request).gate
        gate.clear()
        return _answer(gate.summary())

    def _id(self, request: web.Request) -> str:
        shop_id = request.match_info["id"]
        if shop_id not in self._fronts:
            raise UnknownShopError(shop_id)
        return shop_id

    def _front(self, request: web.Request) -> Front:
        return self._fronts[self._id(request)]

    def _row(self, shop_id: str, front: Front) -> dict[str, Any]:
        profile = front.gate.profile
        return {
            "id": shop_id,
            "name": profile.name,
            "nature": profile.nature,
            "url": f"{base_url(self._world.ports[shop_id])}/",
            "listens": profile.listens,
            **front.gate.summary(),
        }


def _guarded(handler: Handler) -> Handler:
    """The handler with its errors as answers."""

    async def guarded(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except UnknownShopError as error:
            return _answer({"error": str(error)}, status=404)
        except (_BadRequestError, EditionError) as error:
            return _answer({"error": str(error)}, status=400)

    return guarded


def _answer(value: object, status: int = 200) -> web.Response:
    text = json.dumps(value, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise _BadRequestError("the body is no JSON") from None
    if not isinstance(body, dict):
        raise _BadRequestError("the body is no JSON object")
    return body


def _edition(request: web.Request, name: str, default: int) -> int:
    return _whole(request.query.get(name, default), name)


def _whole(value: object, name: str) -> int:
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _BadRequestError(f"{name} must be a whole number, not {value!r}")


def _fault(body: Mapping[str, Any]) -> InjectedFault:
    kinds = ", ".join(FaultKind)
    if str(body.get("kind")) not in set(FaultKind):
        raise _BadRequestError(f"kind must be one of {kinds}")
    requests = body.get("requests")
    return InjectedFault(
        kind=FaultKind(str(body["kind"])),
        share=_number(body.get("share", 1), "share", 1),
        requests=None if requests is None else _whole(requests, "requests"),
        paths=_pattern(body.get("paths")),
        seconds=_number(body.get("seconds", 60), "seconds", _MAX_SECONDS),
    )


def _number(value: object, name: str, most: float) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
        return float(value)
    raise _BadRequestError(f"{name} must be a number from 0 to {most:g}, not {value!r}")


def _pattern(value: object) -> str | None:
    if value is None:
        return None
    try:
        re.compile(str(value))
    except re.error as error:
        raise _BadRequestError(f"paths is no pattern: {error}") from None
    return str(value)
