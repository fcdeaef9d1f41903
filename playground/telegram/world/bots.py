"""A bot: its token, its queue, and what it has told the server about itself."""

import re
from dataclasses import dataclass, field

from playground.telegram.world.updates import UpdateQueue
from playground.telegram.world.values import ChatType, Json, Member, User

TOKEN = re.compile(r"[1-9][0-9]{0,15}:[A-Za-z0-9_-]{24,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandScope:
    """For whom a list of commands is; `chat_id` and `user_id` only where the type needs them."""

    type: str = "default"
    chat_id: int = 0
    user_id: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """Where updates are posted to."""

    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    has_certificate: bool = False


@dataclass(kw_only=True)
class Bot:
    """`privacy` is the mode BotFather calls so: on, a group shows the bot only what concerns it."""

    user: User
    token: str = field(repr=False)
    updates: UpdateQueue
    privacy: bool = True
    can_join_groups: bool = True
    webhook: Webhook | None = None
    webhook_error: tuple[int, str] | None = None
    next_webhook_change: float = 0.0
    commands: dict[tuple[CommandScope, str], tuple[Json, ...]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The bot's user id, which its token begins with."""
        return self.user.id

    def shown_commands(
        self, chat_type: ChatType, chat_id: int, member: Member, language: str
    ) -> tuple[Json, ...]:
        """The menu a person is shown: the first list found, from the narrowest scope on."""
        scopes = _scopes_in_order(chat_type, chat_id, member)
        for key in ((scope, code) for scope in scopes for code in (language, "")):
            if key in self.commands:
                return self.commands[key]
        return ()


def _scopes_in_order(chat_type: ChatType, chat_id: int, member: Member) -> list[CommandScope]:
    """After "Determining list of commands" of the Bot API's documentation."""
    here = CommandScope(type="chat", chat_id=chat_id)
    if chat_type is ChatType.PRIVATE:
        return [here, CommandScope(type="all_private_chats"), CommandScope()]
    own = CommandScope(type="chat_member", chat_id=chat_id, user_id=member.user_id)
    of_admins = CommandScope(type="chat_administrators", chat_id=chat_id)
    scopes = [
        own,
        of_admins,
        here,
        CommandScope(type="all_chat_administrators"),
        CommandScope(type="all_group_chats"),
        CommandScope(),
    ]
    admins_only = {"chat_administrators", "all_chat_administrators"}
    return [scope for scope in scopes if member.is_admin or scope.type not in admins_only]
