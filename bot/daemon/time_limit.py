"""Reading in this very process, within the time a letter may take: what takes longer is given up, and that is told.

The daemon's workers are ended from outside; a command that reads letters one after another has only its own clock.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from types import FrameType
from typing import NoReturn

from bot.daemon.reader import Reader
from bot.desk.quarantine import unreadable
from bot.desk.reading import Reading


class _Overdue(BaseException):
    """Beneath `Exception`, so that no handler on the way takes it for a faulty letter's."""


def in_time(read: Reader, seconds: float) -> Reader:
    """The reader, each letter within so many seconds of wall time; one past it comes back as unreadable.

    Outside the main thread, where no signal arrives, there is no such bound.
    """

    def read_in_time(octets: bytes, received_at: datetime | None) -> Reading:
        try:
            with _alarm_after(seconds):
                return read(octets, received_at)
        except _Overdue:
            return unreadable(sha256(octets).hexdigest(), len(octets), f"reading took longer than {seconds:g} s")

    return read_in_time


@contextmanager
def _alarm_after(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _overdue)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        # Whoever had set a timer of their own has it again.
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            signal.setitimer(signal.ITIMER_REAL, left)


def _overdue(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _Overdue
