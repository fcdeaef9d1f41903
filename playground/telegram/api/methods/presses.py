"""answerCallbackQuery: a press is answered once, within fifteen seconds, without limit."""

import re

from playground.telegram.api.call import leading_integer
from playground.telegram.api.context import Context, Result
from playground.telegram.errors import BadRequest
from playground.telegram.text.entities import utf16_length
from playground.telegram.world.world import Answer

MAX_ANSWER = 200

_TOO_LATE = "query is too old and response timeout expired or query ID is invalid"
_TELEGRAM_LINK = re.compile(r"(https?://)?(t|telegram)\.me/", re.IGNORECASE)


def answer_callback_query(context: Context) -> Result:
    """Stop the spinner on the person's button, perhaps with words or an alert."""
    call, world = context.call, context.world
    text, url = call.text("text"), call.text("url")
    press = world.presses.get(str(leading_integer(call.text("callback_query_id"))))
    if press is None or press.bot_id != context.bot.id or press.answer is not None:
        raise BadRequest(_TOO_LATE)
    if press.has_expired(world.clock.now()):
        raise BadRequest(_TOO_LATE)
    if utf16_length(text) > MAX_ANSWER:
        raise BadRequest("MESSAGE_TOO_LONG")
    if url and not _TELEGRAM_LINK.match(url):
        raise BadRequest("URL_INVALID")
    press.answer = Answer(text=text, show_alert=call.flag("show_alert"), url=url)
    world.touch(press.chat)
    return True
