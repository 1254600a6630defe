"""The ticks: APScheduler only says when to look; what is due stands in rows and survives a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.daemon.health import Legs
from bot.daemon.supervise import guarded


class Clockwork:
    """Runs functions in threads at intervals, each at most once at a time."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def every(self, seconds: float, name: str, tick: Callable[[], None]) -> None:
        """Call `tick` in a thread every so often. A completed call touches the leg `name`."""

        async def job() -> None:
            task = asyncio.create_task(asyncio.to_thread(self._run, name, tick))
            self._running.add(task)
            try:
                await asyncio.shield(task)
            finally:
                self._running.discard(task)

        self._scheduler.add_job(job, "interval", seconds=seconds, id=name)

    def start(self) -> None:
        """Begin ticking; call it in the running loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """No further tick; those under way are waited for, since the scheduler's own shutdown would cancel them."""
        self._scheduler.pause()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._scheduler.shutdown(wait=False)

    def _run(self, name: str, tick: Callable[[], None]) -> None:
        with guarded(self._legs, name):
            tick()
            self._legs.touch(name, True)
