"""Letters set aside: the cause with the version that gave up in, and after an upgrade those to be tried again out."""

from __future__ import annotations

from datetime import datetime

from bot import __version__
from bot.desk.intake import Taken, take_in
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.mail.message import Defect, Message
from bot.mail.verdict import Authentication, Kind, Verdict

UNREADABLE = "unreadable"
"""The defect of a letter that nothing could be read of."""
_GIVEN_UP = (UNREADABLE, "parser_failed")
_LONGEST = 450


def cause_of(why: str, version: str = __version__) -> str:
    """Why a letter stands in quarantine, and which version found it so."""
    return f"{why[:_LONGEST]} [veilleur {version}]"


def unreadable(sha256: str, size: int, why: str) -> Reading:
    """What stands for a letter that nothing could be read of: a human must look at the octets."""
    message = Message(sha256, size, defects=(Defect(UNREADABLE, why),))
    return Reading(message, Verdict(Kind.UNREADABLE, False, (why,)), Authentication(), None)


def gave_up(reading: Reading) -> str | None:
    """Why reading was given up, None when the letter was read."""
    why = next((d.detail for d in reading.message.defects if d.code in _GIVEN_UP), None)
    return cause_of(why) if why is not None else None


def try_again(unit: Unit, version: str = __version__) -> list[int]:
    """Give back every letter that another version set aside, to be read by this one; their ids."""
    stale = [row.id for row in unit.letters.quarantined() if not (row.cause or "").endswith(f"[veilleur {version}]")]
    for letter_id in stale:
        unit.letters.release(letter_id)
    return stale


def take_in_unread(unit: Unit, office: Office, letter_id: int, by: str, now: datetime) -> Taken:
    """Take in a letter of the quarantine as it is, without reading it: it opens a ticket for a human, or joins the one
    it opened when it was set aside. Raises Missing, and Illegal for a letter that is settled."""
    unit.letters.release(letter_id)
    row = unit.letters.get(letter_id)
    return take_in(unit, office, row, unreadable(row.sha256, row.size, f"released unread by {by}"), now)
