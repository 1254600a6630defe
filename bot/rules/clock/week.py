"""Ranges of wall time by day of the week, as operators write them: `mon-fri: ["09:00-18:00"]`. Half-open, in minutes.

A range that ends at or before its start crosses midnight and belongs to the day it starts on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.clock.intervals import Interval
from bot.settings.section import Node, Section
from bot.walltime import to_instant

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RANGE = re.compile(r"([0-9]{1,2}):([0-9]{2}) ?[-\u2013] ?([0-9]{1,2}):([0-9]{2})")
_DAY = 24 * 60


class Range(NamedTuple):
    """Minutes after midnight of the day the range starts on; `end` may lie beyond 24:00."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end if self.end <= _DAY else self.end - _DAY)}"


Week = tuple[tuple[Range, ...], ...]
"""Seven tuples of ranges, Monday first."""


def instants(day: date, ranges: Iterable[Range], zone: ZoneInfo) -> list[Interval]:
    """The ranges of one day as intervals of real time; one that falls into skipped wall time is empty and left out."""
    midnight = datetime.combine(day, time.min)
    found = []
    for start, end in ranges:
        a, b = (to_instant(midnight + timedelta(minutes=minute), zone) for minute in (start, end))
        if a < b:
            found.append(Interval(a, b))
    return found


def read_week(section: Section) -> Week:
    """A mapping of days to ranges; each day at most once."""
    week: list[tuple[Range, ...] | None] = [None] * 7
    for key in section.names():
        ranges = read_ranges(section, key)
        for day in _days(section, key):
            if week[day] is not None:
                section.fault(key, f"{DAYS[day]} is given twice", "write each day in one key only")
            week[day] = ranges
    return tuple(ranges or () for ranges in week)


def read_days(section: Section, key: str) -> frozenset[int]:
    """The weekdays (Monday is 0) named under a key, as `mon-fri` or `[mon, wed]`; all of them when it is absent."""
    if section.raw(key) is None:
        return frozenset(range(7))
    return frozenset(day for text in section.texts(key) for day in _named(section, key, text))


def read_ranges(section: Section, key: str) -> tuple[Range, ...]:
    """The ranges listed under a key, sorted; faults for what is no range, and for ranges that overlap."""
    node = section.raw(key)
    ranges = sorted(r for text in section.texts(key) if (r := _range(section, key, text, node)) is not None)
    for one, next_one in pairwise(ranges):
        if next_one.start < one.end:
            section.fault(key, f"{one} and {next_one} overlap", "write ranges that do not overlap")
    return tuple(ranges)


def _range(section: Section, key: str, text: str, node: Node | None) -> Range | None:
    found = _RANGE.fullmatch(text.strip()) if len(text) <= 20 else None
    if found is None:
        section.fault(key, f"`{text[:20]}` is no range of time", 'write "09:00-18:00", in quotes', node)
        return None
    a, b, c, d = map(int, found.groups())
    start, end = a * 60 + b, c * 60 + d
    if b > 59 or d > 59 or start >= _DAY or end > _DAY or start == end:
        section.fault(
            key, f"`{text}` is no range of time", 'times go from 00:00 to 24:00; all day is "00:00-24:00"', node
        )
        return None
    if end == _DAY - 1:
        section.fault(key, f"`{text}` leaves the last minute of the day out", "the end is excluded: write 24:00", node)
    return Range(start, end if end > start else end + _DAY)


def _days(section: Section, key: str) -> list[int]:
    return [day for part in key.split(",") for day in _named(section, key, part)]


def _named(section: Section, key: str, text: str) -> list[int]:
    first, _, last = text.strip().lower().partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        section.fault(key, f"`{text}` names no day", f"write {', '.join(DAYS)}, or a span such as mon-fri")
        return []
    a, b = DAYS.index(first), DAYS.index(last or first)
    return [(a + n) % 7 for n in range((b - a) % 7 + 1)]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
