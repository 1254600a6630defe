"""Transactions: a connection becomes a `Unit` of repositories that commits as a whole or not at all (promise D3)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.desk import ports
from bot.desk.kept.establishments import Establishments
from bot.desk.kept.incidents import Incidents
from bot.desk.kept.judgements import Audit
from bot.desk.kept.proofs import Proofs
from bot.errors import Transient
from bot.storage.audit import SqlAudit
from bot.storage.cases import SqlCases
from bot.storage.establishments import SqlEstablishments
from bot.storage.incidents import SqlIncidents
from bot.storage.journal import SqlJournal
from bot.storage.letters import SqlLetters
from bot.storage.outbox import SqlOutbox
from bot.storage.presence import Presence
from bot.storage.proofs import SqlProofs
from bot.storage.statement import command
from bot.storage.tickets import SqlTickets
from bot.storage.watch import SqlWatch

WRITER_WAIT_S = 10.0
"""How long a thread waits for the other writers of its own process."""


class SqlUnit:
    """One transaction's repositories (bot.desk.ports.Unit)."""

    def __init__(self, connection: sa.Connection, claiming: bool) -> None:
        self._connection, self._depth = connection, 0
        self.letters: ports.Letters = SqlLetters(connection, claiming)
        self.tickets: ports.Tickets = SqlTickets(connection)
        self.outbox: ports.Outbox = SqlOutbox(connection, claiming)
        self.cases: ports.Cases = SqlCases(connection, claiming)
        self._audit = SqlAudit(connection)
        self.audit: Audit = self._audit
        self.watch: ports.Watch = SqlWatch(connection)
        self.establishments: Establishments = SqlEstablishments(connection)
        self.incidents: Incidents = SqlIncidents(connection)
        self.proofs: Proofs = SqlProofs(connection)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undoes what happened inside when it is left by an exception; the transaction itself goes on."""
        self._depth += 1
        name = f"part_{self._depth}"
        command(self._connection, f"SAVEPOINT {name}")
        whole = False
        try:
            yield
            whole = True
        finally:
            self._depth -= 1
            if not whole:
                self._audit.forget()
                command(self._connection, f"ROLLBACK TO SAVEPOINT {name}")
            command(self._connection, f"RELEASE SAVEPOINT {name}")


class SqlStorage:
    """Transactions on one database (bot.desk.ports.Storage), safe to use from several threads.

    A thread has at most one writing transaction open: a second one inside it raises RuntimeError, for on SQLite it
    would wait for itself.
    """

    def __init__(self, writing: Engine, reading: Engine) -> None:
        self._writing, self._reading = writing, reading
        self.sqlite = writing.dialect.name == "sqlite"
        self._fence: tuple[str, int] | None = None
        self._turn = threading.Lock()
        self._mine = threading.local()
        self.journal: ports.Journal = SqlJournal(self._transaction, self._view)

    @contextmanager
    def begin(self) -> Iterator[ports.Unit]:
        """A writing transaction: commits on a clean exit, rolls back on any exception. Raises Transient when the
        database cannot be reached or is locked too long."""
        with self._transaction() as connection:
            yield SqlUnit(connection, claiming=True)

    @contextmanager
    def read(self) -> Iterator[ports.Unit]:
        """A reading transaction: one consistent view, never committed."""
        with self._view() as connection:
            yield SqlUnit(connection, claiming=False)

    def fence(self, lease: tuple[str, int] | None) -> None:
        """From now on nothing is committed unless the lease of this name still has this number; None ends that. On
        SQLite the lock beside the file does it."""
        self._fence = None if self.sqlite else lease

    def presence(self, name: str) -> Presence:
        """What shows others that `name` works on this database."""
        return Presence(self._writing, name)

    def close(self) -> None:
        """Closes every connection; the last one on SQLite folds the write-ahead log into the file."""
        self._reading.dispose()
        self._writing.dispose()

    @contextmanager
    def _view(self) -> Iterator[sa.Connection]:
        with _connected(self._reading) as connection:
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        if getattr(self._mine, "open", False):
            raise RuntimeError("this thread has a writing transaction open already")
        with self._in_turn():
            self._mine.open = True
            try:
                with _connected(self._writing) as connection, connection.begin():
                    yield connection
                    self._fenced(connection)
            finally:
                self._mine.open = False

    def _fenced(self, connection: sa.Connection) -> None:
        if self._fence is not None:
            name, number = self._fence
            if SqlWatch(connection).lease_number(name) != number:
                raise Transient(f"database: another daemon has taken over the lease {name}")

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """SQLite has one writer at a time and lets the others sleep and try again: a lock wakes them in turn."""
        if not self.sqlite:
            yield
            return
        if not self._turn.acquire(timeout=WRITER_WAIT_S):
            raise Transient(f"database: another thread has been writing for more than {WRITER_WAIT_S:g} s")
        try:
            yield
        finally:
            self._turn.release()


@contextmanager
def _connected(engine: Engine) -> Iterator[sa.Connection]:
    try:
        connection = engine.connect()
    except sa.exc.TimeoutError as error:
        raise Transient(f"database: no connection became free: {error}") from error
    with connection:
        try:
            yield connection
        except sa.exc.PendingRollbackError as error:
            raise Transient("database: the transaction was lost") from error
