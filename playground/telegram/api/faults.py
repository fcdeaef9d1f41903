"""A script of troubles: what goes wrong with which calls, how often or how long.

Decides only which trouble a call meets; `endpoint` carries it out.
"""

import itertools
from dataclasses import dataclass, field
from enum import StrEnum

ANY_METHOD = "*"


class Trouble(StrEnum):
    """The kinds of trouble."""

    FLOOD = "flood"  # 429 with `retry_after`
    SERVER_ERROR = "server_error"  # `status` with a page of HTML, as a proxy answers
    RESET = "reset"  # the connection breaks before anything is done
    SLOW = "slow"  # the work is done, the answer comes `delay` seconds later
    LOST_ANSWER = "lost_answer"  # the work is done, then the connection breaks
    GARBLED = "garbled"  # the work is done, the answer is a page of HTML with status 200
    TOO_LARGE = "too_large"  # 413, as if the upload were above the server's limit
    BLOCKED = "blocked"  # 403, as if the person had blocked the bot
    UPGRADED = "upgraded"  # 400, as if the group had moved to `migrate_to_chat_id`


@dataclass(kw_only=True, slots=True)
class Fault:
    """One line of the script; `times` counts down, `until` is a moment, None is no bound.

    A download of a file counts as the method `file`. `bot_id` and `chat_id` of 0 mean any.
    """

    id: int = 0
    trouble: Trouble
    method: str = ANY_METHOD
    bot_id: int = 0
    chat_id: int = 0
    times: int | None = None
    until: float | None = None
    retry_after: int = 5
    status: int = 502
    delay: float = 1.0
    migrate_to_chat_id: int = 0

    def is_over(self, now: float) -> bool:
        """Whether its count or its time has run out."""
        return self.times == 0 or (self.until is not None and now >= self.until)

    def concerns(self, method: str, bot_id: int, chat_id: str) -> bool:
        """Whether it is meant for this call."""
        return (
            self.method.lower() in (ANY_METHOD, method)
            and self.bot_id in (0, bot_id)
            and (not self.chat_id or str(self.chat_id) == chat_id)
        )


@dataclass(kw_only=True)
class FaultScript:
    """The faults in the order they were set; the first that fits is the one a call meets."""

    faults: list[Fault] = field(default_factory=list)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def add(self, fault: Fault) -> Fault:
        """Set a fault."""
        fault.id = next(self._ids)
        self.faults.append(fault)
        return fault

    def remove(self, fault_id: int | None = None) -> None:
        """Take one fault back, or all."""
        self.faults = [f for f in self.faults if fault_id not in (None, f.id)]

    def meet(self, method: str, bot_id: int, chat_id: str, now: float) -> Fault | None:
        """The fault this call meets; it is counted."""
        self.faults = [fault for fault in self.faults if not fault.is_over(now)]
        for fault in self.faults:
            if fault.concerns(method, bot_id, chat_id):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None
