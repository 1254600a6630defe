"""The desk's clock at the instant a letter was received: open or closed, why in words, and the next edge."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.report.place.territory import zone_of
from bot.rules.clock.calendar import Calendar, Day
from bot.rules.clock.french_holidays import BeyondHorizon
from bot.rules.clock.windows import Open
from bot.rules.decision import ClockReading
from bot.rules.facts import Facts
from bot.rules.ruleset import Ruleset
from bot.walltime import spoken, spoken_day, spoken_time, spoken_zone, to_wall, utc

Language = Literal["fr", "en"]
_WORDS = {
    "week-end": "weekend",
    "jour férié": "public holiday",
    "fermeture exceptionnelle": "exceptional closure",
    "horaires particuliers": "special hours",
    "jour ouvré, avant l’ouverture": "working day, before opening",
    "jour ouvré, après la fermeture": "working day, after closing",
    "jour ouvré, heures d’ouverture": "working day, opening hours",
    "jour ouvré, entre deux ouvertures": "working day, between opening hours",
    "réouverture": "opens again",
    "fermeture": "closes",
    "à": "at",
}


def read_clock(facts: Facts, rules: Ruleset) -> ClockReading:
    """The reading at `received_at`. `why` is in the language of the facts and names every reason of the day."""
    at = utc(facts.received_at)
    is_open = rules.windows.contains("in_hours", at)
    edge = _next_edge(at, rules)
    territory = facts.report.get("territory") if facts.report else None
    return ClockReading(
        received_at=at,
        window="in_hours" if is_open else "off_hours",
        why=_why(at, edge, is_open, rules, facts.language),
        opens_at=None if is_open else edge,
        closes_at=edge if is_open else None,
        sender_local_time=at.astimezone(zone_of(territory)) if territory else None,
    )


def _next_edge(at: datetime, rules: Ruleset) -> datetime | None:
    """The next opening or closing; None for a desk that never closes."""
    try:
        return rules.windows.next_edge("in_hours", at).at
    except BeyondHorizon:
        return None


def _why(at: datetime, edge: datetime | None, is_open: bool, rules: Ruleset, language: Language) -> str:
    source = rules.windows.named["in_hours"]
    zone = source.calendar.zone if isinstance(source, Open) else rules.zone
    parts = [_when(at, zone, language)]
    if isinstance(source, Open):
        parts.append(_reasons(at, source.calendar, is_open, language))
    if edge is not None:
        parts.append(_next(at, edge, is_open, zone, language))
    return " ; ".join(parts) if language == "fr" else "; ".join(parts)


def _when(at: datetime, zone: ZoneInfo, language: Language) -> str:
    return spoken(at, zone, language)


def _reasons(at: datetime, calendar: Calendar, is_open: bool, language: Language) -> str:
    wall = to_wall(at, calendar.zone)
    day = calendar.day(wall.date())
    reasons = []
    if day.rest_day and day.on.weekday() >= 5:
        reasons.append(_said("week-end", language))
    if day.holiday:
        reasons.append(f"{_said('jour férié', language)} ({day.holiday})")
    if day.note:
        reasons.append(f"{_said('fermeture exceptionnelle', language)} ({day.note})")
    if day.reason == "special":
        reasons.append(_said("horaires particuliers", language))
    if day.ranges and day.reason == "week":
        reasons.append(_said(_part_of_day(at, calendar, day, is_open), language))
    joint = " et " if language == "fr" else " and "
    return joint.join(reasons) or _said("fermeture", language)


def _part_of_day(at: datetime, calendar: Calendar, day: Day, is_open: bool) -> str:
    if is_open:
        return "jour ouvré, heures d’ouverture"
    edge = calendar.next_edge(at)
    opens_today = edge.opens and to_wall(edge.at, calendar.zone).date() == day.on
    if not opens_today:
        return "jour ouvré, après la fermeture"
    wall = to_wall(at, calendar.zone)
    first = min(r.start for r in day.ranges)
    before = wall.hour * 60 + wall.minute < first
    return "jour ouvré, avant l’ouverture" if before else "jour ouvré, entre deux ouvertures"


def _next(at: datetime, edge: datetime, is_open: bool, zone: ZoneInfo, language: Language) -> str:
    verb = _said("fermeture" if is_open else "réouverture", language)
    wall = to_wall(edge, zone)
    if wall.date() == to_wall(at, zone).date():
        time = f"{_said('à', language)} {spoken_time(wall, language)} ({spoken_zone(zone, language)})"
        return f"{verb} {time}"
    day = f"{spoken_day(wall.date(), language)} {_said('à', language)} {spoken_time(wall, language)}"
    return f"{verb} {day} ({spoken_zone(zone, language)})"


def _said(words: str, language: Language) -> str:
    return words if language == "fr" else _WORDS[words]
