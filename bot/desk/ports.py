"""What the desk needs from the outside, as Protocols. `storage` fills them for real, `tests/fakes.py` in memory.

One transaction is one `Unit`: `with storage.begin() as unit:` commits on a clean exit and rolls back on any exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.desk.kept.awaiting import Awaiting
from bot.desk.kept.crossing import Crossings
from bot.desk.kept.establishments import Establishments
from bot.desk.kept.incidents import Incidents
from bot.desk.kept.judgements import Audit
from bot.desk.kept.levels import Levels
from bot.desk.kept.proofs import Proofs
from bot.desk.kept.records import (
    Arrival,
    CaseRow,
    Cursor,
    Filing,
    Leg,
    LetterRow,
    OutboxEntry,
    OutboxStatus,
    PageRow,
    RecipientOutcome,
    Settlement,
)
from bot.rules.escalation.case import Case
from bot.tickets.model import Entry, Participant, Ticket


class Journal(Protocol):
    """The receiver's door: every method is one committed transaction of its own, safe to call from any thread."""

    def cursor(self, account: str, folder: str) -> Cursor | None:
        """Where the folder stands; None before the first contact."""

    def record(self, arrivals: Sequence[Arrival], cursor: Cursor | None, filing: bool, now: datetime) -> list[int]:
        """Rows and octets of a batch, and then the cursor, in one committed transaction; the ids in order.

        A known position gives its old id and writes nothing. `filing` also orders the flagging or moving.
        """

    def move_cursor(self, cursor: Cursor) -> None:
        """Set the cursor alone (start point chosen, or nothing new)."""

    def filings_due(self, account: str, now: datetime, limit: int) -> list[Filing]:
        """Filings to try now, oldest first."""

    def filed(self, letter_ids: Sequence[int]) -> None:
        """These were flagged or moved, or are gone from the folder."""

    def filing_failed(self, letter_ids: Sequence[int], error: str, retry_at: datetime) -> None:
        """These could not be; to be tried again at `retry_at`."""


class Letters(Protocol):
    """The journal inside a transaction."""

    def waiting(self, now: datetime, limit: int) -> list[LetterRow]:
        """Letters to be taken in now, in order of `received_at` then id."""

    def get(self, letter_id: int) -> LetterRow:
        """Raises Missing."""

    def octets(self, letter_id: int) -> bytes:
        """The raw letter. Raises Missing."""

    def same(self, identity: str, message_id: str | None) -> list[LetterRow]:
        """Settled letters with this content identity or this Message-ID."""

    def settle(self, letter_id: int, settlement: Settlement, now: datetime) -> None: ...

    def postpone(self, letter_id: int, cause: str, retry_at: datetime) -> None:
        """Not now: counts an attempt and waits."""

    def quarantine(self, letter_id: int, cause: str, now: datetime, settlement: Settlement | None = None) -> None:
        """Set aside for a person. With `settlement` a ticket was opened for it all the same: a replay goes there."""

    def release(self, letter_id: int) -> None:
        """Back to waiting, due at once."""

    def quarantined(self) -> list[LetterRow]: ...

    def counts(self) -> dict[str, int]:
        """Rows per state."""

    def oldest_waiting(self) -> datetime | None:
        """`journaled_at` of the oldest waiting row."""


class Tickets(Awaiting, Levels, Protocol):
    """Tickets, their timeline, participants and known Message-IDs."""

    def next_number(self, prefix: str, year: int) -> str:
        """`PREFIX-YEAR-000123`; numbers of a year ascend and are never used twice."""

    def add(self, ticket: Ticket) -> Ticket:
        """Stored, with its id."""

    def save(self, ticket: Ticket) -> Ticket:
        """Stored with the next version. Raises Transient when somebody else saved first."""

    def get(self, number: str) -> Ticket:
        """Raises Missing."""

    def by_id(self, ticket_id: int) -> Ticket:
        """Raises Missing."""

    def listed(self, state: str | None = None, queue: str | None = None, limit: int = 1000) -> list[Ticket]:
        """Newest first."""

    def add_entry(self, ticket_id: int, entry: Entry) -> None: ...

    def entries(self, ticket_id: int) -> list[Entry]:
        """In order."""

    def add_participant(self, ticket_id: int, participant: Participant) -> None:
        """Adds or updates, by address."""

    def participants(self, ticket_id: int) -> list[Participant]: ...

    def know(self, message_id: str, ticket_id: int, ours: bool) -> None:
        """Remember a Message-ID as belonging to a ticket; known ones are left alone."""

    def known(self, message_ids: Sequence[str]) -> dict[str, tuple[int, bool]]:
        """Message-ID → (ticket id, ours) for those known."""


