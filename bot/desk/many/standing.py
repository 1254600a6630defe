"""Which page stands for a report that has none of its own, and what is too grave to be stood for.

A page stands only while somebody really carries it: it runs, it is young, it was not in vain (docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.desk.kept.incidents import Incident
from bot.desk.kept.records import CaseRow
from bot.desk.many.houses import house_of
from bot.desk.many.likeness import SAME_WORDS, is_shared_cause
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.tickets.model import Ticket

_BEYOND = "health-system"
_HARMED, _EMERGENCY = 1, 2
_OVERDUE = timedelta(minutes=15)
"""A step due for so long was not made: the clock of that page does not run."""


def page_that_stands(
    unit: Unit, office: Office, incident: Incident, ticket: Ticket, now: datetime, reasons: Sequence[str] = ()
) -> Ticket | None:
    """The ticket whose page stands for this one; None when this one must be paged itself.

    In a storm any page of the incident does. Before, only for who tells the same in nearly the same words (`reasons` of
    the proposal) and is the same house, or names the same failing provider: one text may be copied by many.
    """
    if incident.storm_at is None and SAME_WORDS not in reasons:
        return None
    carried = list(_carried(unit, office, incident, now))
    standing = [
        one
        for one in carried
        if one.id != ticket.id and (incident.storm_at is not None or _one_matter(office, one, ticket, reasons))
    ]
    if not standing or _graver(ticket, carried):
        return None
    return next((one for one in standing if one.id == incident.paged), standing[-1])


def page_stands(unit: Unit, office: Office, incident: Incident, now: datetime) -> Ticket | None:
    """The ticket whose page stands for the reports of this storm, save for graver ones."""
    if incident.storm_at is None or incident.paged is None:
        return None
    if not is_carried(unit.cases.running(incident.paged), office, now):
        return None
    return unit.tickets.by_id(incident.paged)


def graver(unit: Unit, office: Office, incident: Incident, ticket: Ticket, now: datetime) -> bool:
    """Whether what this structure tells is graver than all that is paged for the incident.

    Emergency calls lost in one département are not covered by a page about another's.
    """
    return _graver(ticket, list(_carried(unit, office, incident, now)))


def is_carried(row: CaseRow | None, office: Office, now: datetime) -> bool:
    """Whether somebody has taken this page, or is being asked now, within the time a storm lasts."""
    if row is None:
        return False
    case = row.case
    if max(case.begun_at, case.taken_at or case.begun_at) < now - office.settings.incidents.storm_within:
        return False
    if case.state == "acknowledged":
        return True
    on_time = case.due_at is not None and case.due_at > now - _OVERDUE
    return case.state == "escalating" and bool(case.last_pages) and on_time


def _carried(unit: Unit, office: Office, incident: Incident, now: datetime) -> Iterator[Ticket]:
    assert incident.id is not None
    for member in unit.incidents.members(incident.id):
        if member.standing != "split" and is_carried(unit.cases.running(member.ticket_id), office, now):
            yield unit.tickets.by_id(member.ticket_id)


def _one_matter(office: Office, stands: Ticket, ticket: Ticket, reasons: Sequence[str]) -> bool:
    if any(is_shared_cause(reason) for reason in reasons):
        return all(one.report.get("provider_involved") is not False for one in (stands, ticket))
    return house_of(stands, ticket, office.settings.webmail_domains) == "same"


def _graver(ticket: Ticket, carried: Sequence[Ticket]) -> bool:
    grade = _grade(ticket)
    if not grade:
        return False
    paged = [one for one in carried if one.id != ticket.id]
    if grade == _EMERGENCY:
        paged = [one for one in paged if department_of(one) == department_of(ticket)]
    return all(_grade(one) < grade for one in paged)


def _grade(ticket: Ticket) -> int:
    """How far a critical matter reaches, as report and rules tell: patients in danger for certain where help is not
    declined, or the health system beyond the structure (emergency calls, ambulances sent away)."""
    if ticket.severity != "critical":
        return 0
    if _BEYOND in ticket.labels:
        return _EMERGENCY
    harmed = ticket.report.get("patient_impact") == "proven" and ticket.report.get("support_requested") is not False
    return _HARMED if harmed else 0


def department_of(ticket: Ticket) -> str | None:
    """The département of its report."""
    return (ticket.report.get("territory") or {}).get("department")
