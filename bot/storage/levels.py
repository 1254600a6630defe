"""Service levels of tickets: promised instants, whether they were met, and which misses a person must still be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite speaks the same ON CONFLICT

from bot.storage.columns import Instant, Key
from bot.storage.schema import MISSABLE, service_level
from bot.storage.statement import Statement

_NEW = insert(service_level)
_SET = Statement(
    _NEW.on_conflict_do_update(
        index_elements=["ticket_id", "name"],
        set_={
            "due_at": _NEW.excluded.due_at,
            "clock": _NEW.excluded.clock,
            # A miss that was told stays told until the promise moves.
            "told": sa.and_(service_level.c.told, service_level.c.due_at == _NEW.excluded.due_at),
        },
        where=service_level.c.met_at.is_(None),
    ),
    ["ticket_id", "name", "due_at", "clock", "told"],
)
_ONE = sa.and_(service_level.c.ticket_id == bindparam("of"), service_level.c.name == bindparam("named", type_=Key))
_MEET = Statement(
    update(service_level).where(_ONE, service_level.c.met_at.is_(None)).values(met_at=bindparam("met_at"))
)
_TOLD = Statement(update(service_level).where(_ONE).values(told=True))
_LISTED = Statement(
    select(service_level.c.name, service_level.c.due_at, service_level.c.clock, service_level.c.met_at)
    .where(service_level.c.ticket_id == bindparam("of"))
    .order_by(service_level.c.due_at, service_level.c.name)
)
_DUE = Statement(
    select(service_level.c.ticket_id, service_level.c.name, service_level.c.due_at)
    .where(MISSABLE, service_level.c.due_at <= bindparam("now", type_=Instant))
    .order_by(service_level.c.due_at, service_level.c.ticket_id, service_level.c.name)
    .limit(bindparam("limit", type_=sa.Integer))
)


class SqlLevels:
    """The part of bot.desk.ports.Tickets that is about service levels."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def set_levels(self, ticket_id: int, levels: Sequence[tuple[str, datetime, str]]) -> None:
        rows = [{"ticket_id": ticket_id, "name": n, "due_at": d, "clock": c, "told": False} for n, d, c in levels]
        _SET.run_many(self._connection, rows)

    def meet_level(self, ticket_id: int, name: str, at: datetime) -> None:
        """The first meeting counts; an unknown name changes nothing."""
        _MEET.run(self._connection, {"of": ticket_id, "named": name, "met_at": at})

    def levels(self, ticket_id: int) -> list[tuple[str, datetime, str, datetime | None]]:
        """Name, due instant, clock, instant it was met; the earliest due first."""
        return [(name, due, clock, met) for name, due, clock, met in _LISTED.rows(self._connection, {"of": ticket_id})]

    def levels_due(self, now: datetime, limit: int) -> list[tuple[int, str, datetime]]:
        found = _DUE.rows(self._connection, {"now": now, "limit": limit})
        return [(ticket_id, name, due_at) for ticket_id, name, due_at in found]

    def level_told(self, ticket_id: int, name: str) -> None:
        _TOLD.run(self._connection, {"of": ticket_id, "named": name})
