"""Delivery status texts (RFC 3464) and the words of mail servers."""

from __future__ import annotations

from bot.mail.delivery_report import deliveries, enhanced_status, told

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


def test_it_keeps_the_fields_status_unless_the_diagnostic_knows_better() -> None:
    assert enhanced_status("5.1.1", "550 5.7.1 denied") == "5.1.1"
    assert enhanced_status("5.0.0", "550 5.7.1 denied") == "5.7.1"
    assert enhanced_status("", "550 denied") == "5.0.0"
    assert enhanced_status("", "nothing") is None


def test_an_unknown_action_follows_the_class_of_the_status() -> None:
    assert told("a@b.example", "", "2.0.0", "").action == "delivered"
    assert told("a@b.example", "bounced", "5.1.1", "").action == "failed"
