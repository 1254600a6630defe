"""winmail.dat with known content: every way a body, a name and a letter inside are kept (failure 31)."""

from __future__ import annotations

import base64
import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.containers.tnef import read_tnef
from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.ingest.text.rtf import decompressed, rtf_html, rtf_text
from bot.mail.message import Address, Message
from bot.mail.verdict import Kind
from bot.settings.model import ReadingLimits
from tests.unit.ingest.containers import tnef_files as made
from tests.unit.ingest.containers.outlook_files import SENT, saved

RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset204 Arial Cyr;}}\pard\f0 "
    rb"Le serveur de fichiers est chiffr\'e9.\par Note : \'ab d\'e9cryptez \'bb, \u8364?500.\par {\f1 \'cf\'f0\'e8}}"
)
RTF_TEXT = "Le serveur de fichiers est chiffré.\nNote : « décryptez », €500.\nПри"
HTML_IN_RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag19 <html>}{\*\htmltag50 <body>}"
    rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Cliquez {\*\htmltag84 <a href='https://piege.example/x'>}\htmlrtf {\field"
    rb"{\*\fldinst{HYPERLINK x}}{\fldrslt\ul \htmlrtf0 ici\htmlrtf }\htmlrtf0 \htmlrtf }\htmlrtf0 {\*\htmltag92 </a>}"
    rb"\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}{\*\htmltag64 <p>}pour 5{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 "
    rb"\'80 {\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0  fin{\*\htmltag72 </p>}{\*\htmltag58 </body>}}"
)


def letter(stream: bytes, name: str = "winmail.dat") -> Message:
    head = (
        b"From: dsi@ch-vallonne.example\r\nSubject: Incident\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: application/ms-tnef; name="%b"\r\nContent-Transfer-Encoding: base64\r\n\r\n' % name.encode()
    )
    return parse(head + base64.encodebytes(stream), ReadingLimits())


def test_a_body_in_compressed_rtf_is_read_with_its_charsets() -> None:
    packed = made.compressed(RTF)
    assert len(packed) < len(RTF) + 16  # references were written
    assert decompressed(packed) == RTF
    message = letter(made.stream(made.letter((made.BINARY, 0x1009, packed))))
    assert message.text == RTF_TEXT
    assert message.html is None


def test_html_inside_rtf_keeps_its_links() -> None:
    message = letter(made.stream(made.letter((made.BINARY, 0x1009, made.compressed(HTML_IN_RTF)))))
    assert message.html is not None
    assert "<a href='https://piege.example/x'>ici</a>" in message.html
    assert message.text.split() == ["Cliquez", "ici", "<https://piege.example/x>", "pour", "5", "€", "<", "fin"]
    assert rtf_html(RTF) is None


@pytest.mark.parametrize(
    ("codepage", "charset", "said"),
    [(1252, "cp1252", "Cœur chiffré « 5 € »"), (932, "cp932", "被害報告"), (1251, "cp1251", "Сервер")],
)
def test_eight_bit_text_is_in_the_code_page_that_the_stream_names(codepage: int, charset: str, said: str) -> None:
    body = made.attribute(1, made.BODY, said.encode(charset) + b"\0")
    assert letter(made.stream(body, codepage=codepage)).text == said
    assert letter(made.stream(made.letter(made.narrow(0x1000, said, charset)), codepage=codepage)).text == said


def test_html_is_in_the_code_page_of_the_internet() -> None:
    page = (made.BINARY, 0x1013, "<p>Chiffré à 5 €</p>".encode())
    utf8 = (made.LONG, 0x3FDE, struct.pack("<I", 65001))
    message = letter(made.stream(made.letter(page, utf8)))
    assert message.text == "Chiffré à 5 €"
    assert message.html == "<p>Chiffré à 5 €</p>"


def test_a_file_has_its_long_name_and_its_type() -> None:
    name = "Compte rendu de la cellule de crise du 15 août 2026 – version définitive.pdf"
    files = made.file(
        b"COMPTE~1.PDF", b"%PDF-1", made.wide(0x3707, name), made.narrow(0x370E, "application/pdf")
    ) + made.file("journal été.txt".encode("cp1252"), b"ligne", made.narrow(0x3704, "JOURNA~1.TXT"))
    message = letter(made.stream(made.letter(made.wide(0x1000, "Voir les pièces.")), files))
    assert [(one.path, one.filename, one.content_type, one.size) for one in message.attachments[1:]] == [
        ("1/1", name, "application/pdf", 6),
        ("1/2", "journal été.txt", "application/octet-stream", 5),
    ]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("IPM.Schedule.Meeting.Request", Kind.CALENDAR),
        ("IPM.Schedule.Meeting.Canceled", Kind.CALENDAR),
        ("IPM.Microsoft Schedule.MtgRespP", Kind.CALENDAR),
        ("IPM.Note", Kind.REPORT),
    ],
)
def test_a_meeting_in_a_stream_is_a_calendars_affair(said: str, kind: Kind) -> None:
    for told in (made.attribute(1, 0x00078008, said.encode() + b"\0"), made.letter(made.wide(0x001A, said))):
        message = letter(made.stream(told, made.attribute(1, made.BODY, b"Point de situation a 9 h\0")))
        assert classify(message, SortingContext()).kind is kind
        assert message.text == "Point de situation a 9 h"


