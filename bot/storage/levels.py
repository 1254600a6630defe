"""Service levels of tickets: promised instants, whether they were met, what a person must be reminded of or told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select, update

from bot.desk.kept.levels import Level
from bot.storage.columns import Instant, Key
from bot.storage.schema import MISSABLE, REMINDABLE, service_level
from bot.storage.statement import Inserter, Row, Statement

_MS = timedelta(milliseconds=1)


def _promising(insert: Inserter) -> Any:
    new = insert(service_level)
    return new.on_conflict_do_update(
        index_elements=["ticket_id", "name"],
        set_={
            **{name: new.excluded[name] for name in ("due_at", "clock", "remind_at", "left_ms")},
            # A miss that was told stays told until the promise moves.
            "told": sa.and_(service_level.c.told, service_level.c.due_at == new.excluded.due_at),
        },
        where=service_level.c.met_at.is_(None),
    )


_SET = Statement(_promising, ["ticket_id", "name", "due_at", "clock", "told", "remind_at", "left_ms"])
_ONE = sa.and_(service_level.c.ticket_id == bindparam("of"), service_level.c.name == bindparam("named", type_=Key))
_MEET = Statement(
    update(service_level).where(_ONE, service_level.c.met_at.is_(None)).values(met_at=bindparam("met_at"))
)
_TOLD = Statement(update(service_level).where(_ONE).values(told=True))
_COLUMNS = tuple(service_level.c[name] for name in ("name", "due_at", "clock", "remind_at", "met_at", "left_ms"))
_LISTED = Statement(
    select(*_COLUMNS)
    .where(service_level.c.ticket_id == bindparam("of"))
    .order_by(service_level.c.due_at, service_level.c.name)
)
_NOW = bindparam("now", type_=Instant)
_LIMIT = bindparam("limit", type_=sa.Integer)
_DUE = Statement(
    select(service_level.c.ticket_id, *_COLUMNS)
    .where(MISSABLE, service_level.c.due_at <= _NOW)
    .order_by(service_level.c.due_at, service_level.c.ticket_id, service_level.c.name)
    .limit(_LIMIT)
)
_REMIND = Statement(
    select(service_level.c.ticket_id, *_COLUMNS)
    .where(REMINDABLE, service_level.c.remind_at <= _NOW)
    .order_by(service_level.c.remind_at, service_level.c.ticket_id, service_level.c.name)
    .limit(_LIMIT)
)


class SqlLevels:
    """bot.desk.kept.levels.Levels on a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def set_levels(self, ticket_id: int, levels: Sequence[Level]) -> None:
        rows = [
            {
                "ticket_id": ticket_id,
                "name": level.name,
                "due_at": level.due_at,
                "clock": level.clock,
                "told": False,
                "remind_at": level.remind_at,
                "left_ms": None if level.left is None else level.left // _MS,
            }
            for level in levels
        ]
        _SET.run_many(self._connection, rows)

    def meet_level(self, ticket_id: int, name: str, at: datetime) -> bool:
        return _MEET.run(self._connection, {"of": ticket_id, "named": name, "met_at": at}) > 0

    def levels(self, ticket_id: int) -> list[Level]:
        return [_level(row) for row in _LISTED.rows(self._connection, {"of": ticket_id})]

    def levels_due(self, now: datetime, limit: int) -> list[tuple[int, Level]]:
        return [(row[0], _level(row[1:])) for row in _DUE.rows(self._connection, {"now": now, "limit": limit})]

    def level_told(self, ticket_id: int, name: str) -> None:
        _TOLD.run(self._connection, {"of": ticket_id, "named": name})

    def reminders_due(self, now: datetime, limit: int) -> list[tuple[int, Level]]:
        return [(row[0], _level(row[1:])) for row in _REMIND.rows(self._connection, {"now": now, "limit": limit})]


def _level(row: Row) -> Level:
    name, due_at, clock, remind_at, met_at, left_ms = row
    return Level(name, due_at, clock, remind_at, met_at, None if left_ms is None else left_ms * _MS)
