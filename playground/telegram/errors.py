"""What the Bot API answers instead of a result.

    BotApiError
    ├── BadRequest 400
    ├── Unauthorized 401
    ├── Forbidden 403
    ├── NotFound 404
    ├── Conflict 409
    ├── RequestTooLarge 413
    ├── Misdirected 421
    ├── TooManyRequests 429 (retry_after)
    └── Restarting 500

The wording follows `fail_query_with_error` of the real server: its prefix, then the message with
a small first letter, unless it is a code such as BUTTON_DATA_INVALID.
"""

from typing import Any, ClassVar


class BotApiError(Exception):
    """An answer with `ok: false`; `parameters` become its ResponseParameters."""

    code: ClassVar[int]
    prefix: ClassVar[str]

    def __init__(self, message: str = "", **parameters: int) -> None:
        self.message = message
        self.description = _worded(self.prefix, message)
        self.parameters = parameters
        super().__init__(self.description)

    def body(self) -> dict[str, Any]:
        """The JSON object the bot receives."""
        answer = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


class BadRequest(BotApiError):
    """The call makes no sense, or not here and now."""

    code = 400
    prefix = "Bad Request"


class Unauthorized(BotApiError):
    """The token is nobody's."""

    code = 401
    prefix = "Unauthorized"


class Forbidden(BotApiError):
    """The bot is not welcome in the chat."""

    code = 403
    prefix = "Forbidden"


class NotFound(BotApiError):
    """No such path or method."""

    code = 404
    prefix = "Not Found"


class Conflict(BotApiError):
    """Two receivers of updates for one bot."""

    code = 409
    prefix = "Conflict"


class RequestTooLarge(BotApiError):
    """An upload above the limit."""

    code = 413
    prefix = "Request Entity Too Large"


class Misdirected(BotApiError):
    """A token that does not begin with a bot's id."""

    code = 421
    prefix = "Misdirected Request"


class TooManyRequests(BotApiError):
    """The budget of the chat is spent; `retry_after` is in seconds."""

    code = 429
    prefix = "Too Many Requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after}", retry_after=retry_after)
        self.retry_after = retry_after


class Restarting(BotApiError):
    """The server goes away while the call waits."""

    code = 500
    prefix = "Internal Server Error"

    def __init__(self) -> None:
        super().__init__("restart")


def _worded(prefix: str, message: str) -> str:
    if not message:
        return prefix
    is_code = len(message) > 1 and (message[1] == "_" or "A" <= message[1] <= "Z")
    return f"{prefix}: {message if is_code else message[0].lower() + message[1:]}"
