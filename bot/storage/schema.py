"""The tables, their keys and the index behind every look-up. A change here needs a migration and the next VERSION."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table

from bot.storage.columns import CleanText, Id, Instant, Json, Key
from bot.storage.partial import partial_index

VERSION = "0005"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The name and shape are Alembic's, so that a database made here is one that Alembic can upgrade.
schema_version = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

octets = Table(
    "octets",
    metadata,
    Column("sha256", Key, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Key, nullable=False, unique=True),
    Column("state", Key, nullable=False),
    Column("track", CleanText, nullable=False),
    Column("severity", CleanText),
    Column("queue", Key, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("language", CleanText, nullable=False),
    Column("requester", CleanText, nullable=False),
    Column("structure", CleanText),
    Column("owner", CleanText),
    Column("significant", Boolean, nullable=False),
    Column("labels", Json, nullable=False),
    Column("report", Json, nullable=False),
    Column("questions", Json, nullable=False),
    Column("claims", CleanText),
    Column("merged_into", CleanText),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
)
Index("ix_ticket_state", ticket.c.state, ticket.c.id)
Index("ix_ticket_queue", ticket.c.queue, ticket.c.id)

ticket_number = Table(
    "ticket_number",
    metadata,
    Column("prefix", Key, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    sqlite_with_rowid=False,
)

letter = Table(
    "letter",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", Key, nullable=False),
    Column("folder", Key, nullable=False),
    Column("uidvalidity", sa.BigInteger, nullable=False),
    Column("uid", sa.BigInteger, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("journaled_at", Instant, nullable=False),
    Column("sha256", Key, nullable=False),
    Column("size", sa.BigInteger, nullable=False),
    Column("truncated", Boolean, nullable=False),
    Column("state", Key, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("cause", CleanText),
    Column("identity", Key),
    Column("message_id", Key),
    Column("kind", CleanText),
    Column("outcome", CleanText),
    Column("ticket_id", Id, ForeignKey("ticket.id")),
    Column("due_at", Instant),
    Column("settled_at", Instant),
    sa.UniqueConstraint("account", "folder", "uidvalidity", "uid"),
)
WAITING = letter.c.state == sa.literal_column("'waiting'")
partial_index("ix_letter_waiting", letter.c.received_at, letter.c.id, where=WAITING)
QUARANTINED = letter.c.state == sa.literal_column("'quarantined'")
partial_index("ix_letter_quarantined", letter.c.id, where=QUARANTINED)
Index("ix_letter_identity", letter.c.identity)
Index("ix_letter_message_id", letter.c.message_id)
Index("ix_letter_sha256", letter.c.sha256)
Index("ix_letter_ticket_id", letter.c.ticket_id)

cursor = Table(
    "cursor",
    metadata,
    Column("account", Key, primary_key=True),
    Column("folder", Key, primary_key=True),
    Column("uidvalidity", sa.BigInteger, nullable=False),
    Column("last_uid", sa.BigInteger, nullable=False),
    Column("since", Instant),
    sqlite_with_rowid=False,
)

filing = Table(
    "filing",
    metadata,
    Column("letter_id", Id, ForeignKey("letter.id"), primary_key=True, autoincrement=False),
    Column("account", Key, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", CleanText),
)
Index("ix_filing_due", filing.c.account, filing.c.due_at, filing.c.letter_id)

entry = Table(
    "entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", CleanText, nullable=False),
    Column("direction", CleanText, nullable=False),
    Column("message_id", CleanText),
    Column("from_", CleanText, nullable=False),
    Column("to", Json, nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("author", CleanText, nullable=False),
    Column("letter_id", Id, ForeignKey("letter.id")),
    Column("cuts", Json),
)
Index("ix_entry_ticket_id", entry.c.ticket_id, entry.c.id)

participant = Table(
    "participant",
    metadata,
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("address", Key, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("role", CleanText, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

known_message = Table(
    "known_message",
    metadata,
    Column("message_id", Key, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("ours", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

service_level = Table(
    "service_level",
    metadata,
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("name", Key, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("clock", CleanText, nullable=False),
    Column("met_at", Instant),
    Column("told", Boolean, nullable=False),
    Column("remind_at", Instant),
    # What was left when the wait for the declarant began; nothing is due meanwhile.
    Column("left_ms", sa.BigInteger),
    sqlite_with_rowid=False,
)
MISSABLE = sa.and_(service_level.c.met_at.is_(None), ~service_level.c.told, service_level.c.left_ms.is_(None))
REMINDABLE = sa.and_(MISSABLE, service_level.c.remind_at.is_not(None))
partial_index("ix_service_level_due", service_level.c.due_at, where=MISSABLE)
partial_index("ix_service_level_remind_at", service_level.c.remind_at, where=REMINDABLE)
