"""Identifiers of letters as header fields hold them."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.mime.envelope import identifiers, message_id
from bot.ingest.mime.head import Head
from bot.ingest.parse import parse
from bot.settings.model import ReadingLimits
from tests import builders

OURS = builders.office().message_id("page", "SSI-2026-000123", "page/1.r0.s0.alice", builders.SATURDAY_NIGHT)
SHORT = "CAF12@mail.example"


def head(value: bytes, name: str = "references") -> Head:
    return Head(((name, value),), 0)


def folded_by_python(value: str, name: str = "In-Reply-To") -> bytes:
    """A letter whose long field Python's own policy folds into encoded words."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "alice@cert.example", "desk@veilleur.example", "Re: astreinte"
    letter[name] = value
    letter.set_content("je prends")
    octets = letter.as_bytes()
    assert b"=?utf-8?q?" in octets
    return octets


def test_a_long_identifier_that_was_folded_into_encoded_words_is_ours_again() -> None:
    assert parse(folded_by_python(f"<{OURS}>"), ReadingLimits()).in_reply_to == (OURS,)


def test_plain_and_encoded_identifiers_stand_in_order() -> None:
    read = parse(folded_by_python(f"<{SHORT}> <{OURS}>", "References"), ReadingLimits())
    assert read.references == (SHORT, OURS)


@pytest.mark.parametrize(
    "written",
    [
        b"=?us-ascii?B?PHYxLnBhZ2UuYUB4LmV4YW1wbGU+?=",
        b"=?utf-8?Q?=3Cv1.page.a=40x.example=3E?=",
        b"<=?utf-8?q?v1=2Epage=2Ea?=@x.example>",
    ],
)
def test_whatever_is_encoded_of_it(written: bytes) -> None:
    assert identifiers(head(written), "references") == ("v1.page.a@x.example",)
    assert message_id(head(written, "message-id")) == "v1.page.a@x.example"


def test_an_encoded_word_that_says_no_identifier_gives_none() -> None:
    assert identifiers(head(b"=?utf-8?q?votre_courriel_du_14_mars?="), "references") == ()
    assert identifiers(head(b"=?utf-8?q?=3C"), "references") == ()


def test_of_an_endless_encoded_field_the_nearest_letter_is_read_in_no_time() -> None:
    field = b"=?utf-8?q?" * 6_000 + b" =?utf-8?q?=3Ca=40x.example=3E?="
    begun = time.process_time()
    found = identifiers(Head((("references", field),) * 20, 0), "references")
    assert len(found) <= 200 and time.process_time() - begun < 2


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_field_breaks_it(value: bytes) -> None:
    assert all("<" not in one and one for one in identifiers(head(b"=?utf-8?q?" + value), "references"))
