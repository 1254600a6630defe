"""The fillers of the ports, one after the other: every contract is asked of the fake, of SQLite and of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage.connect import engines
from bot.storage.engine import open_storage
from bot.storage.schema_effects import everything
from bot.storage.unit import SqlStorage
from tests.fakes import FakeStorage

NOW = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
Filler = FakeStorage | SqlStorage


@pytest.fixture(scope="session")
def postgres_tables(postgres) -> str:
    """The URL of one database for all contracts; it is emptied after each test."""
    return postgres.fresh_url()


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Filler]:
    """An empty storage of each kind."""
    if request.param == "fake":
        yield FakeStorage()
    else:
        yield from _database(request, request.param, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStorage]:
    """An empty storage on each database, for what only a database can show."""
    yield from _database(request, request.param, tmp_path)


def _database(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[SqlStorage]:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'veilleur.db'}"
    else:
        url = request.getfixturevalue("postgres_tables")
    storage = open_storage(url)
    storage.url = url
    try:
        yield storage
    finally:
        storage.close()
        if kind == "postgresql":
            _empty(url)


def _empty(url: str) -> None:
    writing, _ = engines(url, pool_size=1)
    names = ", ".join(f'"{table.name}"' for table in everything.tables.values())
    with writing.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    writing.dispose()
