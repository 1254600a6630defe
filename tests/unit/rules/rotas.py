"""Calendars as other programs write them, for the tests of what reads them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.rules.duty.duties import Duties
from bot.rules.duty.duty_guard import Unsound, read_duties
from bot.settings.model import PersonSettings
from tests.unit.rules.sections import PARIS

PEOPLE = {
    "alice": PersonSettings("alice", ("alice@cert.example", "alice@perso.example")),
    "bruno": PersonSettings("bruno", ("bruno@cert.example",)),
    "chloe": PersonSettings("chloe", ("chloe@cert.example",)),
}
ALICE, BRUNO = "ATTENDEE;CN=Alice:mailto:alice@cert.example", "ATTENDEE;CN=Bruno:MAILTO:Bruno@CERT.example"


def event(*lines: str, uid: str = "shift-1", who: str = ALICE) -> str:
    """One VEVENT of these content lines."""
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", who, *lines, "END:VEVENT"])


def rota(*events: str, before: str = "") -> bytes:
    """A whole calendar."""
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//FR"
    return "\r\n".join([head, *([before] if before else []), *events, "END:VCALENDAR", ""]).encode()


def read(octets: bytes, zone: ZoneInfo | None = PARIS) -> Duties:
    """Its duties; raises Unsound."""
    return read_duties(octets, PEOPLE, zone)


def faults(octets: bytes, zone: ZoneInfo | None = PARIS) -> str:
    """Why it is refused, in one text; empty when it is taken."""
    try:
        read(octets, zone)
    except Unsound as refused:
        return " | ".join(refused.faults)
    return ""
