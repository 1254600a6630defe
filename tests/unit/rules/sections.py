"""Configuration sections from bare values, each value on a line of its own, for the tests of what reads them."""

from __future__ import annotations

from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import Fault
from bot.rules.clock.calendar import Calendar, load_calendars
from bot.rules.clock.windows import Windows, load_windows
from bot.settings.model import PersonSettings
from bot.settings.section import Node, Section

PARIS = ZoneInfo("Europe/Paris")
DESK = {"desk": {"week": {"mon-fri": ["09:00-18:00"]}, "holidays": {"set": "fr-metropole"}}}
WINDOWS: dict[str, Any] = {
    "in_hours": {"calendar": "desk"},
    "off_hours": {"not": "in_hours"},
    "handover": {"last": "30m", "of": "in_hours"},
}
PEOPLE = {name: PersonSettings(name, (f"{name}@cert.example",)) for name in ("alice", "bruno", "chloe", "manager")}


def section(value: Any, path: str = "") -> Section:
    """A section over bare values, with its own list of faults."""
    return Section(_node(value, count(1)), path, [])


def calendars(value: Any = None) -> dict[str, Calendar]:
    """Calendars that load without a fault; the desk's when none are given."""
    read = section(value or DESK, "calendars")
    loaded = load_calendars(read, PARIS)
    assert read.faults == []
    return loaded


def windows(value: Any = None, zone: ZoneInfo = PARIS) -> Windows:
    """Windows over the desk's calendar that load without a fault."""
    read = section({**WINDOWS, **(value or {})}, "windows")
    loaded = load_windows(read, calendars(), zone)
    assert read.faults == []
    return loaded


def told(faults: list[Fault], *words: str) -> bool:
    """Whether one fault says all the words, stands on a line and offers a remedy."""
    return any(all(word in str(fault) for word in words) and fault.line and fault.remedy for fault in faults)


def _node(value: Any, lines: count[int]) -> Node:
    line = next(lines)
    if isinstance(value, dict):
        return Node({key: _node(below, lines) for key, below in value.items()}, "rules.yml", line)
    if isinstance(value, list):
        return Node([_node(below, lines) for below in value], "rules.yml", line)
    return Node(value, "rules.yml", line)
