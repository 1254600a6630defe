"""Octets on the wire: what the standard library reads back, and nothing a stranger could slip in."""

from __future__ import annotations

import email
import email.policy
import re
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.kept.letters import LetterClass, Rendered
from bot.errors import Permanent
from bot.outbound.compose import LONGEST_REFERENCES, compose, unstructured, usable
from bot.outbound.proof import FULL
from bot.outbound.render import Renderer
from tests.letters_out import AT, IDENTITY, TEMPLATES, entry

WORDS = Rendered("[SSI-2026-000123] TLP:AMBER Accusé de réception", "Été\n.\nfin\n", '<p lang="fr">Été = été</p>\n')


def octets(words: Rendered = WORDS, **changes: object) -> bytes:
    made = entry(**changes)
    return compose(made, words, IDENTITY, AT, made.to, "answer/ssi-2026-000123/1/abc")


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_what_was_written_is_what_is_read() -> None:
    message = read(octets(in_reply_to="a@b.example", references=("x@b.example", "a@b.example")))
    assert message.defects == []
    assert message["Subject"] == WORDS.subject
    assert message["From"] == "Cellule d'appui <desk@desk.example>"
    assert message["To"] == "rssi1@ch-aval.example"
    assert message["Date"] == "Sat, 15 Aug 2026 00:47:00 +0000"
    assert message["Message-ID"] == "<letter.1@desk.example>"
    assert message["In-Reply-To"] == "<a@b.example>"
    assert message["References"] == "<x@b.example> <a@b.example>"
    assert message["X-Veilleur-Id"] == "answer/ssi-2026-000123/1/abc"
    assert message["Content-Language"] == "fr"
    assert message.get_content_type() == "multipart/alternative"
    assert part(message, "plain") == WORDS.text
    assert part(message, "html") == WORDS.html


@pytest.mark.parametrize("letter", ["acknowledgement-off-hours", "notice", "page"])
def test_a_whole_shipped_letter_survives(letter: str) -> None:
    words = Renderer(None, TEMPLATES, IDENTITY).render(letter, "fr", FULL)
    raw = octets(words)
    assert read(raw)["Subject"] == words.subject
    assert part(read(raw), "plain") == words.text
    assert part(read(raw), "html") == words.html + "\n"


def test_it_is_ascii_with_short_lines_ended_by_crlf() -> None:
    raw = octets(references=tuple(f"{n}@b.example" for n in range(50)))
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert all(len(line) <= 78 for line in raw.partition(b"Content-Type")[0].split(b"\r\n"))


def test_an_answer_says_that_it_is_automatic_and_wants_no_automatic_answer() -> None:
    message = read(octets())
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Precedence"] is None


def test_a_page_is_urgent_and_its_bounce_and_absence_note_come_back() -> None:
    message = read(octets(cls=LetterClass.PAGE, auto_submitted="auto-generated"))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Importance"] == "high"
    suppressed = re.split(r",\s*", message["X-Auto-Response-Suppress"])
    assert not {"All", "NDR", "OOF"} & set(suppressed)


def test_a_persons_reply_is_an_ordinary_letter() -> None:
    message = read(octets(cls=LetterClass.REPLY, auto_submitted="no"))
    assert message["Auto-Submitted"] == "no"
    assert message["X-Auto-Response-Suppress"] is None


def test_a_long_thread_keeps_its_first_and_last_ids() -> None:
    ids = tuple(f"{n}@b.example" for n in range(50))
    kept = str(read(octets(references=ids))["References"]).split()
    assert len(kept) == LONGEST_REFERENCES
    assert kept[0] == "<0@b.example>"
    assert kept[-1] == "<49@b.example>"


@pytest.mark.parametrize(
    "wild", ["a b@c.example", "x@y.example>\r\nBcc: z@y.example", "é@b.example", "", "no-at", "<>"]
)
def test_a_strangers_malformed_ids_are_left_out(wild: str) -> None:
    raw = octets(in_reply_to=wild, references=("good@b.example", wild))
    assert b"Bcc" not in raw
    assert read(raw)["In-Reply-To"] is None
    assert read(raw)["References"] == "<good@b.example>"


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "a b@c.example",
        "<a@b.example>",
        '"a b"@c.example',
        "a@b@c.example",
        "é@c.example",
        "a@é.example",
        "a@[127.0.0.1]",
        "a@-b.example",
        "a@",
        "@b.example",
        "",
        "a" * 65 + "@b.example",
        "a@" + "b" * 250 + ".example",
        "a\0@b.example",
    ],
)
def test_an_address_that_cannot_stand_in_a_header_is_refused(address: str) -> None:
    assert not usable(address)
    with pytest.raises(Permanent):
        octets(to=(address,))


@pytest.mark.parametrize(
    "address", ["a.b+tag@ch-aval.example", "o'neil@x.example", "1@2.example", "a_b-c@d-e.f.example"]
)
def test_ordinary_addresses_are_usable(address: str) -> None:
    assert usable(address)


def test_the_words_cannot_add_a_header_field() -> None:
    raw = octets(Rendered("Objet\r\nBcc: x@y.example\nX: y", "a\n", "b\n"))
    assert read(raw)["Bcc"] is None
    assert read(raw)["Subject"] == "Objet Bcc: x@y.example X: y"


def test_the_token_and_the_label_stay_readable_in_the_raw_subject() -> None:
    assert b"Subject: [SSI-2026-000123] TLP:AMBER\r\n =?utf-8?" in octets()


def test_text_that_looks_encoded_is_not_decoded_by_readers() -> None:
    subject = "[SSI-2026-000123] =?utf-8?B?QmNj?= fin"
    assert read(octets(Rendered(subject, "a\n", "b\n")))["Subject"] == subject


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cf")), min_size=1, max_size=300))
def test_any_subject_survives_folding_and_encoding(subject: str) -> None:
    folded = unstructured(subject, 9)
    assert all(len(line) <= 78 for line in folded.split("\r\n"))
    assert folded.isascii()
    unfolded = folded.replace("\r\n", "")
    assert str(make_header(decode_header(unfolded))).split() == subject.split()


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=2000))
def test_any_body_survives(text: str) -> None:
    given_text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    message = email.message_from_bytes(octets(Rendered("Objet", given_text, "<p></p>")))
    payload = message.get_payload(0).get_payload(decode=True)  # type: ignore[union-attr]
    assert payload.decode().replace("\r\n", "\n") == given_text


def test_the_same_letter_is_the_same_octets_at_the_same_instant() -> None:
    assert octets() == octets()
