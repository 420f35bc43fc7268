"""How often a member's keys may call. All the keys of a member share one count, so that a new key lifts no limit.

Counted by this process, in windows of one minute; a LAN instance serves from one process.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

PER_MINUTE: Final = 3_000
WINDOW_S: Final = 60


class MemberLimit(BaseThrottle):
    """At most `most` calls per member and minute. `clock`: seconds."""

    def __init__(self, most: int = PER_MINUTE, clock: Callable[[], float] = time.time) -> None:
        self.most, self.clock = most, clock
        self._lock = threading.Lock()
        self._window = 0
        self._calls: Counter[UUID] = Counter()

    def allow_request(self, request: HttpRequest) -> bool:
        member: UUID = request.member.public_id  # type: ignore[attr-defined]
        with self._lock:
            window = int(self.clock() // WINDOW_S)
            if window != self._window:
                self._window, self._calls = window, Counter()
            self._calls[member] += 1
            return self._calls[member] <= self.most

    def wait(self) -> float:
        """Seconds until the next window."""
        return WINDOW_S - self.clock() % WINDOW_S
