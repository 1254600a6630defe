"""Delivery reports in and out of the standard, and people who only write about mail (failure 41)."""

from __future__ import annotations

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.mail.message import Message
from bot.mail.verdict import Kind
from bot.settings.model import ReadingLimits


def read(
    subject: str, text: str, author: str = "MAILER-DAEMON@mx.example", fields: str = "Return-Path: <>\r\n"
) -> Message:
    letter = (
        f"{fields}From: {author}\r\nTo: fssi@desk.example\r\nSubject: {subject}\r\nContent-Type: text/plain; "
        f"charset=utf-8\r\n\r\n{text}"
    )
    return parse(letter.replace("\n", "\r\n").replace("\r\r", "\r").encode(), ReadingLimits())


QMAIL = """Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<r.petit@ch.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 unknown user

--- Below this line is a copy of the message.

Return-Path: <fssi@desk.example>
Message-ID: <v1.ack@desk.example>
To: r.petit@ch.example
"""
EXIM = """This message was created automatically by mail delivery software.
The following address(es) failed:

  astreinte@ch.example
    host mx.ch.example [192.0.2.2]: 552 5.2.2 mailbox full
"""
POSTFIX_TWO = """The mail system

<a@ch.example>: host mx said: 550 5.1.1 user unknown

<b@ehpad.example>: Host or domain name not found. Name service error
"""
TWO_REFUSALS = """The mail system

<a@ch.example>: host mx said: 550 5.1.1 User unknown (in reply to RCPT TO command)

<b@ch.example>: host mx said: 550 5.2.2 Mailbox full (in reply to RCPT TO command)
"""
LISTED_FIRST = """Delivery has failed to these recipients:

a@ch.example
b@ch.example

Diagnostic information:

a@ch.example
552 5.2.2 mailbox over quota
b@ch.example
550 5.1.1 no such user
"""
FRENCH = """Échec de la remise de votre message au destinataire suivant :

accueil@ch.example
Adresse introuvable : l'utilisateur n'existe pas.
"""


@pytest.mark.parametrize(
    ("subject", "text", "outcomes"),
    [
        ("failure notice", QMAIL, [("r.petit@ch.example", "5.1.1", "unknown_user")]),
        ("Mail delivery failed", EXIM, [("astreinte@ch.example", "5.2.2", "mailbox_full")]),
        (
            "Undelivered Mail",
            POSTFIX_TWO,
            [("a@ch.example", "5.1.1", "unknown_user"), ("b@ehpad.example", "5.0.0", "unknown_host")],
        ),
        ("Échec de la remise", FRENCH, [("accueil@ch.example", "5.0.0", "unknown_user")]),
        (
            "Undelivered Mail",
            TWO_REFUSALS,
            [("a@ch.example", "5.1.1", "unknown_user"), ("b@ch.example", "5.2.2", "mailbox_full")],
        ),
        (
            "Undeliverable",
            LISTED_FIRST,
            [("a@ch.example", "5.2.2", "mailbox_full"), ("b@ch.example", "5.1.1", "unknown_user")],
        ),
    ],
)
def test_it_reads_reports_that_no_standard_shaped(
    subject: str, text: str, outcomes: list[tuple[str, str, str]]
) -> None:
    message = read(subject, text)
    assert [(one.recipient, one.status, one.reason) for one in message.deliveries] == outcomes
    assert {one.action for one in message.deliveries} == {"failed"}
    assert classify(message, SortingContext()).kind is Kind.DELIVERY_REPORT


def test_it_finds_the_letter_that_came_back() -> None:
    assert read("failure notice", QMAIL).original_message_id == "v1.ack@desk.example"


@pytest.mark.parametrize(
    "stage",
    [
        "SMTP error from remote mail server after MAIL FROM:<fssi@desk.example>:\n  553 5.1.0 desk.example unknown",
        "Connected to 192.0.2.1 but my name was rejected.\nRemote host said: 501 5.0.0 Invalid domain name",
    ],
)
def test_a_refusal_before_any_recipient_is_about_the_sender(stage: str) -> None:
    text = f"The following address(es) failed:\n\n  a@ch.example\n    {stage}\n"
    assert [one.reason for one in read("Mail delivery failed", text).deliveries] == ["policy"]


def test_the_name_of_a_mail_system_is_no_reason() -> None:
    text = "<a@ch.example>\n\nThe recipient was rejected by a remote server.\n"
    assert [one.reason for one in read("Mail System Error - Returned Mail", text).deliveries] == ["other"]


def test_a_delay_is_no_failure() -> None:
    text = "Warning: message still undelivered, will keep trying until Monday.\n\n<a@ch.example>: 451 4.4.1 timed out\n"
    assert [(one.action, one.status) for one in read("Warning: message delayed 4 hours", text).deliveries] == [
        ("delayed", "4.4.1")
    ]


def test_a_failed_recipients_field_is_believed() -> None:
    message = read("x", "no words", fields="X-Failed-Recipients: a@ch.example, b@ch.example\r\n")
    assert [one.recipient for one in message.deliveries] == ["a@ch.example", "b@ch.example"]


@pytest.mark.parametrize(
    ("subject", "text", "author"),
    [
        ("Virus détecté sur le serveur Exchange", "Le CH est touché, messagerie coupée.", "administrator@ch.example"),
        (
            "Messagerie : mail delivery failed en masse",
            "Nos 3 000 boîtes renvoient « user unknown » depuis 2 h.",
            "rssi@ch.example",
        ),
        ("Signalement", "Le postmaster signale des rejets : boîte pleine, quota dépassé.", "postmaster@ch.example"),
        ("Incident : serveur SMTP compromis", "Envoi massif depuis le relais.", "dsi@ch.example"),
    ],
)
def test_a_person_who_writes_about_mail_is_no_delivery_report(subject: str, text: str, author: str) -> None:
    message = read(subject, text, author, fields="")
    assert message.deliveries == ()
    assert classify(message, SortingContext()).kind is Kind.REPORT
