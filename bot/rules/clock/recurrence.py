"""Rules of repetition (RFC 5545 section 3.3.10) of calendars that others keep: those that are understood for certain.

A closed set: whatever a rota needs, and nothing that could run for ever or never come true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.walltime import to_instant

_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "WKST"})
_RHYTHMS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_OLDEST = 2020
_LAST_OF_A_DAY = time(23, 59, 59)


def rule_faults(rule: Mapping[str, Any], start: date | datetime) -> Iterator[str]:
    """Why a rule is not taken; nothing when it is."""
    rhythm = str(_one(rule, "FREQ")).upper()
    if rhythm in ("HOURLY", "MINUTELY", "SECONDLY"):
        yield f"it repeats within a day ({rhythm})"
        return
    if rhythm not in _RHYTHMS:
        yield "a repetition without a rhythm"
        return
    if unknown := sorted(set(map(str.upper, rule)) - _PARTS):
        yield f"a repetition by {', '.join(unknown)[:80]} is not taken; write its dates out"
    if start.year < _OLDEST:
        yield f"it repeats since {start.year}; begin it in {_OLDEST} or later"
    for name in ("INTERVAL", "COUNT"):
        if name in rule and not 1 <= int(_one(rule, name)) <= 5000:
            yield f"{name} is out of bounds"
    if any(not str(day)[-2:].isalpha() or (len(str(day)) > 2 and rhythm != "MONTHLY") for day in rule.get("BYDAY", ())):
        yield "BYDAY with numbers is taken for months only"
    if any(not 1 <= abs(int(day)) <= 28 for day in rule.get("BYMONTHDAY", ())):
        yield "BYMONTHDAY of a day that not every month has"
    if "BYDAY" in rule and ("BYMONTHDAY" in rule or (rhythm == "DAILY" and int(_one(rule, "INTERVAL") or 1) != 1)):
        yield "BYDAY together with what it may never meet; write its dates out"


def bounded(rule: Any, start: date | datetime, zone: ZoneInfo) -> Any:
    """The rule with its end as it is meant: a day given as the end is part of it, a bare time is one of the zone."""
    until = _one(rule, "UNTIL")
    if until is None:
        return rule
    if not isinstance(start, datetime):
        rule["UNTIL"] = [until.date() if isinstance(until, datetime) else until]
        return rule
    here = start.tzinfo if isinstance(start.tzinfo, ZoneInfo) else zone
    if not isinstance(until, datetime):
        until = datetime.combine(until, _LAST_OF_A_DAY)
    if start.tzinfo is None:
        rule["UNTIL"] = [until if until.tzinfo is None else until.astimezone(zone).replace(tzinfo=None)]
    else:
        rule["UNTIL"] = [to_instant(until, here) if until.tzinfo is None else until.astimezone(UTC)]
    return rule


def _one(rule: Mapping[str, Any], name: str) -> Any:
    value = rule.get(name)
    return value[0] if isinstance(value, list) and value else value
