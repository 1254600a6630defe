"""The ports of `bot.desk` filled in memory: the same promises as the database, proved by the same tests (contracts)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime

from bot.desk import ports
from bot.desk.kept.establishments import Establishments
from bot.desk.kept.incidents import Incidents
from bot.desk.kept.judgements import Audit
from bot.desk.kept.proofs import Proofs
from bot.desk.kept.records import Arrival, Cursor, Filing, LetterRow, LetterState, Settlement
from bot.errors import Illegal, Missing, Transient
from tests.fake_cases import FakeAudit, FakeCases, FakeWatch
from tests.fake_content import Content
from tests.fake_establishments import FakeEstablishments
from tests.fake_incidents import FakeIncidents
from tests.fake_outbox import FakeOutbox
from tests.fake_proofs import FakeProofs
from tests.fake_tickets import FakeTickets


class FakeUnit:
    """bot.desk.ports.Unit on a content of its own, which `FakeStorage` takes over when the transaction ends well."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self.letters: ports.Letters = FakeLetters(content)
        self.tickets: ports.Tickets = FakeTickets(content)
        self.outbox: ports.Outbox = FakeOutbox(content)
        self.cases: ports.Cases = FakeCases(content)
        self.audit: Audit = FakeAudit(content)
        self.watch: ports.Watch = FakeWatch(content)
        self.establishments: Establishments = FakeEstablishments(content)
        self.incidents: Incidents = FakeIncidents(content)
        self.proofs: Proofs = FakeProofs(content)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undoes what happened inside when it is left by an exception."""
        snapshot = self._content.copy()
        try:
            yield
        except BaseException:
            self._content.restore(snapshot)
            raise


class FakeStorage:
    """bot.desk.ports.Storage in memory: one writer at a time, readers see what was committed before they began."""

    def __init__(self) -> None:
        self.content = Content()
        self.journal: ports.Journal = FakeJournal(self)
        self._turn = threading.Lock()
        self._mine = threading.local()

    @contextmanager
    def begin(self) -> Iterator[ports.Unit]:
        """A writing transaction. A second one in the same thread raises RuntimeError."""
        with self.transaction() as content:
            yield FakeUnit(content)

    @contextmanager
    def read(self) -> Iterator[ports.Unit]:
        """A reading transaction: what is written in it is lost."""
        yield FakeUnit(self.content.copy())

    def close(self) -> None:
        """Nothing to close; the content stays readable."""

    @contextmanager
    def transaction(self) -> Iterator[Content]:
        """The content to change; it is taken over on a clean exit."""
        if getattr(self._mine, "open", False):
            raise RuntimeError("this thread has a writing transaction open already")
        with self._turn:
            self._mine.open = True
            try:
                content = self.content.copy()
                yield content
                self.content = content
            finally:
                self._mine.open = False


class FakeJournal:
    """bot.desk.ports.Journal in memory."""

    def __init__(self, storage: FakeStorage) -> None:
        self._storage = storage

    def cursor(self, account: str, folder: str) -> Cursor | None:
        return self._storage.content.cursors.get((account, folder))

    def record(self, arrivals: Sequence[Arrival], cursor: Cursor | None, filing: bool, now: datetime) -> list[int]:
        with self._storage.transaction() as content:
            ids = [_journaled(content, arrival, filing, now) for arrival in arrivals]
            if cursor is not None:
                content.cursors[cursor.account, cursor.folder] = cursor
        return ids

    def move_cursor(self, cursor: Cursor) -> None:
        with self._storage.transaction() as content:
            content.cursors[cursor.account, cursor.folder] = cursor

    def filings_due(self, account: str, now: datetime, limit: int) -> list[Filing]:
        content = self._storage.content
        due = sorted((due_at, letter_id) for letter_id, (due_at, _) in content.filings.items() if due_at <= now)
        rows = [content.letters[letter_id] for _, letter_id in due if content.letters[letter_id].account == account]
        return [Filing(r.id, r.account, r.folder, r.uidvalidity, r.uid, content.filings[r.id][1]) for r in rows[:limit]]

    def filed(self, letter_ids: Sequence[int]) -> None:
        with self._storage.transaction() as content:
            for letter_id in letter_ids:
                content.filings.pop(letter_id, None)

    def filing_failed(self, letter_ids: Sequence[int], error: str, retry_at: datetime) -> None:
        with self._storage.transaction() as content:
            for letter_id in content.filings.keys() & set(letter_ids):
                content.filings[letter_id] = retry_at, content.filings[letter_id][1] + 1


def _journaled(content: Content, arrival: Arrival, filing: bool, now: datetime) -> int:
    where = (arrival.account, arrival.folder, arrival.uidvalidity, arrival.uid)
    for row in content.letters.values():
        if (row.account, row.folder, row.uidvalidity, row.uid) == where:
            return row.id
    number = len(content.letters) + 1
    sha256 = hashlib.sha256(arrival.octets).hexdigest()
    content.octets[sha256] = arrival.octets
    content.letters[number] = LetterRow(
        number, *where, arrival.received_at, now, sha256, arrival.size, arrival.truncated, LetterState.WAITING, 0
    )
    if filing:
        content.filings[number] = now, 0
    return number


class FakeLetters:
    """bot.desk.ports.Letters in memory."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def waiting(self, now: datetime, limit: int) -> list[LetterRow]:
        due = [row for row in self._in(LetterState.WAITING) if self._content.letter_due.get(row.id, now) <= now]
        return sorted(due, key=lambda row: (row.received_at, row.id))[:limit]

    def get(self, letter_id: int) -> LetterRow:
        try:
            return self._content.letters[letter_id]
        except KeyError:
            raise Missing(f"no letter {letter_id} in the journal") from None

    def octets(self, letter_id: int) -> bytes:
        return self._content.octets[self.get(letter_id).sha256]

    def same(self, identity: str, message_id: str | None) -> list[LetterRow]:
        return [
            row
            for row in self._in(LetterState.SETTLED)
            if row.identity == identity or (message_id is not None and row.message_id == message_id)
        ]

    def settle(self, letter_id: int, settlement: Settlement, now: datetime) -> None:
        row = self._among(letter_id, LetterState.WAITING)
        self._content.letters[letter_id] = replace(
            row,
            **{f.name: getattr(settlement, f.name) for f in fields(settlement)},
            state=LetterState.SETTLED,
            cause=None,
        )

    def postpone(self, letter_id: int, cause: str, retry_at: datetime) -> None:
        row = self._among(letter_id, LetterState.WAITING)
        self._content.letters[letter_id] = replace(row, attempts=row.attempts + 1, cause=cause)
        self._content.letter_due[letter_id] = retry_at

    def quarantine(self, letter_id: int, cause: str, now: datetime, settlement: Settlement | None = None) -> None:
        row = self._among(letter_id, LetterState.WAITING, LetterState.QUARANTINED)
        if settlement is not None:
            row = replace(
                row, kind=settlement.kind, outcome=settlement.outcome, ticket_id=settlement.ticket_id or row.ticket_id
            )
        self._content.letters[letter_id] = replace(row, state=LetterState.QUARANTINED, cause=cause)

    def release(self, letter_id: int) -> None:
        row = self.get(letter_id)
        if row.state is LetterState.SETTLED:
            raise Illegal(f"letter {letter_id} is settled: only one in quarantine can be released")
        self._content.letters[letter_id] = replace(row, state=LetterState.WAITING, attempts=0, cause=None)
        self._content.letter_due.pop(letter_id, None)

    def quarantined(self) -> list[LetterRow]:
        return self._in(LetterState.QUARANTINED)

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for row in self._content.letters.values():
            counts[row.state.value] = counts.get(row.state.value, 0) + 1
        return counts

    def oldest_waiting(self) -> datetime | None:
        return min((row.journaled_at for row in self._in(LetterState.WAITING)), default=None)

    def _in(self, state: LetterState) -> list[LetterRow]:
        return [row for row in self._content.letters.values() if row.state is state]

    def _among(self, letter_id: int, *states: LetterState) -> LetterRow:
        row = self.get(letter_id)
        if row.state not in states:
            raise Transient(f"letter {letter_id} is {row.state} already: somebody else took it in")
        return row
