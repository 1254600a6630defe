"""The edges of a window as events: when it ends, critical tickets nobody has taken cross over to the pager; when it
begins again, the desk gets the night's list. What was looked at stands in a row: a restart skips and repeats nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk import escalate, gathering, night_list
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.storms import page_that_stands
from bot.rules.policy import Policy
from bot.rules.windows import Windows
from bot.tickets.model import Ticket

_INSTANT = timedelta(microseconds=1)
_LONGEST_CLOSED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Passed:
    """The last end and the last beginning of a window since it was looked at; None where there was none."""

    ended_at: datetime | None
    began_at: datetime | None


def tick(unit: Unit, office: Office, now: datetime) -> int:
    """Act on the edges that passed since the last look; the number of letters and cases this caused.

    After an outage only what still holds is done: nobody is paged for an evening when the desk is open again, and one
    list tells of the last night. The first look ever only remembers when it was.
    """
    return sum(_look(unit, office, policy, now) for policy in _adopting(office))


def passed(windows: Windows, window: str, last: datetime, now: datetime) -> Passed:
    """The edges of a window in (last, now]."""
    spans = windows.intervals(window, last, now + _INSTANT)
    return Passed(
        ended_at=max((span.end for span in spans if span.end <= now), default=None),
        began_at=max((span.start for span in spans if span.start > last), default=None),
    )


def _adopting(office: Office) -> list[Policy]:
    """One policy for each window at whose end tickets are adopted: the first that names it."""
    first: dict[str, Policy] = {}
    for policy in office.rules.policies.values():
        if policy.adoption is not None:
            first.setdefault(policy.adoption.window, policy)
    return list(first.values())


def _look(unit: Unit, office: Office, policy: Policy, now: datetime) -> int:
    assert policy.adoption is not None
    window, windows = policy.adoption.window, office.rules.windows
    mark = f"edge/{window}"
    last = unit.watch.mark(mark)
    if last is None:
        unit.watch.set_mark(mark, now)
        return 0
    edges = passed(windows, window, max(last, now - _LONGEST_CLOSED), now) if last < now else Passed(None, None)
    if edges == Passed(None, None):
        return 0
    unit.watch.set_mark(mark, now)
    if not windows.contains(window, now):
        return _cross_over(unit, office, policy, now)
    assert edges.began_at is not None, "a window that holds now and had an edge has begun"
    before = windows.intervals(window, edges.began_at - _LONGEST_CLOSED, edges.began_at)
    closed_at = before[-1].end if before else edges.began_at - _LONGEST_CLOSED
    return int(night_list.send(unit, office, policy, closed_at, edges.began_at, now))


def _cross_over(unit: Unit, office: Office, policy: Policy, now: datetime) -> int:
    unowned = (t for t in night_list.open_tickets(unit) if t.severity == "critical" and t.owner is None)
    return sum(_adopt(unit, office, policy, ticket, now) for ticket in sorted(unowned, key=lambda t: t.number))


def _adopt(unit: Unit, office: Office, policy: Policy, ticket: Ticket, now: datetime) -> bool:
    """A case already under this policy goes on as it is: paging anew would only shorten its waits."""
    assert ticket.id is not None, "a stored ticket has an id"
    row = unit.cases.running(ticket.id)
    if row is None:
        return _page(unit, office, policy, ticket, now)
    if row.case.policy.name == policy.name:
        return False
    escalate.adopt(unit, office, row, ticket, policy, now)
    return True


def _page(unit: Unit, office: Office, policy: Policy, ticket: Ticket, now: datetime) -> bool:
    """A case of its own, unless in a storm the page of another ticket stands for this one too."""
    assert ticket.id is not None, "a stored ticket has an id"
    incident = unit.incidents.of_ticket(ticket.id)
    if incident is not None and page_that_stands(unit, incident, ticket) is not None:
        return False
    pages = escalate.begin(unit, office, ticket, policy, now)
    gathering.paged(unit, gathering.Gathered(incident, ()) if incident else None, ticket, pages)
    return True
