"""The clocks the daemon can run by: the machine's, one that stands still for a rehearsal, one that can be set."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the present instant, aware, in UTC."""

    def __call__(self) -> datetime: ...


def system_clock() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class FixedClock:
    """Always the same instant: `run --drain --now T`."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._at


class SettableClock:
    """Runs like the machine's clock from whatever instant it was set to last: the demo's."""

    def __init__(self, at: datetime) -> None:
        self._lock = threading.Lock()
        self._shift = timedelta(0)
        self.set(at)

    def set(self, at: datetime) -> None:
        """From now on it is `at`."""
        with self._lock:
            self._shift = at.astimezone(UTC) - system_clock()

    def __call__(self) -> datetime:
        with self._lock:
            return system_clock() + self._shift
