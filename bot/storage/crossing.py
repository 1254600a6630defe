"""Tickets that cross over at an edge, in one look: joined to their running case and their incident."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from bot.desk.kept.crossing import UNFINISHED, Brief, Crossing
from bot.storage.columns import CleanText, Id, Instant, Json
from bot.storage.schema import ticket
from bot.storage.schema_effects import OPEN_CASE, escalation_case
from bot.storage.schema_incidents import IN_IT, incident, incident_member
from bot.storage.statement import Statement


class _PolicyName(sa.ColumnElement[str]):
    """The name of the policy inside a stored case, read by the database: decoding ten thousand here takes a second."""

    inherit_cache = False
    type = CleanText()


@compiles(_PolicyName, "sqlite")
def _for_sqlite(element: _PolicyName, compiler: SQLCompiler, **_: Any) -> str:
    return f"json_extract({compiler.process(escalation_case.c.case)}, '$.policy.name')"


@compiles(_PolicyName, "postgresql")
def _for_postgresql(element: _PolicyName, compiler: SQLCompiler, **_: Any) -> str:
    return f"CAST({compiler.process(escalation_case.c.case)} AS json) #>> '{{policy,name}}'"


# A case is written with the name of its policy in front. Only of one that begins otherwise all is read as JSON, which
# takes the database fifty times as long.
_begins = bindparam("begins", type_=Json)
_open = sa.func.length(_begins) - len("}}")
_stored = sa.type_coerce(escalation_case.c.case, sa.Text)
_SAME_POLICY = sa.func.substr(_stored, 1, _open) == sa.func.substr(_begins, 1, _open)
_OTHER_POLICY = sa.case((_SAME_POLICY, sa.false()), else_=_PolicyName() != bindparam("policy", type_=CleanText))
_UNOWNED_CRITICAL = (
    ticket.c.state.in_([sa.literal_column(f"'{state}'") for state in UNFINISHED]),
    ticket.c.severity == sa.literal_column("'critical'"),
    ticket.c.track == sa.literal_column("'real'"),
    ticket.c.owner.is_(None),
)
_BRIEF = (ticket.c.id, ticket.c.number, ticket.c.severity)
_UNOWNED = Statement(select(*_BRIEF).where(*_UNOWNED_CRITICAL))
_newest = select(ticket.c.id).order_by(ticket.c.id.desc()).limit(bindparam("newest", type_=sa.Integer)).subquery()
_OPENED = Statement(
    select(*_BRIEF).where(
        ticket.c.id.in_(select(_newest.c.id)),
        ticket.c.opened_at >= bindparam("since", type_=Instant),
        ticket.c.track == sa.literal_column("'real'"),
        ticket.c.state != sa.literal_column("'duplicate'"),
    )
)
_UNCALLED = Statement(
    select(ticket.c.id, escalation_case.c.id.label("case_id"), incident.c.number, ticket.c.report)
    .select_from(
        ticket.outerjoin(escalation_case, sa.and_(escalation_case.c.ticket_id == ticket.c.id, OPEN_CASE))
        .outerjoin(incident_member, sa.and_(incident_member.c.ticket_id == ticket.c.id, IN_IT))
        .outerjoin(incident, incident.c.id == incident_member.c.incident_id)
    )
    .where(
        *_UNOWNED_CRITICAL,
        ticket.c.id > bindparam("after", type_=Id),
        sa.or_(escalation_case.c.id.is_(None), _OTHER_POLICY),
    )
    .order_by(ticket.c.id)
    .limit(bindparam("limit", type_=sa.Integer))
)


class SqlCrossings:
    """bot.desk.kept.crossing.Crossings on a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def uncalled(self, policy: str, after: int, limit: int) -> list[Crossing]:
        values = {"policy": policy, "begins": {"policy": {"name": policy}}, "after": after, "limit": limit}
        rows = _UNCALLED.rows(self._connection, values)
        return [
            Crossing(ticket_id, case_id, number, report.get("support_requested") is True)
            for ticket_id, case_id, number, report in rows
        ]

    def unowned(self) -> list[Brief]:
        return [Brief(*row) for row in _UNOWNED.rows(self._connection)]

    def opened_since(self, since: datetime, newest: int) -> list[Brief]:
        return [Brief(*row) for row in _OPENED.rows(self._connection, {"since": since, "newest": newest})]
