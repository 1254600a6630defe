"""Waiting for something to be so, with a deadline and no sleep: a look, a pause that ends early, another look."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_pause = threading.Event().wait


def until(look: Callable[[], T], seconds: float = 30.0, what: str = "", every: float = 0.05) -> T:
    """What `look` gives as soon as it is true. Raises AssertionError, with the last look, after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what or 'what was waited for'}; last: {seen!r}"
        _pause(every)
    return seen
