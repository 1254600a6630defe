"""The fillers of the ports, one after the other: every contract is asked of the fake, of SQLite and of PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage.connect import engines
from bot.storage.engine import open_storage
from bot.storage.schema_incidents import everything
from bot.storage.unit import SqlStorage
from tests.fakes import FakeStorage
from tests.servers import PostgreSQL

Filler = FakeStorage | SqlStorage


@pytest.fixture(scope="session")
def emptied(postgres: PostgreSQL) -> Callable[[], str]:
    """Gives the URL of one PostgreSQL database for all contracts, without a row in it."""
    url = postgres.fresh_url()

    def empty() -> str:
        writing, _ = engines(url, pool_size=1)
        if sa.inspect(writing).has_table("ticket"):
            with writing.begin() as connection:
                for table in reversed(everything.sorted_tables):
                    connection.execute(table.delete())
        writing.dispose()
        return url

    return empty


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
    sqlite = kind == "sqlite"
    storage = open_storage(f"sqlite:///{tmp_path / 'veilleur.db'}" if sqlite else request.getfixturevalue("emptied")())
    try:
        yield storage
    finally:
        storage.close()
