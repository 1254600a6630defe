"""The days of every calendar and window as the rules see them: ranges, holidays, closures, open time, by date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from bot import walltime
from bot.rules.clock.french_holidays import BeyondHorizon
from bot.rules.ruleset import Ruleset

_DAY, _INSTANT = timedelta(days=1), timedelta(microseconds=1)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_lines(rules: Ruleset, first: date, days: int) -> list[dict[str, Any]]:
    """One line for each calendar and day from `first` on; times are wall times of the calendar's zone.

    `windows` has each window by name, in the zone of the configuration: when it is `open` that day (`24:00` where it
    goes on into the next), and its `next_edge` from the end of the day on, null when there is none within 400 days;
    `opens` tells whether it begins then.
    """
    windows = [_windows(rules, first + timedelta(days=n)) for n in range(days)]
    lines = []
    for name, calendar in rules.calendars.items():
        for n in range(days):
            on = first + timedelta(days=n)
            day = calendar.day(on)
            lines.append(
                {
                    "date": on.isoformat(),
                    "weekday": _WEEKDAYS[on.weekday()],
                    "calendar": name,
                    "zone": str(calendar.zone),
                    "open": [str(r) for r in day.ranges],
                    "reason": day.reason,
                    "holiday": day.holiday,
                    "note": day.note,
                    "windows": windows[n],
                }
            )
    return lines


def _windows(rules: Ruleset, on: date) -> dict[str, Any]:
    begins, ends = (walltime.to_instant(datetime.combine(day, time()), rules.zone) for day in (on, on + _DAY))
    return {name: _window(rules, name, begins, ends) for name in rules.windows.named}


def _window(rules: Ruleset, name: str, begins: datetime, ends: datetime) -> dict[str, Any]:
    spans = rules.windows.intervals(name, begins, ends)
    try:
        edge = rules.windows.next_edge(name, ends - _INSTANT)
    except BeyondHorizon:
        edge = None
    return {
        "open": [f"{_clock(start, rules)}-{'24:00' if end == ends else _clock(end, rules)}" for start, end in spans],
        "next_edge": edge and walltime.iso(edge.at, rules.zone),
        "opens": edge and edge.opens,
    }


def _clock(instant: datetime, rules: Ruleset) -> str:
    return walltime.to_wall(instant, rules.zone).strftime("%H:%M")
