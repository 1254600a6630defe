"""What the fakes of the ports keep: one value that can be copied and restored, as a transaction needs."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from bot.desk.kept.awaiting import Awaited
from bot.desk.kept.establishments import DirectoryVersion
from bot.desk.kept.incidents import Incident, Member, Trait
from bot.desk.kept.judgements import Judged
from bot.desk.kept.levels import Level
from bot.desk.kept.proofs import Proof
from bot.desk.kept.records import CaseRow, Cursor, Leg, LetterRow, OutboxEntry, PageRow, RecipientOutcome
from bot.report.place.directory import Establishment
from bot.tickets.model import Entry, Participant, Ticket

Stored = tuple[Level, bool]
"""A promise, and whether its miss was told."""


@dataclass
class Content:
    """All there is in the database. Values are never changed, only replaced: a copy one level deep is a snapshot."""

    letters: dict[int, LetterRow] = field(default_factory=dict)
    letter_due: dict[int, datetime] = field(default_factory=dict)
    octets: dict[str, bytes] = field(default_factory=dict)
    cursors: dict[tuple[str, str], Cursor] = field(default_factory=dict)
    filings: dict[int, tuple[datetime, int]] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    tickets: dict[int, Ticket] = field(default_factory=dict)
    entries: dict[int, tuple[Entry, ...]] = field(default_factory=dict)
    participants: dict[int, dict[str, Participant]] = field(default_factory=dict)
    known: dict[str, tuple[int, bool]] = field(default_factory=dict)
    levels: dict[tuple[int, str], Stored] = field(default_factory=dict)
    outbox: dict[int, OutboxEntry] = field(default_factory=dict)
    ready_at: dict[int, datetime] = field(default_factory=dict)
    outcomes: dict[tuple[int, str], RecipientOutcome] = field(default_factory=dict)
    cases: dict[int, CaseRow] = field(default_factory=dict)
    pages: dict[tuple[int, int, int, str], PageRow] = field(default_factory=dict)
    events: dict[int, tuple[tuple[datetime, str, dict[str, Any]], ...]] = field(default_factory=dict)
    traces: tuple[Judged, ...] = ()
    legs: dict[str, Leg] = field(default_factory=dict)
    alarms: dict[str, tuple[str, datetime, datetime]] = field(default_factory=dict)
    leases: dict[str, tuple[str | None, datetime, int]] = field(default_factory=dict)
    directory_versions: dict[int, DirectoryVersion] = field(default_factory=dict)
    directory_in_force: int | None = None
    establishments: dict[int, dict[str, Establishment]] = field(default_factory=dict)
    marks: dict[str, datetime] = field(default_factory=dict)
    awaited: dict[int, Awaited] = field(default_factory=dict)
    incidents: dict[int, Incident] = field(default_factory=dict)
    members: dict[tuple[int, int], Member] = field(default_factory=dict)
    proofs: dict[tuple[str, str], Proof] = field(default_factory=dict)
    traits: dict[tuple[int, Trait], datetime] = field(default_factory=dict)

    def copy(self) -> Content:
        """A snapshot."""
        return Content(**{f.name: _copied(getattr(self, f.name)) for f in fields(self)})

    def restore(self, snapshot: Content) -> None:
        """Back to how it was; the snapshot must not be used again."""
        for f in fields(self):
            setattr(self, f.name, getattr(snapshot, f.name))


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: dict(inner) if isinstance(inner, dict) else inner for key, inner in value.items()}
    return value
