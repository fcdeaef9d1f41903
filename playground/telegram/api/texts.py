"""The text or caption of a call: parse mode or entities, checked, cleaned and measured."""

from typing import Any

from playground.telegram.api.call import Call
from playground.telegram.api.context import Context
from playground.telegram.errors import BadRequest
from playground.telegram.json_fields import Json, integer, mapping, string
from playground.telegram.text.date_time import InvalidFormatError, canonical_format
from playground.telegram.text.entities import Entity, Kind
from playground.telegram.text.formatted import (
    MAX_CAPTION,
    MAX_TEXT,
    FormattedText,
    TextError,
    formatted,
)
from playground.telegram.text.html_text import HtmlError, parse_html
from playground.telegram.text.links import InvalidLinkError, checked_link

_MAX_RAW_BYTES = 2**15

_DETECTED_BY_SERVER = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bank_card_number",
    }
)
_MARKDOWN = frozenset({"markdown", "markdownv2"})


def message_text(context: Context) -> FormattedText:
    """The `text` of a message; never empty."""
    if not context.call.text("text"):
        raise BadRequest("Message text is empty")
    text = _read(context, "text", "entities")
    if not text.text:
        raise BadRequest("Text must be non-empty")
    if text.length > MAX_TEXT:
        raise BadRequest("Message is too long")
    return text


def message_caption(context: Context) -> FormattedText:
    """The `caption` of a file; may be empty."""
    caption = _read(context, "caption", "caption_entities")
    if caption.length > MAX_CAPTION:
        raise BadRequest("Message caption is too long")
    return caption


def _read(context: Context, name: str, entities_name: str) -> FormattedText:
    raw = context.call.text(name)
    if len(raw.encode(errors="surrogatepass")) > _MAX_RAW_BYTES:
        raise BadRequest("Text is too long")
    parse_mode = context.call.text("parse_mode").lower()
    try:
        if raw and parse_mode not in ("", "none"):
            text, entities = _parsed(raw, parse_mode)
        else:
            text, entities = raw, _given_entities(context.call, entities_name)
        return formatted(text, [e for e in entities if _is_known(context, e)])
    except TextError as error:
        raise BadRequest(str(error)) from None


def _parsed(raw: str, parse_mode: str) -> tuple[str, list[Entity]]:
    if parse_mode in _MARKDOWN:
        raise BadRequest(
            "Can't parse entities: the playground does not read Markdown; use HTML or entities"
        )
    if parse_mode != "html":
        raise BadRequest("Unsupported parse_mode")
    try:
        return parse_html(raw)
    except HtmlError as error:
        raise BadRequest(f"Can't parse entities: {error}") from None


def _is_known(context: Context, entity: Entity) -> bool:
    """A mention of somebody the bot cannot know is dropped."""
    return entity.kind is not Kind.TEXT_MENTION or context.world.user(entity.user_id) is not None


def _given_entities(call: Call, name: str) -> list[Entity]:
    """The entities of a parameter; what is not a JSON array counts as none."""
    try:
        values = call.json(name, name)
    except BadRequest:
        return []
    entities = []
    for value in values if isinstance(values, list) else []:
        try:
            entity = _entity(value)
        except BadRequest as error:
            raise BadRequest(f"Can't parse MessageEntity: {error.message}") from None
        entities += [entity] if entity is not None else []
    return entities


def _entity(value: Any) -> Entity | None:
    if not isinstance(value, dict):
        raise BadRequest("expected an Object")
    offset, length = integer(value, "offset"), integer(value, "length")
    name = string(value, "type")
    if name in _DETECTED_BY_SERVER:
        return None
    if name not in set(Kind):
        raise BadRequest("Unsupported type specified")
    kind = Kind(name)
    return Entity(kind=kind, offset=offset, length=length, **_details(kind, value))


def _details(kind: Kind, value: Json) -> dict[str, Any]:
    match kind:
        case Kind.PRE:
            return {"language": string(value, "language", "")}
        case Kind.TEXT_LINK:
            return {"url": _link(string(value, "url"))}
        case Kind.TEXT_MENTION:
            return {"user_id": integer(mapping(value, "user"), "id")}
        case Kind.CUSTOM_EMOJI:
            return {"custom_emoji_id": string(value, "custom_emoji_id")}
        case Kind.DATE_TIME:
            return {
                "unix_time": integer(value, "unix_time"),
                "date_time_format": _format(string(value, "date_time_format", "")),
            }
        case _:
            return {}


def _link(url: str) -> str:
    try:
        return checked_link(url)
    except InvalidLinkError as error:
        raise TextError(f"Entity URL '{url}' is invalid: {error}") from None


def _format(letters: str) -> str:
    try:
        return canonical_format(letters)
    except InvalidFormatError:
        raise BadRequest("Invalid date-time format specified") from None
