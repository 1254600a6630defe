"""Our letters fed back, round after round, as every kind of machine returns them: no answer, an end (P15)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.daemon.reader import Reader, make_reader
from bot.daemon.shipped import shipped_templates
from bot.daemon.wiring import reader_setup
from bot.desk.kept.letters import LetterClass, LetterContext
from bot.desk.kept.records import OutboxEntry
from bot.desk.office import Office
from bot.desk.pages import escalate
from bot.outbound.compose import compose
from bot.outbound.render import Renderer
from bot.rules.escalation import hearing, machine
from tests import builders
from tests.builders import SATURDAY_NIGHT
from tests.unit.desk.conftest import Desk
from tests.unit.desk.test_seeded_faults import copy_with

ROUNDS = 10
Echo = Callable[[bytes, int], bytes]


@functools.cache
def office() -> Office:
    """One whose operators' alarms go to the mailbox that is paged last: the narrowest circle there can be."""
    return builders.office(alarms_to=("desk@cert.example",))


@functools.cache
def reader() -> Reader:
    return make_reader(reader_setup(builders.shipped(), office()))


def sent_octets(entry: OutboxEntry, at: datetime) -> bytes:
    words = Renderer(None, shipped_templates(), office().settings.identity, office().rules.zone)
    rendered = words.render(entry.template, entry.language, LetterContext.from_dict(entry.context))
    return compose(entry, rendered, office().settings.identity, at, entry.to, office().mark(entry.message_id))


def _came(octets: bytes) -> EmailMessage:
    came = message_from_bytes(octets, policy=policy.SMTP)
    assert isinstance(came, EmailMessage)
    return came


def _answering(octets: bytes, number: int, subject: str, text: str, **fields: str) -> bytes:
    came, made = _came(octets), EmailMessage(policy=policy.SMTP)
    made["From"], made["To"] = came["To"].split(",")[0], came["From"]
    made["Subject"] = subject.format(came["Subject"])
    made["Message-ID"] = f"<m{number}@machine.example>"
    made["In-Reply-To"] = made["References"] = came["Message-ID"]
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, charset="utf-8")
    return made.as_bytes()


def verbatim(octets: bytes, number: int) -> bytes:
    return octets


def redirected(octets: bytes, number: int) -> bytes:
    return (
        f"Received: from relay{number}.example by mx.cert.example; Sat, 15 Aug 2026 02:50:00 +0200\r\n".encode()
        + octets
    )


def rewritten(octets: bytes, number: int) -> bytes:
    came = _came(octets)
    for name in ("X-Veilleur-Id", "Auto-Submitted", "X-Auto-Response-Suppress", "Message-ID"):
        del came[name]
    came["Message-ID"] = f"<w{number}@relay.example>"
    return came.as_bytes()


def courtesy(octets: bytes, number: int) -> bytes:
    return _answering(octets, number, "Re: {}", "Merci de votre message, il sera lu dans les meilleurs délais.\n")


def vacation(octets: bytes, number: int) -> bytes:
    text = "Bonjour,\n\nJe suis absent du bureau jusqu'au 24 août.\n"
    return _answering(octets, number, "Absence du bureau : {}", text, Auto_Submitted="auto-replied")


def vacation_without_a_sign(octets: bytes, number: int) -> bytes:
    text = "Bonjour,\n\nJe suis absent du bureau jusqu'au 24 août. En cas d'urgence, contactez le standard.\n"
    return _answering(octets, number, "Réponse automatique : {}", text)


def ticket_system(octets: bytes, number: int) -> bytes:
    text = "Votre demande a bien été enregistrée sous le numéro 4711. Merci de ne pas répondre à ce message.\n"
    return _answering(octets, number, f"[#{number}] {{}}", text, Auto_Submitted="auto-generated", Precedence="bulk")


def receipt(octets: bytes, number: int) -> bytes:
    came = _came(octets)
    told = f"Original-Message-ID: {came['Message-ID']}\r\nDisposition: manual-action; displayed"
    head = [f"From: {_reader_of(came)}", "Subject: Lu", f"In-Reply-To: {came['Message-ID']}"]
    return _report(came, number, head, "disposition-notification", told)


def bounced(octets: bytes, number: int) -> bytes:
    came = _came(octets)
    told = f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {_reader_of(came)}\r\nAction: failed\r\n"
    head = ["From: Mail Delivery System <mailer-daemon@mx.example>", "Subject: Undelivered Mail Returned to Sender"]
    return _report(came, number, head, "delivery-status", told + "Status: 5.1.1", octets)


