"""Answers that are awaited, in the database: one row a ticket, found again by when it is due."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, delete, select

from bot.desk.kept.awaiting import Awaited
from bot.storage.columns import Instant
from bot.storage.schema_incidents import awaited_answer
from bot.storage.statement import Statement, replacing

_NAMES = tuple(field.name for field in fields(Awaited))
_ROW = tuple(awaited_answer.c[name] for name in _NAMES)
_AWAIT = Statement(lambda insert: replacing(insert(awaited_answer), ["ticket_id"], _NAMES), _NAMES)
_AWAITED = Statement(select(*_ROW).where(awaited_answer.c.ticket_id == bindparam("of")))
_DUE = Statement(
    select(*_ROW)
    .where(awaited_answer.c.due_at <= bindparam("now", type_=Instant))
    .order_by(awaited_answer.c.due_at, awaited_answer.c.ticket_id)
    .limit(bindparam("limit", type_=sa.Integer))
)
_STOP = Statement(delete(awaited_answer).where(awaited_answer.c.ticket_id == bindparam("of")))


class SqlAwaiting:
    """bot.desk.kept.awaiting.Awaiting on a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def await_answer(self, awaited: Awaited) -> None:
        _AWAIT.run(self._connection, {name: getattr(awaited, name) for name in _NAMES})

    def awaited(self, ticket_id: int) -> Awaited | None:
        row = _AWAITED.row(self._connection, {"of": ticket_id})
        return Awaited(*row) if row else None

    def answers_due(self, now: datetime, limit: int) -> list[Awaited]:
        return [Awaited(*row) for row in _DUE.rows(self._connection, {"now": now, "limit": limit})]

    def stop_awaiting(self, ticket_id: int) -> None:
        _STOP.run(self._connection, {"of": ticket_id})
