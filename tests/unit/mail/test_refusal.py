"""Why a letter was refused: words of mail servers, codes of French providers, status and reply codes."""

from __future__ import annotations

import pytest

from bot.mail.provider_codes import reason_of_code
from bot.mail.refusal import reason_of


@pytest.mark.parametrize(
    ("diagnostic", "reason"),
    [
        ("550 5.1.1 user unknown", "unknown_user"),
        ("550 adresse inconnue", "unknown_user"),
        ("542 <a@ch.example> Rejected", "unknown_user"),
        ("552 5.2.2 over quota", "mailbox_full"),
        ("552 la boîte de Jean est pleine", "mailbox_full"),
        ("550 account disabled", "mailbox_disabled"),
        ("550 Host unknown (Name server: host not found)", "unknown_host"),
        ("552 5.3.4 message size exceeds fixed limit", "too_large"),
        ("550 blocked using zen.spamhaus.org", "policy"),
        ("550 5.7.1 relaying denied", "policy"),
        ("554 message looks like spam", "spam"),
        ("554 5.7.0 Reject, id=22222 - SPAM. See our site", "spam"),
        ("451 4.4.1 connection timed out", "temporary"),
        ("The recipient server did not accept our requests to connect. [socket error]", "temporary"),
        ("421 Service indisponible, réessayez plus tard", "temporary"),
        ("554 5.4.6 too many hops", "system"),
        ("", "other"),
    ],
)
def test_it_classes_the_reason_by_the_servers_words(diagnostic: str, reason: str) -> None:
    assert reason_of(None, diagnostic) == reason


def test_words_inside_addresses_and_texts_do_not_decide() -> None:
    assert reason_of("5.2.2", "550 <user-unknown@ch.example>") == "mailbox_full"


@pytest.mark.parametrize(
    ("diagnostic", "reason"),
    [
        ("550 5.2.0 Mail rejete. Mail rejected. ofr_506 [506]", "spam"),
        ("552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]", "mailbox_full"),
        ("421 4.2.0 Service refuse. Veuillez essayer plus tard. OFR005_505 [505]", "system"),
        ("550 5.5.0 Service refuse. Veuillez essayer plus tard. LPN005_510", "policy"),
        ("550 5.5.0 The recipient account isblocked. LPN007_426", "mailbox_disabled"),
        ("Invalid recipient. LPN416 (in reply to RCPT TO command)", "unknown_user"),
        ("450 4.7.1 Service refused, please try later SFR_IN_105", "policy"),
        ("421 4.2.1 Service refuse. Veuillez essayer plus tard. LPN006_107", "temporary"),
        ("550 5.5.0 Service refuse. Veuillez essayer plus tard. LPN001_108", "other"),
    ],
)
def test_a_french_provider_s_code_tells_more_than_its_words(diagnostic: str, reason: str) -> None:
    assert reason_of("5.5.0", diagnostic) == reason_of_code(diagnostic) == reason


def test_without_words_the_status_decides_and_without_a_status_the_reply() -> None:
    assert reason_of("5.2.1", "550 no") == "mailbox_disabled"
    assert reason_of(None, "451 no") == "system"
    assert reason_of(None, "450 no") == "temporary"
    assert reason_of(None, "550 no") == "other"
    assert reason_of_code("550 no") is None
