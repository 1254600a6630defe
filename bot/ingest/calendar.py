"""A calendar part (RFC 5545, RFC 5546) in, its method and a readable text of its first event out."""

from __future__ import annotations

import re
from typing import NamedTuple

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"([A-Za-z-]{1,60})((?:;[^:;\"\r\n]{0,300}(?:\"[^\"\r\n]{0,300}\")?){0,20}):([^\r\n]*)")
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(?:\d\d)?(Z)?)?")
_ZONE = re.compile(r"TZID=\"?([^;:\"]{1,80})", re.IGNORECASE)
_NAME = re.compile(r"CN=\"?([^;:\"]{1,200})", re.IGNORECASE)
_LONGEST = 100_000
_LABELS = (
    ("SUMMARY", "Objet"),
    ("ORGANIZER", "Organisateur"),
    ("DTSTART", "Début"),
    ("DTEND", "Fin"),
    ("LOCATION", "Lieu"),
    ("STATUS", "État"),
    ("DESCRIPTION", "Description"),
)
_METHODS = {
    "REQUEST": "Invitation (calendrier)",
    "CANCEL": "Annulation (calendrier)",
    "REPLY": "Réponse à une invitation (calendrier)",
    "COUNTER": "Contre-proposition (calendrier)",
    "PUBLISH": "Évènement (calendrier)",
}


class Calendar(NamedTuple):
    """The iTIP method in capitals (empty when absent) and the event told in lines."""

    method: str
    text: str


def read_calendar(source: str) -> Calendar:
    """The first event of an iCalendar text; values not understood are given as written. Never raises."""
    method, event, values = "", False, {}
    for line in _FOLD.sub("", source[:_LONGEST]).splitlines()[:2_000]:
        match = _LINE.match(line)
        if match is None:
            continue
        name, params, value = match[1].upper(), match[2], match[3].strip()
        if name == "METHOD":
            method = value.upper()[:40]
        elif name == "BEGIN":
            event = value.upper() in ("VEVENT", "VTODO")
        elif event and name not in values:
            values[name] = _shown(name, params, value)
    lines = [_METHODS.get(method, "Calendrier")]
    lines += [f"{label} : {values[name]}" for name, label in _LABELS if values.get(name)]
    return Calendar(method, "\n".join(lines) if len(lines) > 1 else "")


def _shown(name: str, params: str, value: str) -> str:
    if name in ("DTSTART", "DTEND"):
        return _when(params, value)
    if name == "ORGANIZER":
        called = _NAME.search(params)
        address = re.sub(r"(?i)^mailto:", "", value)
        return f"{called[1]} <{address}>" if called else address
    plain = value.replace("\\n", "\n").replace("\\N", "\n")
    return re.sub(r"\\([,;\\])", r"\1", plain)


def _when(params: str, value: str) -> str:
    match = _WHEN.match(value)
    if match is None:
        return value[:60]
    year, month, day, hour, minute, utc = match.groups()
    if hour is None:
        return f"{day}/{month}/{year}"
    zone = _ZONE.search(params)
    return f"{day}/{month}/{year} {hour}:{minute} ({'UTC' if utc else zone[1] if zone else 'heure locale'})"
