"""Proof that somebody can be reached: what a schedule must cover, less who covers it, as gaps with dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.clock.intervals import Interval, difference, intersection, union
from bot.rules.clock.windows import Windows
from bot.rules.duty.oncall import Schedule
from bot.walltime import utc


@dataclass(frozen=True, slots=True)
class Gap:
    """Time (UTC) that must be covered and is not: nobody is on call, or `person` is and has no address."""

    schedule: str
    start: datetime
    end: datetime
    person: str | None = None

    def __str__(self) -> str:
        why = "nobody is on call" if self.person is None else f"{self.person} is on call and has no address"
        return f"{self.schedule}: {why} from {self.start.isoformat()} to {self.end.isoformat()}"


def gaps(schedule: Schedule, windows: Windows, start: datetime, horizon: timedelta) -> list[Gap]:
    """The gaps of a schedule within `horizon` from `start`, in order and disjoint; one without `must_cover` has none.

    Required time = covered time + gaps, exactly; a schedule of nobody is one gap for each stretch it must cover.
    """
    if schedule.must_cover is None:
        return []
    start = utc(start)
    end = start + horizon
    required = windows.intervals(schedule.must_cover, start, end)
    shifts = [(shift.person, Interval(shift.start, shift.until or end)) for shift in schedule.shifts(start, end)]
    free = difference(required, union(span for _, span in shifts))
    found = [Gap(schedule.name, *span) for span in free]
    for person, span in shifts:
        if person in schedule.unreachable:
            found += [Gap(schedule.name, *part, person) for part in intersection(required, [span])]
    return sorted(found, key=lambda gap: gap.start)
