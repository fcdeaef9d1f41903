"""The interpreter with everything it was taught; replaced as a whole when something is taught."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from parser.commands.catalogue import Catalogue as Words
from parser.commands.interpret import Interpreter
from parser.commands.model import Context, Interpretation
from runner.deps import Deps
from runner.learning import learned
from storage.database import TRANSIENT

log = structlog.get_logger()


class Understanding:
    """Reads messages, using all learned aliases."""

    def __init__(self, words: Words, bot_names: Sequence[str]) -> None:
        self.words = words
        self._bot_names = tuple(bot_names)
        self._interpreter = Interpreter(words, bot_names=self._bot_names)

    async def refresh(self, deps: Deps) -> None:
        """Loads what was taught since; if the database does not answer, nothing changes."""
        try:
            known = await learned(deps.db)
        except TRANSIENT as error:
            log.warning("learned.missed", why=repr(error))
            return
        self._interpreter = await asyncio.to_thread(Interpreter, self.words, known, self._bot_names)

    def read(
        self, text: str, *, now: datetime, context: Context, addressed: bool
    ) -> Interpretation:
        """What a message asks for."""
        return self._interpreter.interpret(text, now=now, context=context, addressed=addressed)
