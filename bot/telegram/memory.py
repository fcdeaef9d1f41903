"""What a person said last in a chat, and what they were asked: kept in PostgreSQL for a while."""

from bot.telegram.scene import Scene
from parser.commands.errors import CommandError
from parser.commands.model import Ask, Clarification, Command, Context
from storage import conversations

#: seconds for which follow-ups and answers can refer to what was said
_FRESH_SECONDS = 900.0


class Memory:
    """The context of one person in one chat."""

    def __init__(self, scene: Scene) -> None:
        self._db = scene.desk.deps.db
        self._chat_id = scene.place.chat_id
        self._user_id = scene.user_id
        self._zone = scene.desk.deps.settings.timezone
        self._context = Context(zone=self._zone)
        self._said = scene.said
        #: the words the open question is about
        self.asked_about = scene.said

    async def recall(self) -> Context:
        """Loads the context, if it is still fresh."""
        found = await conversations.get(
            self._db, self._chat_id, self._user_id, fresh_seconds=_FRESH_SECONDS
        )
        if found is not None:
            self.asked_about = found[1].get("said") or self._said
            try:
                self._context = Context.from_json(found[1])
            except CommandError:  # kept by another version of the command words
                self._context = Context(zone=self._zone)
        return self._context

    async def ask(self, asked: Clarification) -> int:
        """Stores an open question; returns its number."""
        return await self._keep(Context(last=self._context.last, pending=asked, zone=self._zone))

    async def confirm(self, commands: tuple[Command, ...]) -> int:
        """Stores commands that wait for one yes to all of them; returns the question's number."""
        first, *others = commands
        asked = Clarification(ask=Ask.IS_IT_AN_ORDER, options=(first,), beside=tuple(others))
        return await self.ask(asked)

    async def offer(self, commands: tuple[Command, ...]) -> int:
        """Stores commands of which one may be meant; returns the question's number."""
        return await self.ask(Clarification(ask=Ask.IS_IT_AN_ORDER, options=commands))

    async def take(self, question: int) -> bool:
        """Takes the open question; False if it has another number, as after a first press of a button."""
        return await conversations.take(
            self._db, self._chat_id, self._user_id, question, fresh_seconds=_FRESH_SECONDS
        )

    async def forget_question(self) -> None:
        """Drops the open question: the person said no."""
        await self._keep(Context(last=self._context.last, zone=self._zone))

    async def did(self, command: Command) -> None:
        """Records a command that was carried out, for follow-ups."""
        await self._keep(Context(last=command, zone=self._zone))

    async def _keep(self, context: Context) -> int:
        self._context = context
        kept = {**context.as_json(), "said": self._said}
        return await conversations.put(self._db, self._chat_id, self._user_id, kept)
