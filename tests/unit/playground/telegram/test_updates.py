from typing import Any

import pytest

from playground.telegram.clock import ManualClock
from playground.telegram.errors import Conflict, Restarting
from playground.telegram.world.updates import DEFAULT_KINDS, UpdateQueue
from tests.unit.playground.telegram.stage import soon


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands still."""
    return ManualClock()


@pytest.fixture
def queue(clock: ManualClock) -> UpdateQueue:
    """A queue with the updates 1 to 5."""
    made = UpdateQueue(clock=clock, first_id=1)
    for number in range(1, 6):
        made.add("message", {"message_id": number})
    clock.advance(10)
    return made


def _ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


async def test_offset_confirms(queue: UpdateQueue, clock: ManualClock) -> None:
    """An offset forgets what is below it; no offset gives everything again."""
    assert _ids(await queue.poll(0, 100, 0)) == [1, 2, 3, 4, 5]
    clock.advance(10)
    assert _ids(await queue.poll(3, 2, 0)) == [3, 4]
    clock.advance(10)
    assert _ids(await queue.poll(0, 100, 0)) == [3, 4, 5]
    assert len(queue) == 3


async def test_negative_offset(queue: UpdateQueue) -> None:
    """A negative offset keeps that many of the newest and forgets the rest."""
    assert _ids(await queue.poll(-2, 100, 0)) == [4, 5]
    assert len(queue) == 2


async def test_offset_in_the_future(queue: UpdateQueue, clock: ManualClock) -> None:
    """An offset a little ahead confirms everything; one far ahead is taken for a mistake."""
    assert _ids(await queue.poll(17, 100, 0)) == [1, 2, 3, 4, 5]
    clock.advance(10)
    poll = await soon(queue.poll(16, 100, 1))
    clock.advance(1)
    assert await poll == []
    assert len(queue) == 0


async def test_long_poll(queue: UpdateQueue, clock: ManualClock) -> None:
    """A poll waits for an update, or till its time is over."""
    poll = await soon(queue.poll(6, 100, 30))
    assert not poll.done()
    queue.add("message", {"message_id": 6})
    assert _ids(await poll) == [6]
    poll = await soon(queue.poll(7, 100, 30))
    clock.advance(30)
    assert await poll == []


async def test_repeated_poll_is_held(queue: UpdateQueue, clock: ManualClock) -> None:
    """Who asks for the same again at once gets one update, and for nothing waits three seconds."""
    await queue.poll(1, 100, 0)
    assert _ids(await queue.poll(1, 100, 0)) == [1]
    clock.advance(1)
    assert len(await queue.poll(1, 100, 0)) == 5
    clock.advance(10)
    first = await soon(queue.poll(6, 100, 0))
    assert await first == []
    held = await soon(queue.poll(6, 100, 0))
    assert not held.done()
    clock.advance(3)
    assert await held == []


async def test_two_pollers(queue: UpdateQueue, clock: ManualClock) -> None:
    """A second poller ends the first with a conflict; the next conflict is held three seconds."""
    first = await soon(queue.poll(6, 100, 30))
    second = await soon(queue.poll(7, 100, 30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    third = await soon(queue.poll(8, 100, 30))
    assert not second.done()
    clock.advance(3)
    with pytest.raises(Conflict):
        await second
    queue.add("message", {"message_id": 6})
    queue.add("message", {"message_id": 7})
    queue.add("message", {"message_id": 8})
    assert _ids(await third) == [8]


async def test_ended_poll(queue: UpdateQueue) -> None:
    """A server that goes away answers the poll that waits."""
    poll = await soon(queue.poll(6, 100, 30))
    queue.end_poll(Restarting())
    with pytest.raises(Restarting):
        await poll


def test_kinds_at_creation(queue: UpdateQueue) -> None:
    """Kinds are filtered when an update is made; what waits already stays."""
    queue.allow(["callback_query"])
    queue.add("message", {})
    queue.add("callback_query", {})
    assert len(queue) == 6
    queue.allow([])
    assert queue.kinds == DEFAULT_KINDS
    queue.add("message_reaction", {})
    assert len(queue) == 6
    queue.allow(["poll"])
    queue.add("message", {})
    assert len(queue) == 6
    queue.allow(["no such kind"])
    queue.add("message", {})
    assert len(queue) == 7


async def test_lifetime(queue: UpdateQueue, clock: ManualClock) -> None:
    """After a day an update is forgotten."""
    clock.advance(24 * 3600 - 11)
    assert len(queue) == 5
    clock.advance(1)
    assert len(queue) == 0
    assert queue.first() is None


def test_clear(queue: UpdateQueue) -> None:
    """Clearing drops all but the newest asked for; numbers go on."""
    queue.clear(keep=1)
    assert len(queue) == 1
    queue.clear()
    queue.add("message", {})
    first = queue.first()
    assert first is not None
    assert first.id == 6
