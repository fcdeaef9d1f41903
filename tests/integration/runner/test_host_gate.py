"""Politeness over all workers, on a real Valkey: turns are judged by when they are due, not waited for."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from runner.crawl.host_gate import GateClosed, HostGate
from runner.lease import Mood

STEP = 10.0


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client of the server that the gates share."""
    client = Redis.from_url(redis_url)
    yield client
    await client.aclose()


def gate(redis: Redis, host: str = "shop.example", step: float = STEP) -> HostGate:
    """The gate of one worker, whose clock stands still."""
    return HostGate(redis, host, step_seconds=lambda: step, mood=Mood(), monotonic=lambda: 0.0)


async def due(one: HostGate) -> float:
    """In how many seconds its next turn is."""
    return await one._next_moment()


async def as_if_refused_for(redis: Redis, *, minutes: int, times: int) -> None:
    """What the gate knows after so many refusals over so many minutes."""
    since, _ = await redis.time()
    state = {"refused": str((since - 60 * minutes) * 1000), "refusals": str(times)}
    await redis.hset("progon:gate:shop.example", mapping=state)


async def test_workers_share_the_turns_of_a_host(redis: Redis) -> None:
    """Two gates draw turns a step apart from each other; another host has turns of its own."""
    one, other = gate(redis), gate(redis)
    moments = [await due(worker) for worker in (one, other, one, other)]
    assert moments == pytest.approx([0, STEP, 2 * STEP, 3 * STEP], abs=1)
    assert await due(gate(redis, "elsewhere.example")) == pytest.approx(0, abs=1)


async def test_a_busy_host_is_let_alone_by_everybody_and_then_asked_at_half_the_pace(
    redis: Redis,
) -> None:
    """One worker was told to wait: the others wait as well, and the steps are twice as long."""
    one, other = gate(redis), gate(redis)
    await due(one)
    await one.slow_down(30, "http_429")
    first, second = await due(other), await due(other)
    assert first == pytest.approx(30, abs=1)
    assert second - first == pytest.approx(2 * STEP, abs=1)


async def test_a_burst_of_refusals_is_one_refusal(redis: Redis) -> None:
    """Requests that were under way together double the step once; a refusal after the pause does again."""
    one, other = gate(redis, step=5), gate(redis, step=5)
    for worker in (one, other, one, other):
        await worker.slow_down(1, "http_429")
    first, second = await due(one), await due(one)
    assert second - first == pytest.approx(2 * 5, abs=0.5)
    await asyncio.sleep(1.05)
    await other.slow_down(1, "http_503")
    first, second = await due(one), await due(one)
    assert second - first == pytest.approx(4 * 5, abs=0.5)


async def test_turns_are_drawn_for_a_quarter_of_a_second_at_the_pace_that_holds(
    redis: Redis,
) -> None:
    """A fast host that slowed down and refuses again is not waited for longer than it asked."""
    await refuse(redis, times=8)
    one = gate(redis, step=0.005)
    await due(one)
    await one.slow_down(0.1, "http_503")
    assert await due(one) < 1


async def pace_after(
    redis: Redis, *, seconds: int, pages: int | None = None, step: float = 0.001
) -> float:
    """How many times the policy's step is waited, after so long; without a number a page came each second."""
    now, _ = await redis.time()
    since = str((now - seconds) * 1000)
    await redis.hset("progon:gate:shop.example", mapping={"eased": since, "closed": since})
    await redis.hdel("progon:gate:shop.example", "next")
    one = gate(redis, step=step)
    for _ in range(seconds if pages is None else pages):
        one.came_well()
    await due(one)
    return float(await redis.hget("progon:gate:shop.example", "pace"))


async def refuse(redis: Redis, *, times: int) -> None:
    """One refusal after the other, with no page between them."""
    for _ in range(times):
        await gate(redis).slow_down(0, "http_503")


async def test_a_clean_minute_or_two_brings_the_pace_back(redis: Redis) -> None:
    """From the slowest pace, half of what was added is gone every ten seconds, down to the policy's."""
    await refuse(redis, times=8)
    assert await pace_after(redis, seconds=0) == pytest.approx(64, rel=0.2)
    assert await pace_after(redis, seconds=60) == pytest.approx(2, abs=0.3)
    assert await pace_after(redis, seconds=30) == pytest.approx(1.25, abs=0.1)
    assert 1 <= await pace_after(redis, seconds=3000) < 1.001


async def test_time_without_pages_brings_nothing_back(redis: Redis) -> None:
    """A host that was left alone, or gave nothing but errors, has not shown that it is well."""
    await refuse(redis, times=3)
    assert await pace_after(redis, seconds=600, pages=0) == pytest.approx(8, abs=0.1)
    assert await pace_after(redis, seconds=600, pages=1) == pytest.approx(7.5, abs=0.1)


