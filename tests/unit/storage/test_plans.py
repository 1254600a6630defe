"""No look-up walks a whole table: every statement is shown to SQLite's planner."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from bot.storage.connect import engines
from bot.storage.engine import open_storage
from bot.storage.statement import Statement

ROOMS = (
    "letters",
    "journal",
    "tickets",
    "levels",
    "outbox",
    "recipients",
    "cases",
    "crossing",
    "audit",
    "watch",
    "establishments",
    "incidents",
    "awaiting",
    "proofs",
)
# Walked newest first and cut by a limit, small by nature, or counted row by row on purpose.
WALKED = {
    "tickets._LISTED[(False, False)]",
    "outbox._NEWEST",
    "incidents._LISTED",
    "crossing._OPENED",
    "audit._LAST",
    "outbox._IN_STATUS[sent]",
    "watch._LEGS",
    "watch._ALARMS",
    "proofs._ALL",
}
ALWAYS = ("SCAN picked", "SCAN CONSTANT ROW", "SCAN directory_version")


def statements() -> Iterator[tuple[str, Statement]]:
    for room in ROOMS:
        for name, value in vars(importlib.import_module(f"bot.storage.{room}")).items():
            found = value if isinstance(value, dict) else {"": value}
            for key, statement in found.items():
                if isinstance(statement, Statement):
                    yield f"{room}.{name}" + (f"[{key}]" if isinstance(value, dict) else ""), statement


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory):
    url = f"sqlite:///{tmp_path_factory.mktemp('plans') / 'a.db'}"
    open_storage(url).close()
    writing, _ = engines(url)
    with writing.connect() as connection:
        yield connection
    writing.dispose()


@pytest.mark.parametrize(("name", "statement"), list(statements()), ids=[name for name, _ in statements()])
def test_a_look_up_uses_an_index(connection, name, statement):
    text = statement._form(connection).text
    if text.startswith("INSERT"):
        return
    plan = [row[3] for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + text, (1,) * text.count("?"))]
    walked = [step for step in plan if step.startswith("SCAN") and "INDEX" not in step and step not in ALWAYS]
    assert bool(walked) == (name in WALKED), plan


def test_every_exception_is_still_a_statement():
    assert {name for name, _ in statements()} >= WALKED
