"""Who lives in the playground: the bot, some people who may use it, one who may not, a group of all."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from playground.telegram.world.people import found_group
from playground.telegram.world.values import ChatType, Status
from playground.telegram.world.world import World, member_of


@dataclass(frozen=True, kw_only=True)
class Inhabitant:
    """A person; `name` is what the console calls them."""

    id: int
    name: str
    first_name: str
    admin: bool
    known: bool


@dataclass(frozen=True, kw_only=True)
class Inhabitants:
    """Everyone, as the world's control knows them."""

    token: str
    bot_username: str
    people: tuple[Inhabitant, ...]
    group_id: int


def settle(world: World) -> Inhabitants:
    """Brings everyone into an empty world."""
    told = _told()
    bot = world.add_bot(**told["bot"])
    people = [
        *(_person(world, entry, known=True) for entry in told["people"]),
        *(_person(world, entry, known=False) for entry in told["strangers"]),
    ]
    group = world.add_group(ChatType.SUPERGROUP, told["group"]["title"])
    known = [person.id for person in people if person.known]
    members = [member_of(person_id) for person_id in known[1:]]
    # an administrator with the right to pin, as the bot's people would make it
    rights = frozenset({"can_pin_messages"})
    members.append(member_of(bot.id, Status.ADMINISTRATOR, rights=rights))
    found_group(world, group, [member_of(known[0], Status.CREATOR), *members], known[0])
    return Inhabitants(
        token=bot.token, bot_username=bot.user.username, people=tuple(people), group_id=group.id
    )


def meet_again(world: World, inhabitants: Inhabitants) -> None:
    """Their private chats with the bot are open, as after an earlier start; the words are forgotten.

    What the bot still owes them from then can arrive: it may write to nobody who never wrote to it.
    """
    bot = world.bot_by_token(inhabitants.token)
    assert bot is not None  # noqa: S101 - `settle` brought it
    for person in inhabitants.people:
        if person.known:
            world.private_chat(bot, world.people[person.id])


def _person(world: World, entry: dict[str, Any], *, known: bool) -> Inhabitant:
    person = world.add_person(
        entry["first_name"],
        username=entry["username"],
        language_code=entry["language_code"],
        person_id=entry["id"],
    )
    return Inhabitant(
        id=person.id,
        name=person.username.partition("_")[0],
        first_name=person.first_name,
        admin=entry.get("admin", False),
        known=known,
    )


@cache
def _told() -> dict[str, Any]:
    text = (files("playground") / "people.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
