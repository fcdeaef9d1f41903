"""The budget of one chat: how many messages and edits Telegram will still accept, and in which lane.

Sends and edits share one budget: about 20 a minute in a group, about one a second in a private chat
(docs/decisions/0006). Ends of runs go first, replies to people next, progress only takes what is
left. This is only arithmetic: the clock is an argument, and the caller does the waiting.
"""

from collections import deque
from enum import IntEnum

_WINDOW = 60.0
_GROUP_PER_WINDOW = 18  # of 20: others of ours may not be counted here
_PRIVATE_PER_WINDOW = 50
_PRIVATE_GAP = 1.0
_BURST = 3


class Lane(IntEnum):
    """Whose turn it is; a lower lane goes first."""

    ENDING = 0
    REPLY = 1
    PROGRESS = 2


#: the share of the window that a lane may fill
_SHARE = {Lane.ENDING: 1.0, Lane.REPLY: 0.9, Lane.PROGRESS: 0.6}


class ChatBudget:
    """What was sent to a chat within the last minute, and until when Telegram wants silence."""

    def __init__(self, chat_id: int) -> None:
        self._is_group = chat_id < 0
        self._sent: deque[float] = deque()
        self._closed_until = 0.0

    def wait(self, now: float, lane: Lane) -> float:
        """Seconds until this lane may send; 0 means now."""
        while self._sent and self._sent[0] <= now - _WINDOW:
            self._sent.popleft()
        waits = [self._closed_until - now, self._until_share_is_free(now, lane)]
        if not self._is_group and len(self._sent) >= _BURST:
            burst_began = self._sent[-_BURST]
            waits.append(burst_began + _BURST * _PRIVATE_GAP - now)
        return max(0.0, *waits)

    def spend(self, now: float) -> None:
        """Records that something was sent."""
        self._sent.append(now)

    def close(self, now: float, seconds: float) -> None:
        """Blocks the chat for some seconds, because Telegram answered 429."""
        self._closed_until = max(self._closed_until, now + seconds)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to remember about the chat."""
        return not self._sent

    def _until_share_is_free(self, now: float, lane: Lane) -> float:
        most = int((_GROUP_PER_WINDOW if self._is_group else _PRIVATE_PER_WINDOW) * _SHARE[lane])
        if len(self._sent) < most:
            return 0.0
        return self._sent[-most] + _WINDOW - now
