"""A chat: its members, its messages, what is pinned and what people see while someone types."""

from dataclasses import dataclass, field

from playground.telegram.world.values import ChatType, Member, Message, Status

ACTION_LIFETIME = 5.0


@dataclass(kw_only=True)
class Chat:
    """Changes through `posting` only, so that bots and watchers learn of it.

    `bot_id` is the bot of a private chat, whose `id` is the person's. Deleted messages are kept
    apart: a button of one can still be pressed on a screen that has not been redrawn.
    """

    id: int
    type: ChatType
    title: str = ""
    username: str = ""
    is_forum: bool = False
    bot_id: int = 0
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: dict[int, Message] = field(default_factory=dict)
    pinned: set[int] = field(default_factory=set)
    topics: dict[int, str] = field(default_factory=dict)
    actions: dict[int, tuple[str, float]] = field(default_factory=dict)
    upgraded_to: int = 0
    upgraded_from: int = 0
    last_message_id: int = 0
    last_speaking_bot: int = 0
    version: int = 0

    @property
    def is_private(self) -> bool:
        """Whether this is a conversation of one person with one bot."""
        return self.type is ChatType.PRIVATE

    def member(self, user_id: int) -> Member:
        """The user's place in the chat; someone who never was there has left it."""
        return self.members.get(user_id, Member(user_id=user_id, status=Status.LEFT))

    def present(self) -> list[Member]:
        """Who is in the chat."""
        return [member for member in self.members.values() if member.is_present]

    def pinned_message(self) -> Message | None:
        """The newest of the pinned messages."""
        return self.messages[max(self.pinned)] if self.pinned else None

    def now_acting(self, now: float) -> dict[int, str]:
        """Who is shown as typing or uploading at the moment, and what."""
        return {user: action for user, (action, until) in self.actions.items() if now < until}
