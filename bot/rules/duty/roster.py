"""Who is on call as a calendar others can subscribe to: shifts in, iCalendar (RFC 5545) out.

The shifts are `Schedule.shifts`, which the pager and the command line ask too, so the three cannot disagree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from bot.rules.duty.oncall import Schedule, Shift
from bot.walltime import utc

PAST = timedelta(days=15)
_BEGUN_BEFORE = timedelta(days=40)
_LINE_OCTETS = 75


def as_icalendar(
    schedules: Iterable[Schedule],
    start: datetime,
    end: datetime,
    now: datetime,
    addresses: Mapping[str, str] | None = None,
) -> str:
    """One event for each shift that touches [start, end), in UTC; lines folded, with CRLF.

    No address is given away, unless `addresses` has one: then the person is the event's attendee and the calendar
    can be read back in. A shift keeps its UID from one export to the next: it is written whole, unless it lasts longer
    than 40 days.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Veilleur//on call//FR",
        "CALSCALE:GREGORIAN",
    ]
    if addresses is None:
        # RFC 5546 section 3.2.1: what is published has no attendees.
        lines.append("METHOD:PUBLISH")
    for schedule in schedules:
        for shift in _touching(schedule, utc(start), utc(end)):
            lines += _event(schedule.name, shift, utc(now), (addresses or {}).get(shift.person))
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _touching(schedule: Schedule, start: datetime, end: datetime) -> list[Shift]:
    shifts = schedule.shifts(start - _BEGUN_BEFORE, end + _BEGUN_BEFORE)
    return [shift for shift in shifts if shift.start < end and shift.until is not None and shift.until > start]


def _event(schedule: str, shift: Shift, now: datetime, address: str | None) -> Iterator[str]:
    assert shift.until is not None, "a shift within two instants ends"
    seed = f"{schedule}\x1f{shift.person}\x1f{shift.start.isoformat()}".encode()
    yield "BEGIN:VEVENT"
    # RFC 7986 section 5.3: a UID tells nothing of the machine that made it.
    yield f"UID:{hashlib.sha256(seed).hexdigest()[:32]}"
    yield f"DTSTAMP:{_instant(now)}"
    yield f"DTSTART:{_instant(shift.start)}"
    yield f"DTEND:{_instant(shift.until)}"
    yield f"SUMMARY:{_escaped(f'{schedule}: {shift.person}')}"
    yield f"DESCRIPTION:{_escaped(shift.because)}"
    yield f"CATEGORIES:{_escaped(schedule)}"
    if address is not None:
        yield f'ATTENDEE;CN="{_quoted(shift.person)}":mailto:{address}'
    # RFC 5545 section 3.8.2.7: being on call blocks no appointment.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """RFC 5545 section 3.3.11; control characters have no place in a text value."""
    line = "".join(c for c in text if c in "\n\t" or c.isprintable())
    return line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _quoted(text: str) -> str:
    """RFC 5545 section 3.2: a quoted parameter value has no quotes and no control characters in it."""
    return "".join(c for c in text if c.isprintable() and c != '"')


def _folded(line: str) -> Iterator[str]:
    """RFC 5545 section 3.1: at most 75 octets a line, no character cut in two."""
    piece, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _LINE_OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + char, size + width
    yield piece
