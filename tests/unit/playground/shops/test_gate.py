"""Pauses, refusals, injected faults and the log, with clocks of our own."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from playground.shops.content.profiles import profile
from playground.shops.gate import FaultKind, Gate, InjectedFault, latency, recent

NOON = datetime(2026, 11, 21, 12, 0, 0, 600_000, tzinfo=UTC)
TARGETS = [f"/p/{number}" for number in range(1_000)]


def _gate(shop_id: str = "yasnotsvet") -> Gate:
    return Gate(profile=profile(shop_id))


def test_a_polite_visitor_is_never_refused() -> None:
    """Requests that begin half a second apart all pass, each after its own short wait."""
    gate = _gate("tikhokhod")
    verdicts = [gate.judge(target, place * 0.5, NOON) for place, target in enumerate(TARGETS)]
    assert not any(verdict.refusal for verdict in verdicts)
    assert all(0.05 <= verdict.delay <= 0.15 for verdict in verdicts)
    assert len({verdict.delay for verdict in verdicts}) > 50


def test_a_hasty_visitor_is_told_when_to_come_back() -> None:
    """The second request at once gets 429 and, after the time it names, passes."""
    gate = _gate("tikhokhod")
    forms = set()
    now = 0.0
    for target in TARGETS[:40]:
        gate.judge("/first", now, NOON)
        refusal = gate.judge(target, now + 0.1, NOON).refusal
        assert refusal is not None
        assert refusal.status == 429
        retry = refusal.headers["Retry-After"]
        if retry.isdigit():
            wait = float(retry)
        else:
            wait = (parsedate_to_datetime(retry) - NOON).total_seconds()
        assert 0.5 <= wait <= 2.5
        forms.add(retry.isdigit())
        now += 0.1 + wait
        assert gate.judge(target, now, NOON).refusal is None
        now += 10
    assert forms == {True, False}


def test_refusals_do_not_push_the_next_chance_away() -> None:
    """Knocking all the time is refused, but whoever waits long enough since the last page passes."""
    gate = _gate("tikhokhod")
    gate.judge("/a", 0.0, NOON)
    refused = [gate.judge("/b", moment / 100, NOON).refusal for moment in range(1, 30)]
    assert all(refused)
    assert gate.judge("/b", 0.5, NOON).refusal is None
    assert gate.refused == len(refused)


def test_robots_txt_is_free_of_the_pause() -> None:
    """The rules can be read at any time, and reading them costs no turn."""
    gate = _gate("tikhokhod")
    gate.judge("/a", 0.0, NOON)
    assert gate.judge("/robots.txt", 0.01, NOON).refusal is None
    assert gate.judge("/b", 0.5, NOON).refusal is None


def test_robots_txt_fails_once_and_again_after_a_reset() -> None:
    """The crooked shop answers 503 to the first request of robots.txt, then never again."""
    gate = _gate("krivotrop")

    def first_answers() -> list[int]:
        answers = [gate.judge("/robots.txt", 0.0, NOON).refusal for _ in range(4)]
        return [answer.status if answer else 200 for answer in answers]

    assert first_answers() == [503, 200, 200, 200]
    assert first_answers() == [200] * 4
    gate.reset()
    assert first_answers() == [503, 200, 200, 200]
    gate.forget_robots()
    assert first_answers() == [503, 200, 200, 200]


def test_other_shops_let_everyone_through_at_once() -> None:
    """A shop without a Crawl-delay neither waits nor refuses."""
    gate = _gate()
    verdicts = [gate.judge(target, 0.0, NOON) for target in TARGETS]
    assert not any(verdict.refusal or verdict.delay or verdict.cut for verdict in verdicts)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_faults_strike_their_share_of_addresses(share: float) -> None:
    """About the asked share fails, and always the same addresses."""
    gate = _gate()
    gate.inject(InjectedFault(kind=FaultKind.ERROR, share=share))
    first, second = (
        [bool(gate.judge(target, 0.0, NOON).refusal) for target in TARGETS] for _ in range(2)
    )
    assert first == second
    assert abs(sum(first) / len(first) - share) <= 0.04


def test_faults_end_after_their_number_of_requests() -> None:
    """A fault for three requests makes three fail, then none."""
    gate = _gate()
    gate.inject(InjectedFault(kind=FaultKind.UNAVAILABLE, requests=3))
    statuses = [gate.judge("/a", 0.0, NOON).refusal for _ in range(5)]
    assert [answer.status if answer else 200 for answer in statuses] == [503, 503, 503, 200, 200]


@pytest.mark.parametrize(
    ("kind", "status", "cut"),
    [
        ("500", 500, False),
        ("503", 503, False),
        ("429", 429, False),
        ("timeout", None, True),
        ("reset", None, True),
    ],
)
def test_each_kind_of_fault_shows_in_its_way(kind: str, status: int | None, *, cut: bool) -> None:
    """Faults answer with a status or cut the connection; a timeout waits before."""
    gate = _gate()
    gate.inject(InjectedFault(kind=FaultKind(kind), seconds=7))
    verdict = gate.judge("/a", 0.0, NOON)
    assert (verdict.refusal.status if verdict.refusal else None, verdict.cut) == (status, cut)
    assert verdict.seconds == (7 if kind == "timeout" else 0)


def test_faults_keep_to_their_paths_and_spare_robots_txt() -> None:
    """Only addresses that begin with the pattern fail, and robots.txt never."""
    gate = _gate()
    gate.inject(InjectedFault(kind=FaultKind.RESET, paths="/p/1"))
    assert gate.judge("/p/12", 0.0, NOON).cut
    assert not gate.judge("/q/p/12", 0.0, NOON).cut
    gate.inject(InjectedFault(kind=FaultKind.RESET))
    assert not gate.judge("/robots.txt", 0.0, NOON).cut
    gate.clear()
    assert not gate.judge("/p/12", 0.0, NOON).cut


def test_the_log_shows_who_was_there_together() -> None:
    """Each request is noted with its time, agent, company and end; the ring forgets the oldest."""
    gate = _gate()
    one = gate.enter("GET", "/a", "bot/1", 1.0)
    two = gate.enter("HEAD", "/b", "bot/2", 2.0)
    gate.leave(two, 200)
    gate.leave(one, None)
    rows = list(recent(gate.log, 10))
    assert [(row["target"], row["in_flight"], row["status"]) for row in rows] == [
        ("/a", 1, None),
        ("/b", 2, 200),
    ]
    assert (gate.requests, gate.in_flight, gate.most_in_flight) == (2, 0, 2)
    for number in range(6_000):
        gate.leave(gate.enter("GET", f"/{number}", "", 3.0), 200)
    assert len(gate.log) == 5_000
    assert [row["target"] for row in recent(gate.log, 2)] == ["/5998", "/5999"]
    assert gate.requests == 6_002


def test_latency_belongs_to_the_address() -> None:
    """An address takes the same time whenever it is asked."""
    slow = profile("tikhokhod")
    assert latency(slow, "/a") == latency(slow, "/a")
    assert latency(profile("yasnotsvet"), "/a") == 0