def inside(depth: int = 0) -> bytes:
    """A letter inside a stream; the deepest holds a file."""
    told = made.letter(
        made.wide(0x0037, f"Alerte {depth}"),
        made.wide(0x1000, f"Texte {depth}"),
        made.wide(0x0C1A, "Paul Rey"),
        made.wide(0x5D01, "p.rey@ehpad-tilleuls.example"),
        made.narrow(0x1035, f"<i{depth}@a.example>"),
        (made.TIME, 0x0039, struct.pack("<Q", SENT)),
    )
    below = b"" if depth == 0 else enclosed(inside(depth - 1))
    return made.stream(told, below or made.file(b"trace.log", b"trace"))


def enclosed(stream: bytes) -> bytes:
    return made.file(b"lettre", None, (made.OBJECT, 0x3701, made.I_MESSAGE + stream))


def test_a_letter_inside_is_a_letter_and_its_files_follow() -> None:
    message = letter(made.stream(made.letter(made.wide(0x1000, "Pour action.")), enclosed(inside())))
    assert message.text == "Pour action."
    [first] = message.forwarded
    assert first.author == Address("Paul Rey", "p.rey@ehpad-tilleuls.example")
    assert (first.subject, first.text, first.message_id) == ("Alerte 0", "Texte 0", "i0@a.example")
    assert first.date is not None
    assert first.date.isoformat() == "2026-08-14T23:10:00+00:00"
    assert [(one.path, one.filename) for one in message.attachments] == [
        ("1", "winmail.dat"),
        ("1/1", "lettre"),
        ("1/1/1", "trace.log"),
    ]
    assert message.inner_ids == ("i0@a.example",)


def test_letters_inside_letters_are_opened_so_far_and_no_further() -> None:
    message = letter(made.stream(made.letter(made.wide(0x1000, "x")), enclosed(inside(20))))
    assert 3 <= len(message.forwarded) <= 8
    assert message.forwarded[0].subject == "Alerte 20"


def test_outlook_and_internet_letters_inside_are_opened_too() -> None:
    eml = b"From: garde@ch.example\r\nSubject: Panne\r\nMessage-ID: <e@ch.example>\r\n\r\nTout est coupe."
    msg = saved("Serveur", "Chiffré", "Paul Rey", "p@ehpad.example", {})
    stream = made.stream(
        made.letter(made.wide(0x1000, "Deux lettres.")), made.file(b"a.eml", eml), made.file(b"b.msg", msg)
    )
    message = letter(stream)
    assert sorted((one.subject, one.text) for one in message.forwarded) == [
        ("Panne", "Tout est coupe."),
        ("Serveur", "Chiffré"),
    ]


def test_a_file_saved_as_eml_is_a_letter_whatever_its_declared_type() -> None:
    head = (
        b"From: dsi@ch.example\r\nSubject: TR\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        b"--B\r\n\r\nVoir.\r\n--B\r\nContent-Type: application/octet-stream; name=alerte.eml\r\n\r\n"
    )
    eml = b"From: garde@ch.example\r\nSubject: Panne\r\n\r\nTout est coupe.\r\n"
    message = parse(head + eml + b"--B--\r\n", ReadingLimits())
    assert [(one.author, one.text) for one in message.forwarded] == [
        (Address("", "garde@ch.example"), "Tout est coupe.")
    ]
    other = parse(head + b"%PDF-1.4\r\n--B--\r\n", ReadingLimits())
    assert other.forwarded == ()


def test_letters_as_files_in_letters_are_opened_so_far_and_the_rest_is_told() -> None:
    head = (
        b"From: dsi@ch.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\n"
        b"x\r\n--B\r\nContent-Type: application/octet-stream; name=a.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    octets = b"From: garde@ch.example\r\nSubject: au fond\r\n\r\nfin\r\n"
    for _ in range(20):
        octets = head + base64.encodebytes(octets) + b"--B--\r\n"
    message = parse(octets, ReadingLimits())
    assert 5 < len(message.forwarded) < 15
    assert "too_deep" in {one.code for one in message.defects}


WHOLE = made.stream(
    made.letter((made.BINARY, 0x1009, made.compressed(RTF)), made.wide(0x0037, "Sujet")),
    made.file(b"a.txt", b"contenu", made.wide(0x3707, "long.txt")),
    enclosed(inside(1)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=30), st.integers(0, 2_000))
def test_whatever_is_changed_in_it_reading_ends_well(changes: list[tuple[int, int]], cut: int) -> None:
    octets = bytearray(WHOLE)
    for place, value in changes:
        octets[place] = value
    read_tnef(bytes(octets[: len(octets) - cut]), 10_000)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=600))
def test_what_was_compressed_comes_back(octets: bytes) -> None:
    assert decompressed(made.compressed(octets)) == octets


@pytest.mark.parametrize("piece", [b"{\\b ", b"\\u1?", b"\\'e9", b"}", b"\\*", b"{\\*\\htmltag <p>}"])
def test_hostile_rtf_is_read_in_time(piece: bytes) -> None:
    begun = time.process_time()
    rtf_text(b"{\\rtf1\\fromhtml1 " + piece * (2_000_000 // len(piece)))
    assert time.process_time() - begun < 2
