"""What passes through the ports: rows of the journal, the outbox and the cases, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.desk.kept.letters import LetterClass
from bot.rules.escalation.case import Case


@dataclass(frozen=True, slots=True)
class Arrival:
    """A letter as fetched, before anything reads it. `received_at` is INTERNALDATE; `size` is the server's figure and
    larger than `octets` when `truncated` (past the size limit only the head of the letter is kept)."""

    account: str
    folder: str
    uidvalidity: int
    uid: int
    received_at: datetime
    octets: bytes
    size: int
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder was journaled: every UID up to `last_uid` under this UIDVALIDITY (RFC 9051 section 2.3.1.1).

    `since` is the start point chosen at first contact: when UIDVALIDITY changes, letters that arrived before it still
    do not count.
    """

    account: str
    folder: str
    uidvalidity: int
    last_uid: int
    since: datetime | None = None


class LetterState(StrEnum):
    """States of a journal row."""

    WAITING = "waiting"
    SETTLED = "settled"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One row of the journal. `identity` and `outcome` are set when it is settled."""

    id: int
    account: str
    folder: str
    uidvalidity: int
    uid: int
    received_at: datetime
    journaled_at: datetime
    sha256: str
    size: int
    truncated: bool
    state: LetterState
    attempts: int
    cause: str | None = None
    identity: str | None = None
    message_id: str | None = None
    kind: str | None = None
    outcome: str | None = None
    ticket_id: int | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a letter: `outcome` is a stable word (opened, appended, same_letter, machine, page_reply…)."""

    kind: str
    outcome: str
    identity: str
    message_id: str | None
    ticket_id: int | None


@dataclass(frozen=True, slots=True)
class Filing:
    """A letter to be flagged or moved on its server, once journaled; retried alone, never turned into a delete."""

    letter_id: int
    account: str
    folder: str
    uidvalidity: int
    uid: int
    attempts: int


class OutboxStatus(StrEnum):
    """States of a letter out (contract "outbox list")."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A letter to be sent. `key` names the effect and is unique: ordering it twice orders it once.

    `message_id` is fixed here, before the first attempt.

    `waits_for` is the key of an entry whose outcome decides the wording: this one is due when that one is settled or at
    `waits_until`, and `otherwise` is the template when that one was not accepted by then.
    `envelope_from` "" is the null return path (RFC 3834 section 3.3). `person` is the one paged.
    """

    key: str
    message_id: str
    cls: LetterClass
    template: str
    language: str
    to: tuple[str, ...]
    context: dict[str, Any]
    due_at: datetime
    created_at: datetime
    ticket_id: int | None = None
    ticket: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    auto_submitted: str = "auto-replied"
    envelope_from: str = ""
    person: str | None = None
    fingerprint: str = ""
    waits_for: str | None = None
    waits_until: datetime | None = None
    otherwise: str | None = None
    status: OutboxStatus = OutboxStatus.QUEUED
    attempts: int = 0
    last_error: str | None = None
    subject: str | None = None
    text: str | None = None
    html: str | None = None
    id: int | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecipientOutcome:
    """What the server said of one recipient: accepted, refused (5xx), deferred (4xx) or uncertain; `unwanted` when it
    was not asked, for what the letter was ordered for was over."""

    address: str
    result: str
    code: int | None
    response: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """An escalation case with its place in the database; `version` guards against two writers."""

    id: int
    ticket_id: int
    case: Case
    version: int


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page: unique by case, round, step and person; carries the Message-ID that replies and bounces name."""

    case_id: int
    round: int
    step: int
    person: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Leg:
    """One working part of the daemon: when it last completed a round, and how old that may grow."""

    name: str
    at: datetime
    stale_after: timedelta
    detail: str = ""
    ok: bool = True
