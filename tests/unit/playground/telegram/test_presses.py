import pytest

from playground.telegram.world import people
from playground.telegram.world.people import Target
from playground.telegram.world.values import Status
from playground.telegram.world.world import Press, WorldError
from tests.unit.playground.telegram.stage import Stage

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Да", "callback_data": "yes"}, {"text": "Нет", "callback_data": "no"}],
        [{"text": "Сайт", "url": "ya.ru"}],
    ]
}
TOO_LATE = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def message_id(stage: Stage) -> int:
    """A message of the bot with buttons, in Anna's chat."""
    sent = await stage.ok(
        "sendMessage", chat_id=stage.private().id, text="Начать?", reply_markup=KEYBOARD
    )
    return int(sent["message_id"])


@pytest.fixture
def press(stage: Stage, message_id: int) -> Press:
    """A button of it that Anna has just pressed."""
    return stage.press(stage.private(), message_id, "yes")


def test_the_update(stage: Stage, message_id: int, press: Press) -> None:
    """The bot gets the message, the data and who pressed."""
    (update,) = stage.drain()
    query = update["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (press.id, "yes", stage.anna.id)
    assert query["message"]["message_id"] == message_id
    assert query["message"]["reply_markup"]["inline_keyboard"][1] == [
        {"text": "Сайт", "url": "http://ya.ru/"}
    ]


async def test_an_answer(stage: Stage, press: Press) -> None:
    """An answer stops the spinner and may show words or an alert; there is but one."""
    await stage.ok("answerCallbackQuery", callback_query_id=press.id, text="да", show_alert=True)
    assert press.answer is not None
    assert (press.answer.text, press.answer.show_alert) == ("да", True)
    assert await stage.refusal("answerCallbackQuery", callback_query_id=press.id) == TOO_LATE


@pytest.mark.parametrize(("seconds", "is_late"), [(14.9, False), (15, True)])
async def test_fifteen_seconds(
    stage: Stage, press: Press, seconds: float, *, is_late: bool
) -> None:
    """After fifteen seconds an answer comes too late."""
    stage.clock.advance(seconds)
    answer = await stage.answer("answerCallbackQuery", callback_query_id=press.id)
    assert answer["ok"] is not is_late
    assert not is_late or answer["description"] == TOO_LATE


async def test_whose_press(stage: Stage, press: Press) -> None:
    """Only the bot that was asked can answer, and only what was asked."""
    for query_id in ("", "x", "1"):
        refusal = await stage.refusal("answerCallbackQuery", callback_query_id=query_id)
        assert refusal == TOO_LATE
    stage.bot = stage.world.add_bot(username="other_bot")
    assert await stage.refusal("answerCallbackQuery", callback_query_id=press.id) == TOO_LATE


async def test_length_of_an_answer(stage: Stage, press: Press) -> None:
    """An answer has at most two hundred characters, and links only to Telegram."""
    long = {"callback_query_id": press.id, "text": "x" * 201}
    assert await stage.refusal("answerCallbackQuery", **long) == "Bad Request: MESSAGE_TOO_LONG"
    link = {"callback_query_id": press.id, "url": "https://ya.ru"}
    assert await stage.refusal("answerCallbackQuery", **link) == "Bad Request: URL_INVALID"
    await stage.ok("answerCallbackQuery", callback_query_id=press.id, text="😀" * 100)


async def test_a_deleted_message(stage: Stage, message_id: int) -> None:
    """A button of a message just deleted can be pressed; the bot gets what is left of it."""
    await stage.ok("deleteMessage", chat_id=stage.anna.id, message_id=message_id)
    stage.press(stage.private(), message_id, "no")
    (update,) = stage.drain()
    message = update["callback_query"]["message"]
    assert set(message) == {"chat", "message_id", "date"}
    assert (message["message_id"], message["date"]) == (message_id, 0)


@pytest.mark.parametrize(
    ("target", "data"),
    [
        (Target(row=0, column=1), "no"),
        (Target(text="Да"), "yes"),
        (Target(data="no", text="Да"), "no"),
    ],
)
def test_which_button(stage: Stage, message_id: int, target: Target, data: str) -> None:
    """A button is named by its place, its data or its text."""
    made = people.press(stage.world, stage.private(), stage.anna, message_id, target)
    assert made.data == data


@pytest.mark.parametrize(
    "target", [Target(row=5), Target(row=0, column=-1), Target(text="Сайт"), Target(data="x")]
)
def test_no_such_button(stage: Stage, message_id: int, target: Target) -> None:
    """What is not there, and what leads elsewhere, is not a button to press."""
    with pytest.raises(WorldError):
        people.press(stage.world, stage.private(), stage.anna, message_id, target)


async def test_strangers(stage: Stage) -> None:
    """In a group everyone can press; who is not in it cannot."""
    group = stage.group(status=Status.ADMINISTRATOR)
    sent = await stage.ok("sendMessage", chat_id=group.id, text="?", reply_markup=KEYBOARD)
    stage.press(group, sent["message_id"], "yes", stage.boris)
    (update,) = stage.drain()
    assert update["callback_query"]["from"]["id"] == stage.boris.id
    stranger = stage.world.add_person("Vera")
    with pytest.raises(WorldError, match="is not in the chat"):
        stage.press(group, sent["message_id"], "yes", stranger)
