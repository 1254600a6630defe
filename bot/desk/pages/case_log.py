"""The log of a case: each change of it as an event beside what caused it, so that the log alone rebuilds the case and
its pages (invariant I9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.desk.kept.records import CaseRow, PageRow
from bot.desk.ports import Unit
from bot.rules.escalation.case import Case

BEGUN, MOVED, PAGED = "begun", "moved", "page"
LoggedEvent = tuple[datetime, str, dict[str, Any]]


def begin(unit: Unit, ticket_id: int, case: Case, now: datetime) -> CaseRow:
    """A case stored with the event that holds all of it. Raises Transient when the ticket has a running case."""
    row = unit.cases.add(ticket_id, case)
    about = {"policy": case.policy.name, "hash": case.policy.hash, "case": case.to_dict()}
    unit.cases.add_event(row.id, now, BEGUN, about)
    return row


def move(unit: Unit, row: CaseRow, case: Case, now: datetime) -> CaseRow:
    """The case as it is from now on, stored with an event that holds what changed. Raises Transient when somebody
    else moved it first."""
    saved = unit.cases.save(replace(row, case=case))
    before = row.case.to_dict()
    changed = {name: value for name, value in case.to_dict().items() if value != before[name]}
    if changed:
        unit.cases.add_event(row.id, now, MOVED, changed)
    return saved


def rebuilt(case_id: int, events: Sequence[LoggedEvent]) -> tuple[Case, list[PageRow]]:
    """The case and its pages as the events alone tell them. Raises ValueError when they do not begin with its
    beginning."""
    stored: dict[str, Any] = {}
    pages: dict[tuple[int, int, str], PageRow] = {}
    for at, kind, detail in events:
        if kind == BEGUN:
            stored = dict(detail["case"])
        elif kind == MOVED:
            stored |= detail
        elif kind == PAGED and detail.get("message_id"):
            key = detail["round"], detail["step"], detail["person"]
            pages.setdefault(key, PageRow(case_id, *key, detail["message_id"], at))
    if not stored:
        raise ValueError(f"the events of case {case_id} do not tell how it began")
    return Case.from_dict(stored), list(pages.values())
