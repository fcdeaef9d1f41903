"""The ledger of a chat, by a clock of the test's own."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.chat_budget import ChatBudget, Lane

GROUP, PERSON = -1001, 5


def send(budget: ChatBudget, now: float, lane: Lane) -> float:
    """Waits for room and sends; returns the moment of sending."""
    now += budget.wait(now, lane)
    budget.spend(now)
    return now


@given(st.lists(st.tuples(st.floats(0, 5), st.sampled_from(Lane)), max_size=200))
def test_a_group_never_gets_twenty_in_a_minute(steps: list[tuple[float, Lane]]) -> None:
    """Whoever asks in whatever order, fewer than 20 sends and edits lie within any minute."""
    budget, now, sent = ChatBudget(GROUP), 0.0, []
    for pause, lane in steps:
        now = send(budget, now + pause, lane)
        sent.append(now)
    for moment in sent:
        assert sum(moment <= other < moment + 60 for other in sent) < 20


def test_progress_leaves_room_for_people() -> None:
    """When progress has filled its share, a reply still goes out at once."""
    budget = ChatBudget(GROUP)
    for second in range(30):
        if not budget.wait(second, Lane.PROGRESS):
            budget.spend(second)
    assert budget.wait(30, Lane.PROGRESS) > 0
    assert budget.wait(30, Lane.REPLY) == 0


def test_a_person_can_get_a_short_burst() -> None:
    """Three at once, then about one a second."""
    budget = ChatBudget(PERSON)
    moments = [send(budget, 0.0, Lane.REPLY) for _ in range(3)]
    assert moments == [0.0, 0.0, 0.0]
    assert budget.wait(0.0, Lane.REPLY) >= 1


def test_a_refusal_closes_the_chat_for_every_lane() -> None:
    """After a 429 even an ending waits as long as Telegram says."""
    budget = ChatBudget(PERSON)
    budget.close(10.0, 30)
    assert budget.wait(15.0, Lane.ENDING) == 25
    assert budget.wait(40.0, Lane.PROGRESS) == 0
