"""The interpreter with everything it was taught; replaced as a whole when something is taught."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from parser.commands.catalogue import Catalogue as Words
from parser.commands.interpret import Interpreter
from parser.commands.model import Context, Interpretation
from runner.deps import Deps
from runner.learning import learned


class Understanding:
    """Reads messages in the light of all aliases."""

    def __init__(self, words: Words, bot_names: Sequence[str]) -> None:
        self.words = words
        self._bot_names = tuple(bot_names)
        self._interpreter = Interpreter(words, bot_names=self._bot_names)

    async def refresh(self, deps: Deps) -> None:
        """Takes in what was taught since."""
        known = await learned(deps.db)
        self._interpreter = await asyncio.to_thread(Interpreter, self.words, known, self._bot_names)

    def read(
        self, text: str, *, now: datetime, context: Context, addressed: bool
    ) -> Interpretation:
        """What a message asks for."""
        return self._interpreter.interpret(text, now=now, context=context, addressed=addressed)
