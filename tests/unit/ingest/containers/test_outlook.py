"""Letters attached as Outlook saved them (.msg): read like any forwarded letter, or told as unreadable."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.containers.outlook import read_outlook
from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.mail.message import Address
from bot.mail.verdict import Kind
from bot.settings.model import ReadingLimits
from tests.unit.ingest.containers import outlook_files as made
from tests.unit.ingest.containers import tnef_files
from tests.unit.ingest.containers.outlook_files import Storage, compound, saved

TEXT = "Bonjour,\r\nLe serveur de fichiers de l'EHPAD est chiffré.\r\nPaul"
LARGE = bytes(range(256)) * 40
FILES = {"capture.png": b"\x89PNG....", "journal été.csv": LARGE}
MSG = saved("Serveur chiffré", TEXT, "Paul Rey", "P.Rey@ehpad-tilleuls.example", FILES)


def letter(octets: bytes, text: str = "Voir le message joint.") -> bytes:
    return (
        b"From: dsi@ght-vallonne.example\r\nSubject: TR: Serveur\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\n%b\r\n--B\r\n"
        b'Content-Type: application/octet-stream; name="Serveur.msg"\r\nContent-Transfer-Encoding: base64\r\n\r\n%b'
        b"--B--\r\n" % (text.encode(), base64.encodebytes(octets))
    )


def test_a_letter_saved_by_outlook_gives_its_author_text_and_files() -> None:
    message = parse(letter(MSG), ReadingLimits())
    [inside] = message.forwarded
    assert inside.author == Address("Paul Rey", "P.Rey@ehpad-tilleuls.example")
    assert inside.subject == "Serveur chiffré"
    assert inside.message_id == "m.1@a.example"
    assert inside.date is not None
    assert inside.date.isoformat() == "2026-08-14T23:10:00+00:00"
    assert inside.text == TEXT.replace("\r\n", "\n")
    assert [(one.path, one.filename, one.size) for one in message.attachments] == [
        ("1", "Serveur.msg", len(MSG)),
        ("1/1", "capture.png", 8),
        ("1/2", "journal été.csv", len(LARGE)),
    ]
    assert message.inner_ids == ("m.1@a.example",)


def test_a_letter_that_is_nothing_but_such_a_file_is_read_from_it() -> None:
    message = parse(letter(MSG, ""), ReadingLimits())
    assert "Le serveur de fichiers de l'EHPAD est chiffré." in message.text
    assert classify(message, SortingContext()).kind is Kind.REPORT


@pytest.mark.parametrize("spoilt", [MSG[:600], MSG[:512] + bytes(2_000), compound(Storage())])
def test_one_that_cannot_be_read_stays_an_attachment_with_a_defect(spoilt: bytes) -> None:
    message = parse(letter(spoilt), ReadingLimits())
    assert [one.filename for one in message.attachments] == ["Serveur.msg"]
    assert "outlook_letter_unreadable" in {one.code for one in message.defects}
    assert message.text == "Voir le message joint."


PEOPLE = {0x0037: "Alerte", 0x0C1A: "Zoé Noël", 0x5D01: "z.noel@ehpad.example"}


@pytest.mark.parametrize(
    ("codepage", "charset", "said"),
    [
        (1252, "cp1252", "Poste « accueil » chiffré : 5 €"),
        (1251, "cp1251", "Сервер зашифрован"),
        (932, "cp932", "被害"),
    ],
)
def test_eight_bit_strings_are_in_the_code_page_that_the_file_names(codepage: int, charset: str, said: str) -> None:
    root = made.letter({0x0037: said, 0x1000: said}, numbers={0x3FFD: codepage}, charset=charset)
    read = read_outlook(compound(root), 10_000)
    assert read is not None
    assert (read.letter.subject, read.letter.text) == (said, said)


def test_a_body_in_compressed_rtf_or_html_is_read() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1252 Poste infect\'e9.\par \u8364?500}"
    packed = compound(made.letter(PEOPLE, {0x1009: tnef_files.compressed(rtf)}))
    page = "<p>Poste infecté, <a href='https://piege.example/x'>lien</a></p>"
    html = compound(made.letter(PEOPLE, {0x1013: page.encode()}, {0x3FDE: 65001}))
    texts = [found.letter.text for one in (packed, html) if (found := read_outlook(one, 10_000))]
    assert texts == ["Poste infecté.\n€500", "Poste infecté, lien <https://piege.example/x>"]


def test_an_author_without_an_internet_address_is_read_from_the_header_kept_inside() -> None:
    strings = {
        0x0037: "Alerte",
        0x0C1A: "Zoé",
        0x0C1F: "/O=HOPITAL/OU=EXCHANGE/CN=ZNOEL",
        0x007D: "Received: x\r\nFrom: Zoe <z.noel@ehpad.example>\r\n",
    }
    read = read_outlook(compound(made.letter(strings)), 10_000)
    assert read is not None
    assert read.letter.author == Address("Zoe", "z.noel@ehpad.example")
    nobody = read_outlook(compound(made.letter({0x0037: "Alerte", 0x0C1F: "/O=HOPITAL/CN=ZNOEL"})), 10_000)
    assert nobody is not None
    assert nobody.letter.author is None


def test_a_letter_attached_to_a_saved_letter_is_read_with_its_files() -> None:
    below = made.letter(
        {0x0037: "Début", 0x1000: "Écran bleu", 0x5D01: "garde@ehpad.example", 0x1035: "<d@e.example>"},
        attached=[made.attached("photo.jpg", b"\xff\xd8\xff", "image/jpeg")],
        header=24,
    )
    root = made.letter(
        {**PEOPLE, 0x1000: "Voir la première alerte."},
        attached=[made.letter_inside("Début", below), made.attached("note.txt", b"note", "text/plain")],
    )
    root.below["__recip_version1.0_#00000000"] = made.recipient("FSSI", "fssi@desk.example")
    message = parse(letter(compound(root)), ReadingLimits())
    assert [(one.subject, one.text, one.author.address if one.author else "") for one in message.forwarded] == [
        ("Alerte", "Voir la première alerte.", "z.noel@ehpad.example"),
        ("Début", "Écran bleu", "garde@ehpad.example"),
    ]
    assert [(one.path, one.filename, one.content_type) for one in message.attachments] == [
        ("1", "Serveur.msg", "application/octet-stream"),
        ("1/1", "Début.msg", "application/vnd.ms-outlook"),
        ("1/1/1", "photo.jpg", "image/jpeg"),
        ("1/2", "note.txt", "text/plain"),
    ]
    assert [one.date.isoformat() for one in message.forwarded if one.date] == ["2026-08-14T23:10:00+00:00"] * 2
    assert message.inner_ids == ("d@e.example",)


def test_a_saved_letter_of_many_megabytes_is_read_whole() -> None:
    large = bytes(range(256)) * 40_000  # past what the header's own allocation table covers
    read = read_outlook(saved("Serveur", TEXT, "Paul Rey", "p@ehpad.example", {"disque.img": large}), 10_000)
    assert read is not None
    assert [(one.name, one.octets == large) for one in read.files] == [("disque.img", True)]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(MSG) - 1), st.integers(0, 255)), max_size=30), st.integers(0, len(MSG)))
def test_whatever_is_changed_in_it_reading_ends_well(changes: list[tuple[int, int]], cut: int) -> None:
    octets = bytearray(MSG)
    for place, value in changes:
        octets[place] = value
    read_outlook(bytes(octets[: max(cut, 512)]), 10_000)


def test_a_chain_that_bites_its_tail_ends() -> None:
    octets = bytearray(saved("x", "y" * 6_000, "n", "a@b.example", {}))
    for at in range(512, len(octets) - 3, 4):
        if octets[at : at + 4] == b"\x02\0\0\0":
            octets[at : at + 4] = b"\x01\0\0\0"
    begun = time.process_time()
    read_outlook(bytes(octets), 10_000)
    assert time.process_time() - begun < 1
