"""What makes a whole message no order, before its words are weighed.

Code, logs and quoted messages are full of our words; they are told by their signs. Negation, questions,
plans and other people's words are told by words, which are data: kind `guard` in the grammar files.
"""

import re
from typing import Final

_BACKTICKS: Final = re.compile(r"`[^`]*\w[^`]*`")
_QUOTED_LINE: Final = re.compile(r"^\s*(?:>|\|)", re.MULTILINE)
_CALL: Final = re.compile(r"[^\W\d]\w*\(\w*[^)]*\)|\w=\w|[{}]|=>|==|::|(?<![@\w/])[^\W\d]+_\w|</|;\s*$|^\s*\$ |\w\.\w+\(|\w\.(?:sh|py|js|json|ya?ml|exe|bat|sql|log)\b")
_LOG: Final = re.compile(
    r"\b(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b|\d\d:\d\d:\d\d|^\s*\[\w+\]", re.MULTILINE
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
