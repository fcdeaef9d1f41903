"""What a method of the API has at hand."""

from collections.abc import Callable
from dataclasses import dataclass

from playground.telegram.api.access import Need, chat_for, message_in
from playground.telegram.api.budget import Budget
from playground.telegram.api.call import Call
from playground.telegram.errors import TooManyRequests
from playground.telegram.json_fields import Json
from playground.telegram.world.bots import Bot
from playground.telegram.world.chats import Chat
from playground.telegram.world.values import Message
from playground.telegram.world.world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """A result that is answered with a description beside it."""

    result: bool
    description: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """One call of one bot; `deliver` starts posting to its webhook."""

    world: World
    bot: Bot
    call: Call
    budget: Budget
    deliver: Callable[[Bot], None]

    def chat(self, need: Need, parameter: str = "chat_id") -> Chat:
        """The chat a parameter names, if the bot may do there what it needs to."""
        return chat_for(self.world, self.bot, self.call.text(parameter), need)

    def message(self, chat: Chat, title: str) -> Message:
        """The message `message_id` names; `title` is what the refusal calls it."""
        return message_in(chat, self.bot, self.call.message_id(), title)

    def spend(self, chat: Chat) -> None:
        """Count one message or edit against the chat's budget; raises TooManyRequests."""
        wait = self.budget.spend(self.bot.id, chat.id, self.world.clock.now())
        if wait:
            raise TooManyRequests(wait)


Result = Json | list[Json] | bool | int | Described
