"""Who is on call. Nothing is filled in ahead: every answer is computed from layers and overrides when it is asked.

The pager, the command line, the coverage proof and the export all read `Schedule.shifts`, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.rules.clock.intervals import Interval, complement, difference, intersection, union
from bot.rules.clock.windows import Windows
from bot.rules.duty.duties import Duties
from bot.rules.duty.rota import RotaSettings
from bot.rules.duty.rotation import Rotation
from bot.settings.model import PersonSettings
from bot.walltime import utc

_AHEAD = timedelta(days=64)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody on call from `start` until `until` (UTC). `because` names the layer and any override.

    From `Schedules.who`, `until` is None when nothing changes for two months.
    """

    person: str
    start: datetime
    until: datetime | None
    because: str


class Layer(Protocol):
    """One source of who is on call. A later layer fills only what earlier ones leave free."""

    @property
    def name(self) -> str: ...

    def spans(self, start: datetime, end: datetime) -> list[tuple[str, Interval]]:
        """People and their disjoint intervals within [start, end), in order."""
        ...


@dataclass(frozen=True, slots=True)
class RotationLayer:
    """People by turns, at all times or within one window."""

    name: str
    rotation: Rotation
    windows: Windows
    during: str | None = None

    def spans(self, start: datetime, end: datetime) -> list[tuple[str, Interval]]:
        turns = self.rotation.spans(start, end)
        if self.during is None:
            return turns
        open_time = self.windows.intervals(self.during, start, end)
        return [(person, part) for person, turn in turns for part in intersection([turn], open_time)]


@dataclass(frozen=True, slots=True)
class FallbackLayer:
    """One person for whatever time the other layers leave free."""

    person: str
    name: str = "fallback"

    def spans(self, start: datetime, end: datetime) -> list[tuple[str, Interval]]:
        return [(self.person, Interval(start, end))]


@dataclass(frozen=True, slots=True)
class RotaLayer:
    """Whom a calendar that others keep puts on call; nobody while there is none. Who began earlier stays to his end."""

    duties: Duties | None = None
    name: str = "rota"

    def spans(self, start: datetime, end: datetime) -> list[tuple[str, Interval]]:
        found: list[tuple[str, Interval]] = []
        taken_until = start
        for duty in self.duties.within(start, end) if self.duties else ():
            free_from = max(duty.span.start, taken_until)
            if free_from < duty.span.end:
                found.append((duty.person, Interval(free_from, duty.span.end)))
                taken_until = duty.span.end
        return found


@dataclass(frozen=True, slots=True)
class Absence:
    """In [start, end) `person` is not on call, whatever layer or override says so: the time is left to later layers."""

    person: str
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Override:
    """In [start, end), `by` stands in for `replace` wherever the layers name that person."""

    start: datetime
    end: datetime
    replace: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """The layers and overrides of one schedule, the window it must cover and over what horizon that is proven.

    `unreachable` are people of the schedule without an address: on call in name, a gap in fact. `rota` says where the
    calendar of its first layer comes from, if it has one.
    """

    name: str
    layers: tuple[Layer, ...]
    overrides: tuple[Override, ...] = ()
    must_cover: str | None = None
    horizon: timedelta = timedelta(days=45)
    unreachable: frozenset[str] = frozenset()
    absences: tuple[Absence, ...] = ()
    rota: RotaSettings | None = None

    def shifts(self, start: datetime, end: datetime) -> list[Shift]:
        """Everybody on call within [start, end), clipped to it, in order and disjoint; free time is left out."""
        start, end = utc(start), utc(end)
        taken: list[Interval] = []
        shifts: list[Shift] = []
        for layer in self.layers:
            added = []
            for person, span in layer.spans(start, end):
                for free in difference([span], taken):
                    present = self._stand_ins(person, free, layer.name)
                    added += [Interval(shift.start, shift.until) for shift in present if shift.until]
                    shifts += present
            taken = union([*taken, *added])
            if not complement(taken, start, end):
                break
        return _joined(sorted(shifts, key=lambda shift: shift.start))

    def _present(self, person: str, span: Interval, because: str) -> list[Shift]:
        away = union(Interval(a.start, a.end) for a in self.absences if a.person == person)
        return [Shift(person, *part, because) for part in difference([span], away)]

    def _stand_ins(self, person: str, span: Interval, layer: str) -> list[Shift]:
        because = f"{self.name}, layer {layer}"
        replaced = sorted((o for o in self.overrides if o.replace == person), key=lambda o: o.start)
        found: list[Shift] = []
        rest = [span]
        for override in replaced:
            part = intersection(rest, [Interval(override.start, override.end)])
            rest = difference(rest, part)
            words = f"{because}, for {person}: {override.reason}"
            found += [shift for piece in part for shift in self._present(override.by, piece, words)]
        return found + [shift for piece in rest for shift in self._present(person, piece, because)]


@dataclass(frozen=True, eq=False)
class Schedules:
    """All schedules by name, with the people they speak of. Questions raise KeyError for an unknown schedule."""

    named: Mapping[str, Schedule] = field(default_factory=dict)
    _latest: dict[str, Shift] = field(default_factory=dict, init=False, repr=False)

    def __contains__(self, name: object) -> bool:
        return name in self.named

    def __getitem__(self, name: str) -> Schedule:
        return self.named[name]

    def names(self) -> list[str]:
        """The names of all schedules, in the order of the configuration."""
        return list(self.named)

    def who(self, name: str, t: datetime) -> Shift | None:
        """The person on call at an instant, since the instant asked for and until when; None when there is nobody."""
        t, known = utc(t), self._latest.get(name)
        if known is not None and known.until is not None and known.start <= t < known.until:
            return replace(known, start=t)
        shift = self._who(name, t)
        if shift is not None:
            self._latest[name] = shift
        return shift

    def _who(self, name: str, t: datetime) -> Shift | None:
        reach = _DAY
        while True:
            shifts = self.named[name].shifts(t, t + reach)
            if not shifts or shifts[0].start > t:
                return None
            shift = shifts[0]
            if shift.until is not None and shift.until < t + reach:
                return shift
            if reach >= _AHEAD:
                return replace(shift, until=None)
            reach *= 4

    def shifts(self, name: str, a: datetime, b: datetime) -> list[Shift]:
        """Everybody on call within [a, b), in order."""
        return self.named[name].shifts(a, b)


def reachable(people: Mapping[str, PersonSettings], name: str) -> bool:
    """Whether this person exists and has at least one address."""
    person = people.get(name)
    return person is not None and any(mail.strip() for mail in person.mails)


def _joined(shifts: list[Shift]) -> list[Shift]:
    joined: list[Shift] = []
    for shift in shifts:
        last = joined[-1] if joined else None
        if last and last.until == shift.start and (last.person, last.because) == (shift.person, shift.because):
            joined[-1] = Shift(last.person, last.start, shift.until, last.because)
        else:
            joined.append(shift)
    return joined
