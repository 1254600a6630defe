"""Days as people write them (« hier », « le 17 mars », « lundi 16 », « 2026-03-16 »): a match in, a date out."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_ENGLISH = "january february march april may june july august september october november december".split()
_SHORT = "jan fev mar avr mai jun jul aou sep oct nov dec".split()
_ABROAD = {"feb": 1, "apr": 3, "may": 4, "aug": 7}
_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
DAY = re.compile(
    r"(?<![\d/.])(?P<iso>20\d\d-[01]\d-[0-3]\d)|"
    r"(?<![\d/.])(?P<d>[0-3]?\d)[/.\-](?P<mo>[01]?\d)(?:[/.\-](?P<y>20\d\d|\d\d))?(?![\d/])"
    rf"|(?<!\d)(?P<d2>[0-3]?\d)(?:er|st|nd|rd|th)?\s(?P<month>{'|'.join(_MONTHS + _ENGLISH)}|"
    r"janv|jan|fevr|fev|feb|mar|avr|apr|juil|jun|jul|aug|sept|sep|oct|nov|dec)(?!\w)\.?(?:\s(?P<y2>20\d\d))?"
    rf"|\b(?P<month3>{'|'.join(_ENGLISH)}|jan|feb|apr|aug|sept|sep|oct|nov|dec)\.? (?P<d3>[0-3]?\d)(?:st|nd|rd|th)?"
    rf"(?![\d:])(?:,? (?P<y3>20\d\d))?"
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
        if found["d3"]:
            return _dated(int(found["d3"]), _month(found["month3"]), found["y3"], today)
        if found["d2"]:
            return _dated(int(found["d2"]), _month(found["month"]), found["y2"], today)
        return _dated(int(found["d"]), int(found["mo"]), found["y"], today)
    except ValueError:
        return None


def _month(word: str) -> int:
    """1 for « janvier », « January », « janv. »."""
    for names in (_MONTHS, _ENGLISH):
        if word in names:
            return names.index(word) + 1
    if word.startswith("jui"):
        return 7
    return 1 + (_ABROAD[word] if word in _ABROAD else _SHORT.index(word[:3]))


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
