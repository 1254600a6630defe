"""Business time. A calendar is a set of open intervals of real time; everything asked of it is read from them.

Day class: `special` before `extra_closed` and holidays, these before `week`. The wall clock is met once, where the
ranges of a day become instants; after that all arithmetic is on UTC, so a clock change can neither lose nor double a
minute. Every search ends: past its horizon it raises BeyondHorizon.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.clock.french_holidays import FIRST_YEAR, LAST_YEAR, SETS, BeyondHorizon, HolidaySet
from bot.rules.clock.intervals import Interval, clip, difference, total, union
from bot.rules.clock.week import Range, Week, instants, read_ranges, read_week
from bot.rules.clock.zone import REMEDY, zone_named
from bot.settings.section import Section
from bot.walltime import to_wall, utc

HORIZON = timedelta(days=400)
_DAY = timedelta(days=1)

Reason = Literal["week", "holiday", "extra_closed", "special"]


class Edge(NamedTuple):
    """An instant at which a set opens (`opens`) or closes."""

    at: datetime
    opens: bool


class NearEdge:
    """The edge found last: letters come one after the other, and between two edges all ask for the same one."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: tuple[datetime, Edge] | None = None

    def after(self, t: datetime) -> Edge | None:
        """The first edge after an instant (UTC), if it is the one kept."""
        found = self._found
        return found[1] if found is not None and found[0] <= t < found[1].at else None

    def keep(self, t: datetime, edge: Edge) -> Edge:
        """The edge, kept as the first after `t`."""
        self._found = (t, edge)
        return edge


@dataclass(frozen=True, slots=True)
class Day:
    """One date of a calendar: its open ranges and what decided them.

    `holiday` is the French name whenever the date is one; `note` the operator's words for an extra closure; `rest_day`
    is true when the week alone would leave the date closed (a Saturday): both reasons of a Saturday holiday are there.
    """

    on: date
    ranges: tuple[Range, ...]
    reason: Reason
    holiday: str | None
    note: str | None
    rest_day: bool


@dataclass(frozen=True, eq=False)
class Calendar:
    """Opening hours of one name in one zone. Instants in and out are aware; those given out are UTC."""

    name: str
    zone: ZoneInfo
    week: Week
    holidays: HolidaySet | None = None
    extra_closed: Mapping[date, str] = field(default_factory=dict)
    special: Mapping[date, tuple[Range, ...]] = field(default_factory=dict)
    extra_holidays: Mapping[date, str] = field(default_factory=dict)
    _opened: dict[date, list[Interval]] = field(default_factory=dict, init=False, repr=False)
    _near: NearEdge = field(default_factory=NearEdge, init=False, repr=False)

    def day(self, on: date) -> Day:
        """The class of one date. Raises BeyondHorizon outside of the years 1970 to 2100."""
        if not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise BeyondHorizon(f"calendar {self.name} knows the years {FIRST_YEAR} to {LAST_YEAR}, not {on}")
        usual = self.week[on.weekday()]
        holiday = self.extra_holidays.get(on) or (self.holidays.name(on) if self.holidays else None)
        note = self.extra_closed.get(on)
        if on in self.special:
            return Day(on, self.special[on], "special", holiday, note, not usual)
        if note is not None or holiday is not None:
            return Day(on, (), "holiday" if holiday else "extra_closed", holiday, note, not usual)
        return Day(on, usual, "week", None, None, not usual)

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        """The open intervals within [start, end), sorted and disjoint."""
        start, end = utc(start), utc(end)
        if start >= end:
            return []
        days = _dates(to_wall(start, self.zone).date() - _DAY, to_wall(end, self.zone).date() + _DAY)
        return clip(union(i for day in days for i in self._open(day)), start, end)

    def is_open(self, t: datetime) -> bool:
        """Whether the instant lies in an open interval; the closing instant itself does not."""
        t = utc(t)
        if (edge := self._near.after(t)) is not None:
            return not edge.opens
        today = to_wall(t, self.zone).date()
        return any(a <= t < b for day in (today, today - _DAY, today + _DAY) for a, b in self._open(day))

    def next_edge(self, t: datetime) -> Edge:
        """The first opening or closing strictly after `t`. Raises BeyondHorizon when none comes within 400 days."""
        t = utc(t)
        if (edge := self._near.after(t)) is not None:
            return edge
        opened = self._from(t)
        if opened is None or (opened.start <= t and opened.end >= t + HORIZON):
            raise BeyondHorizon(
                f"calendar {self.name} neither opens nor closes within {HORIZON.days} days after {t.isoformat()}"
            )
        return self._near.keep(t, Edge(opened.end, False) if opened.start <= t else Edge(opened.start, True))

    def add(self, t: datetime, budget: timedelta, paused: Sequence[Interval] = ()) -> datetime:
        """The first instant at which `budget` of open time has passed since `t`, paused time left out.

        Raises ValueError for a negative budget, BeyondHorizon when the calendar stays closed for 400 days.
        """
        t, left = utc(t), budget
        if budget < timedelta(0):
            raise ValueError("a budget of business time cannot be negative")
        if not budget:
            return t
        breaks, reached = union(paused), t
        while True:
            opened = self._from(reached)
            if opened is None:
                raise BeyondHorizon(
                    f"calendar {self.name} is closed for {HORIZON.days} days after {reached.isoformat()}"
                )
            for start, end in difference([Interval(max(opened.start, t), opened.end)], breaks):
                if end - start >= left:
                    return start + left
                left -= end - start
            reached = opened.end

    def between(self, a: datetime, b: datetime, paused: Sequence[Interval] = ()) -> timedelta:
        """The open time from `a` to `b`, paused time left out; zero when `b` is not after `a`."""
        return total(difference(self.intervals(a, b), union(paused)))

    def _open(self, day: date) -> list[Interval]:
        # Kept once computed: a letter asks for the same few days again and again; the years bound the memory.
        if day not in self._opened:
            self._opened[day] = instants(day, self.day(day).ranges, self.zone)
        return self._opened[day]

    def _from(self, t: datetime) -> Interval | None:
        """The first open interval that ends after `t`, whole as far as the horizon; None when there is none."""
        current: Interval | None = None
        today = to_wall(t, self.zone).date()
        for day in _dates(today - _DAY, today + HORIZON + _DAY):
            for start, end in self._open(day):
                if current is None:
                    current = Interval(start, end) if end > t else None
                elif start <= current.end:
                    current = Interval(current.start, max(end, current.end))
                else:
                    return current
        return current


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def load_calendars(section: Section, zone: ZoneInfo) -> dict[str, Calendar]:
    """The calendars of the configuration by name; `zone` counts where one names none. Faults go to the section."""
    return {name: _calendar(name, section.section(name), zone) for name in section.names()}


