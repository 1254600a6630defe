"""Until when an answer may be wished for: hours in which the desk is open and the declarant is at work too.

His own département's holidays count (Alsace-Moselle, overseas), and its clock: nobody is reminded by night.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.desk.office import Office
from bot.report.fields import Territory
from bot.report.place.territory import zone_of
from bot.rules.clock.calendar import Calendar
from bot.rules.clock.french_holidays import SETS, BeyondHorizon, HolidaySet
from bot.rules.clock.intervals import Interval, intersection

_REACH, _FARTHEST = timedelta(days=7), timedelta(days=60)


def after_open_time(office: Office, report: Mapping[str, Any], start: datetime, budget: timedelta) -> datetime:
    """The first instant at which so much common open time has passed since `start`; UTC.

    Where desk and declarant are never open together (the far Pacific), his own hours count alone.
    """
    desk = office.rules.calendars[office.settings.reminders.calendar]
    return _after(desk, declarants_calendar(desk, report), start, budget)


# Kept: letters that are taken in together are judged by one instant.
@lru_cache(maxsize=256)
def _after(desk: Calendar, theirs: Calendar, start: datetime, budget: timedelta) -> datetime:
    left, begun = budget, start
    while begun < start + _FARTHEST:
        for opened, closed in together(desk, theirs, begun, begun + _REACH):
            if closed - opened >= left:
                return opened + left
            left -= closed - opened
        begun += _REACH
    try:
        return theirs.add(start, budget)
    except BeyondHorizon:
        return start + budget


def is_working_time(office: Office, report: Mapping[str, Any], at: datetime) -> bool:
    """Whether a reminder may leave at this instant."""
    return after_open_time(office, report, at, timedelta(microseconds=1)) - at <= timedelta(microseconds=1)


def declarants_calendar(desk: Calendar, report: Mapping[str, Any]) -> Calendar:
    """The desk's week on the clock and with the holidays of the report's département; the mainland's when unknown."""
    return _calendar_in(desk, (report.get("territory") or {}).get("department"))


@lru_cache(maxsize=256)
def _calendar_in(desk: Calendar, department: str | None) -> Calendar:
    # Kept, because a calendar remembers the days it was asked for.
    code = f"fr-{department}" if f"fr-{department}" in SETS else "fr-metropole"
    return Calendar("declarant", zone_of(Territory(department, None, None)), desk.week, HolidaySet(code))


def together(one: Calendar, other: Calendar, start: datetime, end: datetime) -> list[Interval]:
    """The intervals of [start, end) in which both are open."""
    return intersection(one.intervals(start, end), other.intervals(start, end))
