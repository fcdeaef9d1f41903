"""What makes a whole message no order, before its words are weighed.

Code, logs and quoted messages are full of our words; they are told by their signs. Negation, questions,
plans and other people's words are told by words, which are data: kind `guard` in the grammar files.
"""

import re
from collections.abc import Sequence
from typing import Final

from parser.commands.kinds import Kind
from parser.commands.lattice import Chunk

_BACKTICKS: Final = re.compile(r"`[^`]*\w[^`]*`")
_QUOTED_LINE: Final = re.compile(r"^\s*(?:>|\|)", re.MULTILINE)
_CALL: Final = re.compile(
    r"\b[^\W\d]\w*\([^)]{0,80}\)|\w=\w|[{}]|=>|==|::|(?<![@\w/])[^\W\d]+_\w|</|;\s*$|^\s*\$ |\w\.\w+\(|\w\.(?:sh|py|js|json|ya?ml|exe|bat|sql|log)\b"
)
_LOG: Final = re.compile(
    r"\b(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b|\d\d:\d\d:\d\d|^\s*\[\w+\]", re.MULTILINE
)


#: Orders that change something.
_ACTING: Final = frozenset(
    {"run", "start", "cancel", "remove", "retry", "pause", "resume", "unschedule", "schedule"}
)


def waits(chunks: Sequence[Chunk]) -> bool:
    """Whether an order is tied to a moment: "run lamoda when it is done" is a condition."""
    names = {each.name for each in chunks if each.kind is Kind.ORDER}
    return bool(names & _ACTING) and any(
        each.kind is Kind.ASK and each.values.get("moment") for each in chunks
    )


def refusal(text: str, *, is_slash: bool) -> str:
    """Why the message cannot be an order, or an empty string."""
    if _QUOTED_LINE.search(text):
        return "a quoted message"
    if _BACKTICKS.search(text):
        return "code between backticks"
    if _LOG.search(text):
        return "a log line"
    if not is_slash and _CALL.search(text):
        return "code"
    return ""
