"""One daemon for one database: a lock beside the SQLite file. On PostgreSQL the lease in the database does it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from bot.storage.engine import DaemonLock, lock_single_daemon

_SQLITE = "sqlite:///"


class Sole:
    """A context in which nobody else runs a daemon on this database; else Misconfigured names the other process."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock: DaemonLock | None = None

    def __enter__(self) -> Self:
        if self._url.startswith(_SQLITE):
            self._lock = lock_single_daemon(Path(self._url.removeprefix(_SQLITE)))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._lock is not None:
            self._lock.release()
