"""Hostile letters: no exception, no long wait, bounded results (failures 19, 27, 28)."""

from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.ingest.text.html_text import html_text
from bot.mail.verdict import Kind
from bot.settings.model import ReadingLimits

HEAD = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
LETTERS = {
    "nested multiparts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
    + b"".join(b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(2_000)),
    "nested letters": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2_000 + b"x",
    "many parts": MIXED + b"--B\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 20_000,
    "boundary everywhere": MIXED + b"--B--B" * 300_000,
    "same boundary": HEAD
    + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
    + b"--B\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n" * 2_000,
    "huge header": HEAD + b"X-A: " + b"a" * 2_000_000 + b"\r\n\r\ncorps",
    "many headers": b"a:\n" * 400_000 + b"\ncorps",
    "comments": b"From: " + b"(" * 30_000 + b"\r\n\r\nx",
    "colons": b"From: a@b.example\r\nTo: " + b"a:" * 30_000 + b"\r\n\r\nx",
    "encoded words": HEAD.replace(b"Subject: x", b"Subject: " + b"=?utf-8?q?" * 5_000) + b"\r\nx",
    "rules": PLAIN + b"-----\r\n" * 100_000,
    "header lines": PLAIN + b"From: a@b.example\r\n" * 50_000,
    "attributions": PLAIN + b"On 1/2/2026 Bob <a@b.example>\r\n" * 50_000,
    "begins of uuencode": PLAIN + b"begin 644 x\r\nM\r\n" * 50_000,
    "unclosed html": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000 + b"au fond",
    "calendar": HEAD + b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\n" + b"A;" * 50_000,
    "rtf": HEAD + b"Content-Type: text/rtf\r\n\r\n{\\rtf1 " + b"{\\b " * 100_000,
    "bounce": HEAD.replace(b"a@b", b"mailer-daemon@b")
    + b"\r\n"
    + b"undelivered "
    + b"a" * 100_000
    + b"\n"
    + b"- " * 50_000,
    "status groups": HEAD
    + b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
    + b"Final-Recipient: rfc822;a@b.example\r\n\r\n" * 30_000,
    "octets": bytes(range(256)) * 100,
}


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_it_reads_a_hostile_letter_in_bounds(name: str) -> None:
    limits = ReadingLimits()
    begun = time.process_time()
    message = parse(LETTERS[name], limits)
    verdict = classify(message, SortingContext())
    assert time.process_time() - begun < 1.5
    assert not [defect for defect in message.defects if defect.code == "parser_failed"]
    assert len(message.text) <= limits.text_characters
    assert len(message.attachments) <= limits.parts
    assert len(message.deliveries) <= 200
    assert pickle.loads(pickle.dumps((message, verdict))) == (message, verdict)


PIECES = [
    b"From: a@b\n",
    b"Content-Type: multipart/mixed; boundary=B\n",
    b"\n",
    b"--B\n",
    b"--B--\n",
    b"Content-Type: message/rfc822\n",
    b"> x\n",
    b"Content-Transfer-Encoding: base64\n",
    b"\xe9\x00\xff",
    b"De : x\n",
    b"Content-Type: text/html\n",
    b"<p>",
    b"Content-Type: application/ms-tnef\n",
    b"\x78\x9f\x3e\x22\x01\x00\x02",
]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_it_never_fails_on_any_arrangement_of_pieces(pieces: list[bytes]) -> None:
    message = parse(b"".join(pieces), ReadingLimits())
    assert not [defect for defect in message.defects if defect.code == "parser_failed"]
    classify(message, SortingContext())
    message.text.encode("utf-8")


def test_a_letter_past_the_limit_is_read_as_far_as_the_limit_and_says_so() -> None:
    message = parse(PLAIN + b"mot " * 1_000, ReadingLimits(octets=500))
    assert message.size == len(PLAIN) + 4_000
    assert message.text.startswith("mot mot")
    assert "letter_too_large" in {defect.code for defect in message.defects}


def test_nothing_at_all_is_unreadable_and_no_exception() -> None:
    assert classify(parse(b"", ReadingLimits()), SortingContext()).kind is Kind.UNREADABLE


def test_scripts_styles_and_remote_images_never_reach_the_text() -> None:
    read = html_text(
        "<style>a{}</style><script>alert(1)</script><p>vu</p><img src='https://x.example/p.gif'><div hidden>caché</div>"
    )
    assert read.text == "vu"
    assert read.hidden


@pytest.mark.parametrize(
    "style",
    ["display:none", "visibility : hidden", "font-size:0px", "mso-hide:all", "max-height:0", "text-indent:-9999px"],
)
def test_what_is_not_meant_to_be_seen_is_left_out_and_told(style: str) -> None:
    read = html_text(f'<p>vu</p><div style="{style}">caché</div>')
    assert (read.text, read.hidden) == ("vu", True)


@pytest.mark.parametrize(
    "style", ["font-size:0.9em", "max-height:100px", "text-indent:-12px", "background-color:transparent"]
)
def test_what_is_meant_to_be_seen_stays(style: str) -> None:
    read = html_text(f'<p>vu</p><div style="{style}">aussi</div>')
    assert (read.text.split(), read.hidden) == (["vu", "aussi"], False)
