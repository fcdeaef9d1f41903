"""The queue of updates of one bot, with the rules of `getUpdates`.

Kinds are filtered when an update is made, not when it is fetched; what nobody fetched is
forgotten after a day; only one poller may wait. The holds and conflicts are those of
`Client::process_get_updates_query`.
"""

import itertools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from playground.telegram.clock import Bell, Clock, sleep_until
from playground.telegram.errors import BotApiError, Conflict
from playground.telegram.world.values import Json

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)
ON_DEMAND = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
DEFAULT_KINDS = frozenset(KINDS) - ON_DEMAND

LIFETIME = 24 * 3600.0
MAX_LIMIT = 100
MAX_TIMEOUT = 50

_HOLD = 3
_PEEK = 0.5
_FAR_AHEAD = 10
_OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pending:
    """An update nobody has confirmed yet."""

    id: int
    until: float
    body: Json


@dataclass(kw_only=True, slots=True)
class _Poll:
    ended_by: BotApiError | None = None


@dataclass(kw_only=True)
class UpdateQueue:
    """Updates wait here for `poll`, or for a webhook that takes `first` and drops it."""

    clock: Clock
    first_id: int
    kinds: frozenset[str] = DEFAULT_KINDS
    explicit_kinds: tuple[str, ...] = ()
    arrivals: Bell = field(init=False)
    next_id: int = field(init=False)
    _pending: deque[Pending] = field(default_factory=deque)
    _waiting: _Poll | None = None
    _last_offset: int | None = None
    _last_poll: float = 0.0
    _next_conflict: float = 0.0

    def __post_init__(self) -> None:
        self.arrivals = Bell(self.clock)
        self.next_id = self.first_id

    def __len__(self) -> int:
        self._drop(lambda pending: pending.until <= self.clock.now())
        return len(self._pending)

    @property
    def is_polled(self) -> bool:
        """Whether a poll waits at the moment."""
        return self._waiting is not None

    def allow(self, kinds: Iterable[str]) -> None:
        """Deliver only these kinds from now on; none given means the usual ones."""
        wanted = set(kinds)
        chosen = tuple(kind for kind in KINDS if kind in wanted)
        self.explicit_kinds = chosen
        self.kinds = frozenset(chosen) or DEFAULT_KINDS

    def add(self, kind: str, payload: Json) -> None:
        """Queue an update, if the bot wants its kind."""
        if kind not in self.kinds:
            return
        update_id = self.next_id
        self.next_id += 1
        body = {"update_id": update_id, kind: payload}
        until = self.clock.now() + LIFETIME
        self._pending.append(Pending(id=update_id, until=until, body=body))
        self.arrivals.ring()

    def first(self) -> Pending | None:
        """The oldest update."""
        return self._pending[0] if len(self) else None

    def forget(self, update_id: int) -> None:
        """Drop one update: it was delivered."""
        self._drop(lambda pending: pending.id == update_id)

    def clear(self, *, keep: int = 0) -> None:
        """Drop all but the newest `keep` updates."""
        while len(self._pending) > keep:
            self._pending.popleft()

    def end_poll(self, error: BotApiError) -> None:
        """Answer the poll that waits, if any, with an error."""
        if self._waiting is not None:
            self._waiting.ended_by = error
            self._waiting = None
            self.arrivals.ring()

    async def poll(self, offset: int, limit: int, patience: float) -> list[Json]:
        """The updates from `offset` on, waiting up to `patience` seconds for one; or Conflict."""
        limit, patience = self._paced(offset, limit, patience)
        start = self._start(offset)
        updates = self._take(start, limit)
        if updates or not patience:
            return updates
        self.end_poll(Conflict(_OTHER_POLLER))
        poll = self._waiting = _Poll()
        until = self.clock.now() + patience
        while not updates and await self.arrivals.wait(until):
            if poll.ended_by is not None:
                raise await self.paused(poll.ended_by)
            updates = self._take(start, limit)
        if self._waiting is poll:
            self._waiting = None
        return updates

    async def paused(self, error: BotApiError) -> BotApiError:
        """`error`, held back if it is a conflict less than three seconds after another one."""
        now = self.clock.now()
        if isinstance(error, Conflict):
            if now < self._next_conflict:
                await sleep_until(self.clock, now + _HOLD)
            else:
                self._next_conflict = now + _HOLD
        return error

    def _paced(self, offset: int, limit: int, patience: float) -> tuple[int, float]:
        """Hold back a bot that asks for the same again and again without waiting."""
        now = self.clock.now()
        since = now - self._last_poll
        if offset == self._last_offset:
            patience = _HOLD if patience < _HOLD and since < _HOLD else patience
            limit = 1 if since < _PEEK else limit
        self._last_offset, self._last_poll = offset, now
        return limit, patience

    def _start(self, offset: int) -> int:
        """Confirm what lies before `offset`; a negative one keeps that many of the newest."""
        if offset < 0:
            self.clear(keep=-offset)
        elif offset <= self.next_id + _FAR_AHEAD:
            self._drop(lambda pending: pending.id < offset)
            return offset
        return 0

    def _take(self, start: int, limit: int) -> list[Json]:
        self._drop(lambda pending: pending.until <= self.clock.now())
        ready = (pending.body for pending in self._pending if pending.id >= start)
        return list(itertools.islice(ready, limit))

    def _drop(self, unwanted: Callable[[Pending], bool]) -> None:
        self._pending = deque(p for p in self._pending if not unwanted(p))
