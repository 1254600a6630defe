"""The deadlines of directive (EU) 2022/2555 (NIS2), article 23(4): a letter's facts in, what is due by then out.

They are the entity's own duties; the desk only reminds of them. The directive counts from when the entity became aware:
that is the instant the report tells, and where it tells none, when the report came in.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.condition_words import Names, read_condition
from bot.rules.conditions import Condition
from bot.rules.decision import ServiceLevel
from bot.rules.service_levels import REAL
from bot.rules.view import View
from bot.settings.section import Section
from bot.walltime import to_instant, to_wall, utc

PREFIX = "nis2_"
NAMES = ("nis2_early_warning", "nis2_notification", "nis2_final_report")
_EARLY_WARNING, _NOTIFICATION = timedelta(hours=24), timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Nis2:
    """For which letters the deadlines run, and how long before each the desk is reminded."""

    when: Condition
    remind_before: timedelta


def read_nis2(section: Section, names: Names) -> Nis2 | None:
    """The `nis2` section; None when it is switched off. Faults stay in the section either way."""
    enabled = section.flag("enabled", False)
    when = read_condition(section.section("when"), names) if "when" in section else None
    remind = section.duration("remind_before", "4h")
    if remind >= _EARLY_WARNING:
        section.fault("remind_before", "longer than the first deadline itself", "write less than 24h")
    if when is None and enabled:
        section.fault("when", "missing", "write {track: real}: the letters these deadlines run for")
    section.close()
    return Nis2(when, remind) if enabled and when is not None else None


def deadlines(aware_at: datetime, zone: ZoneInfo, remind_before: timedelta) -> tuple[ServiceLevel, ...]:
    """Early warning after 24 hours, notification after 72 hours, final report after a month, each with its reminder.

    The directive gives the final report a month from the notification; counted from awareness it is never too late.
    """
    dues = (aware_at + _EARLY_WARNING, aware_at + _NOTIFICATION, a_month_after(aware_at, zone))
    return tuple(
        ServiceLevel(name, due, due - aware_at, REAL, due - remind_before)
        for name, due in zip(NAMES, dues, strict=True)
    )


def a_month_after(start: datetime, zone: ZoneInfo) -> datetime:
    """The same day and time of the next month on the wall; its last day where the month is shorter."""
    wall = to_wall(start, zone)
    year, month = (wall.year, wall.month + 1) if wall.month < 12 else (wall.year + 1, 1)
    day = min(wall.day, calendar.monthrange(year, month)[1])
    return to_instant(wall.replace(year=year, month=month, day=day), zone)


def nis2_levels(view: View, nis2: Nis2, zone: ZoneInfo) -> tuple[ServiceLevel, ...]:
    """The deadlines of a letter: from the instant noticed, if it is told and not later than the letter itself."""
    received_at = utc(view.facts.received_at)
    noticed = view.facts.report.noticed_at if view.facts.report is not None else None
    aware_at = min(utc(noticed.value), received_at) if noticed is not None else received_at
    return deadlines(aware_at, zone, nis2.remind_before)
