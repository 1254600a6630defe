"""Instants (aware, UTC) to and from the wall time of a zone, and to the words people read.

The only place where wall time becomes an instant: one monotone function, so ranges that meet on the wall meet in time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Language = Literal["fr", "en"]

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})"
)
_SECOND = timedelta(seconds=1)
_NBSP = "\u00a0"

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_ZONES = {
    "Europe/Paris": ("heure de Paris", "Paris time"),
    "America/Guadeloupe": ("heure de la Guadeloupe", "Guadeloupe time"),
    "America/Martinique": ("heure de la Martinique", "Martinique time"),
    "America/Cayenne": ("heure de la Guyane", "French Guiana time"),
    "America/Marigot": ("heure de Saint-Martin", "Saint Martin time"),
    "America/St_Barthelemy": ("heure de Saint-Barthélemy", "Saint Barthélemy time"),
    "America/Miquelon": ("heure de Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon time"),
    "Indian/Reunion": ("heure de La Réunion", "Réunion time"),
    "Indian/Mayotte": ("heure de Mayotte", "Mayotte time"),
    "Pacific/Wallis": ("heure de Wallis-et-Futuna", "Wallis and Futuna time"),
    "Pacific/Noumea": ("heure de la Nouvelle-Calédonie", "New Caledonia time"),
    "Pacific/Tahiti": ("heure de Tahiti", "Tahiti time"),
    "UTC": ("temps universel", "UTC"),
}
_TWICE = {
    "fr": ("avant le changement d’heure", "après le changement d’heure"),
    "en": ("before the clock change", "after the clock change"),
}


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive datetime: it names no instant."""
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no offset, so it names no instant")
    return instant.astimezone(UTC)


def to_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """What a clock on the wall of this zone shows at that instant, as a naive datetime."""
    return utc(instant).astimezone(zone).replace(tzinfo=None, fold=0)


def to_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the wall shows this naive time: never decreasing when the wall time grows.

    A time shown twice is its first showing; a time the clock skips is the instant of the jump.
    """
    if wall.tzinfo is not None:
        raise ValueError(f"{wall.isoformat()} is an instant already, not a wall time")
    return _instant_of(wall, zone)


# The same openings and hand-offs are asked for with every letter.
@lru_cache(maxsize=8192)
def _instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None, fold=0) == wall.replace(fold=0):
        return first
    return _jump(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset of the zone changes, known to lie between two instants."""
    low, high = before.replace(microsecond=0), after.replace(microsecond=0) + _SECOND
    old = low.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
        if middle.astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high


def parse_instant(text: str) -> datetime:
    """An ISO 8601 date and time with an offset or `Z`, as UTC. Raises ValueError otherwise; without offset too."""
    text = text.strip() if len(text) <= 64 else ""
    if not _INSTANT.fullmatch(text):
        raise ValueError("write date, time and offset, such as 2026-08-15T02:47:00+02:00")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is outside of the calendar") from error


def iso(instant: datetime, zone: ZoneInfo | None = None) -> str:
    """ISO 8601 with an offset: in UTC, or in the zone given. Fractions only when there are some."""
    return (utc(instant) if zone is None else utc(instant).astimezone(zone)).isoformat()


def spoken(instant: datetime, zone: ZoneInfo, language: Language = "fr") -> str:
    """An instant in a sentence: `samedi 15 août 2026 à 2 h 47 (heure de Paris)`, no-break spaces inside the time.

    A time the wall shows twice in that night says which of the two is meant.
    """
    wall = to_wall(instant, zone)
    day, time = spoken_day(wall.date(), language), spoken_time(wall, language)
    return f"{day} {_AT[language]} {time} ({_where(instant, zone, language)})"


_AT = {"fr": "à", "en": "at"}


def spoken_day(day: date, language: Language = "fr") -> str:
    """`samedi 15 août 2026`, `mardi 1er septembre 2026`; `Saturday 15 August 2026`."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{_DAYS[language][day.weekday()]} {number} {_MONTHS[language][day.month - 1]} {day.year}"


def spoken_time(wall: datetime, language: Language = "fr") -> str:
    """The time of a wall clock: `2 h 47`, `9 h` with no-break spaces; `02:47`."""
    if language == "en":
        return f"{wall:%H:%M}"
    return f"{wall.hour}{_NBSP}h" + (f"{_NBSP}{wall.minute:02d}" if wall.minute else "")


def spoken_zone(zone: ZoneInfo, language: Language = "fr") -> str:
    """`heure de Paris`, `Paris time`; zones without a name of their own here are given by their IANA name."""
    names = _ZONES.get(zone.key, (f"fuseau {zone.key}", f"{zone.key} time"))
    return names[0] if language == "fr" else names[1]


def _where(instant: datetime, zone: ZoneInfo, language: Language) -> str:
    wall = to_wall(instant, zone)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    name = spoken_zone(zone, language)
    if first >= second:
        return name
    return f"{name}, {_TWICE[language][utc(instant) >= second]}"
