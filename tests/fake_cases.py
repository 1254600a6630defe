"""Escalation cases, traces and the daemon's own watch in memory, on a `Content`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.desk.kept.crossing import UNFINISHED, Brief, Crossing
from bot.desk.kept.judgements import Judged, Verified
from bot.desk.kept.records import CaseRow, Leg, PageRow
from bot.errors import Missing, Transient
from bot.rules.escalation.case import Case
from bot.tickets.states import State
from tests.fake_content import Content
from tests.fake_incidents import FakeIncidents


class FakeCases:
    """bot.desk.ports.Cases in memory."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def add(self, ticket_id: int, case: Case) -> CaseRow:
        if self.running(ticket_id) is not None and case.state != "closed":
            raise Transient(f"ticket {ticket_id} has a running case already")
        return self._keep(CaseRow(len(self._content.cases) + 1, ticket_id, case, 0))

    def get(self, case_id: int) -> CaseRow:
        try:
            return self._content.cases[case_id]
        except KeyError:
            raise Missing(f"no escalation case {case_id}") from None

    def running(self, ticket_id: int) -> CaseRow | None:
        return next((row for row in self._of(ticket_id) if row.case.state != "closed"), None)

    def latest(self, ticket_id: int) -> CaseRow | None:
        return next(reversed(self._of(ticket_id)), None)

    def due(self, now: datetime, limit: int) -> list[CaseRow]:
        running = (row for row in self._content.cases.values() if row.case.state != "closed")
        due = [(row.case.due_at, row.id, row) for row in running if row.case.due_at and row.case.due_at <= now]
        return [row for _, _, row in sorted(due)[:limit]]

    def save(self, row: CaseRow) -> CaseRow:
        if self.get(row.id).version != row.version:
            raise Transient(f"escalation case {row.id} was changed by somebody else; read it again")
        return self._keep(replace(row, version=row.version + 1))

    def add_page(self, page: PageRow) -> bool:
        self.get(page.case_id)
        key = (page.case_id, page.round, page.step, page.person)
        return self._content.pages.setdefault(key, page) is page

    def page_of(self, message_ids: Sequence[str]) -> PageRow | None:
        found = {page.message_id: page for page in self._content.pages.values()}
        return next((found[message_id] for message_id in message_ids if message_id in found), None)

    def pages(self, case_id: int) -> list[PageRow]:
        mine = [page for page in self._content.pages.values() if page.case_id == case_id]
        return sorted(mine, key=lambda page: (page.round, page.step, page.at, page.person))

    def add_event(self, case_id: int, at: datetime, kind: str, detail: dict[str, Any]) -> None:
        self.get(case_id)
        event = (at, kind, json.loads(json.dumps(detail)))
        self._content.events[case_id] = (*self._content.events.get(case_id, ()), event)

    def events(self, case_id: int) -> list[tuple[datetime, str, dict[str, Any]]]:
        return list(self._content.events.get(case_id, ()))

    def unowned(self) -> list[Brief]:
        return [Brief(one.ticket_id, *self._number_of(one.ticket_id)) for one in self.uncalled("no policy", 0, 10**9)]

    def opened_since(self, since: datetime, newest: int) -> list[Brief]:
        tickets = sorted(self._content.tickets, reverse=True)[:newest]
        found = ((number, self._content.tickets[number]) for number in tickets)
        return [
            Brief(number, one.number, one.severity)
            for number, one in found
            if one.opened_at >= since and one.track == "real" and one.state is not State.DUPLICATE
        ]

    def _number_of(self, ticket_id: int) -> tuple[str, str | None]:
        return self._content.tickets[ticket_id].number, self._content.tickets[ticket_id].severity

    def uncalled(self, policy: str, after: int, limit: int) -> list[Crossing]:
        found: list[Crossing] = []
        for ticket in sorted(self._content.tickets.values(), key=lambda ticket: ticket.id or 0):
            assert ticket.id is not None
            plain = ticket.state in UNFINISHED and (ticket.severity, ticket.track) == ("critical", "real")
            row = self.running(ticket.id)
            called = row is not None and row.case.policy.name == policy
            if ticket.id > after and plain and ticket.owner is None and not called:
                incident = FakeIncidents(self._content).of_ticket(ticket.id)
                helpless = ticket.report.get("support_requested") is True
                found.append(Crossing(ticket.id, row and row.id, incident and incident.number, helpless))
        return found[:limit]

    def _of(self, ticket_id: int) -> list[CaseRow]:
        return [row for row in self._content.cases.values() if row.ticket_id == ticket_id]

    def _keep(self, row: CaseRow) -> CaseRow:
        kept = Case.from_dict(json.loads(json.dumps(row.case.to_dict())))
        self._content.cases[row.id] = replace(row, case=kept)
        return row


class FakeAudit:
    """bot.desk.ports.Audit in memory."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def record(self, ticket_id: int | None, letter_id: int | None, at: datetime, judgement: dict[str, Any]) -> None:
        number = len(self._content.traces) + 1
        told = Judged(number, ticket_id, letter_id, at, json.loads(json.dumps(judgement)))
        self._content.traces = (*self._content.traces, told)

    def traces(self, ticket_id: int) -> list[dict[str, Any]]:
        return [one.judgement for one in self._content.traces if one.ticket_id == ticket_id]

    def judged_since(self, since: datetime) -> Iterator[Judged]:
        return (one for one in self._content.traces if one.at >= since)

    def verify(self) -> Verified:
        return Verified(len(self._content.traces), None, None)


class FakeWatch:
    """bot.desk.ports.Watch in memory."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def touch(self, leg: Leg) -> None:
        self._content.legs[leg.name] = leg

    def legs(self) -> list[Leg]:
        return sorted(self._content.legs.values(), key=lambda leg: leg.name)

    def forget_leg(self, name: str) -> None:
        self._content.legs.pop(name, None)

    def raise_alarm(self, key: str, text: str, now: datetime, again_after: timedelta) -> bool:
        before = self._content.alarms.get(key)
        tell = before is None or before[2] <= now - again_after
        since, told_at = (now, now) if before is None else (before[1], now if tell else before[2])
        self._content.alarms[key] = text, since, told_at
        return tell

    def clear_alarm(self, key: str, now: datetime) -> bool:
        return self._content.alarms.pop(key, None) is not None

    def alarms(self) -> list[tuple[str, str, datetime]]:
        standing = [(key, text, since) for key, (text, since, _) in self._content.alarms.items()]
        return sorted(standing, key=lambda alarm: (alarm[2], alarm[0]))

    def take_lease(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        whose, ends_at, number = self._content.leases.get(name, (None, now, 0))
        ended = whose is None or ends_at <= now
        if not ended and whose != holder:
            return None
        number += ended
        self._content.leases[name] = holder, until, number
        return number

    def give_lease(self, name: str, holder: str) -> None:
        whose, _, number = self._content.leases.get(name, (None, None, 0))
        if whose == holder:
            self._content.leases[name] = None, datetime(1970, 1, 1, tzinfo=UTC), number

    def lease_holder(self, name: str) -> tuple[str, datetime] | None:
        whose, until, _ = self._content.leases.get(name, (None, datetime(1970, 1, 1, tzinfo=UTC), 0))
        return None if whose is None else (whose, until)

    def mark(self, name: str) -> datetime | None:
        return self._content.marks.get(name)

    def set_mark(self, name: str, at: datetime) -> None:
        self._content.marks[name] = at
