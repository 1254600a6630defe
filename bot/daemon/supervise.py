"""Long-running parts are begun again when they break; that they broke shows on their leg."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import structlog

from bot.daemon.health import Legs

log = structlog.get_logger()

_PAUSE_S = 1.0


@contextmanager
def guarded(legs: Legs, name: str) -> Iterator[None]:
    """One job: whatever breaks it is written on its leg and logged, and the daemon goes on."""
    try:
        yield
    except Exception as error:  # per job: the leg keeps it, and alarms once it is stale
        legs.touch(name, False, f"{type(error).__name__}: {error}")
        log.error("job.broken", job=name, cause=str(error), exc_info=error)


async def keep_running(
    legs: Legs, name: str, part: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event
) -> None:
    """Run a part until `stop` is set, beginning it again after a pause whenever it ends before."""
    while not stop.is_set():
        with guarded(legs, name):
            await part(stop)
        if not stop.is_set():
            await asyncio.sleep(_PAUSE_S)


def keep_running_in_thread(legs: Legs, name: str, part: Callable[[], None], stop: threading.Event) -> None:
    """The same for a part that lives in a thread of its own."""
    while not stop.is_set():
        with guarded(legs, name):
            part()
        stop.wait(_PAUSE_S)
