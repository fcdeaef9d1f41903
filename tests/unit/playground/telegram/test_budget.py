import pytest

from playground.telegram.api.budget import Budget, Limits
from tests.unit.playground.telegram.stage import Stage

BOT, PERSON, GROUP = 7, 100, -100


def test_group_window() -> None:
    """A group takes twenty in a minute; the wait is till the first of them is a minute old."""
    budget = Budget()
    assert [budget.spend(BOT, GROUP, 1000 + 1.5 * i) for i in range(20)] == [0] * 20
    assert budget.spend(BOT, GROUP, 1032) == 28
    assert budget.spend(BOT, GROUP, 1059.5) == 1
    assert budget.spend(BOT, GROUP, 1060) == 0
    assert budget.spend(BOT, GROUP, 1060.1) == 2


def test_groups_are_apart() -> None:
    """Each group, and each bot in it, has a budget of its own."""
    budget = Budget()
    for moment in range(20):
        assert budget.spend(BOT, GROUP, moment) == 0
    assert budget.spend(BOT, GROUP, 20) == 40
    assert budget.spend(BOT, GROUP - 1, 20) == 0
    assert budget.spend(BOT + 1, GROUP, 20) == 0


def test_private_burst() -> None:
    """A person's chat takes a burst of five, then one a second."""
    budget = Budget()
    assert [budget.spend(BOT, PERSON, 0) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert budget.spend(BOT, PERSON, 0.5) == 1
    assert [budget.spend(BOT, PERSON, 1) for _ in range(2)] == [0, 1]


def test_overall() -> None:
    """A bot sends thirty a second to all chats together."""
    budget = Budget()
    assert [budget.spend(BOT, person, 0) for person in range(1, 32)] == [0] * 30 + [1]
    assert budget.spend(BOT, 99, 1) == 0


def test_refused_is_not_counted() -> None:
    """What was refused does not make the wait longer."""
    budget = Budget(limits=Limits(private_burst=1))
    assert budget.spend(BOT, PERSON, 0) == 0
    assert [budget.spend(BOT, PERSON, 0.9) for _ in range(9)] == [1] * 9
    assert budget.spend(BOT, PERSON, 1) == 0


def test_no_limits() -> None:
    """Without limits everything is allowed."""
    budget = Budget(limits=None)
    assert not any(budget.spend(BOT, GROUP, 0) for _ in range(1000))


@pytest.fixture
def limited() -> Stage:
    """A world with the usual budget."""
    return Stage(Limits())


async def test_sends_and_edits_share(limited: Stage) -> None:
    """Ten sends and ten edits spend a group's minute; answers to presses stay free."""
    chat = limited.group()
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    for number in range(10):
        sent = await limited.ok("sendMessage", chat_id=chat.id, text=f"{number}")
        await limited.ok(
            "editMessageText",
            chat_id=chat.id,
            message_id=sent["message_id"],
            text=f"{number}!",
            reply_markup=keyboard,
        )
        limited.clock.advance(3)
    answer = await limited.answer("sendMessage", chat_id=chat.id, text="21")
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 30",
        "parameters": {"retry_after": 30},
    }
    press = limited.press(chat, sent["message_id"], "x")
    await limited.ok("answerCallbackQuery", callback_query_id=press.id)
    await limited.ok("sendChatAction", chat_id=chat.id, action="typing")
    limited.clock.advance(30)
    await limited.ok("sendMessage", chat_id=chat.id, text="21")


async def test_mistakes_are_free(limited: Stage) -> None:
    """A call refused for its parameters spends nothing; one refused as not modified does."""
    chat = limited.private()
    for _ in range(9):
        await limited.refusal("sendMessage", chat_id=chat.id, text="<b>", parse_mode="HTML")
    sent = await limited.ok("sendMessage", chat_id=chat.id, text="a")
    edit = {"chat_id": chat.id, "message_id": sent["message_id"], "text": "a"}
    refusals = [await limited.refusal("editMessageText", **edit) for _ in range(5)]
    assert ["not modified" in reason for reason in refusals] == [True] * 4 + [False]
