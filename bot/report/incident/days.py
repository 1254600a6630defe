"""Days as people write them (« hier », « le 17 mars », « lundi 16 », « 2026-03-16 »): a match in, a date out."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_ENGLISH = "january february march april may june july august september october november december".split()
_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
DAY = re.compile(
    r"(?<![\d/.])(?P<iso>20\d\d-[01]\d-[0-3]\d)|"
    r"(?<![\d/.])(?P<d>[0-3]?\d)[/.\-](?P<mo>[01]?\d)(?:[/.\-](?P<y>20\d\d|\d\d))?(?![\d/])"
    rf"|(?<!\d)(?P<d2>[0-3]?\d)(?:er|st|nd|rd|th)?\s(?P<month>{'|'.join(_MONTHS + _ENGLISH)})(?:\s(?P<y2>20\d\d))?"
    rf"|\b(?P<word>avant-hier|hier|aujourd'hui|ce matin|ce midi|cet apres-midi|ce soir|cette nuit|"
    rf"la nuit derniere|today|yesterday|this morning|tonight|last night|(?:{'|'.join(_DAYS)})"
    rf"(?:,? (?:le )?(?P<nth>[0-3]?\d)(?! ?(?:[h:/\d]|{'|'.join(_MONTHS)})|er\b| jours| min))?)(?!\w)"
)


def day_of(found: re.Match[str], local: datetime) -> date | None:
    """The day a match of DAY names, seen from a local time; None for one the calendar does not have."""
    today = local.date()
    try:
        if found["nth"]:
            return _nth(int(found["nth"]), today)
        if found["word"]:
            return _named_day(found["word"], today)
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["d2"]:
            month = (_MONTHS if found["month"] in _MONTHS else _ENGLISH).index(found["month"]) + 1
            return _dated(int(found["d2"]), month, found["y2"], today)
        return _dated(int(found["d"]), int(found["mo"]), found["y"], today)
    except ValueError:
        return None


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = date(today.year, month, day)
    return this if this <= today + timedelta(days=1) else date(today.year - 1, month, day)


def _nth(day: int, today: date) -> date:
    """The last day with this number, of this month or the one before."""
    if day <= today.day + 1:
        return today.replace(day=day)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=day)


def _named_day(word: str, today: date) -> date:
    if word in _DAYS:
        return today - timedelta(days=(today.weekday() - _DAYS.index(word)) % 7)
    back = {"hier": 1, "yesterday": 1, "avant-hier": 2, "la nuit derniere": 0, "last night": 0}.get(word, 0)
    return today - timedelta(days=back)
