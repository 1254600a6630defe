"""The schema: made at once or step by step it is the same; another version is refused with what to do."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import Misconfigured
from bot.storage import schema
from bot.storage.connect import engines
from bot.storage.engine import open_storage
from bot.storage.migrations import climb, current_version, upgrade

OPENING = "import sys; from bot.storage.engine import open_storage; open_storage(sys.argv[1])"
TABLES = "select type, name, sql from sqlite_master where name not like 'sqlite_%' order by name"
COLUMNS = """
select table_name, column_name, data_type, is_nullable, coalesce(column_default, ''), '' from information_schema.columns
where table_schema = 'public'
union all select tablename, indexname, indexdef, '', '', '' from pg_indexes where schemaname = 'public'
union all select conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '' from pg_constraint
where connamespace = 'public'::regnamespace
order by 1, 2, 3
"""

TICKET = """
insert into ticket (id, number, state, track, queue, opened_at, received_at, subject, language, requester, significant,
labels, report, questions, version) values (1, 'SSI-2026-000001', 'new', 'real', 'triage', '2026-03-01 09:00:00',
'2026-03-01 09:00:00', '', 'fr', '', false, '[]', '{}', '[]', 1)
"""
LEVEL = "insert into service_level values (1, 'plan', '2026-03-02 09:00:00', 'in_hours', null, false)"


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request, tmp_path: Path):
    """Gives the URL of a new, empty database each time it is called."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").fresh_url
    names = iter(range(9))
    return lambda: f"sqlite:///{tmp_path / f'{next(names)}.db'}"


def look(url):
    writing, _ = engines(url, pool_size=1)
    with writing.begin() as connection:
        question = TABLES if connection.dialect.name == "sqlite" else COLUMNS
        found = [" ".join(" ".join(map(str, row)).split()) for row in connection.execute(sa.text(question))]
    writing.dispose()
    return found


def write_version(url, version):
    writing, _ = engines(url, pool_size=1)
    with writing.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = :v"), {"v": version})
    writing.dispose()


def test_the_steps_lead_to_the_schema_of_the_code(fresh):
    made, climbed = fresh(), fresh()
    open_storage(made).close()
    writing, _ = engines(climbed, pool_size=1)
    with writing.begin() as connection:
        climb(connection, None)
    writing.dispose()
    assert current_version(climbed) == schema.VERSION
    assert look(climbed) == look(made), "schema.py changed: it needs a step in migrations/versions and the next VERSION"


def test_an_empty_database_has_no_version_and_upgrade_gives_it_ours(fresh):
    url = fresh()
    assert current_version(url) is None
    assert upgrade(url) == (None, schema.VERSION)
    assert upgrade(url) == (schema.VERSION, schema.VERSION)
    assert current_version(url) == schema.VERSION
    open_storage(url, create=False).close()


def test_an_empty_database_is_refused_when_it_may_not_be_made(fresh):
    with pytest.raises(Misconfigured, match="veilleur db upgrade"):
        open_storage(fresh(), create=False)


def test_an_older_database_is_refused_with_what_to_do(fresh):
    url = fresh()
    open_storage(url).close()
    write_version(url, "0000")
    with pytest.raises(Misconfigured, match=f"has schema 0000, this program needs {schema.VERSION}.*db upgrade"):
        open_storage(url)


def test_a_newer_database_is_neither_opened_nor_upgraded(fresh):
    url = fresh()
    open_storage(url).close()
    write_version(url, "9999")
    for attempt in (open_storage, upgrade):
        with pytest.raises(Misconfigured, match="newer program"):
            attempt(url)
    assert current_version(url) == "9999"


def test_two_daemons_started_at_once_make_the_schema_once(fresh):
    url = fresh()
    command = [sys.executable, "-c", OPENING]
    children = [subprocess.Popen([*command, url], cwd=Path(__file__).parents[2]) for _ in range(2)]
    assert [child.wait() for child in children] == [0, 0]
    assert current_version(url) == schema.VERSION


def test_opening_a_database_does_not_load_alembic(tmp_path: Path):
    command = [sys.executable, "-c", OPENING + "; print('alembic' in sys.modules)", f"sqlite:///{tmp_path / 'a.db'}"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout == "False\n"


def test_promises_under_way_survive_the_step_that_lets_them_wait(fresh):
    url = fresh()
    writing, _ = engines(url, pool_size=1)
    with writing.begin() as connection:
        climb(connection, None, "0003")
        connection.execute(sa.text(TICKET))
        connection.execute(sa.text(LEVEL))
        climb(connection, "0003")
    writing.dispose()
    storage = open_storage(url)
    with storage.read() as unit:
        [level] = unit.tickets.levels(1)
        [(number, due)] = unit.tickets.levels_due(datetime(2026, 3, 3, tzinfo=UTC), 9)
    storage.close()
    assert (level.name, level.due_at, level.clock) == ("plan", datetime(2026, 3, 2, 9, tzinfo=UTC), "in_hours")
    assert (number, due, level.remind_at, level.left) == (1, level, None, None)
