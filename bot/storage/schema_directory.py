"""The tables of the directory of establishments: its versions, the sites of each, the words they are found by."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table

from bot.storage.columns import CleanText, Id, Instant, Key
from bot.storage.partial import partial_index
from bot.storage.schema import metadata
from bot.storage.schema_effects import trace

directory_version = Table(
    "directory_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("in_force", Boolean, nullable=False),
    Column("file", CleanText, nullable=False),
    Column("format", CleanText, nullable=False),
    Column("published", CleanText),
    Column("sha256", Key, nullable=False),
    Column("loaded_at", Instant, nullable=False),
    Column("count", Integer, nullable=False),
)
IN_FORCE = directory_version.c.in_force
# At most one, also when two loads end at the same moment.
partial_index("uq_directory_version_in_force", IN_FORCE, unique=True, where=IN_FORCE)

# No foreign key to the version: it would be checked half a million times a load, and rows go before their version.
establishment = Table(
    "establishment",
    metadata,
    Column("version_id", Id, primary_key=True, autoincrement=False),
    Column("finess", Key, primary_key=True),
    Column("entity", Key),
    Column("name", CleanText, nullable=False),
    Column("category", CleanText),
    Column("department", CleanText),
    Column("postcode", CleanText),
    Column("town", CleanText),
    Column("active", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_establishment_entity", establishment.c.version_id, establishment.c.entity, establishment.c.finess)

establishment_word = Table(
    "establishment_word",
    metadata,
    Column("version_id", Id, primary_key=True, autoincrement=False),
    Column("word", Key, primary_key=True),
    Column("finess", Key, primary_key=True),
    sqlite_with_rowid=False,
)

everything = trace.metadata
"""The tables of this file, of `schema_effects` and of `schema`."""
