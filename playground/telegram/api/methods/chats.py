"""What a bot learns about chats and does in them besides talking."""

from functools import cache
from importlib import resources
from typing import Any

from playground.telegram.api.access import Need
from playground.telegram.api.context import Context, Result
from playground.telegram.errors import BadRequest
from playground.telegram.json_fields import Json, string
from playground.telegram.world import posting
from playground.telegram.world.render import full_chat_json, member_json
from playground.telegram.world.values import Member, Status

MAX_REACTIONS = 1

_VARIATION_SELECTOR = "\ufe0f"

_ACTIONS = frozenset(
    {
        "cancel",
        "typing",
        "record_video",
        "upload_video",
        "record_audio",
        "record_voice",
        "upload_audio",
        "upload_voice",
        "upload_photo",
        "upload_document",
        "choose_sticker",
        "pick_up_location",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_chat_action(context: Context) -> Result:
    """Show the bot as typing or uploading for five seconds."""
    action = context.call.text("action").lower()
    if action not in _ACTIONS:
        raise BadRequest("Wrong parameter action in request")
    chat = context.chat(Need.WRITE)
    posting.act(context.world, chat, context.bot.id, action)
    return True


def set_message_reaction(context: Context) -> Result:
    """The bot's one reaction to a message, or none."""
    reactions = _read_reactions(context)
    chat = context.chat(Need.READ)
    message = context.message(chat, "message to react")
    if len(reactions) > MAX_REACTIONS:
        raise BadRequest("REACTIONS_TOO_MANY")
    if any(reaction.get("emoji") not in (None, *_emoji()) for reaction in reactions):
        raise BadRequest("REACTION_INVALID")
    posting.react(context.world, chat, message, context.bot.id, tuple(reactions))
    return True


def get_chat(context: Context) -> Result:
    """Everything about a chat, its newest pinned message included."""
    return full_chat_json(context.world, context.chat(Need.READ), context.bot)


def get_chat_member(context: Context) -> Result:
    """What a user is in the chat."""
    user_id = _user_id(context)
    is_self = user_id == context.bot.id
    chat = context.chat(Need.READ if is_self else Need.READ_MEMBERS)
    if context.world.user(user_id) is None:
        raise BadRequest("PARTICIPANT_ID_INVALID")
    return member_json(context.world, chat.member(user_id))


def get_chat_administrators(context: Context) -> Result:
    """The administrators; other bots only if asked for."""
    chat = context.chat(Need.READ_MEMBERS)
    if chat.is_private:
        raise BadRequest("there are no administrators in the private chat")
    hidden = set() if context.call.flag("return_bots") else {*context.world.bots}
    return [
        member_json(context.world, member)
        for member in chat.present()
        if member.is_admin and member.user_id not in hidden - {context.bot.id}
    ]


def get_chat_member_count(context: Context) -> Result:
    """How many are in the chat."""
    return len(context.chat(Need.READ_MEMBERS).present())


def leave_chat(context: Context) -> Result:
    """Leave a group."""
    chat = context.chat(Need.READ)
    if chat.is_private:
        raise BadRequest("chat member status can't be changed in private chats")
    if chat.member(context.bot.id).is_present:
        gone = Member(user_id=context.bot.id, status=Status.LEFT)
        posting.set_member(context.world, chat, gone, context.bot.id)
    return True


def _user_id(context: Context) -> int:
    user_id = context.call.integer("user_id", high=2**53)
    if user_id <= 0:
        raise BadRequest("Invalid user_id specified")
    return user_id


def _read_reactions(context: Context) -> list[Json]:
    values = context.call.json("reaction", "reaction types JSON object")
    if values is None:
        return []
    if not isinstance(values, list):
        raise BadRequest("Expected an Array of ReactionType")
    try:
        return [_reaction(value) for value in values]
    except BadRequest as error:
        raise BadRequest(f"Can't parse ReactionType: {error.message}") from None


def _reaction(value: Any) -> Json:
    if not isinstance(value, dict):
        raise BadRequest("expected an Object")
    match string(value, "type"):
        case "emoji":
            plain = string(value, "emoji").replace(_VARIATION_SELECTOR, "")
            return {"type": "emoji", "emoji": plain}
        case "custom_emoji":
            emoji_id = string(value, "custom_emoji_id")
            return {"type": "custom_emoji", "custom_emoji_id": emoji_id}
        case _:
            raise BadRequest("invalid reaction type specified")


@cache
def _emoji() -> frozenset[str]:
    """The emoji the server takes as reactions; others are refused."""
    data = resources.files(__package__).joinpath("reactions.txt")
    return frozenset(data.read_text(encoding="utf-8").split())
