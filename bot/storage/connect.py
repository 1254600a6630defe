"""A database URL in, an engine for writing and one for reading out; every error they raise is one of ours."""

from __future__ import annotations

import importlib.util
import os
import sqlite3
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine, ExceptionContext, make_url

from bot.errors import Fault, Misconfigured, VeilleurError
from bot.storage.translation import translated

Durability = Literal["full", "normal"]

LOCK_TIMEOUT_MS = 5000
"""How long a writer waits for another one before it is told to come back later."""


def engines(
    url: str, *, pool_size: int = 8, durability: Durability = "full", lock_timeout_ms: int = LOCK_TIMEOUT_MS
) -> tuple[Engine, Engine]:
    """The engine for writing and the one for reading; nothing is connected yet. Raises Misconfigured."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engines(parsed, pool_size, durability, lock_timeout_ms)
    return _postgres_engines(parsed, pool_size, lock_timeout_ms)


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL; None for PostgreSQL. Raises Misconfigured."""
    parsed = _parsed(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def displayed(url: URL) -> str:
    """The URL without its password, and without its query, where another one may stand."""
    return url.set(query={}).render_as_string(hide_password=True)


def refused(url: str, problem: str, remedy: str) -> Misconfigured:
    """The error for a database that cannot be used as it is named in the configuration."""
    return Misconfigured([Fault("configuration", None, "database", url, problem, remedy)])


def _parsed(url: str) -> URL:
    remedy = "write sqlite:///path/to/file or postgresql://user@host/name"
    try:
        parsed = make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        # The text is not shown: what cannot be read may still hold a password.
        raise refused("…", "is not a database URL", remedy) from None
    shown, backend = displayed(parsed), parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise refused(shown, "names no file", remedy)
        return parsed.set(drivername="sqlite+pysqlite")
    if backend not in ("postgresql", "postgres"):
        raise refused(shown, "is neither SQLite nor PostgreSQL", remedy)
    if importlib.util.find_spec("psycopg") is None:
        raise refused(shown, "needs the driver psycopg", "install veilleur[postgres]")
    return parsed.set(drivername="postgresql+psycopg")


def _sqlite_engines(url: URL, pool_size: int, durability: Durability, lock_timeout_ms: int) -> tuple[Engine, Engine]:
    _make_private(Path(url.database or ""))
    pragmas = [
        f"busy_timeout={lock_timeout_ms}",
        "journal_mode=WAL",
        f"synchronous={durability}",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-8000",
        "journal_size_limit=67108864",
    ]
    writing = sa.create_engine(url, hide_parameters=True, pool_size=pool_size, max_overflow=0, pool_timeout=30)
    reading = sa.create_engine(url, hide_parameters=True, pool_size=pool_size, max_overflow=pool_size, pool_timeout=30)
    # A transaction that begins by reading and then writes fails at once when another writer came between: writers say
    # so from the first word (sqlite.org/lang_transaction.html).
    _prepare_sqlite(writing, "BEGIN IMMEDIATE", pragmas)
    _prepare_sqlite(reading, "BEGIN", [*pragmas, "query_only=ON"])
    return writing, reading


def _prepare_sqlite(engine: Engine, begin: str, pragmas: list[str]) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver would otherwise begin transactions in its own way
        try:
            for pragma in pragmas:
                connection.execute("PRAGMA " + pragma)
        except sqlite3.Error as error:
            raise translated(error) from error

    @event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "handle_error", _translate, retval=True)


def _make_private(path: Path) -> None:
    """The folder and the file, which only its owner may read; SQLite gives its side files the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise refused(
            f"sqlite:///{path}", f"cannot be opened: {error.strerror}", "name a file this user may write"
        ) from error


def _postgres_engines(url: URL, pool_size: int, lock_timeout_ms: int) -> tuple[Engine, Engine]:
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=30,
        connect_args={"connect_timeout": 5, "application_name": "veilleur"},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {lock_timeout_ms}")
        connection.commit()

    event.listen(engine, "handle_error", _translate, retval=True)
    # One consistent view takes REPEATABLE READ; a reader never waits and is never refused.
    return engine, engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _translate(context: ExceptionContext) -> VeilleurError | None:
    error = context.original_exception
    return translated(error) if isinstance(context.sqlalchemy_exception, sa.exc.DBAPIError) else None
