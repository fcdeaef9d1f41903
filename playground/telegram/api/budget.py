"""How much a bot may say: sends and edits share one budget per chat, as measured on Telegram.

A private chat: one a second with a small burst. A group: twenty in any minute. The whole bot:
thirty a second. The real limits are unpublished and differ; these are the documented ones, so a
bot that keeps to them is safe. Answers to presses are free.
"""

import math
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Rates are per second, windows in seconds."""

    private_rate: float = 1.0
    private_burst: int = 5
    group_count: int = 20
    group_window: float = 60.0
    overall_count: int = 30
    overall_window: float = 1.0


@dataclass(kw_only=True)
class Budget:
    """What each bot has spent; without limits everything is allowed."""

    limits: Limits | None = field(default_factory=Limits)
    _private: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    _windows: dict[tuple[int, int], deque[float]] = field(default_factory=dict)

    def spend(self, bot_id: int, chat_id: int, now: float) -> int:
        """Count one message or edit: 0, or in how many seconds to come back, uncounted."""
        if self.limits is None:
            return 0
        overall = self._window((bot_id, 0), self.limits.overall_window, now)
        wait = _overflow(
            overall, self.limits.overall_count, self.limits.overall_window, now
        ) or self._spend_in_chat(self.limits, (bot_id, chat_id), now)
        if not wait:
            overall.append(now)
        return wait

    def reset(self) -> None:
        """Forget what was spent."""
        self._private.clear()
        self._windows.clear()

    def _spend_in_chat(self, limits: Limits, key: tuple[int, int], now: float) -> int:
        is_private = key[1] > 0
        if not is_private:
            window = self._window(key, limits.group_window, now)
            wait = _overflow(window, limits.group_count, limits.group_window, now)
            if not wait:
                window.append(now)
            return wait
        tokens, then = self._private.get(key, (float(limits.private_burst), now))
        tokens = min(limits.private_burst, tokens + (now - then) * limits.private_rate)
        if tokens < 1:
            return max(1, math.ceil((1 - tokens) / limits.private_rate))
        self._private[key] = (tokens - 1, now)
        return 0

    def _window(self, key: tuple[int, int], length: float, now: float) -> deque[float]:
        """The moments of the last `length` seconds."""
        window = self._windows.setdefault(key, deque())
        while window and window[0] <= now - length:
            window.popleft()
        return window


def _overflow(window: deque[float], count: int, length: float, now: float) -> int:
    if len(window) < count:
        return 0
    return max(1, math.ceil(window[0] + length - now))