class Outbox(Protocol):
    """Letters out. Claims are leases: a worker that dies gives its letters back when the lease ends."""

    def add(self, entry: OutboxEntry) -> bool:
        """False when the key is known already; then nothing was written."""

    def claim(self, now: datetime, lease_until: datetime, worker: str, limit: int) -> list[OutboxEntry]:
        """Due queued entries, pages first, then by due instant; nobody else gets them before the lease ends.

        An entry left `sending` by a lease that ended comes back as `uncertain` through `stranded`, never through here.
        """

    def stranded(self, now: datetime) -> list[OutboxEntry]:
        """Entries still `sending` after their lease: the worker died in the act; what happened is not known."""

    def free_claims(self) -> int:
        """Give back what was claimed and not begun, though its lease still runs; how many.

        Only for a daemon known to be the only one: a page must not wait for the lease of a dead worker."""

    def unsettled_of(self, entry_id: int) -> tuple[str, ...]:
        """Recipients that were neither accepted nor refused yet."""

    def written(self, entry_id: int, template: str, subject: str, text: str, html: str) -> None:
        """The words were fixed: every later attempt sends the same."""

    def sending(self, entry_ids: Sequence[int], now: datetime) -> None:
        """Recorded before DATA."""

    def settle(
        self,
        entry_id: int,
        status: OutboxStatus,
        outcomes: Sequence[RecipientOutcome],
        error: str | None,
        now: datetime,
    ) -> None:
        """The end of an attempt: sent, failed, uncertain, held or cancelled."""

    def retry(self, entry_id: int, due_at: datetime, outcomes: Sequence[RecipientOutcome], error: str) -> None:
        """Back to queued, due later, for the recipients not settled yet."""

    def get(self, message_id: str) -> OutboxEntry:
        """By Message-ID. Raises Missing."""

    def find(self, message_id: str) -> OutboxEntry | None: ...

    def by_key(self, key: str) -> OutboxEntry | None: ...

    def listed(
        self, statuses: Sequence[OutboxStatus] = (), ticket_id: int | None = None, limit: int = 1000
    ) -> list[OutboxEntry]:
        """Newest first."""

    def answered(self, address: str, since: datetime) -> list[tuple[datetime, str]]:
        """Automatic answers ordered to an address since then: instant and fingerprint."""

    def answers_since(self, since: datetime) -> int: ...

    def next_due(self) -> datetime | None:
        """When the next queued entry falls due."""

    def counts(self) -> dict[str, int]: ...


class Cases(Crossings, Protocol):
    """Escalation cases: due instants stand here and survive a restart."""

    def add(self, ticket_id: int, case: Case) -> CaseRow: ...

    def get(self, case_id: int) -> CaseRow:
        """Raises Missing."""

    def running(self, ticket_id: int) -> CaseRow | None:
        """The one case of a ticket that is not closed."""

    def latest(self, ticket_id: int) -> CaseRow | None: ...

    def due(self, now: datetime, limit: int) -> list[CaseRow]:
        """Cases whose next instant has come, oldest first."""

    def save(self, row: CaseRow) -> CaseRow:
        """Raises Transient when somebody else saved first."""

    def add_page(self, page: PageRow) -> bool:
        """False when the page (case, round, step, person) is known already."""

    def page_of(self, message_ids: Sequence[str]) -> PageRow | None:
        """The page one of these Message-IDs names."""

    def pages(self, case_id: int) -> list[PageRow]: ...

    def add_event(self, case_id: int, at: datetime, kind: str, detail: dict[str, Any]) -> None: ...

    def events(self, case_id: int) -> list[tuple[datetime, str, dict[str, Any]]]: ...


class Watch(Protocol):
    """Legs, alarms and the lease of the daemon."""

    def touch(self, leg: Leg) -> None: ...

    def legs(self) -> list[Leg]: ...

    def forget_leg(self, name: str) -> None: ...

    def raise_alarm(self, key: str, text: str, now: datetime, again_after: timedelta) -> bool:
        """True when it should be told now: it is new, or was last told longer than `again_after` ago."""

    def clear_alarm(self, key: str, now: datetime) -> bool:
        """True when it stood."""

    def alarms(self) -> list[tuple[str, str, datetime]]:
        """Standing alarms: key, text, since."""

    def take_lease(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        """The fencing number when the lease is free, ended or already ours; None while somebody else holds it."""

    def give_lease(self, name: str, holder: str) -> None: ...

    def lease_holder(self, name: str) -> tuple[str, datetime] | None: ...

    def mark(self, name: str) -> datetime | None:
        """How far something was looked at; None before `set_mark`."""

    def set_mark(self, name: str, at: datetime) -> None: ...


class Unit(Protocol):
    """One transaction's repositories."""

    letters: Letters
    tickets: Tickets
    outbox: Outbox
    cases: Cases
    audit: Audit
    watch: Watch
    establishments: Establishments
    incidents: Incidents
    proofs: Proofs

    def savepoint(self) -> AbstractContextManager[None]:
        """Undoes what happened inside when it is left by an exception; the transaction itself goes on."""


class Storage(Protocol):
    """Transactions."""

    def begin(self) -> AbstractContextManager[Unit]:
        """A writing transaction: commits on a clean exit, else rolls back. Raises Transient when no database."""

    def read(self) -> AbstractContextManager[Unit]:
        """A reading transaction: one consistent view, never committed."""
