"""Builders of the report room's tests: a letter as a Message, the shipped lexicons read once."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.mail.message import Address, Attachment, Cut, Forwarded, Message
from bot.report.fields import Report
from bot.report.read import read
from bot.report.words.lexicon import ReportLexicons
from tests.score_reports import shipped_lexicons

PARIS = ZoneInfo("Europe/Paris")


@cache
def lexicons() -> ReportLexicons:
    """The lexicons as shipped."""
    return shipped_lexicons()


def paris(*parts: int) -> datetime:
    """A wall time in Paris."""
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc,arg-type]


NOON = paris(2026, 3, 10, 12, 0)


def letter(
    text: str,
    subject: str = "",
    author: str = "garde@webmail.example",
    attachments: tuple[str, ...] = (),
    signature: str = "",
    forwarded: str = "",
    replies: bool = False,
) -> Message:
    """A letter whose new text is `text`; a signature stands below it in the whole text, as the parser leaves it."""
    whole = f"{text}\n-- \n{signature}" if signature else text
    cuts = (Cut(len(text) + 1, len(whole), "signature"),) if signature else ()
    inner = (Forwarded(None, None, "Incident", None, forwarded),) if forwarded else ()
    files = tuple(
        Attachment(str(n), name, "application/octet-stream", 1, "0" * 64, False)
        for n, name in enumerate(attachments, 1)
    )
    return Message(
        sha256="0" * 64,
        size=len(whole),
        subject=subject,
        from_=(Address("", author),),
        text=whole,
        new_text=text,
        cuts=cuts,
        forwarded=inner,
        attachments=files,
        in_reply_to=("first@desk.example",) if replies else (),
    )


def report(text: str, at: datetime = NOON, **more: object) -> Report:
    """The report of such a letter."""
    return read(letter(text, **more), lexicons(), at)  # type: ignore[arg-type]
