"""Service levels: what is promised for a letter and when it is due, counted in real time or within a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.rules.clock.intervals import total
from bot.rules.clock.windows import Windows
from bot.rules.condition_words import Names, read_condition
from bot.rules.conditions import Condition
from bot.rules.decision import ServiceLevel
from bot.settings.section import Section

PROMISES = ("first_answer", "qualification", "plan")
REAL = "real"
_REACH = timedelta(days=2)
_FARTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of a rule. `window` is None when it is counted in real time; `remind_before` is of real time."""

    name: str
    budget: timedelta
    window: str | None
    remind_before: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """The promises for the letters a condition holds for; the first rule that holds decides."""

    id: str
    when: Condition
    promises: tuple[Promise, ...]
    file: str = field(default="", compare=False)
    line: int | None = field(default=None, compare=False)


def read_service_rules(sections: Sequence[Section], names: Names) -> tuple[ServiceRule, ...]:
    """The service rules in their order; faults stay in the sections."""
    return tuple(_rule(section, names) for section in sections)


def _rule(section: Section, names: Names) -> ServiceRule:
    identity = section.text("id")
    when = read_condition(section.section("when"), names)
    promises = tuple(_promise(section.section(name), name, names.windows) for name in PROMISES if name in section)
    for name in PROMISES:
        section.raw(name)
    if not promises:
        section.fault("", "nothing is promised", f"write one of: {', '.join(PROMISES)}")
    section.close()
    return ServiceRule(identity, when, promises, section.node.file, section.node.line)


def _promise(section: Section, name: str, windows: Windows) -> Promise:
    window = None
    if "business" in section:
        budget = section.duration("business")
        window = section.text("window", choices=windows.names())
    elif "real" in section:
        budget = section.duration("real")
    else:
        section.fault("", "a duration says what it counts in", "write {real: 30m} or {business: 4h, window: in_hours}")
        budget = timedelta(0)
    remind = section.duration("remind_before") if "remind_before" in section else None
    if remind is not None and remind >= budget:
        section.fault("remind_before", "as long as the promise itself", "write less, or leave it out")
    section.close()
    return Promise(name, budget, window, remind)


def due(promise: Promise, start: datetime, windows: Windows) -> ServiceLevel:
    """The promise with its due instant, counted from `start` (UTC)."""
    clock = promise.window or REAL
    at = due_after(clock, promise.budget, start, windows)
    level = ServiceLevel(promise.name, at, promise.budget, clock)
    return level if promise.remind_before is None else replace(level, remind_at=at - promise.remind_before)


def due_after(clock: str, budget: timedelta, start: datetime, windows: Windows) -> datetime:
    """The first instant at which so much time of a clock has passed since `start`; 400 days at most.

    A window that a reload took away counts as real time.
    """
    if clock == REAL or clock not in windows:
        return start + budget
    left, begun = budget, start
    while begun < start + _FARTHEST:
        for opened, closed in windows.intervals(clock, begun, begun + _REACH):
            if closed - opened >= left:
                return opened + left
            left -= closed - opened
        begun += _REACH
    return start + _FARTHEST


def time_left(clock: str, now: datetime, due_at: datetime, windows: Windows) -> timedelta:
    """How much time of a clock lies between now and the due instant; none once it has passed."""
    if now >= due_at:
        return timedelta(0)
    if clock == REAL or clock not in windows:
        return due_at - now
    return total(windows.intervals(clock, now, due_at))
