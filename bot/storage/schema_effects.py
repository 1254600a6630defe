"""The tables of what the daemon does and knows of itself: letters out, cases, traces, legs, alarms, leases."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table

from bot.storage.columns import CleanText, Id, Instant, Json, Key
from bot.storage.partial import partial_index
from bot.storage.schema import metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Key, nullable=False, unique=True),
    Column("message_id", Key, nullable=False, unique=True),
    Column("cls", Key, nullable=False),
    Column("template", CleanText, nullable=False),
    Column("language", CleanText, nullable=False),
    Column("context", Json, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id")),
    Column("ticket", CleanText),
    Column("in_reply_to", CleanText),
    Column("references", Json, nullable=False),
    Column("auto_submitted", CleanText, nullable=False),
    Column("envelope_from", CleanText, nullable=False),
    Column("person", CleanText),
    Column("fingerprint", CleanText, nullable=False),
    Column("waits_for", Key),
    Column("waits_until", Instant),
    Column("otherwise", CleanText),
    Column("status", Key, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", CleanText),
    Column("subject", CleanText),
    Column("text", CleanText),
    Column("html", CleanText),
    Column("sent_at", Instant),
    # 0 for a page, 1 for all else: pages go first.
    Column("priority", Integer, nullable=False),
    # `due_at`, pushed ahead to the end of the lease while a worker holds the letter.
    Column("ready_at", Instant, nullable=False),
    Column("worker", CleanText),
)
QUEUED = outbox.c.status == sa.literal_column("'queued'")
WAITING = sa.and_(QUEUED, outbox.c.waits_for.is_not(None))
SENDING = outbox.c.status == sa.literal_column("'sending'")
UNSENT = outbox.c.status.in_(
    [sa.literal_column(f"'{status}'") for status in ("failed", "uncertain", "held", "cancelled")]
)
ANSWER = outbox.c.cls == sa.literal_column("'answer'")
partial_index("ix_outbox_queued", outbox.c.priority, outbox.c.ready_at, outbox.c.id, where=QUEUED)
partial_index("ix_outbox_waiting", outbox.c.ready_at, where=WAITING)
partial_index("ix_outbox_sending", outbox.c.ready_at, where=SENDING)
partial_index("ix_outbox_answers", outbox.c.created_at, where=ANSWER)
partial_index("ix_outbox_unsent", outbox.c.status, outbox.c.id, where=UNSENT)
Index("ix_outbox_ticket_id", outbox.c.ticket_id, outbox.c.id)

recipient = Table(
    "recipient",
    metadata,
    Column("outbox_id", Id, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("address", CleanText, nullable=False),
    Column("result", CleanText),
    Column("code", Integer),
    Column("response", CleanText),
    # Only for answers, so that a flood from one address is counted by a short walk of the index (RFC 3834 section 2).
    Column("answered", Key),
    Column("ordered_at", Instant),
    sqlite_with_rowid=False,
)
_answered = recipient.c.answered.is_not(None)
partial_index(
    "ix_recipient_answered",
    recipient.c.answered,
    recipient.c.ordered_at,
    where=_answered,
)

escalation_case = Table(
    "escalation_case",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("next_at", Instant),
    Column("case", Json, nullable=False),
    Column("version", Integer, nullable=False),
)
OPEN_CASE = ~escalation_case.c.closed
# One running case a ticket, also when two daemons open one at the same moment.
partial_index(
    "uq_escalation_case_running",
    escalation_case.c.ticket_id,
    unique=True,
    where=OPEN_CASE,
)
partial_index("ix_escalation_case_due", escalation_case.c.next_at, where=OPEN_CASE)
Index("ix_escalation_case_ticket_id", escalation_case.c.ticket_id, escalation_case.c.id)

page = Table(
    "page",
    metadata,
    Column("case_id", Id, ForeignKey("escalation_case.id"), primary_key=True, autoincrement=False),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("person", Key, primary_key=True),
    Column("message_id", Key, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_page_message_id", page.c.message_id)

case_event = Table(
    "case_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("escalation_case.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", CleanText, nullable=False),
    Column("detail", Json, nullable=False),
)
Index("ix_case_event_case_id", case_event.c.case_id, case_event.c.id)

trace = Table(
    "trace",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id")),
    Column("letter_id", Id, ForeignKey("letter.id")),
    Column("at", Instant, nullable=False),
    Column("judgement", Json, nullable=False),
)
Index("ix_trace_ticket_id", trace.c.ticket_id, trace.c.id)

leg = Table(
    "leg",
    metadata,
    Column("name", Key, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("stale_after_ms", sa.BigInteger, nullable=False),
    Column("detail", CleanText, nullable=False),
    Column("ok", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

alarm = Table(
    "alarm",
    metadata,
    Column("key", Key, primary_key=True),
    Column("text", CleanText, nullable=False),
    Column("since", Instant, nullable=False),
    Column("told_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

lease = Table(
    "lease",
    metadata,
    Column("name", Key, primary_key=True),
    Column("holder", CleanText),
    Column("until", Instant, nullable=False),
    Column("number", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

mark = Table(
    "mark",
    metadata,
    Column("name", Key, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

reach_proof = Table(
    "reach_proof",
    metadata,
    Column("person", Key, primary_key=True),
    Column("address", Key, primary_key=True),
    Column("message_id", Key, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("proven_at", Instant),
    Column("told", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
