"""The schema and its steps: an empty database is made whole at once, an older one is upgraded by Alembic, on demand."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.errors import Misconfigured
from bot.storage import schema
from bot.storage.connect import displayed, engines, refused
from bot.storage.schema_incidents import everything

__all__ = ["current_version", "prepare", "upgrade"]

# Any number that nobody else uses: two daemons started at once on an empty PostgreSQL make its schema once.
_ADVISORY_LOCK = 7_305_118_022


def current_version(url: str) -> str | None:
    """The version of the schema in a database; None for an empty one. Raises Transient, Misconfigured."""
    writing, reading = engines(url, pool_size=1)
    try:
        with reading.connect() as connection:
            return _version(connection)
    finally:
        reading.dispose()
        writing.dispose()


def upgrade(url: str) -> tuple[str | None, str]:
    """Brings a database to this program's schema in one transaction and gives the versions before and after.

    Raises Transient, and Misconfigured when the database is newer than this program.
    """
    writing, reading = engines(url, pool_size=1)
    try:
        with writing.begin() as connection:
            _alone(connection)
            before = _version(connection)
            if before is None:
                _create(connection)
            elif before != schema.VERSION:
                climb(connection, before)
        return before, schema.VERSION
    finally:
        reading.dispose()
        writing.dispose()


def prepare(engine: Engine, *, create: bool) -> None:
    """Makes sure that the database has this program's schema; an empty one is given it when `create` is True.

    Raises Misconfigured, with what to do, for any other version.
    """
    with engine.connect() as connection:
        found = _version(connection)
        connection.rollback()
    if found is None and create:
        with engine.begin() as connection:
            _alone(connection)
            found = _version(connection)
            if found is None:
                _create(connection)
                found = schema.VERSION
    if found != schema.VERSION:
        raise _other_version(engine, found)


def climb(connection: sa.Connection, before: str | None, goal: str = "head") -> None:
    """Runs Alembic's steps up to `goal` inside the transaction of this connection. Raises Misconfigured."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    # ConfigParser reads a percent sign in the path as the start of a reference.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        raise _other_version(connection.engine, before)
    command.upgrade(config, goal)


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(schema.schema_version.name):
        return None
    found = connection.execute(sa.select(schema.schema_version.c.version_num)).scalar()
    return None if found is None else str(found)


def _create(connection: sa.Connection) -> None:
    everything.create_all(connection, checkfirst=False)
    schema.schema_version.create(connection)
    connection.execute(schema.schema_version.insert().values(version_num=schema.VERSION))


def _alone(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))


def _other_version(engine: Engine, found: str | None) -> Misconfigured:
    shown = displayed(engine.url)
    if found is not None and found > schema.VERSION:
        remedy = "start the newer program, or restore the backup made before the upgrade"
    else:
        remedy = "make a backup, then run: veilleur db upgrade"
    return refused(shown, f"has schema {found or 'none'}, this program needs {schema.VERSION}", remedy)
