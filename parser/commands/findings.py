"""What a clause is judged in, and what it comes to."""

from dataclasses import dataclass
from datetime import datetime

from parser.commands.lattice import Reading
from parser.commands.model import Clarification, Command, Doubt
from parser.commands.names import Names
from parser.commands.strangers import Strangers


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a clause is judged in."""

    reading: Reading
    names: Names
    strangers: Strangers
    #: The present moment in the chat's time zone.
    now: datetime
    #: The message has a question mark.
    is_question: bool = False
    #: The message began with a slash command.
    is_slash: bool = False


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one clause came to; exactly one of the first three is set."""

    command: Command | None = None
    question: Clarification | None = None
    #: Why it is no command.
    refused: str = ""
    doubts: tuple[Doubt, ...] = ()
    #: The command is about what the one before was about: "... and show its progress".
    refers: bool = False
