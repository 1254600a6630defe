"""Where a schedule's calendar comes from, when others keep it: an `ical_import` section in, its settings out.

What is refused is fixed (bot.rules.duty.duty_guard) and the last good calendar always stays in force; the words for
that may be written down, they document the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.rules.clock.zone import REMEDY, zone_named
from bot.settings.section import Section

REJECTED = (
    "unknown_person", "unknown_tzid", "floating_time", "sub_daily_rrule", "empty_calendar", "overlap", "too_large",
)  # fmt: skip
_SOURCE = re.compile(
    r"https://[^\s/]{1,255}/\S{0,2000}|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?/\S{0,2000}"
)
_FILE = re.compile(r"(?![a-z]{2,10}://)(file:)?[^\n\r]{1,1000}")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RotaSettings:
    """A calendar of duties that others keep. `source`: a path or a web address; `zone` is meant where it names none."""

    source: str
    zone: ZoneInfo | None = None
    refresh: timedelta = timedelta(minutes=15)
    alarm_when_stale: timedelta = timedelta(hours=24)

    @property
    def remote(self) -> bool:
        """Whether it must be fetched from a server."""
        return self.source.startswith(("https://", "http://"))

    @property
    def place(self) -> str:
        """The source as people are told: of a web address the host alone, for the rest of it may be a secret."""
        return self.source.split("/", 3)[2].rpartition("@")[2] if self.remote else self.source.removeprefix("file:")


def read_rota(section: Section) -> RotaSettings | None:
    """The settings of an `ical_import` section; None after a fault in its source."""
    source = section.text("source").strip()
    section.text("person_from", "attendee_mail", choices=["attendee_mail"])
    zone = _zone(section)
    refresh, stale = section.duration("refresh", "15m", _MINUTE), section.duration("alarm_when_stale", "24h", _MINUTE)
    if stale < refresh:
        section.fault("alarm_when_stale", "shorter than refresh", "write a multiple of `refresh`")
    if not section.flag("keep_last_good", True):
        section.fault("keep_last_good", "the last good calendar always stays in force", "write true")
    for word in section.texts("reject"):
        if word not in REJECTED:
            section.fault(
                "reject", f"unknown word `{word}`", f"always refused, whatever is written: {', '.join(REJECTED)}"
            )
    section.text("on_reject", "keep_last_good_and_alarm", choices=["keep_last_good_and_alarm"])
    section.close()
    if not (_SOURCE.fullmatch(source) or _FILE.fullmatch(source)):
        # The value is not shown: the address of a private calendar is its password.
        section.fault(
            "", "`source` is neither a file nor https://…", "write file:/path/rota.ics or https://host/rota.ics"
        )
        return None
    return RotaSettings(source, zone, refresh, stale)


def _zone(section: Section) -> ZoneInfo | None:
    name = section.optional("floating_and_all_day_zone")
    if name is None:
        return None
    zone = zone_named(name)
    if zone is None:
        section.fault("floating_and_all_day_zone", "unknown time zone", REMEDY)
    return zone
