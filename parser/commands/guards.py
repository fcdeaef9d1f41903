"""What makes a whole message no order, before its words are weighed.

Code, logs and quoted messages are full of our words; they are told by their signs. Negation, questions,
plans and other people's words are told by words, which are data: kind `guard` in the grammar files.
"""

import re
from typing import Final

from parser.commands.kinds import Kind
from parser.commands.lattice import Reading

_BACKTICKS: Final = re.compile(r"`[^`]*\w[^`]*`")
_QUOTED_LINE: Final = re.compile(r"^\s*(?:>|\|)", re.MULTILINE)
_CALL: Final = re.compile(
    r"\b[^\W\d]\w*\([^)]{0,80}\)|(?:^|\s)-\d|\w=\w|[{}]|=>|==|::|(?<![@\w/])[^\W\d]+_\w|</|;\s*$|^\s*\$ |\w\.\w+\(|\w\.(?:sh|py|js|json|ya?ml|exe|bat|sql|log)\b"
)
_LOG: Final = re.compile(
    r"\b(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b|\d\d:\d\d:\d\d|^\s*\[\w+\]", re.MULTILINE
)


#: Orders that change something.
_ACTING: Final = frozenset(
    {"run", "start", "cancel", "remove", "retry", "pause", "resume", "unschedule", "schedule"}
)


def waits(reading: Reading, conditions: frozenset[str]) -> bool:
    """Whether an order is tied to a moment: "run lamoda when it is done" is a condition.

    "When it is done" alone is a question about progress, so no guard of the grammar sees it.
    """
    names = {each.name for each in reading.chunks if each.kind is Kind.ORDER}
    asked = [each for each in reading.chunks if each.kind is Kind.ASK]
    words = {token.text for each in asked for token in reading.tokens[each.start : each.end]}
    return bool(names & _ACTING) and bool(words & conditions)


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
