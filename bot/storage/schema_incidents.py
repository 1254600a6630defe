"""The tables of incidents, their members and the traits of tickets, and of the answers that are awaited."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from bot.storage.columns import CleanText, Id, Instant, Json, Key
from bot.storage.partial import partial_index
from bot.storage.schema import metadata
from bot.storage.schema_directory import directory_version

incident = Table(
    "incident",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Key, nullable=False, unique=True),
    Column("opened_at", Instant, nullable=False),
    Column("lead", Id, ForeignKey("ticket.id"), nullable=False),
    Column("paged", Id, ForeignKey("ticket.id")),
    Column("storm_at", Instant),
    Column("digest_due_at", Instant),
    Column("digested_at", Instant),
    Column("version", Integer, nullable=False),
)
DIGESTED = incident.c.digest_due_at.is_not(None)
partial_index("ix_incident_digest_due_at", incident.c.digest_due_at, where=DIGESTED)

incident_member = Table(
    "incident_member",
    metadata,
    Column("incident_id", Id, ForeignKey("incident.id"), primary_key=True, autoincrement=False),
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("standing", Key, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("decided_by", CleanText),
    sqlite_with_rowid=False,
)
IN_IT = incident_member.c.standing != sa.literal_column("'split'")
Index("ix_incident_member_at", incident_member.c.incident_id, incident_member.c.at)
# A ticket is in one incident at a time, also when two letters of it are taken in at the same moment.
partial_index("uq_incident_member_ticket_id", incident_member.c.ticket_id, unique=True, where=IN_IT)

incident_trait = Table(
    "incident_trait",
    metadata,
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("kind", Key, primary_key=True),
    Column("value", Key, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_incident_trait_value", incident_trait.c.value, incident_trait.c.at)
Index("ix_incident_trait_kind", incident_trait.c.kind, incident_trait.c.at, incident_trait.c.value)

awaited_answer = Table(
    "awaited_answer",
    metadata,
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("asked", Key, nullable=False),
    Column("since", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("reminders", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_awaited_answer_due_at", awaited_answer.c.due_at)

everything = directory_version.metadata
"""The tables of this file and of the three before it: what a whole database has."""