def _calendar(name: str, section: Section, zone: ZoneInfo) -> Calendar:
    week = read_week(section.section("week"))
    if not any(week):
        section.fault(
            "week", "this calendar is never open", 'give at least one range, such as mon-fri: ["09:00-18:00"]'
        )
    holidays, extra_holidays = _holidays(section.section("holidays")) if section.raw("holidays") else (None, {})
    closed = section.section("extra_closed")
    special = section.section("special")
    calendar = Calendar(
        name=name,
        zone=read_zone(section, zone),
        week=week,
        holidays=holidays,
        extra_closed=_named_dates(closed),
        special={day: read_ranges(special, key) for key in special.names() if (day := _date(special, key))},
        extra_holidays=extra_holidays,
    )
    section.close()
    return calendar


def read_zone(section: Section, zone: ZoneInfo) -> ZoneInfo:
    """The IANA zone under `timezone`, or the one given when there is none."""
    name = section.optional("timezone")
    if name is None:
        return zone
    named = zone_named(name)
    if named is None:
        section.fault("timezone", "unknown time zone", REMEDY)
    return named or zone


def _holidays(section: Section) -> tuple[HolidaySet | None, dict[date, str]]:
    code = section.text("set", choices=SETS)
    exceptions = section.texts("except")
    added = _named_dates(section.section("add"))
    section.close()
    if code not in SETS:
        return None, added
    known = HolidaySet(code).known_names()
    for name in exceptions:
        if name not in known:
            section.fault("except", f"{code} has no holiday named `{name}`", f"known here: {', '.join(sorted(known))}")
    return HolidaySet(code, frozenset(exceptions)), added


def _named_dates(section: Section) -> dict[date, str]:
    return {day: section.text(key) for key in section.names() if (day := _date(section, key))}


def _date(section: Section, key: str) -> date | None:
    section.raw(key)
    try:
        day = date.fromisoformat(key)
    except ValueError:
        section.fault(key, "no date", "write year-month-day, such as 2026-12-24")
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        section.fault(key, "outside of the years a calendar knows", f"write a date of {FIRST_YEAR} to {LAST_YEAR}")
    return day
