import json
from functools import cache
from typing import Any

import pytest

from playground.telegram.api import keyboards, schema
from playground.telegram.api.call import Call
from playground.telegram.api.methods import presses, profile, receiving
from playground.telegram.api.methods.chats import _emoji
from playground.telegram.api.registry import HANDLERS
from playground.telegram.text.formatted import MAX_CAPTION, MAX_TEXT
from playground.telegram.world.updates import KINDS
from tests.unit.playground.telegram.stage import corpus

# of Bot API 10.3, which aiogram reads; the corpus holds 10.1
_NEWER = {"DisabledButton"}
_NEWER_FIELDS = {"can_send_welcome_messages"}
_TYPES = {"Integer": "int", "String": "str", "Boolean": "bool", "InputFile": "file"}


@cache
def _published() -> dict[str, Any]:
    return json.loads(corpus("api.min.json").read_text())  # type: ignore[no-any-return]  # JSON


def _type(names: list[str]) -> set[str]:
    plain = set()
    for name in names:
        depth = name.count("Array of ")
        inner = name.replace("Array of ", "")
        plain.add("[" * depth + _TYPES.get(inner, inner) + "]" * depth)
    return plain


@pytest.mark.parametrize("name", schema.methods())
def test_methods(name: str) -> None:
    """A served method takes the published parameters, of their types, required as published."""
    method = schema.methods()[name]
    published = _published()["methods"][method.name]
    ours = {p.name: (set(p.type.split("|")), p.is_required) for p in method.parameters.values()}
    theirs = {f["name"]: (_type(f["types"]), f["required"]) for f in published.get("fields", [])}
    assert ours == theirs
    assert method.returns in _type(published["returns"])


@pytest.mark.parametrize("name", schema.objects())
def test_objects(name: str) -> None:
    """An object has no field that is not published, and all that are required."""
    if name in _NEWER:
        return
    published = {f["name"]: f for f in _published()["types"][name]["fields"]}
    ours = schema.objects()[name]
    for field in ours.values():
        if field.type in _NEWER or field.name in _NEWER_FIELDS:
            continue
        theirs = _type(published[field.name]["types"])
        if "MaybeInaccessibleMessage" in theirs:
            theirs = {"Message", "InaccessibleMessage"}
        choices = set(field.type.split("|"))
        if theirs == {"MessageOrigin"}:
            theirs = set(_published()["types"]["MessageOrigin"]["subtypes"]) & choices
        assert choices == theirs, field.name
        assert field.is_required == published[field.name]["required"], field.name
    assert {n for n, f in published.items() if f["required"]} <= set(ours)


def test_choices() -> None:
    """A choice of types is among the published ones."""
    for name, choices in schema.CHOICES.items():
        assert set(choices.split("|")) <= set(_published()["types"][name]["subtypes"])


def test_every_method_is_described() -> None:
    """What is served is described, and the other way round."""
    assert set(HANDLERS) == set(schema.methods())


def test_update_kinds() -> None:
    """The kinds of updates are the published ones."""
    fields = {f["name"] for f in _published()["types"]["Update"]["fields"]}
    assert fields - {"update_id"} == set(KINDS)


def test_limits() -> None:
    """The lengths checked are the published ones."""
    rows = map(json.loads, corpus("limits.jsonl").read_text().splitlines())
    published = {(row["method"], row["field"]): row["description"] for row in rows}
    for place, length in {
        ("sendMessage", "text"): f"1-{MAX_TEXT} characters after entities parsing",
        ("sendDocument", "caption"): f"0-{MAX_CAPTION} characters after entities parsing",
        ("answerCallbackQuery", "text"): f"0-{presses.MAX_ANSWER} characters",
        ("setWebhook", "secret_token"): f"1-{receiving.MAX_SECRET} characters",
        ("setMyName", "name"): f"0-{profile.MAX_NAME} characters",
        ("setMyDescription", "description"): f"0-{profile.MAX_DESCRIPTION} characters",
        ("setMyShortDescription", "short_description"): (
            f"0-{profile.MAX_SHORT_DESCRIPTION} characters"
        ),
    }.items():
        assert length in published[place]
    button = {f["name"]: f for f in _published()["types"]["InlineKeyboardButton"]["fields"]}
    assert f"1-{keyboards.MAX_CALLBACK_DATA} bytes" in button["callback_data"]["description"]


def test_reactions() -> None:
    """The emoji taken as reactions are the published ones."""
    (field,) = (
        f for f in _published()["types"]["ReactionTypeEmoji"]["fields"] if f["name"] == "emoji"
    )
    published = field["description"].split("it can be one of ")[1]
    assert {e.strip('" ') for e in published.rstrip(".").split(",")} == set(_emoji())


def test_remarks() -> None:
    """A call that would pass on the real server is remarked on where it is odd."""
    call = Call(
        method="sendmessage",
        arguments={
            "chat_id": "1",
            "message_thread_id": "x",
            "entities": "{}",
            "protect_content": "maybe",
            "message_effect_id": "5",
            "reply_to_message_id": "3",
            "colour": "red",
        },
    )
    assert schema.remarks(call) == [
        "text is required",
        "message_thread_id is not int",
        "entities is not [MessageEntity]",
        "protect_content is not bool",
        "message_effect_id has no effect here",
        "reply_to_message_id is an old name",
        "colour is unknown",
    ]


def test_faults() -> None:
    """A fault of an object is found wherever it is."""
    chat = {"id": 1, "type": "private"}
    good = {"message_id": 1, "date": 1, "chat": chat}
    assert list(schema.faults(good, "Message")) == []
    bad = good | {"chat": {"id": "1"}, "colour": "red", "photo": [{"width": 1}]}
    assert sorted(schema.faults(bad, "Message", "m")) == [
        "m.chat.id is not int",
        "m.chat.type is missing",
        "m.colour is not a field of Message",
        "m.photo[0].file_id is missing",
        "m.photo[0].file_unique_id is missing",
        "m.photo[0].height is missing",
    ]
    assert list(schema.faults({"type": "emoji"}, "ReactionType", "r")) == ["r.emoji is missing"]
