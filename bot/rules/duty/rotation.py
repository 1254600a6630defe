"""Who is on call by turns: a list of people, a first hand-off and a period on wall dates; an instant in, a turn out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.clock.intervals import Interval
from bot.settings.section import Section
from bot.walltime import to_instant, to_wall

_PERIOD = re.compile(r"([1-9][0-9]?) ?(d|w|month)")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's turn, from one hand-off to the next (UTC)."""

    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Rotation:
    """Turns by wall time in a zone: a hand-off at 09:00 is at 09:00 in summer and in winter.

    The person is the one at index `hand-offs since start` modulo the number of people. Nobody before `start`, nor from
    the hand-off time of `end` on: a new list of people is a new layer that starts where the old one ends.
    """

    people: tuple[str, ...]
    start: date
    handoff: time
    zone: ZoneInfo
    days: int = 7
    months: int = 0
    end: date | None = None

    def turns(self, start: datetime, end: datetime) -> list[Turn]:
        """The turns that touch [start, end), in order, whole."""
        found = []
        stop = self._at(self.end) if self.end else None
        number = self._number(start)
        while (begins := self._handoff(number)) < end and (stop is None or begins < stop):
            ends = self._handoff(number + 1)
            if ends > start:
                person = self.people[number % len(self.people)]
                found.append(Turn(person, begins, ends if stop is None else min(ends, stop)))
            number += 1
        return found

    def spans(self, start: datetime, end: datetime) -> list[tuple[str, Interval]]:
        """People and the part of their turns within [start, end)."""
        turns = self.turns(start, end)
        spans = [(turn.person, Interval(max(turn.start, start), min(turn.end, end))) for turn in turns]
        return [(person, span) for person, span in spans if span.start < span.end]

    def _number(self, t: datetime) -> int:
        """A hand-off number at or shortly before the turn that holds `t`, never negative."""
        wall = to_wall(t, self.zone).date()
        if self.months:
            passed = ((wall.year - self.start.year) * 12 + wall.month - self.start.month) // self.months
        else:
            passed = (wall - self.start).days // self.days
        return max(0, passed - 1)

    def _handoff(self, number: int) -> datetime:
        if not self.months:
            return self._at(self.start + timedelta(days=self.days * number))
        month = self.start.month - 1 + self.months * number
        return self._at(date(self.start.year + month // 12, month % 12 + 1, self.start.day))

    def _at(self, day: date) -> datetime:
        return to_instant(datetime.combine(day, self.handoff), self.zone)


def read_rotation(section: Section, people: tuple[str, ...], zone: ZoneInfo) -> Rotation:
    """`every`, `start`, `handoff` and `end` of a layer. A monthly hand-off on day 29 to 31 is a fault."""
    days, months = _period(section)
    start = read_date(section, "start") or date(2026, 1, 5)
    end = read_date(section, "end") if section.raw("end") else None
    if months and start.day > 28:
        section.fault("start", "not every month has that day", "start a monthly rotation on day 1 to 28")
        start = start.replace(day=28)
    if end is not None and end <= start:
        section.fault("end", "ends before it starts", "write a date after `start`")
    return Rotation(people, start, read_clock(section, "handoff"), zone, days, months, end)


def read_date(section: Section, key: str) -> date | None:
    """The date under a key, written as 2026-01-05 with or without quotes."""
    node = section.raw(key)
    value = None if node is None else node.value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        section.fault(key, "a date is due here", "write year-month-day, such as 2026-01-05")
        return None


def _period(section: Section) -> tuple[int, int]:
    text = section.text("every")
    found = _PERIOD.fullmatch(text.strip()) if len(text) < 12 else None
    if found is None:
        if text:
            section.fault("every", "no period between hand-offs", "write 1d, 1w, 2w or 1month")
        return 7, 0
    number = int(found[1])
    return (7 * number if found[2] == "w" else number, 0) if found[2] != "month" else (0, number)


def read_clock(section: Section, key: str) -> time:
    """The time of day under a key, written as "09:00"."""
    text = section.text(key)
    found = _CLOCK.fullmatch(text.strip()) if len(text) < 12 else None
    if found is None:
        if text:
            section.fault(key, "no time of day", 'write it as "09:00", in quotes')
        return time(9)
    return time(int(found[1]), int(found[2]))
