"""Letters as lines of a ticket's timeline."""

from __future__ import annotations

import re

from bot.desk.kept.records import LetterRow
from bot.desk.reading import Reading
from bot.desk.screen import SEALED, shown
from bot.mail.message import Attachment
from bot.tickets.model import Entry

_LONGEST, _MOST_CUTS = 200_000, 200
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_NUMBER = re.compile(r"\d(?:[ ._-]?\d){9,}")


def entry_of(reading: Reading, row: LetterRow, kind: str) -> Entry:
    """The timeline's line for a letter that came in; what is sensitive in it stands in the raw octets only."""
    message = reading.message
    text = (message.new_text or message.text)[:_LONGEST]
    held = reading.report is not None and bool(reading.report.get("sensitive"))
    return Entry(
        at=row.received_at,
        kind=kind,
        direction="in",
        message_id=message.message_id,
        from_=message.author.address if message.author else "",
        to=tuple(address.address for address in message.to),
        subject=shown(message.subject) if held else message.subject,
        text=shown(text) if held else text,
        author=message.author.name if message.author else "",
        letter_id=row.id,
        cuts=message.cuts[:_MOST_CUTS],
    )


_WARNED = {
    "infected": "a file is infected and sealed",
    "lookalike_domain": "the author's domain is a copy",
    "signature_broken": "the signature does not hold",
    "sealed_not_opened": "a part is encrypted and could not be opened",
}


def warning_of(reading: Reading, row: LetterRow) -> Entry | None:
    """A note for the desk's eyes about what is dangerous or false in a letter; None for most letters."""
    told = [f"{_WARNED[one.code]}: {one.detail}" for one in reading.message.defects if one.code in _WARNED]
    dangerous = (one for one in reading.message.attachments if set(one.flags) - {"sealed"})
    files = [f"{file_shown(one)} ({', '.join(one.flags)})" for one in dangerous]
    if files:
        told.append("not to be opened: " + ", ".join(files[:10]))
    if not told:
        return None
    return Entry(at=row.received_at, kind="warning", direction="note", text="; ".join(told)[:2_000], letter_id=row.id)


def file_shown(attachment: Attachment) -> str:
    """A file's name as people may see it: without long numbers, of a sealed file only which part it is and its kind.

    A list of patients is often named after one of them.
    """
    if SEALED not in attachment.flags:
        return _NUMBER.sub("████", shown(attachment.filename))
    ending = _ENDING.search(attachment.filename)
    return f"pièce {attachment.path}{' (' + ending[0] + ')' if ending else ''}"
