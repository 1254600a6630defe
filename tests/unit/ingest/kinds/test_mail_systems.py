"""Delivery reports in free words, as each mail system writes them; receipts and calendar answers beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.mail.message import Message
from bot.mail.verdict import Kind
from bot.settings.model import ReadingLimits

BOUNCES = Path(__file__).parents[3] / "corpus" / "bounces"
REPORTS = (BOUNCES / "free_form.txt").read_text("utf-8").split("=====\n")
LOOKALIKES = (BOUNCES / "not_reports.txt").read_text("utf-8").split("=====\n")
CONTEXT = SortingContext(own_addresses=frozenset({"fssi@desk.example"}))


def read(letter: str, shape: str = "text/plain; charset=utf-8") -> Message:
    head, _, body = letter.partition("\n\n")
    kind = f"MIME-Version: 1.0\nContent-Type: {shape}\nContent-Transfer-Encoding: 8bit"
    return parse(f"{head}\n{kind}\n\n{body}".encode(), ReadingLimits())


@pytest.mark.parametrize("report", REPORTS, ids=[one.split("\n")[0][10:] for one in REPORTS])
def test_each_system_s_report_names_recipient_outcome_and_reason(report: str) -> None:
    action, reason, status, recipient = report.split("\n")[0].removeprefix("X-Expect: ").split()
    message = read(report.partition("\n")[2])
    assert [(one.recipient, one.action, one.status, one.reason) for one in message.deliveries] == [
        (recipient, action, status, reason)
    ]
    verdict = classify(message, CONTEXT)
    assert (verdict.kind, verdict.automatic) == (Kind.DELIVERY_REPORT, True)
    assert any(one.startswith(("subject: ", "part ", "X-Failed")) for one in verdict.reasons)


@pytest.mark.parametrize("letter", LOOKALIKES, ids=[one.split("\n")[2][:60] for one in LOOKALIKES])
def test_no_letter_that_only_speaks_of_failures_is_a_report(letter: str) -> None:
    assert read(letter).deliveries == ()


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Lu : Accusé de réception", "Votre message a été lu le samedi 15 août 2026 09:02:11."),
        ("Read: Questions", "Your message was read on Saturday, August 15, 2026 9:02:11 AM."),
        ("Non lu : Accusé de réception", "Votre message a été supprimé sans être lu le 15 août 2026."),
        ("Gelesen: Fragen", "This is a read receipt for the message you sent."),
        ("Accusé de lecture : Questions", "Ceci est un accusé de lecture pour le message que vous avez envoyé."),
        (
            "Accusé de réception (affiché) - page",
            "Ceci est un accusé de réception pour le courriel que vous avez envoyé.",
        ),
        ("Return Receipt (displayed) - page", "This is a Return Receipt for the mail that you sent to c@ch.example."),
    ],
)
def test_a_read_receipt_in_words_is_one(subject: str, text: str) -> None:
    verdict = classify(read(f"From: c@ch.example\nTo: fssi@desk.example\nSubject: {subject}\n\n{text}\n"), CONTEXT)
    assert (verdict.kind, verdict.automatic) == (Kind.READ_RECEIPT, True)
    assert verdict.reasons[0] == f"subject: {subject}"


def test_a_person_who_read_something_wrote_a_report() -> None:
    letter = (
        "From: c@ch.example\nTo: fssi@desk.example\nSubject: Lu : message de rançon\n\nVoici ce que nous avons lu.\n"
    )
    assert classify(read(letter), CONTEXT).kind is Kind.REPORT


@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_an_answer_to_an_invitation_is_no_report(answer: str) -> None:
    event = (
        f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:Point\nATTENDEE;PARTSTAT={answer}:mailto:c@x.example\n"
    )
    letter = (
        f"From: c@ch.example\nTo: fssi@desk.example\nSubject: Accepté : Point\n\n{event}END:VEVENT\nEND:VCALENDAR\n"
    )
    verdict = classify(read(letter, "text/calendar; method=REPLY; charset=utf-8"), CONTEXT)
    assert verdict.kind is Kind.CALENDAR
    assert verdict.reasons == ("part text/calendar;method=REPLY",)


def test_fields_of_a_broken_report_are_read_where_they_stand_in_its_text() -> None:
    text = (
        "Delivery problems.\n\nFinal-Recipient: rfc822; a@ch.example\nAction: failed\n"
        "Status: 5.1.1\n\nFinal-Recipient: rfc822; b@ch.example\nAction: delayed\nStatus: 4.4.7\n"
    )
    letter = f"From: MAILER-DAEMON@mx.example\nTo: fssi@desk.example\nSubject: Returned mail: failed\n\n{text}"
    told = [(one.recipient, one.action, one.status) for one in read(letter).deliveries]
    assert told == [("a@ch.example", "failed", "5.1.1"), ("b@ch.example", "delayed", "4.4.7")]
