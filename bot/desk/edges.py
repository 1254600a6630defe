"""The edges of a window as events: when it ends, critical tickets nobody has taken cross over to the pager; when it
begins again, the desk gets the night's list. What was looked at stands in a row: a restart skips and repeats nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk import night_list
from bot.desk.kept.crossing import Crossing
from bot.desk.many import gathering
from bot.desk.many.standing import graver, page_stands
from bot.desk.many.storms import shown_at_once
from bot.desk.office import Office
from bot.desk.pages import escalate
from bot.desk.ports import Unit
from bot.rules.clock.windows import Windows
from bot.rules.escalation.policy import Policy
from bot.tickets.model import Ticket

_INSTANT = timedelta(microseconds=1)
_LONGEST_CLOSED = timedelta(days=30)
_LOOKED_THROUGH, _AT_ONCE = 1000, 200


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
    if not windows.contains(window, now):
        crossed, left = _cross_over(unit, office, policy, now)
        if not left:
            unit.watch.set_mark(mark, now)
        return crossed
    unit.watch.set_mark(mark, now)
    assert edges.began_at is not None, "a window that holds now and had an edge has begun"
    before = windows.intervals(window, edges.began_at - _LONGEST_CLOSED, edges.began_at)
    closed_at = before[-1].end if before else edges.began_at - _LONGEST_CLOSED
    return int(night_list.send(unit, office, policy, closed_at, edges.began_at, now))


def _cross_over(unit: Unit, office: Office, policy: Policy, now: datetime) -> tuple[int, bool]:
    """Call for tickets nobody has taken, so many at once that nothing else waits long; how many, and whether some are
    left for the next look."""
    crossed = after = 0
    storms = _Storms(unit, office, now)
    while found := unit.cases.uncalled(policy.name, after, _LOOKED_THROUGH):
        for one in found:
            if crossed >= _AT_ONCE:
                return crossed, True
            if not storms.stands_for(one) or (one.asks_for_help and storms.graver(one)):
                crossed += _adopt(unit, office, policy, one, storms, now)
            else:
                storms.withhold(one)
        after = found[-1].ticket_id
    storms.show_withheld()
    return crossed, False


class _Storms:
    """The incidents of one look, each read once: in a storm one page stands for all its tickets."""

    def __init__(self, unit: Unit, office: Office, now: datetime) -> None:
        self._unit, self._office, self._now = unit, office, now
        self._stands: dict[str, Ticket | None] = {}
        self._withheld: dict[str, list[int]] = {}

    def stands_for(self, one: Crossing) -> bool:
        """Whether a running page stands for this ticket, which has none of its own."""
        if one.incident is None or one.case_id is not None:
            return False
        if one.incident not in self._stands:
            incident = self._unit.incidents.get(one.incident)
            self._stands[one.incident] = page_stands(self._unit, self._office, incident, self._now)
        return self._stands[one.incident] is not None

    def withhold(self, one: Crossing) -> None:
        """No page of its own: to be shown to whoever carries the one that stands for it."""
        assert one.incident is not None
        self._withheld.setdefault(one.incident, []).append(one.ticket_id)

    def show_withheld(self) -> None:
        """One digest for each storm of what has no page of its own."""
        for number, ids in self._withheld.items():
            incident = self._unit.incidents.get(number)
            stands = page_stands(self._unit, self._office, incident, self._now)
            if stands is not None:
                tickets = [self._unit.tickets.by_id(one) for one in ids]
                shown_at_once(self._unit, self._office, incident, stands, tickets, self._now)

    def graver(self, one: Crossing) -> bool:
        """Whether it is graver than all that was paged for its incident."""
        assert one.incident is not None
        incident, ticket = self._unit.incidents.get(one.incident), self._unit.tickets.by_id(one.ticket_id)
        return graver(self._unit, self._office, incident, ticket, self._now)

    def paged(self, one: Crossing, ticket: Ticket, pages: tuple[str, ...]) -> None:
        """From now on this page may stand for the others."""
        if one.incident is not None:
            incident = self._unit.incidents.get(one.incident)
            gathering.paged(self._unit, gathering.Gathered(incident, ()), ticket, pages)
            self._stands.pop(one.incident, None)


def _adopt(unit: Unit, office: Office, policy: Policy, one: Crossing, storms: _Storms, now: datetime) -> bool:
    ticket = unit.tickets.by_id(one.ticket_id)
    if one.case_id is None:
        storms.paged(one, ticket, escalate.begin(unit, office, ticket, policy, now))
        return True
    row = unit.cases.get(one.case_id)
    if row.case.state not in ("escalating", "alarming"):
        return False
    escalate.adopt(unit, office, row, ticket, policy, now)
    return True
