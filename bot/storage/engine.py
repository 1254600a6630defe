"""The door of the room: a database URL in, `SqlStorage` out; one daemon for each SQLite file."""

from __future__ import annotations

import fcntl
import os
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.errors import Fault, Misconfigured, Permanent
from bot.storage.connect import LOCK_TIMEOUT_MS, Durability, displayed, engines, refused
from bot.storage.migrations import prepare
from bot.storage.unit import SqlStorage


def open_storage(
    url: str,
    *,
    pool_size: int = 8,
    durability: Durability = "full",
    create: bool = True,
    lock_timeout_ms: int = LOCK_TIMEOUT_MS,
) -> SqlStorage:
    """The storage behind `sqlite:///path` or `postgresql://user@host/name`.

    An empty database is given the schema (unless `create` is False). `durability` "normal" lets SQLite lose the last
    commits in a power cut, never in a crash of the process. Raises Misconfigured for a URL that cannot be used and for
    a database of another version than this program, Transient when the database cannot be reached.
    """
    writing, reading = engines(url, pool_size=pool_size, durability=durability, lock_timeout_ms=lock_timeout_ms)
    with ExitStack() as unless_ready:
        unless_ready.callback(writing.dispose)
        unless_ready.callback(reading.dispose)
        try:
            prepare(writing, create=create)
        except Permanent as error:
            # A wrong password, a name that does not exist, a file that is no database.
            raise refused(
                displayed(writing.url), f"cannot be used: {error}", "correct the URL, or restore it"
            ) from error
        unless_ready.pop_all()
    return SqlStorage(writing, reading)


class DaemonLock:
    """The sole right to run a daemon on a file: held until `release`, or until the process ends in whatever way."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Lets another daemon start; a second call does nothing. The file stays: removing it would race."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.ftruncate(descriptor, 0)
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def lock_single_daemon(path: Path) -> DaemonLock:
    """Takes `<path>.lock` for this process. Raises Misconfigured, with the holder's process id, when another has it."""
    lock = path.with_name(path.name + ".lock")
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _in_the_way(
            path, f"its lock {lock.name} cannot be opened: {error.strerror}", "check the folder"
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
        os.close(descriptor)
        problem = f"another daemon works on this file, process {holder}"
        raise _in_the_way(path, problem, "stop it first, or name another file") from error
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return DaemonLock(descriptor)


def _in_the_way(path: Path, problem: str, remedy: str) -> Misconfigured:
    return Misconfigured([Fault("configuration", None, "database", str(path), problem, remedy)])
