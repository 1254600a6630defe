"""One daemon works at a time: a lock beside the SQLite file, a lease in the PostgreSQL database.

A second daemon on a SQLite file refuses; a second one on PostgreSQL stands by and takes over when the lease ends.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog

from bot.daemon.clock import system_clock
from bot.desk.ports import Storage
from bot.errors import Fault, Misconfigured
from bot.storage.connect import sqlite_path
from bot.storage.engine import DaemonLock, lock_single_daemon

log = structlog.get_logger()

_NAME, _SOLE = "daemon", "sole"
_LASTS, RENEW_EVERY_S = timedelta(seconds=60), 15.0


class FileLock:
    """A context in which no other process runs a daemon on this SQLite file; else Misconfigured names it.

    On another database it does nothing: there the lease decides.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock: DaemonLock | None = None

    def __enter__(self) -> Self:
        path = sqlite_path(self._url)
        if path is not None:
            self._lock = lock_single_daemon(path)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._lock is not None:
            self._lock.release()


class Lease:
    """The right to work on a database that several machines share. Counted by the machines' own clocks, never by the
    clock of a rehearsal; they must agree to within the 45 seconds a lease outlasts its renewal.

    `sole`: a lock proves already that nobody else works here, so what a killed process left is ours at once.
    """

    def __init__(self, storage: Storage, lost: Callable[[], None], sole: bool = False) -> None:
        self._storage, self._lost = storage, lost
        self.holder = _SOLE if sole else f"{socket.gethostname()}/{os.getpid()}"

    async def wait(self, stop: asyncio.Event) -> bool:
        """Stand by until the lease is ours; False when told to stop before."""
        told = False
        while not await asyncio.to_thread(self._take):
            if not told:
                log.warning("daemon.stands_by", holder=await asyncio.to_thread(self._other))
                told = True
            try:
                await asyncio.wait_for(stop.wait(), RENEW_EVERY_S / 3)
                return False
            except TimeoutError:
                continue
        return True

    def renew(self) -> None:
        """Prolong it. When somebody else has it meanwhile this daemon must stop: `lost` is called."""
        if not self._take():
            log.error("daemon.lease_lost", holder=self._other())
            self._lost()

    def give_back(self) -> None:
        """Let another daemon take over at once."""
        with self._storage.begin() as unit:
            unit.watch.give_lease(_NAME, self.holder)

    def _take(self) -> bool:
        now = system_clock()
        with self._storage.begin() as unit:
            return unit.watch.take_lease(_NAME, self.holder, now, now + _LASTS) is not None

    def _other(self) -> str | None:
        with self._storage.read() as unit:
            found = unit.watch.lease_holder(_NAME)
        return found[0] if found else None


def refuse_beside_another(storage: Storage) -> None:
    """A drain beside a working daemon would take its letters under way for lost ones. Raises Misconfigured, with who
    works here; on SQLite the lock has told already."""
    now = system_clock()
    with storage.read() as unit:
        found = unit.watch.lease_holder(_NAME)
    if found is not None and found[0] != _SOLE and found[1] > now:
        problem, remedy = "a daemon works on this database", f"stop it; one that was killed holds it until {found[1]}"
        raise Misconfigured([Fault("configuration", None, "database", found[0], problem, remedy)])
