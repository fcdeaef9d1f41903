"""Who may do what. Checked at the act itself, regardless of what a face has checked before."""

from dataclasses import dataclass

from config.settings import Settings
from storage.model.run import Run


class Forbidden(Exception):
    """This person may not do this."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, and from which chat."""

    user_id: int | None
    chat_id: int


@dataclass(frozen=True, kw_only=True)
class Access:
    """The allow-lists. Empty means nobody, never everybody."""

    admins: frozenset[int]
    users: frozenset[int]
    chats: frozenset[int]

    @classmethod
    def of(cls, settings: Settings) -> "Access":
        """As the settings say."""
        return cls(
            admins=settings.admin_ids, users=settings.allowed_users, chats=settings.allowed_chats
        )

    def is_admin(self, user_id: int | None) -> bool:
        """Whether this person is an admin."""
        return user_id is not None and user_id in self.admins

    def is_known(self, actor: Actor) -> bool:
        """Whether this person may use the bot here: by name, or as a member of an allowed chat."""
        if actor.user_id is None:
            return False
        return (
            actor.user_id in self.admins
            or actor.user_id in self.users
            or actor.chat_id in self.chats
        )

    def need_admin(self, actor: Actor) -> None:
        """Raises `Forbidden` for everyone else."""
        if not self.is_admin(actor.user_id):
            raise Forbidden

    def need_sight(self, actor: Actor, run: Run) -> None:
        """Raises `Forbidden` unless asked from the run's own chat, by its starter or by an admin."""
        own = actor.chat_id == run.place.chat_id or (
            actor.user_id is not None and actor.user_id == run.user_id
        )
        if not self.is_known(actor) or not (own or self.is_admin(actor.user_id)):
            raise Forbidden

    def need_hand(self, actor: Actor, run: Run) -> None:
        """Raises `Forbidden` for all but the run's starter and admins: they may cancel, pause, retry."""
        if not self.is_known(actor):
            raise Forbidden
        if actor.user_id != run.user_id and not self.is_admin(actor.user_id):
            raise Forbidden
