"""A calendar that others keep (iCalendar, RFC 5545): octets in, its duties out, or every reason to refuse it.

Calendar programs write nearly anything and libraries guess. Here nothing is guessed: one event that is not understood
for certain refuses the whole calendar, and whoever asked keeps the last good one (failures R4 and R5).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import Permanent
from bot.rules.clock.recurrence import bounded, rule_faults
from bot.rules.duty.duties import LASTS, PERSON, Duties, instant_of
from bot.settings.model import PersonSettings

OCTETS = 1_000_000
EVENTS, REPEATING, DATES = 2000, 50, 500
_MOST_TOLD = 20
_LONGEST = timedelta(days=366)
_BEGUN, _FINISHED = re.compile(rb"^BEGIN:VEVENT", re.I | re.M), re.compile(rb"^END:VEVENT", re.I | re.M)
_ENDED = re.compile(rb"END:VCALENDAR\s*\Z", re.IGNORECASE)
_LONG_HOURS = re.compile(rb"^DURATION[^:\r\n]{0,80}:[^\r\n]{0,20}T(?:2[4-9]|[3-9][0-9]|[0-9]{3,9})H", re.I | re.M)


class Unsound(Permanent):
    """A calendar that cannot be used. `faults` tells why, each with the event's UID where there is one."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def read_duties(octets: bytes, people: Mapping[str, PersonSettings], zone: ZoneInfo | None) -> Duties:
    """The duties of a calendar. Attendees are found by their addresses, never by a title.

    `zone` is the one for floating times and whole days; None refuses them. Raises Unsound with every fault, Missing
    packages included (the extra `calendar`).
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise Unsound(["the extra is not installed: pip install 'veilleur[calendar]'"]) from None
    _refuse_at_sight(octets)
    try:
        calendar = Calendar.from_ical(octets)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise Unsound([f"not a calendar: {str(error)[:200]}"]) from error
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    method = str(calendar.get("METHOD", "PUBLISH")).upper()
    # RFC 5546 section 1.4: any other method asks for something, or takes it back; it is no calendar to follow.
    faults = [] if method == "PUBLISH" else [f"METHOD:{method[:20]} is a message about events, not a calendar"]
    faults += _whole_faults(events)
    if not faults:
        names = _names_by_address(people)
        faults = [fault for event in events for fault in _Event(event, names, zone).faults()]
    if faults:
        left = len(faults) - _MOST_TOLD
        raise Unsound([*faults[:_MOST_TOLD], *([f"and {left} more"] if left > 0 else [])])
    for event in events:
        _settle(event, zone or ZoneInfo("UTC"))
    calendar.subcomponents = events
    # A guess of one program about the zone of instants that are certain (`X-WR-TIMEZONE`) would move them.
    calendar.pop("X-WR-TIMEZONE", None)
    return Duties(calendar, zone or ZoneInfo("UTC"), hashlib.sha256(octets).hexdigest())


def _refuse_at_sight(octets: bytes) -> None:
    if len(octets) > OCTETS:
        raise Unsound([f"larger than {OCTETS} octets"])
    if not octets.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        raise Unsound(["not a calendar: it does not begin with BEGIN:VCALENDAR"])
    if not _ENDED.search(octets[-200:]):
        raise Unsound(["cut off: it does not end with END:VCALENDAR"])
    if len(_BEGUN.findall(octets)) != len(_FINISHED.findall(octets)):
        raise Unsound(["cut in the middle: an event begins and does not end"])
    if _LONG_HOURS.search(octets):
        raise Unsound(["a DURATION of 24 hours or more: programs disagree over a clock change; write days, or DTEND"])


def _whole_faults(events: list[Any]) -> Iterator[str]:
    if not events:
        yield "empty: it holds no event"
    if len(events) > EVENTS:
        yield f"too many events: {len(events)}, at most {EVENTS}"
    if sum("RRULE" in event for event in events) > REPEATING:
        yield f"too many repeating events, at most {REPEATING}"
    seen: set[tuple[str, str]] = set()
    for event in events[:EVENTS]:
        which = event.get("RECURRENCE-ID")
        key = (str(event.get("UID", "")), which.to_ical().decode() if hasattr(which, "to_ical") else "")
        if key[0] and key in seen:
            yield f"event {key[0][:80]}: written twice"
        seen.add(key)


class _Event:
    """One event under examination."""

    def __init__(self, event: Any, names: Mapping[str, list[str]], zone: ZoneInfo | None) -> None:
        self.event, self.names, self.zone = event, names, zone

    def faults(self) -> list[str]:
        title = str(self.event.get("SUMMARY", ""))[:40]
        told = f"event {str(self.event.get('UID', ''))[:80] or 'without UID'}" + (f" ({title!r})" if title else "")
        return [f"{told}: {fault}" for fault in self._faults()]

    def _faults(self) -> Iterator[str]:
        if not str(self.event.get("UID", "")):
            yield "no UID"
        for name, error in self.event.errors:
            yield f"{name} cannot be read: {str(error)[:100]}"
        if self.event.errors:
            return
        status = str(self.event.get("STATUS", "")).upper()
        if status != "CANCELLED":
            yield from self._person()
        if status == "TENTATIVE":
            yield "STATUS:TENTATIVE: a duty is certain or it is none"
        times = list(self._times())
        yield from times
        if not times:
            yield from self._length()
            yield from self._repetition()

    def _person(self) -> Iterator[str]:
        attendees = self.event.get("ATTENDEE", [])
        attendees = attendees if isinstance(attendees, list) else [attendees]
        if len(attendees) != 1:
            yield f"{len(attendees) or 'no'} attendees: name exactly one person"
            return
        address = str(attendees[0]).strip().lower().removeprefix("mailto:")
        names = self.names.get(address, [])
        if not names:
            yield f"unknown person {_shortened(address)}"
        elif len(names) > 1:
            yield f"{_shortened(address)} is the address of {' and '.join(names)}"
        elif str(attendees[0].params.get("PARTSTAT", "")).upper() == "DECLINED":
            yield f"{names[0]} has declined"
        else:
            self.event[PERSON] = names[0]

    def _times(self) -> Iterator[str]:
        if isinstance(self.event.get("DTSTART"), list) or "DTSTART" not in self.event:
            yield "no start" if "DTSTART" not in self.event else "two starts"
            return
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
            if name in self.event:
                prop = self.event[name]
                yield from ([f"{name} twice"] if isinstance(prop, list) else self._time(name, prop.dt, prop.params))
        whole_days = not isinstance(self.event["DTSTART"].dt, datetime)
        for name in ("RDATE", "EXDATE"):
            lists = self.event.get(name, [])
            lists = lists if isinstance(lists, list) else [lists]
            if sum(len(one.dts) for one in lists) > DATES:
                yield f"more than {DATES} {name}"
                return
            for one in lists:
                for value in one.dts:
                    if isinstance(value.dt, tuple) or isinstance(value.dt, datetime) is whole_days:
                        yield f"{name} is of another kind than DTSTART"
                    else:
                        yield from self._time(name, value.dt, one.params)

    def _time(self, name: str, value: Any, params: Mapping[str, Any]) -> Iterator[str]:
        if not isinstance(value, date):
            yield f"{name} is no time"
        elif not 2000 <= value.year <= 2100:
            yield f"{name} is outside of the years 2000 to 2100"
        elif isinstance(value, datetime) and value.tzinfo is not None:
            if not (isinstance(value.tzinfo, ZoneInfo) or value.tzinfo is UTC):
                own = str(params.get("TZID", ""))[:40]
                yield f"{name} is in a zone of its own, {own!r}; write one of the tz database"
        elif "TZID" in params:
            yield f"{name} is in an unknown zone {str(params['TZID'])[:40]!r}"
        elif self.zone is None:
            yield f"{name} has no zone; name one under floating_and_all_day_zone if that is meant"

    def _length(self) -> Iterator[str]:
        start = self.event["DTSTART"].dt
        if "DURATION" in self.event:
            lasts = self.event["DURATION"].dt
        elif "DTEND" in self.event:
            if isinstance(start, datetime) is not isinstance(self.event["DTEND"].dt, datetime):
                yield "DTEND is of another kind than DTSTART"
                return
            zone = self.zone or ZoneInfo("UTC")
            lasts = instant_of(self.event["DTEND"].dt, zone) - instant_of(start, zone)
        else:
            # RFC 5545 section 3.6.1: a whole day without an end lasts that day, an instant without one lasts nothing.
            lasts = timedelta(0) if isinstance(start, datetime) else timedelta(days=1)
        if lasts <= timedelta(0):
            yield "it lasts no time: write an end after the start"
        elif lasts > _LONGEST:
            yield f"it lasts longer than {_LONGEST.days} days"

    def _repetition(self) -> Iterator[str]:
        rule = self.event.get("RRULE")
        if isinstance(rule, list):
            yield "two rules of repetition"
        elif rule is not None:
            yield from rule_faults(rule, self.event["DTSTART"].dt)
        if "EXRULE" in self.event:
            yield "EXRULE is not used any more (RFC 5545); write EXDATE"


def _settle(event: Any, zone: ZoneInfo) -> None:
    """What the library would take otherwise than it is meant."""
    event.subcomponents = []
    if "DURATION" in event:
        event[LASTS] = str(round(event["DURATION"].dt.total_seconds()))
    if "RRULE" in event:
        event["RRULE"] = bounded(event["RRULE"], event["DTSTART"].dt, zone)


def _names_by_address(people: Mapping[str, PersonSettings]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, person in people.items():
        for mail in person.mails:
            found.setdefault(mail.strip().lower(), []).append(name)
    return found


def _shortened(address: str) -> str:
    local, _, domain = address[:300].rpartition("@")
    return f"{local[:2]}…@{domain}" if local else repr(address[:40])
