"""Who works on a database right now: a session that ends with its process, however that ends.

PostgreSQL frees a session's advisory lock at the instant its connection is gone, so that nobody waits for the lease of
a process that was killed. A pooler that hands sessions around between transactions cannot carry this.
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import Transient

# A machine that lost its power closes no connection: the server asks it, and gives up on it within half a minute.
_SETTINGS = ("tcp_keepalives_idle = 15", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3")
_HELD = sa.text("SELECT pg_try_advisory_lock(:key)")
# Held for the length of this statement only.
_FREE = sa.text("SELECT pg_try_advisory_xact_lock(:key)")


class Presence:
    """That `name` is here, for as long as this process lives. Not to be used by two threads at a time."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine, self._name = engine, name
        self._connection: sa.Connection | None = None
        self._seen = False

    def show(self) -> None:
        """Be seen by others from now on; again after the connection was lost. Raises Transient when that cannot be."""
        if self._engine.dialect.name != "postgresql":
            return
        if self._connection is None or not self._answers(self._connection):
            self.leave()
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            for setting in _SETTINGS:
                self._connection.execute(sa.text(f"SET {setting}"))
        if not self._seen:
            # Until the server has noticed its end our former session still shows us.
            self._seen = bool(self._connection.execute(_HELD, {"key": _key(self._name)}).scalar())

    def _answers(self, connection: sa.Connection) -> bool:
        try:
            connection.execute(sa.text("SELECT 1"))
        except Transient:
            return False
        return True

    def gone(self, other: str) -> bool:
        """Whether nobody of this name is here. On SQLite the lock beside the file has proven it."""
        if self._connection is None:
            return self._engine.dialect.name != "postgresql"
        return bool(self._connection.execute(_FREE, {"key": _key(other)}).scalar())

    def leave(self) -> None:
        """Be seen no more. A second call does nothing."""
        connection, self._connection = self._connection, None
        self._seen = False
        if connection is not None:
            # Given back to the pool the session would live on, and its lock with it.
            connection.invalidate()
            connection.close()


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"veilleur/{name}".encode()).digest()[:8], "big", signed=True)
