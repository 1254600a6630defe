"""The days of every calendar as the rules see them: ranges, holidays, closures, by date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.rules.ruleset import Ruleset

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_lines(rules: Ruleset, first: date, days: int) -> list[dict[str, Any]]:
    """One line for each calendar and day from `first` on; times are wall times of the calendar's zone."""
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
                }
            )
    return lines
