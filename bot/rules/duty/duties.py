"""Who is on call by a calendar that others keep: a calendar found sound in, duties of persons within a time out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.rules.clock.intervals import Interval, clip, union
from bot.walltime import to_instant, utc

if TYPE_CHECKING:
    from icalendar import Calendar as Components

PERSON, LASTS = "X-VEILLEUR-PERSON", "X-VEILLEUR-LASTS"
"""Properties the guard adds to each event: the name of the person, and its duration in seconds where it has one."""
_CHUNK = timedelta(days=64)
_EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Duty:
    """One person's time on call as a calendar says it (UTC)."""

    person: str
    span: Interval
    uid: str


@dataclass(frozen=True, eq=False)
class Duties:
    """A calendar that was found sound. Repetitions are worked out when they are asked for, as far as asked.

    `sha256` names the octets it was read from; `zone` is the one floating times and whole days are meant in.
    """

    components: Components
    zone: ZoneInfo
    sha256: str
    _worked_out: dict[int, list[Duty]] = field(default_factory=dict, init=False, repr=False)

    def within(self, start: datetime, end: datetime) -> list[Duty]:
        """The duties that touch [start, end), clipped to it, by start then UID. Two may overlap."""
        start, end = utc(start), utc(end)
        first, last = (start - _EPOCH) // _CHUNK, (end - _EPOCH) // _CHUNK
        pieces: dict[tuple[str, str], list[Interval]] = {}
        for number in range(first, last + 1):
            for duty in self._chunk(number):
                pieces.setdefault((duty.person, duty.uid), []).extend(clip([duty.span], start, end))
        found = [Duty(person, span, uid) for (person, uid), spans in pieces.items() for span in union(spans)]
        return sorted(found, key=lambda duty: (duty.span.start, duty.uid))

    def _chunk(self, number: int) -> list[Duty]:
        if number not in self._worked_out:
            start = _EPOCH + number * _CHUNK
            self._worked_out[number] = self._between(start, start + _CHUNK)
        return self._worked_out[number]

    def _between(self, start: datetime, end: datetime) -> list[Duty]:
        import recurring_ical_events

        found = []
        # A day more on each side: whole days and floating times have no place in time before they have a zone.
        for event in recurring_ical_events.of(self.components).between(start - _DAY, end + _DAY):
            if str(event.get("STATUS", "")).upper() == "CANCELLED":
                continue
            span = clip([self._span(event)], start, end)
            found += [Duty(str(event[PERSON]), part, str(event["UID"])) for part in span]
        return found

    def _span(self, event: Any) -> Interval:
        start = instant_of(event["DTSTART"].dt, self.zone)
        if LASTS not in event:
            return Interval(start, instant_of(event["DTEND"].dt, self.zone))
        # RFC 5545 section 3.3.6: days of a duration are days on the wall, its hours are hours.
        lasts = timedelta(seconds=int(event[LASTS]))
        ends = instant_of(_later(event["DTSTART"].dt, lasts.days), self.zone)
        return Interval(start, ends + timedelta(seconds=lasts.seconds))


def instant_of(value: date | datetime, zone: ZoneInfo) -> datetime:
    """A date, a floating time or a zoned time as an instant; a time the clock skips is the instant of the jump."""
    if not isinstance(value, datetime):
        return to_instant(datetime.combine(value, time.min), zone)
    if value.tzinfo is None:
        return to_instant(value, zone)
    return to_instant(value.replace(tzinfo=None), value.tzinfo) if isinstance(value.tzinfo, ZoneInfo) else utc(value)


def _later(value: date | datetime, days: int) -> date | datetime:
    return value + timedelta(days=days)


def overlaps(duties: Duties, start: datetime, end: datetime) -> list[str]:
    """Where the calendar names two persons for one time, in words."""
    found = []
    latest: Duty | None = None
    for duty in duties.within(start, end):
        if latest is not None and duty.span.start < latest.span.end and duty.person != latest.person:
            found.append(
                f"{latest.person} (event {latest.uid[:80]}) and {duty.person} (event {duty.uid[:80]}) are both on call "
                f"from {duty.span.start.isoformat()}"
            )
        if latest is None or duty.span.end > latest.span.end:
            latest = duty
    return found
