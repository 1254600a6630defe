"""Windows: named sets of instants, built from calendars and daily ranges by `not`, `all`, `any` and `last … of` alone.

The complement is derived, so opening hours and off hours can neither overlap nor leave a minute to nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.rules.clock.calendar import HORIZON, Calendar, Edge, NearEdge
from bot.rules.clock.french_holidays import BeyondHorizon
from bot.rules.clock.intervals import Interval, clip, complement, intersection, union
from bot.rules.clock.week import Range, instants, read_days, read_ranges
from bot.settings.section import Node, Section
from bot.walltime import to_wall, utc

_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class Instants(Protocol):
    """A set of instants. Arguments are UTC, `start` before `end`; intervals come sorted, disjoint and clipped."""

    def contains(self, t: datetime) -> bool: ...

    def intervals(self, start: datetime, end: datetime) -> list[Interval]: ...


@dataclass(frozen=True, slots=True)
class Open:
    """The open time of a calendar."""

    calendar: Calendar

    def contains(self, t: datetime) -> bool:
        return self.calendar.is_open(t)

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        return self.calendar.intervals(start, end)


@dataclass(frozen=True, slots=True)
class Daily:
    """The same ranges on each of some weekdays; what crosses midnight belongs to the day it starts on."""

    ranges: tuple[Range, ...]
    days: frozenset[int]
    zone: ZoneInfo

    def contains(self, t: datetime) -> bool:
        return bool(self.intervals(t, t + _INSTANT))

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        first, last = to_wall(start, self.zone).date() - _DAY, to_wall(end, self.zone).date() + _DAY
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        found = (i for day in days if day.weekday() in self.days for i in instants(day, self.ranges, self.zone))
        return clip(union(found), start, end)


@dataclass(frozen=True, slots=True)
class Not:
    """Every instant outside of another set."""

    of: Instants

    def contains(self, t: datetime) -> bool:
        return not self.of.contains(t)

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        return complement(self.of.intervals(start, end), start, end)


@dataclass(frozen=True, slots=True)
class All:
    """The instants all of some sets share."""

    of: tuple[Instants, ...]

    def contains(self, t: datetime) -> bool:
        return all(one.contains(t) for one in self.of)

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        shared = [Interval(start, end)]
        for one in self.of:
            shared = intersection(shared, one.intervals(start, end))
        return shared


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The instants at least one of some sets has."""

    of: tuple[Instants, ...]

    def contains(self, t: datetime) -> bool:
        return any(one.contains(t) for one in self.of)

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        return union(i for one in self.of for i in one.intervals(start, end))


@dataclass(frozen=True, slots=True)
class Last:
    """The last stretch of each interval of another set, before it ends; all of an interval shorter than that."""

    stretch: timedelta
    of: Instants

    def contains(self, t: datetime) -> bool:
        return bool(self.intervals(t, t + _INSTANT))

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        # Looking one stretch past the end tells a true end from the edge of the search.
        whole = self.of.intervals(start, end + self.stretch)
        return clip([Interval(max(a, b - self.stretch), b) for a, b in whole], start, end)


