"""What people do, as asked over HTTP; the doing is in `world.people`."""

from playground.telegram.api.endpoint import Endpoint
from playground.telegram.control import views
from playground.telegram.control.asking import Ask
from playground.telegram.json_fields import Json, array
from playground.telegram.world import people
from playground.telegram.world.files import picture_size
from playground.telegram.world.people import Target
from playground.telegram.world.values import MediaKind, StoredFile
from playground.telegram.world.world import WorldError


def say(_: Endpoint, ask: Ask) -> Json:
    """A person writes; in a private chat this begins the conversation."""
    person, chat = ask.person(), ask.chat(begin=True)
    message = people.say(ask.world, chat, person, ask.words())
    return views.message_view(ask.world, chat, message)


def send_file(_: Endpoint, ask: Ask) -> Json:
    """A person sends a document, or with `kind` a photo."""
    person, chat = ask.person(), ask.chat(begin=True)
    file = _stored(ask)
    message = people.say(ask.world, chat, person, ask.words("caption"), file=file)
    return views.message_view(ask.world, chat, message)


def rewrite(_: Endpoint, ask: Ask) -> Json:
    """A person edits a message of theirs."""
    chat = ask.chat()
    message_id = ask.number("message_id")
    message = people.rewrite(ask.world, chat, ask.person(), message_id, ask.words())
    return views.message_view(ask.world, chat, message)


def withdraw(_: Endpoint, ask: Ask) -> Json:
    """A person deletes a message."""
    people.withdraw(ask.world, ask.chat(), ask.person(), ask.number("message_id"))
    return {}


def press(_: Endpoint, ask: Ask) -> Json:
    """A person presses a button."""
    target = Target(
        row=ask.number("row") if "row" in ask.fields else None,
        column=ask.number("column", 0),
        data=ask.text("data") if "data" in ask.fields else None,
        text=ask.text("text") if "text" in ask.fields else None,
    )
    made = people.press(ask.world, ask.chat(), ask.person(), ask.number("message_id"), target)
    return views.press_view(ask.world, made)


def react(_: Endpoint, ask: Ask) -> Json:
    """A person reacts to a message."""
    emoji = [str(one) for one in array(ask.fields, "emoji")]
    people.react(ask.world, ask.chat(), ask.person(), ask.number("message_id"), emoji)
    return {}


def pin(_: Endpoint, ask: Ask) -> Json:
    """A person pins a message, or with `unpin` unpins it."""
    chat, message_id = ask.chat(), ask.number("message_id")
    people.pin(ask.world, chat, ask.person(), message_id, unpin=ask.flag("unpin"))
    return {"pinned": sorted(chat.pinned)}


def open_topic(_: Endpoint, ask: Ask) -> Json:
    """A person opens a topic in a forum."""
    message = people.open_topic(ask.world, ask.chat(), ask.person(), ask.text("name"))
    return {"thread": message.id}


def _stored(ask: Ask) -> StoredFile:
    upload = ask.upload
    if upload is None:
        raise WorldError("there is no file in the request")
    kind = MediaKind(ask.text("kind", MediaKind.DOCUMENT))
    size = picture_size(upload.content) if kind is MediaKind.PHOTO else (0, 0)
    if size is None:
        raise WorldError("a photo is a PNG or JPEG picture")
    return ask.world.files.add(
        kind, upload.content, name=upload.name, mime_type=upload.mime_type, size=size
    )
