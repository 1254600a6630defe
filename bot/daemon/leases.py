"""One daemon works at a time: a lock beside the SQLite file, a lease in the PostgreSQL database.

A second daemon on a SQLite file refuses; a second one on PostgreSQL stands by and takes over at once when the first is
gone, and when its lease ends at the latest.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

import structlog

from bot.daemon.clock import system_clock
from bot.errors import Fault, Misconfigured
from bot.storage.connect import sqlite_path
from bot.storage.engine import DaemonLock, lock_single_daemon
from bot.storage.unit import SqlStorage

log = structlog.get_logger()

_NAME = "daemon"
_LASTS, RENEW_EVERY_S, _LOOK_AGAIN_S = timedelta(seconds=60), 15.0, 2.0


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

    `holder` is this process among all others. Whoever is seen no more has lost its lease at once; a machine that only
    seems to live keeps it until it ends. From its beginning each transaction is fenced: nothing that a daemon does
    after another has taken over is committed (requirement R32).
    """

    def __init__(self, storage: SqlStorage, holder: str, lost: Callable[[], None]) -> None:
        self._storage, self.holder, self._lost = storage, holder, lost
        self._presence = storage.presence(holder)

    async def wait(self, stop: asyncio.Event) -> bool:
        """Stand by until the lease is ours; False when told to stop before."""
        told = False
        while not await asyncio.to_thread(self._take):
            if not told:
                log.warning("daemon.stands_by", holder=await asyncio.to_thread(self._other))
                told = True
            try:
                await asyncio.wait_for(stop.wait(), _LOOK_AGAIN_S)
                await asyncio.to_thread(self._presence.leave)
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
        self._storage.fence(None)
        with self._storage.begin() as unit:
            unit.watch.give_lease(_NAME, self.holder)
        self._presence.leave()

    def _take(self) -> bool:
        self._presence.show()
        now = system_clock()
        held = self._held(now)
        if held is not None and not self._presence.gone(held):
            return False
        with self._storage.begin() as unit:
            if held is not None:
                log.warning("daemon.takes_over", gone=held)
                unit.watch.give_lease(_NAME, held)
            number = unit.watch.take_lease(_NAME, self.holder, now, now + _LASTS)
            if number is not None:
                self._storage.fence((_NAME, number))
        return number is not None

    def _held(self, now: datetime) -> str | None:
        """Who else has it and is not out of time."""
        with self._storage.read() as unit:
            found = unit.watch.lease_holder(_NAME)
        return found[0] if found is not None and found[0] != self.holder and found[1] > now else None

    def _other(self) -> str | None:
        with self._storage.read() as unit:
            found = unit.watch.lease_holder(_NAME)
        return found[0] if found else None


def holder(instance: str) -> str:
    """The name of this process among all daemons. Containers share host names and process ids, so `instance` is one of
    a kind."""
    return f"{socket.gethostname()}/{os.getpid()}/{instance}"


def at_work(storage: SqlStorage) -> str | None:
    """Which daemon works on this database right now; None when none does, also when it was killed a moment ago."""
    with storage.read() as unit:
        found = unit.watch.lease_holder(_NAME)
    if found is None or found[1] <= system_clock():
        return None
    presence = storage.presence(holder("status"))
    try:
        presence.show()
        gone = _ended_here(found[0]) if storage.sqlite else presence.gone(found[0])
    finally:
        presence.leave()
    return None if gone else found[0]


def _ended_here(other: str) -> bool:
    # An SQLite file is worked on from one machine. To try its lock would be in the way of a daemon that just starts.
    host, _, rest = other.partition("/")
    pid = rest.partition("/")[0]
    return host == socket.gethostname() and pid.isdecimal() and not _lives(int(pid))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def refuse_beside_another(storage: SqlStorage, me: str) -> None:
    """A drain beside a working daemon would take its letters under way for lost ones. Raises Misconfigured, with who
    works here; on SQLite the lock has told already."""
    presence = storage.presence(me)
    try:
        presence.show()
        with storage.read() as unit:
            found = unit.watch.lease_holder(_NAME)
        if found is not None and found[1] > system_clock() and not presence.gone(found[0]):
            raise Misconfigured(
                [Fault("configuration", None, "database", found[0], "a daemon works on this database", "stop it")]
            )
    finally:
        presence.leave()
