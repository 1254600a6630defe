"""Letters attached as Outlook saved them (.msg): read like any forwarded letter, or told as unreadable."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.classify import SortingContext, classify
from bot.ingest.outlook import read_outlook
from bot.ingest.parse import parse
from bot.mail.message import Address
from bot.mail.verdict import Kind
from bot.settings.model import ReadingLimits
from tests.unit.ingest.outlook_files import Storage, compound, saved

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
