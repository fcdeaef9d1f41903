"""A small world with a clock that stands still, and calls to its Bot API without HTTP."""

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from playground.telegram.api import schema
from playground.telegram.api.budget import Budget, Limits
from playground.telegram.api.call import Call, Upload
from playground.telegram.api.endpoint import DOWNLOAD, Endpoint
from playground.telegram.clock import ManualClock
from playground.telegram.world import people, posting
from playground.telegram.world.bots import Bot
from playground.telegram.world.chats import Chat
from playground.telegram.world.people import Target, Words
from playground.telegram.world.values import ChatType, Message, Status, User
from playground.telegram.world.world import Press, World, member_of

CORPUS = Path(__file__).parents[5] / "shared" / "corpora" / "telegram"


def corpus(name: str) -> Path:
    """A file of the corpus; the test is skipped where the corpus is not."""
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"the corpus {name} is not here")
    return path


async def soon(waiting: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
    """The task of something that has begun and waits; the test sees it to its end."""
    task = asyncio.get_running_loop().create_task(waiting)
    for _ in range(5):
        await asyncio.sleep(0)
    return task


class Stage:
    """One bot, two people, and short ways to act and to ask."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.clock = ManualClock()
        self.world = World(self.clock)
        self.endpoint = Endpoint(self.world, Budget(limits=limits))
        self.bot = self.world.add_bot(username="shop_bot", first_name="Shop")
        self.anna = self.world.add_person("Anna", username="anna", language_code="ru")
        self.boris = self.world.add_person("Boris")

    def private(self) -> Chat:
        """Anna's conversation with the bot, begun."""
        return self.world.private_chat(self.bot, self.anna)

    def group(
        self,
        chat_type: ChatType = ChatType.SUPERGROUP,
        *,
        status: Status = Status.MEMBER,
        rights: frozenset[str] | None = None,
        **options: Any,
    ) -> Chat:
        """A group of Anna, who owns it, Boris and the bot."""
        chat = self.world.add_group(chat_type, "Team", **options)
        members = [
            member_of(self.anna.id, Status.CREATOR),
            member_of(self.boris.id),
            member_of(self.bot.id, status, rights=rights),
        ]
        people.found_group(self.world, chat, members, self.anna.id)
        self.drain()
        return chat

    def say(self, chat: Chat, text: str, person: User | None = None, **more: Any) -> Message:
        """A person, Anna if not told otherwise, writes."""
        return people.say(self.world, chat, person or self.anna, Words(text=text, **more))

    def press(self, chat: Chat, message_id: int, data: str, person: User | None = None) -> Press:
        """A person, Anna if not told otherwise, presses a button."""
        target = Target(data=data)
        return people.press(self.world, chat, person or self.anna, message_id, target)

    def be(self, chat: Chat, status: Status, rights: frozenset[str] | None = None) -> None:
        """Make the bot something else in the chat."""
        member = member_of(self.bot.id, status, rights=rights)
        posting.set_member(self.world, chat, member, self.anna.id)
        self.drain()

    def drain(self, bot: Bot | None = None) -> list[dict[str, Any]]:
        """The updates that wait, without their ids; none waits afterwards."""
        queue, found = (bot or self.bot).updates, []
        while pending := queue.first():
            queue.forget(pending.id)
            found.append({k: v for k, v in pending.body.items() if k != "update_id"})
            assert list(schema.faults(pending.body, "Update")) == []
        return found

    async def answer(
        self, method: str, uploads: dict[str, Upload] | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """The JSON a call is answered."""
        arguments = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in parameters.items()
        }
        call = Call(method=method.lower(), arguments=arguments, uploads=uploads or {})
        _, answer = await self.endpoint.call(self.bot, call)
        return answer

    async def ok(
        self, method: str, uploads: dict[str, Upload] | None = None, **parameters: Any
    ) -> Any:
        """The result of a call that must succeed."""
        answer = await self.answer(method, uploads, **parameters)
        assert answer["ok"], answer
        assert answer["result"] is not False
        return answer["result"]

    async def refusal(
        self, method: str, uploads: dict[str, Upload] | None = None, **parameters: Any
    ) -> str:
        """Why a call that must fail was refused."""
        answer = await self.answer(method, uploads, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    def check_answers(self) -> None:
        """Every result given out so far is what the schema says."""
        check_answers(self.endpoint)


def check_answers(endpoint: Endpoint) -> None:
    """Every result and every update an endpoint gave out is what the schema says."""
    for entry in endpoint.transcript.entries():
        if entry.status == 200 and entry.method != DOWNLOAD:
            returns = schema.methods()[entry.method.lower()].returns
            assert list(schema.faults(entry.answer["result"], returns)) == [], entry.method
