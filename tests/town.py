"""A town of mailboxes around one desk: who lives there, what they get, what they write, and the desk's configuration.

Each test has a town of its own on shared servers: `rssi4@desk.example` is the declarant of town 4.
"""

from __future__ import annotations

import dataclasses
import json
import smtplib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import make_msgid
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tests.servers import Dovecot

DOMAIN = "desk.example"
ROLES = ("fssi", "desk", "rssi", "dsi", "directeur", "alice", "bruno", "chef", "operator")
TOWNS = 24
CRITICAL = """Bonsoir,

ici l'astreinte informatique du CH de Val-Brumeux (63). Un rançongiciel a chiffré nos serveurs, le dossier patient est
inaccessible, les urgences et la réanimation passent au papier. Nous avons besoin d'aide tout de suite.
Rappelez-moi au 06 39 98 12 34.
"""
QUIET = """Bonjour,

nous signalons une panne de messagerie au CH de Val-Brumeux depuis ce matin, sans conséquence sur les soins.

Le RSSI
"""
_PARIS = ZoneInfo("Europe/Paris")


def inhabitants() -> dict[str, str]:
    """Logins and passwords of every town, for a Dovecot."""
    return {f"{role}{number}": "pw" for number in range(1, TOWNS + 1) for role in ROLES}


@dataclasses.dataclass
class Town:
    """One desk and its people. `smtp_port` is where everybody, the desk too, hands letters over."""

    number: int
    dovecot: Dovecot
    smtp_port: int

    def address(self, role: str) -> str:
        """Where one of the people gets letters."""
        return f"{role}{self.number}@{DOMAIN}"

    def letters(self, role: str) -> list[EmailMessage]:
        """What stands in somebody's mailbox, oldest first."""
        return [read(octets) for octets in self.dovecot.letters(f"{role}{self.number}")]

    def of(self, role: str, template: str) -> list[EmailMessage]:
        """The letters in somebody's mailbox whose Message-ID is of this class of ours (answer, page, notice …)."""
        return [one for one in self.letters(role) if template in message_id(one)]

    def write(self, sender: str, to: str | list[str], subject: str, text: str, **fields: str) -> str:
        """Somebody writes, by SMTP, as a mail program does; the Message-ID. `In_Reply_To` becomes `In-Reply-To`."""
        recipients = [self.address(one) for one in ([to] if isinstance(to, str) else to)]
        letter = composed(self.address(sender), recipients, subject, text, **fields)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as client:
            client.send_message(letter, self.address(sender), recipients)
        return message_id(letter)

    def answer(self, sender: str, letter: EmailMessage, text: str, **fields: str) -> str:
        """Somebody answers a letter of the desk: to its From, under its subject, with what it said quoted below."""
        body = letter.get_body(("plain",))
        said = "" if body is None else body.get_content()
        quoted = "".join(f"> {line}\n" for line in said.splitlines())
        threaded = {"In_Reply_To": str(letter["Message-ID"]), "References": str(letter["Message-ID"])}
        return self.write(
            sender, "desk", f"RE: {letter['Subject']}", f"{text}\n\nLe desk a écrit :\n{quoted}", **(threaded | fields)
        )

    def overlay(self, folder: Path, **changes: Any) -> dict[str, Any]:
        """A working configuration of this town's desk; `changes` are laid over it at the top level, key by key."""
        imap = {"host": "127.0.0.1", "port": self.dovecot.imap, "tls": "none", "password": "pw", "start": "all"}
        accounts = {
            role: {**imap, "user": f"{role}{self.number}", "address": self.address(role), "poll_every": "2s"}
            for role in ("fssi", "desk")
        }
        steps = [{"notify": {"person": name}, "wait": "15m"} for name in ("alice", "bruno", "duty-manager")]
        last = {"notify": {"mailbox": self.address("chef")}, "every": "30m", "until": "acknowledged"}
        rotation = {"name": "semaine", "rotation": ["alice"], "every": "1w", "start": "2026-01-05", "handoff": "09:00"}
        made: dict[str, Any] = {
            "live": True,
            "data": str(folder / "data"),
            "identity": {"address": self.address("desk")},
            "alarms": {"to": [self.address("operator")]},
            "accounts": accounts,
            "submission": {"host": "127.0.0.1", "port": self.smtp_port, "tls": "none", "timeout": "10s"},
            "people": {
                "alice": {"mail": self.address("alice"), "backup_mail": None},
                "bruno": {"mail": self.address("bruno")},
                "duty-manager": {"mail": self.address("chef")},
            },
            "teams": {"desk-team": {"mail": self.address("desk")}, "fssi": {"mail": None}},
            "schedules": {"astreinte": {"layers": [{**rotation, "during": "off_hours"}]}},
            "escalation": {"off-hours": {"steps": steps, "when_exhausted": {**last, "severity": "alarm"}}},
            "reading": {"workers": 0},
            "retry": {"first_wait": "1s"},
        }
        for key, value in changes.items():
            made[key] = laid(made[key], value) if key in made else value
        return made


def laid(below: Any, over: Any) -> Any:
    """`over` on `below`, mapping by mapping."""
    if not (isinstance(below, dict) and isinstance(over, dict)):
        return over
    return {**below, **{key: laid(below[key], value) if key in below else value for key, value in over.items()}}


def hours(now: Literal["open", "closed"]) -> dict[str, Any]:
    """Configuration that makes the present instant open or closed whatever the day: one minute, twelve hours away,
    is the only other one, for a desk without edges has nothing to say about its next opening."""
    away = (datetime.now(UTC) + timedelta(hours=12)).astimezone(_PARIS)
    begins, ends = f"{away:%H:%M}", f"{away + timedelta(minutes=1):%H:%M}"
    span = f"{begins}-{ends}" if now == "closed" else f"{ends}-{begins}"
    return {"calendars": {"desk": {"week": {"mon-sun": [span]}, "holidays": None}}}


def written(folder: Path, overlay: dict[str, Any]) -> Path:
    """The folder, with the overlay in it (JSON is YAML)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "town.yml").write_text(json.dumps(overlay), encoding="utf-8")
    return folder


def composed(sender: str, recipients: list[str], subject: str, text: str, **fields: str) -> EmailMessage:
    """A letter as a mail program writes it. Long Message-IDs stay whole: Python would fold them."""
    letter = EmailMessage(policy=SMTP.clone(max_line_length=0))
    letter["From"], letter["To"], letter["Subject"] = sender, ", ".join(recipients), subject
    letter["Date"] = "Tue, 10 Mar 2026 11:04:00 +0100"
    letter["Message-ID"] = fields.pop("Message_ID", None) or make_msgid(domain="ch-exemple.example")
    for name, value in fields.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text, charset="utf-8", cte="8bit")
    return letter


def read(octets: bytes) -> EmailMessage:
    """A letter as Python's parser has it."""
    letter = message_from_bytes(octets, policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def message_id(letter: EmailMessage) -> str:
    """Without <>."""
    return str(letter["Message-ID"]).strip("<> ")
