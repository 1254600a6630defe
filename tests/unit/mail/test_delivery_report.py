"""Delivery status texts (RFC 3464) and the words of mail servers."""

from __future__ import annotations

import pytest

from bot.mail.delivery_report import deliveries, enhanced_status, reason_of, told

STATUS = """Reporting-MTA: dns; mx.ch.example

Original-Recipient: rfc822;astreinte@desk.example
Final-Recipient: rfc822;boite7@interne.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 5.1.1 <boite7@interne.example>...
 User unknown

Final-Recipient: rfc822; b@ch.example
Action: delayed
Status: 4.4.1
"""


def test_it_tells_each_recipient_apart_and_unfolds_the_diagnostic() -> None:
    first, second = deliveries(STATUS)
    assert (first.recipient, first.action, first.status, first.reason) == (
        "astreinte@desk.example",
        "failed",
        "5.1.1",
        "unknown_user",
    )
    assert first.diagnostic == "550 5.1.1 <boite7@interne.example>... User unknown"
    assert (second.recipient, second.action, second.status, second.reason) == (
        "b@ch.example",
        "delayed",
        "4.4.1",
        "temporary",
    )


def test_it_reads_groups_that_no_blank_line_divides() -> None:
    assert len(deliveries(STATUS.replace("\n\n", "\n"))) == 2


@pytest.mark.parametrize(
    ("diagnostic", "reason"),
    [
        ("550 5.1.1 user unknown", "unknown_user"),
        ("550 adresse inconnue", "unknown_user"),
        ("552 5.2.2 over quota", "mailbox_full"),
        ("552 la boîte de Jean est pleine", "mailbox_full"),
        ("550 account disabled", "mailbox_disabled"),
        ("550 Host unknown (Name server: host not found)", "unknown_host"),
        ("552 5.3.4 message size exceeds fixed limit", "too_large"),
        ("550 blocked using zen.spamhaus.org", "policy"),
        ("550 5.7.1 relaying denied", "policy"),
        ("554 message looks like spam", "spam"),
        ("451 4.4.1 connection timed out", "temporary"),
        ("554 5.4.6 too many hops", "system"),
        ("", "other"),
    ],
)
def test_it_classes_the_reason_by_the_servers_words(diagnostic: str, reason: str) -> None:
    assert reason_of(None, diagnostic) == reason


def test_words_inside_addresses_and_texts_do_not_decide() -> None:
    assert reason_of("5.2.2", "550 <user-unknown@ch.example>") == "mailbox_full"


def test_it_keeps_the_fields_status_unless_the_diagnostic_knows_better() -> None:
    assert enhanced_status("5.1.1", "550 5.7.1 denied") == "5.1.1"
    assert enhanced_status("5.0.0", "550 5.7.1 denied") == "5.7.1"
    assert enhanced_status("", "550 denied") == "5.0.0"
    assert enhanced_status("", "nothing") is None


def test_an_unknown_action_follows_the_class_of_the_status() -> None:
    assert told("a@b.example", "", "2.0.0", "").action == "delivered"
    assert told("a@b.example", "bounced", "5.1.1", "").action == "failed"
