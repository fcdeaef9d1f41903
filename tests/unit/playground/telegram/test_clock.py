import asyncio

from playground.telegram.clock import Bell, ManualClock, SystemClock, sleep_until


def test_orders_in_time() -> None:
    """What falls due is called in the order of time, at its moment, and not if taken back."""
    clock = ManualClock(100.0)
    called: list[tuple[str, float]] = []
    clock.call_at(103.0, lambda: called.append(("late", clock.now())))
    clock.call_at(101.0, lambda: called.append(("early", clock.now())))
    clock.call_at(102.0, lambda: called.append(("never", clock.now())))()
    assert clock.waiting() == 2
    clock.advance(2.5)
    assert called == [("early", 101.0)]
    clock.advance(10)
    assert called == [("early", 101.0), ("late", 103.0)]
    assert (clock.now(), clock.waiting()) == (112.5, 0)


async def test_bell_and_deadline() -> None:
    """A waiter wakes when the bell rings or when the moment has come, whichever is first."""
    clock = ManualClock()
    bell = Bell(clock)
    async with asyncio.TaskGroup() as group:
        rung = group.create_task(bell.wait(clock.now() + 5))
        await asyncio.sleep(0)
        bell.ring()
        assert await rung is True
        late = group.create_task(bell.wait(clock.now() + 5))
        await asyncio.sleep(0)
        clock.advance(5)
        assert await late is False
    assert await bell.wait(clock.now()) is False


async def test_system_clock_sleeps() -> None:
    """The machine's clock moves by itself."""
    clock = SystemClock()
    before = clock.now()
    await sleep_until(clock, before + 0.01)
    assert clock.now() >= before
