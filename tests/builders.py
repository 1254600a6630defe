"""Values for tests, built with one call: letters as octets, messages, readings, an office with the shipped rules."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from bot.daemon.config import Configuration, load
from bot.desk.kept.records import Arrival, LetterRow
from bot.desk.office import Office
from bot.desk.ports import Storage
from bot.desk.reading import Reading
from bot.mail.message import Address, Attachment, Delivery, Message
from bot.mail.verdict import Authentication, Kind, Trust, Verdict
from bot.report.fields import Found, Report, Territory
from bot.settings.model import IdentitySettings
from bot.walltime import parse_instant

KEY = b"a key of thirty-two octets, none less"


def at(text: str) -> datetime:
    """An aware instant: `at("2026-08-15T02:47:00+02:00")`."""
    return parse_instant(text)


SATURDAY_NIGHT = at("2026-08-15T02:47:00+02:00")
"""A Saturday that is also a holiday: off hours for two reasons."""
TUESDAY_MORNING = at("2026-03-10T11:05:00+01:00")
"""In hours, far from any edge."""


@functools.cache
def shipped() -> Configuration:
    """The configuration as shipped."""
    return load(None, {})


def office(**settings: Any) -> Office:
    """The shipped desk with a signing key; keyword arguments replace settings."""
    loaded = shipped()
    identity: IdentitySettings = replace(loaded.settings.identity, key=KEY)
    return Office(replace(loaded.settings, identity=identity, **settings), loaded.rules, loaded.lexicons)


def with_second_address(office: Office, name: str = "alice", second: str = "alice@perso.example") -> Office:
    """The desk with a further address of one person, as `backup_mail` gives it."""
    known = office.settings.people[name]
    people = {**office.settings.people, name: replace(known, mails=(*known.mails, second))}
    return replace(office, settings=replace(office.settings, people=people))


def octets(
    text: str = "Bonjour, notre messagerie est en panne.",
    subject: str = "Panne de messagerie",
    sender: str = "rssi@ch-exemple.example",
    to: str = "desk@veilleur.example",
    message_id: str | None = "<one@ch-exemple.example>",
    **headers: str,
) -> bytes:
    """A letter as it comes over the wire; keyword `In_Reply_To` becomes the header field `In-Reply-To`."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Date"] = "Tue, 10 Mar 2026 11:04:00 +0100"
    if message_id:
        letter["Message-ID"] = message_id
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text, charset="utf-8", cte="base64")
    return letter.as_bytes()


def message(
    text: str = "Bonjour, notre messagerie est en panne.",
    subject: str = "Panne de messagerie",
    sender: str = "rssi@ch-exemple.example",
    message_id: str | None = "one@ch-exemple.example",
    **more: Any,
) -> Message:
    """A message as reading gives it."""
    digest = hashlib.sha256(f"{text}{subject}{sender}{message_id}{sorted(more)}".encode()).hexdigest()
    values: dict[str, Any] = {
        "sha256": digest,
        "size": len(text),
        "message_id": message_id,
        "subject": subject,
        "from_": (Address("", sender),),
        "to": (Address("", "desk@veilleur.example"),),
        "text": text,
        "new_text": text,
    }
    return Message(**(values | more))


def reading(
    letter: Message | None = None,
    report: Report | None = None,
    kind: Kind = Kind.REPORT,
    automatic: bool = False,
    absence: bool = False,
    trust: Trust = Trust.CLAIMED,
) -> Reading:
    """A reading; a report or follow-up without a report says nothing."""
    speaks = kind in (Kind.REPORT, Kind.FOLLOW_UP)
    return Reading(
        letter or message(),
        Verdict(kind, automatic, ("test",), absence),
        Authentication(trust=trust),
        report if report is not None or not speaks else Report(),
    )


def critical_report(**more: Any) -> Report:
    """A hospital whose care is forced into degraded mode and that asks for help."""
    fields: dict[str, Any] = {
        "structure": Found("CH de Val-Brumeux"),
        "structure_type": Found("hospital"),
        "territory": Found(Territory("63", "84", "Auvergne-Rhône-Alpes")),
        "category": Found("ransomware"),
        "origin": Found("malicious"),
        "patient_impact": Found("potential"),
        "degraded_mode": Found(True),
        "care_impact": Found(True),
        "support_requested": Found(True),
        "phone": Found("+33639981234"),
        "state": Found("ongoing"),
    }
    return Report(**(fields | more))


def bounce_of(message_id: str, recipient: str) -> Reading:
    """A delivery report: that recipient was not reached."""
    letter = message(
        "mailbox does not exist",
        "Undelivered Mail Returned to Sender",
        "MAILER-DAEMON@mx.example",
        "dsn@mx.example",
        deliveries=(Delivery(recipient, "failed", "5.1.1", "unknown_user", "550 5.1.1"),),
        original_message_id=message_id,
        return_path="",
    )
    return reading(letter, kind=Kind.DELIVERY_REPORT, automatic=True)


def attachment(name: str = "photo.png", size: int = 10) -> Attachment:
    """An attached file."""
    return Attachment("1", name, "application/octet-stream", size, hashlib.sha256(name.encode()).hexdigest(), False)


def arrival(raw: bytes, received_at: datetime, account: str = "desk", uid: int = 1) -> Arrival:
    """A fetched letter."""
    return Arrival(account, "INBOX", 1, uid, received_at, raw, len(raw))


def journaled(
    storage: Storage, journal: Any, received_at: datetime, account: str = "desk", uid: int = 1, raw: bytes | None = None
) -> LetterRow:
    """The journal row of a letter that has just been fetched."""
    [letter_id] = journal.record(
        [arrival(raw or f"letter {account} {uid}".encode(), received_at, account, uid)], None, False, received_at
    )
    with storage.read() as unit:
        row: LetterRow = unit.letters.get(letter_id)
        return row
