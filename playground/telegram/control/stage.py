"""Setting the stage: bots, people, chats and their members, troubles, time."""

from http import HTTPStatus

from playground.telegram.api.endpoint import Endpoint
from playground.telegram.api.faults import ANY_METHOD, Fault, Trouble
from playground.telegram.clock import ManualClock
from playground.telegram.control import views
from playground.telegram.control.asking import Ask
from playground.telegram.json_fields import Json, array
from playground.telegram.world import people, posting
from playground.telegram.world.values import ChatType, Status
from playground.telegram.world.world import WorldError, member_of


def add_bot(_: Endpoint, ask: Ask) -> Json:
    """A new bot. Its token is in this answer and nowhere else."""
    bot = ask.world.add_bot(
        username=ask.text("username"),
        first_name=ask.text("first_name", ""),
        token=ask.text("token", ""),
        privacy=ask.fields.get("privacy", True) is not False,
    )
    return views.bot_view(bot) | {"token": bot.token}


def add_person(_: Endpoint, ask: Ask) -> Json:
    """A new person."""
    person = ask.world.add_person(
        ask.text("first_name"),
        last_name=ask.text("last_name", ""),
        username=ask.text("username", ""),
        language_code=ask.text("language_code", ""),
        person_id=ask.number("id", 0),
    )
    return views.person_view(person)


def add_chat(_: Endpoint, ask: Ask) -> Json:
    """A new group or supergroup; the first of its members is its owner."""
    members = [ask_for.member() for ask_for in _member_asks(ask)]
    if not members or members[0].user_id not in ask.world.people:
        raise WorldError("a group begins with a person, its owner")
    owner = member_of(members[0].user_id, Status.CREATOR, is_anonymous=members[0].is_anonymous)
    chat = ask.world.add_group(
        ChatType(ask.text("type", ChatType.SUPERGROUP)),
        ask.text("title"),
        username=ask.text("username", ""),
        is_forum=ask.flag("is_forum"),
    )
    people.found_group(ask.world, chat, [owner, *members[1:]], owner.user_id)
    return views.chat_summary(ask.world, chat)


def set_member(_: Endpoint, ask: Ask) -> Json:
    """Add, promote, demote, remove or ban someone."""
    chat, member = ask.chat(), ask.member()
    if chat.is_private:
        raise WorldError("a private chat has its two members; use block and unblock")
    owners = (m.user_id for m in chat.members.values() if m.status is Status.CREATOR)
    actor = ask.person("by").id if "by" in ask.fields else next(owners, member.user_id)
    posting.set_member(ask.world, chat, member, actor)
    return views.chat_summary(ask.world, chat)


def upgrade(_: Endpoint, ask: Ask) -> Json:
    """Turn a group into a supergroup."""
    chat = ask.chat()
    if chat.type is not ChatType.GROUP or chat.upgraded_to:
        raise WorldError("only a group that is still one can be upgraded")
    new = posting.upgrade(ask.world, chat, ask.person().id)
    return views.chat_summary(ask.world, new)


def block(_: Endpoint, ask: Ask) -> Json:
    """A person blocks a bot, or with `unblock` lets it in again."""
    people.block(ask.world, ask.bot(), ask.person("person"), unblock=ask.flag("unblock"))
    return {}


def add_fault(endpoint: Endpoint, ask: Ask) -> Json:
    """A line of the fault script; with neither `times` nor `seconds` it strikes once."""
    now = ask.world.clock.now()
    is_timed = "seconds" in ask.fields
    fault = Fault(
        trouble=Trouble(ask.text("trouble")),
        method=ask.text("method", ANY_METHOD),
        bot_id=ask.bot().id if ask.text("bot", "") else 0,
        chat_id=ask.number("chat_id", 0),
        times=ask.number("times", 1) if "times" in ask.fields or not is_timed else None,
        until=now + ask.seconds("seconds", 0) if is_timed else None,
        retry_after=ask.number("retry_after", 5),
        status=HTTPStatus(ask.number("status", HTTPStatus.BAD_GATEWAY)),
        delay=ask.seconds("delay", 1.0),
        migrate_to_chat_id=ask.number("migrate_to_chat_id", 0),
    )
    return views.fault_view(endpoint.faults.add(fault))


def list_faults(endpoint: Endpoint, _: Ask) -> Json:
    """The faults that are not over."""
    now = endpoint.world.clock.now()
    return {"faults": [views.fault_view(f) for f in endpoint.faults.faults if not f.is_over(now)]}


def clear_faults(endpoint: Endpoint, ask: Ask) -> Json:
    """Take back one fault, or all."""
    fault_id = ask.request.match_info.get("fault")
    endpoint.faults.remove(int(fault_id) if fault_id else None)
    return list_faults(endpoint, ask)


def read_clock(_: Endpoint, ask: Ask) -> Json:
    """The server's time, and whether it can be moved."""
    clock = ask.world.clock
    return {"now": clock.now(), "is_manual": isinstance(clock, ManualClock)}


def advance_clock(endpoint: Endpoint, ask: Ask) -> Json:
    """Let time pass, if the clock is manual."""
    clock = ask.world.clock
    if not isinstance(clock, ManualClock):
        raise WorldError("the clock is the machine's and cannot be moved")
    clock.advance(ask.seconds("advance", 0))
    ask.world.touch()
    return read_clock(endpoint, ask)


def reset(endpoint: Endpoint, ask: Ask) -> Json:
    """Forget everything: the world, the budget, the faults and the transcript."""
    ask.world.reset()
    endpoint.budget.reset()
    endpoint.faults.remove()
    endpoint.transcript.clear()
    return {}


def _member_asks(ask: Ask) -> list[Ask]:
    members = array(ask.fields, "members")
    if not all(isinstance(member, dict) for member in members):
        raise WorldError("members are objects")
    return [Ask(world=ask.world, request=ask.request, fields=member) for member in members]