def _reader_of(came: EmailMessage) -> str:
    return str(came["To"]).split(",")[0].strip()


def _report(came: EmailMessage, number: int, head: list[str], kind: str, told: str, octets: bytes = b"") -> bytes:
    lines = [
        *head, f"To: {came['From']}", f"Message-ID: <r{number}@mx.example>", "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type={kind}; boundary="=_b"', "",
        "--=_b", "Content-Type: text/plain", "", "A machine tells something.",
        "--=_b", f"Content-Type: message/{kind}", "", told, "",
    ]  # fmt: skip
    returned = b"--=_b\r\nContent-Type: message/rfc822\r\n\r\n" + octets + b"\r\n" if octets else b""
    return "\r\n".join(lines).encode() + returned + b"--=_b--\r\n"


_MACHINES = (
    verbatim,
    redirected,
    rewritten,
    courtesy,
    vacation,
    vacation_without_a_sign,
    ticket_system,
    receipt,
    bounced,
)
ECHOES: dict[str, Echo] = {machine.__name__: machine for machine in _MACHINES}
REPORTS = {
    "critical at night": ("URGENT", "Rançongiciel, tous les serveurs sont chiffrés, les urgences passent au papier."),
    "minor": ("Question", "Bonjour, notre messagerie est lente depuis hier, rien de grave."),
    "exercise": ("Exercice", "Exercice cyber : nous simulons une panne du dossier patient."),
    "patient": ("Rendez-vous", "Bonjour, je suis une patiente, je voudrais mes résultats d'analyses."),
}


def rounds(report: str, echoes: list[str], account: str) -> list[tuple[list[OutboxEntry], int]]:
    """After each round what went out in it, and how many tickets there are; the first is the report's own."""
    desk, now, told = Desk(office()), SATURDAY_NIGHT, []
    subject, text = REPORTS[report]
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"], letter["To"] = "rssi@ch-exemple.example", "desk@veilleur.example"
    letter["Subject"], letter["Message-ID"] = subject, "<first@ch-exemple.example>"
    letter.set_content(text, charset="utf-8")
    incoming = [letter.as_bytes()]
    for number, echo in enumerate((*echoes, echoes[-1]), 1):
        before = len(desk.outbox())
        now += timedelta(minutes=1)
        for octets in incoming:
            desk.take(reader()(octets, now), now, account)
        sent = desk.outbox()[before:]
        with desk.storage.read() as unit:
            told.append((sent, len(list(unit.tickets.listed()))))
        incoming = [ECHOES[echo](sent_octets(entry, now), 100 * number + n) for n, entry in enumerate(sent)]
    return told


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("report", REPORTS)
def test_what_a_machine_sends_back_is_never_answered(report: str, echo: str) -> None:
    assert broken(rounds(report, [echo] * ROUNDS, "fssi")) == ""


@settings(max_examples=6)
@given(
    st.sampled_from(sorted(REPORTS)),
    st.lists(st.sampled_from(sorted(ECHOES)), min_size=ROUNDS, max_size=ROUNDS),
    st.sampled_from(["fssi", "desk"]),
)
def test_whatever_machines_send_back_in_turn_it_ends(report: str, echoes: list[str], account: str) -> None:
    assert broken(rounds(report, echoes, account)) == ""


FAULTS: dict[str, tuple[Any, str, Any, str]] = {
    "every absence note is told of, also one that answers the alarm about the last": (
        escalate,
        "escalation",
        copy_with(machine, "or (absent and page.person in case.unavailable)", ""),
        "vacation",
    ),
    "whoever is not understood is written to each time": (hearing, "MOST_TOLD", 10**6, "courtesy"),
    "our own address without our mark is anybody's": (Office, "is_ours", lambda self, address: False, "rewritten"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_closes_a_circle_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, wrong, echo = FAULTS[fault]
    monkeypatch.setattr(where, name, wrong)
    assert broken(rounds("critical at night", [echo] * (2 if echo == "rewritten" else ROUNDS), "fssi"))


def broken(told: list[tuple[list[OutboxEntry], int]]) -> str:
    """What is not as promised in these rounds; empty when all is well."""
    (sent, _), *later = told
    if not sent or any(known != 1 for _, known in told):
        return "the report has its letters and its ticket, a machine's letter opens none"
    again = [entry for letters, _ in later for entry in letters]
    if any("rssi@ch-exemple.example" in entry.to or entry.cls is LetterClass.ANSWER for entry in again):
        return "nobody outside is written to again, and nothing is answered"
    return "" if not later[-1][0] else "it does not end"