@dataclass(frozen=True, eq=False)
class Windows:
    """All windows by name. Every question raises KeyError for an unknown name; instants given out are UTC.

    `zone` is the zone of the configuration, for wall times written beside windows (rotations, overrides).
    """

    zone: ZoneInfo
    named: Mapping[str, Instants] = field(default_factory=dict)
    _near: defaultdict[str, NearEdge] = field(default_factory=lambda: defaultdict(NearEdge), init=False, repr=False)

    def __contains__(self, name: object) -> bool:
        return name in self.named

    def names(self) -> list[str]:
        """The names of all windows, in the order of the configuration."""
        return list(self.named)

    def contains(self, name: str, t: datetime) -> bool:
        """Whether the instant lies in the window; its end does not."""
        return self.named[name].contains(utc(t))

    def intervals(self, name: str, a: datetime, b: datetime) -> list[Interval]:
        """The window within [a, b)."""
        a, b = utc(a), utc(b)
        return self.named[name].intervals(a, b) if a < b else []

    def next_edge(self, name: str, t: datetime) -> Edge:
        """The first instant after `t` at which the window begins or ends. Raises BeyondHorizon past 400 days."""
        t = utc(t)
        if (edge := self._near[name].after(t)) is not None:
            return edge
        inside, reach = self.contains(name, t), _DAY
        while True:
            found = self.named[name].intervals(t, t + reach)
            if inside and found and found[0].end < t + reach:
                return self._near[name].keep(t, Edge(found[0].end, False))
            if not inside and found:
                return self._near[name].keep(t, Edge(found[0].start, True))
            if reach >= HORIZON:
                raise BeyondHorizon(
                    f"window {name} neither begins nor ends within {HORIZON.days} days after {t.isoformat()}"
                )
            reach *= 2


def load_windows(section: Section, calendars: Mapping[str, Calendar], zone: ZoneInfo) -> Windows:
    """The windows of the configuration; unknown names, unknown words and circles are faults of the section."""
    reader = _Reader(section, calendars, zone)
    for name in section.names():
        reader.named(name, section.raw(name) or section.node, ())
    return Windows(zone, {name: reader.read[name] for name in section.names()})


_NOWHERE = AnyOf(())


class _Reader:
    """Reads window expressions, each name once, keeping the way it came by to see circles."""

    def __init__(self, section: Section, calendars: Mapping[str, Calendar], zone: ZoneInfo) -> None:
        self.section, self.calendars, self.zone = section, calendars, zone
        self.read: dict[str, Instants] = {}

    def named(self, name: str, at: Node, way: tuple[str, ...]) -> Instants:
        if name in self.read:
            return self.read[name]
        node = self.section.raw(name)
        if name in way or node is None:
            problem = "windows in a circle: " + " > ".join((*way, name)) if name in way else f"unknown window `{name}`"
            self.section.fault(way[-1] if way else name, problem, f"known here: {', '.join(self.section.names())}", at)
            return _NOWHERE
        self.read[name] = self.expression(node, (*way, name))
        return self.read[name]

    def expression(self, node: Node, way: tuple[str, ...]) -> Instants:
        if isinstance(node.value, str):
            return self.named(node.value, node, way)
        section = Section(node, f"{self.section.path}.{way[-1]}", self.section.faults)
        found = [kind for kind in _KINDS if kind in section]
        if len(found) != 1:
            if isinstance(node.value, dict):
                section.fault("", "one kind of window is due here", f"write one of: {', '.join(_KINDS)}", node)
            return _NOWHERE
        window = self.kind(found[0], section, way)
        section.close()
        return window

    def kind(self, kind: str, section: Section, way: tuple[str, ...]) -> Instants:
        below = section.raw(kind) or section.node
        if kind == "calendar":
            name = section.text("calendar", choices=self.calendars)
            return Open(self.calendars[name]) if name in self.calendars else _NOWHERE
        if kind == "daily":
            return Daily(read_ranges(section, "daily"), read_days(section, "days"), self.zone)
        if kind == "not":
            return Not(self.expression(below, way))
        if kind == "last":
            of = section.raw("of")
            if of is None:
                section.fault("of", "missing", "name the window whose last stretch is meant: {last: 30m, of: in_hours}")
            return Last(section.duration("last", least=_MINUTE), self.expression(of, way) if of else _NOWHERE)
        parts = below.value if isinstance(below.value, list) else []
        if not parts:
            section.fault(kind, "a list of windows is due here", f"write {kind}: [one, other]")
        several = tuple(self.expression(part, way) for part in parts)
        return All(several) if kind == "all" else AnyOf(several)


_KINDS = ("calendar", "daily", "not", "all", "any", "last")
