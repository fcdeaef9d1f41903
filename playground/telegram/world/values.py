"""The nouns of the world that never change: users, members, files, messages.

A message is a value: an edit puts a new one in its place. What a bot is shown of them is decided
in `render`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from playground.telegram.text.formatted import EMPTY, FormattedText

Json: TypeAlias = dict[str, Any]
Keyboard: TypeAlias = tuple[tuple[Json, ...], ...]

GROUP_ANONYMOUS_BOT_ID = 1_087_968_824


class ChatType(StrEnum):
    """The kinds of chats; there are no channels here."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Status(StrEnum):
    """What a user is in a chat. In a private chat a bot that is KICKED is a blocked one."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


PRESENT = frozenset({Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER})
ADMINS = frozenset({Status.CREATOR, Status.ADMINISTRATOR})

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A person or a bot, as everyone sees them."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A user's place in a chat; `rights` count for administrators only."""

    user_id: int
    status: Status = Status.MEMBER
    rights: frozenset[str] = frozenset()
    is_anonymous: bool = False
    custom_title: str = ""

    @property
    def is_present(self) -> bool:
        """Whether the user is in the chat."""
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        """Whether the user is an administrator or the owner."""
        return self.status in ADMINS

    def may(self, right: str) -> bool:
        """Whether the user has an administrator's right."""
        return self.status is Status.CREATOR or (self.is_admin and right in self.rights)


class MediaKind(StrEnum):
    """What a file is sent as; the value is the field of the message."""

    DOCUMENT = "document"
    PHOTO = "photo"


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredFile:
    """A file on the server; `width` and `height` are of photos only."""

    serial: int
    kind: MediaKind
    content: bytes = field(repr=False)
    name: str = ""
    mime_type: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """What happened in the chat, instead of content; `kind` is the field of the message."""

    kind: str
    value: Any = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """The part of the answered message that a reply quotes."""

    text: str
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a forwarded message was first said."""

    date: int
    user_id: int = 0
    chat_id: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message as it stands; ids are unique in its chat, 0 until it is posted.

    `text` is the caption where there is a file. `reply_keyboard` is markup for the person's
    client (a keyboard to show or to remove), which the Bot API never shows back.
    """

    id: int = 0
    date: int = 0
    sender_id: int
    sender_chat_id: int = 0
    author_signature: str = ""
    text: FormattedText = EMPTY
    file: StoredFile | None = None
    service: Service | None = None
    reply_to: int = 0
    quote: Quote | None = None
    thread: int = 0
    keyboard: Keyboard = ()
    reply_keyboard: Mapping[str, Any] | None = None
    link_preview: Mapping[str, Any] | None = None
    caption_above: bool = False
    has_spoiler: bool = False
    is_protected: bool = False
    is_silent: bool = False
    origin: Origin | None = None
    edit_date: int = 0
    edits: int = 0
    reactions: Mapping[int, tuple[Json, ...]] = field(default_factory=dict)
