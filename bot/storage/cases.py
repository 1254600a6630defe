"""Escalation cases: their due instants stand in rows and survive a restart; a page is stored once, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select, update

from bot.desk.kept.records import CaseRow, PageRow
from bot.errors import Missing, Transient
from bot.rules.escalation.case import Case
from bot.storage.columns import Instant, bounded
from bot.storage.crossing import SqlCrossings
from bot.storage.schema_effects import OPEN_CASE, case_event, escalation_case, page
from bot.storage.statement import Row, Statement, among, slots

_ROW = (escalation_case.c.id, escalation_case.c.ticket_id, escalation_case.c.case, escalation_case.c.version)
_OF_TICKET = escalation_case.c.ticket_id == bindparam("of")

_ADD = Statement(
    sa.insert(escalation_case).returning(escalation_case.c.id), ["ticket_id", "closed", "next_at", "case", "version"]
)
_GET = Statement(select(*_ROW).where(escalation_case.c.id == bindparam("of")))
_RUNNING = Statement(select(*_ROW).where(_OF_TICKET, OPEN_CASE))
_LATEST = Statement(select(*_ROW).where(_OF_TICKET).order_by(escalation_case.c.id.desc()).limit(1))
_due = (
    select(*_ROW)
    .where(OPEN_CASE, escalation_case.c.next_at <= bindparam("now", type_=Instant))
    .order_by(escalation_case.c.next_at, escalation_case.c.id)
    .limit(bindparam("limit", type_=sa.Integer))
)
_DUE = Statement(_due)
_DUE_CLAIMED = Statement(_due.with_for_update(skip_locked=True))
_SAVE = Statement(
    update(escalation_case)
    .where(escalation_case.c.id == bindparam("of"), escalation_case.c.version == bindparam("seen"))
    .values({name: bindparam(name) for name in ("closed", "next_at", "case", "version")})
)
_ADD_PAGE = Statement(
    lambda insert: (
        insert(page)
        .on_conflict_do_nothing(index_elements=["case_id", "round", "step", "person"])
        .returning(page.c.case_id)
    ),
    ["case_id", "round", "step", "person", "message_id", "at"],
)
_PAGE_ROW = (page.c.case_id, page.c.round, page.c.step, page.c.person, page.c.message_id, page.c.at)
_PAGE_OF = Statement(select(*_PAGE_ROW).where(among(page.c.message_id)))
_PAGES = Statement(
    select(*_PAGE_ROW)
    .where(page.c.case_id == bindparam("of"))
    .order_by(page.c.round, page.c.step, page.c.at, page.c.person)
)
_ADD_EVENT = Statement(sa.insert(case_event), ["case_id", "at", "kind", "detail"])
_EVENTS = Statement(
    select(case_event.c.at, case_event.c.kind, case_event.c.detail)
    .where(case_event.c.case_id == bindparam("of"))
    .order_by(case_event.c.id)
)


class SqlCases(SqlCrossings):
    """bot.desk.ports.Cases on a connection. `claiming` locks what `due` gives out, where the database can."""

    def __init__(self, connection: sa.Connection, claiming: bool) -> None:
        super().__init__(connection)
        self._due = _DUE_CLAIMED if claiming else _DUE

    def add(self, ticket_id: int, case: Case) -> CaseRow:
        """Raises Transient when the ticket has a running case: the one that was begun at the same moment stands."""
        values = {**_values(case), "ticket_id": ticket_id, "version": 0}
        return CaseRow(_ADD.value(self._connection, values), ticket_id, case, 0)

    def get(self, case_id: int) -> CaseRow:
        found = self._first(_GET, case_id)
        if found is None:
            raise Missing(f"no escalation case {case_id}")
        return found

    def running(self, ticket_id: int) -> CaseRow | None:
        return self._first(_RUNNING, ticket_id)

    def latest(self, ticket_id: int) -> CaseRow | None:
        return self._first(_LATEST, ticket_id)

    def due(self, now: datetime, limit: int) -> list[CaseRow]:
        return [_case(row) for row in self._due.rows(self._connection, {"now": now, "limit": limit})]

    def save(self, row: CaseRow) -> CaseRow:
        values = {**_values(row.case), "of": row.id, "seen": row.version, "version": row.version + 1}
        if _SAVE.run(self._connection, values) == 0:
            self.get(row.id)
            raise Transient(f"escalation case {row.id} was changed by somebody else; read it again")
        return replace(row, version=row.version + 1)

    def add_page(self, page: PageRow) -> bool:
        values = {
            "case_id": page.case_id,
            "round": page.round,
            "step": page.step,
            "person": page.person,
            "message_id": page.message_id,
            "at": page.at,
        }
        return _ADD_PAGE.value(self._connection, values) is not None

    def page_of(self, message_ids: Sequence[str]) -> PageRow | None:
        """The page one of these Message-IDs names: the first of the ids that names one decides."""
        keys = [bounded(message_id) for message_id in message_ids]
        rows = (PageRow(*row) for few in slots(keys) for row in _PAGE_OF.rows(self._connection, few))
        found = {row.message_id: row for row in rows}
        return next((found[key] for key in keys if key in found), None)

    def pages(self, case_id: int) -> list[PageRow]:
        return [PageRow(*row) for row in _PAGES.rows(self._connection, {"of": case_id})]

    def add_event(self, case_id: int, at: datetime, kind: str, detail: dict[str, Any]) -> None:
        _ADD_EVENT.run(self._connection, {"case_id": case_id, "at": at, "kind": kind, "detail": detail})

    def events(self, case_id: int) -> list[tuple[datetime, str, dict[str, Any]]]:
        """In the order in which they were added."""
        return [(at, kind, detail) for at, kind, detail in _EVENTS.rows(self._connection, {"of": case_id})]

    def _first(self, statement: Statement, number: int) -> CaseRow | None:
        found = statement.row(self._connection, {"of": number})
        return None if found is None else _case(found)


def _values(case: Case) -> dict[str, Any]:
    return {"closed": case.state == "closed", "next_at": case.due_at, "case": case.to_dict()}


def _case(row: Row) -> CaseRow:
    number, ticket_id, case, version = row
    return CaseRow(number, ticket_id, Case.from_dict(case), version)