async def test_a_slow_host_gets_its_pace_back_in_a_few_pages(redis: Redis) -> None:
    """With minutes between two pages, and a slice of its own for each, none takes off more than half."""
    await refuse(redis, times=6)
    paces = [
        await pace_after(redis, seconds=600, pages=pages, step=10) for pages in (0, 1, 0, 1, 0, 1)
    ]
    assert paces == pytest.approx([64, 32.5, 32.5, 16.75, 16.75, 8.9], rel=0.05)


async def test_near_the_pace_that_was_refused_it_comes_back_slowly(redis: Redis) -> None:
    """A host that bears half of the policy's pace is not driven into another refusal each few seconds."""
    await refuse(redis, times=1)
    one = gate(redis)
    one.came_well()
    await one.slow_down(0, "http_429")  # at twice the step
    assert await pace_after(redis, seconds=30) == pytest.approx(2.35, abs=0.15)
    assert await pace_after(redis, seconds=60) == pytest.approx(2, abs=0.15)


async def test_a_burst_of_refusals_began_at_one_pace(redis: Redis) -> None:
    """Those that were under way when the first came tell nothing of the pace that follows it."""
    one = gate(redis)
    one.came_well()
    for _ in range(3):
        await one.slow_down(30, "http_429")
    assert float(await redis.hget("progon:gate:shop.example", "edge")) == 1


async def test_an_outage_is_no_sign_of_what_a_host_bears(redis: Redis) -> None:
    """Refusals in a row, at ever slower paces, say nothing of the pace at which it began."""
    await refuse(redis, times=6)
    assert await pace_after(redis, seconds=90) < 1.3


async def test_a_turn_that_is_far_away_is_not_waited_for(redis: Redis) -> None:
    """The slot is for others meanwhile; the gate says how long."""
    one = gate(redis)
    await one.slow_down(500, "http_429")
    with pytest.raises(GateClosed) as closed:
        await one.turn()
    assert closed.value.seconds == pytest.approx(500, abs=1)


async def test_a_host_that_refuses_for_an_hour_is_not_asked_on(redis: Redis) -> None:
    """Twenty refusals in a row over an hour: told once, so that a retry has an hour of its own."""
    one = gate(redis)
    assert not await one.slow_down(0, "http_503")
    await as_if_refused_for(redis, minutes=61, times=18)
    told = [await one.slow_down(0, "http_503") for _ in range(3)]
    assert told == [False, True, False]


@pytest.mark.parametrize(("minutes", "times"), [(59, 400), (300, 5)])
async def test_a_short_outage_and_a_few_slow_pages_are_no_refusal_of_the_site(
    redis: Redis, minutes: int, times: int
) -> None:
    """Neither many refusals within an hour nor a few over many hours end a site."""
    one = gate(redis)
    await as_if_refused_for(redis, minutes=minutes, times=times)
    assert not await one.slow_down(0, "http_429")


@pytest.mark.parametrize(("workers", "ends"), [(4, True), (1, False)])
async def test_pauses_of_an_hour_tell_as_much_as_many_short_ones(
    redis: Redis, workers: int, *, ends: bool
) -> None:
    """All workers refused twice, an hour apart, are the host; one page refused twice is not."""
    one = gate(redis)
    for _ in range(workers):
        assert not await one.slow_down(3600, "http_429")
    hour_ago = float(await redis.hget("progon:gate:shop.example", "refused") or 0) - 3_600_000
    await redis.hset("progon:gate:shop.example", "refused", str(hour_ago))
    told = [await one.slow_down(3600, "http_429") for _ in range(workers)]
    assert any(told) is ends


async def test_one_good_page_begins_the_hour_anew(redis: Redis) -> None:
    """Whether the good page was told before or with the refusal."""
    for is_told in (True, False):
        one = gate(redis)
        await as_if_refused_for(redis, minutes=61, times=40)
        one.came_well()
        if is_told:
            await due(one)
        assert not await one.slow_down(0, "http_429")
        assert not await one.slow_down(0, "http_429")


async def test_a_turn_that_nobody_waits_for_is_not_used_up(redis: Redis) -> None:
    """With more than a minute between two requests the next one still comes: it is not put off each time."""
    await due(gate(redis, step=100))
    for _ in range(3):
        with pytest.raises(GateClosed) as closed:
            await gate(redis, step=100).turn()
        assert closed.value.seconds == pytest.approx(100, abs=1)
    await redis.hincrbyfloat("progon:gate:shop.example", "next", -100_000)
    await gate(redis, step=100).turn()


async def test_without_redis_the_gate_goes_on_at_half_speed() -> None:
    """Nobody else can be asked: the steps are twice as long, and what the host asked for holds."""
    away = Redis.from_url("redis://127.0.0.1:1")
    one = gate(away)
    moments = [await due(one) for _ in range(3)]
    assert moments == pytest.approx([0, 2 * STEP, 4 * STEP], abs=0.1)
    await one.slow_down(200, "http_503")
    assert await due(one) >= 200
    await away.aclose()
