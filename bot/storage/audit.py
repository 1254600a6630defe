"""Decisions as they were taken, word for word, so that each can be told again (promise D6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from bot.storage.schema_effects import trace
from bot.storage.statement import Statement

_RECORD = Statement(sa.insert(trace), ["ticket_id", "letter_id", "at", "judgement"])
_TRACES = Statement(select(trace.c.judgement).where(trace.c.ticket_id == bindparam("of")).order_by(trace.c.id))


class SqlAudit:
    """bot.desk.ports.Audit on a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def record(self, ticket_id: int | None, letter_id: int | None, at: datetime, judgement: dict[str, Any]) -> None:
        values = {"ticket_id": ticket_id, "letter_id": letter_id, "at": at, "judgement": judgement}
        _RECORD.run(self._connection, values)

    def traces(self, ticket_id: int) -> list[dict[str, Any]]:
        return [judgement for (judgement,) in _TRACES.rows(self._connection, {"of": ticket_id})]
