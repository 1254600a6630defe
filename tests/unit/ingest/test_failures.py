"""Faults other mail desks met while reading letters, by their number in the list of failures; 21 and 33 stand in
test_seals, 31 also in test_tnef, 28 in tests/integration/test_large_letter, 19 and 20 in
tests/unit/daemon/test_bad_letters, 22 to 26 in tests/integration/test_imap_faults."""

from __future__ import annotations

import re
import struct
import time

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.ingest.parsed_json import parsed
from bot.mail.message import Message
from bot.mail.verdict import Authentication, Kind
from bot.settings.model import ReadingLimits

HEAD = b"From: rssi@ch-vallonne.example\r\nTo: fssi@desk.example\r\nSubject: Incident\r\nMIME-Version: 1.0\r\n"


def plain(text: str, charset: str = "utf-8", declared: str = "utf-8") -> Message:
    head = f"Content-Type: text/plain; charset={declared}\r\n\r\n" if declared else "\r\n"
    return parse(HEAD + head.encode() + text.encode(charset), ReadingLimits())


@pytest.mark.parametrize(
    "field",
    [
        b"References: " + b" ".join(b"<%d@b.example>" % number for number in range(320_000)),
        b"References: " + b"<" * 5_000_000,
        b"Subject: " + b"=?utf-8?q?=C3=A9?= " * 250_000,
        b"To: " + b'"a, b" <a@b.example>, ' * 220_000,
        b"Received: " + b"from a (b [192.0.2.1]) by c; " * 170_000,
        b"Content-Type: multipart/mixed; " + b'name*0="a"; ' * 400_000,
        b"Authentication-Results: mx; " + b"dkim=pass (a) " * 350_000,
        b"Date: " + b"1 " * 2_500_000,
    ],
    ids=lambda field: field.split(b":")[0].decode(),
)
def test_failure_27_a_hostile_field_of_five_megabytes_costs_less_than_a_second(field: bytes) -> None:
    begun = time.process_time()
    message = parse(HEAD + field + b"\r\n\r\nBonjour", ReadingLimits())
    classify(message, SortingContext())
    assert time.process_time() - begun < 1.0
    assert len(message.references) <= 500
    assert message.text == "Bonjour"


def test_failure_29_paths_survive_octet_for_octet_and_the_charset_chosen_is_recorded() -> None:
    path = r"C:\new\temp\x64\u00e9"
    assert plain(path).text == path
    mended = plain("Le réseau est coupé, dégâts évités", "cp1252", "utf-8")
    assert mended.text == "Le réseau est coupé, dégâts évités"
    [defect] = [one for one in mended.defects if one.code == "charset_mended"]
    assert "1252" in defect.detail or "8859" in defect.detail
    assert plain("Le réseau est coupé", "utf-8", "").text == "Le réseau est coupé"
    assert plain("réseau", "utf-16", "iso-8859-1").text == "réseau"


def test_failure_30_what_is_trimmed_is_told_and_nothing_of_the_text_is_lost() -> None:
    text = (
        "Oui, 12 postes.\r\n\r\nLe 3 mai 2026 à 10:02, Desk <desk@desk.example> a écrit :\r\n> Combien de postes ?\r\n"
    )
    message = plain(text)
    assert message.new_text == "Oui, 12 postes."
    assert "Combien de postes ?" in message.text
    cut = "".join(message.text[one.start : one.end] for one in message.cuts)
    assert "Combien de postes ?" in cut
    assert all(one.pattern for one in message.cuts)
    told = parsed(message, classify(message, SortingContext()), Authentication(), None, "x")
    assert [one["pattern"] for one in told["cuts"]] == [one.pattern for one in message.cuts]
    assert "Combien" in "".join(told["text"][one["start"] : one["end"]] for one in told["cuts"])


@pytest.mark.parametrize(
    "line",
    [
        "De : la salle serveur jusqu'au bloc, tout est coupé.",
        "Envoyé : le plan de secours.",
        "De : la salle serveur\nObjet : tout est coupé",
    ],
)
def test_failure_30_a_true_line_that_looks_like_a_header_survives(line: str) -> None:
    assert line in plain(f"Bonjour,\n{line}\nMerci").new_text


def attribute(level: int, name: int, octets: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(octets)) + octets + struct.pack("<H", sum(octets) & 0xFFFF)


def test_failure_31_winmail_dat_gives_its_text_and_both_its_files() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1252 Serveur chiffr\'e9}"
    packed = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    value = struct.pack("<HHII", 0x0102, 0x1009, 1, len(packed)) + packed + bytes(-len(packed) % 4)
    stream = b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00069003, struct.pack("<I", 1) + value)
    for name, octets in (("a.txt", b"un"), ("b.txt", b"deux")):
        stream += attribute(2, 0x00069002, bytes(14))
        stream += attribute(2, 0x00018010, name.encode() + b"\0") + attribute(2, 0x0006800F, octets)
    message = parse(HEAD + b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n" + stream, ReadingLimits())
    assert message.text == "Serveur chiffré"
    assert [(one.path, one.filename, one.size) for one in message.attachments[1:]] == [
        ("1/1", "a.txt", 2),
        ("1/2", "b.txt", 4),
    ]


INVITATION = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
SUMMARY:Point de crise
ORGANIZER;CN=DSI:mailto:dsi@ch-vallonne.example
DTSTART;TZID=Europe/Paris:20260815T090000
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "REPLY"])
def test_failure_32_an_invitation_has_words_and_no_answer_to_one_is_a_report(method: str) -> None:
    head = f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n"
    message = parse(HEAD + head.encode() + INVITATION.format(method=method).encode(), ReadingLimits())
    assert "Point de crise" in message.text
    assert "dsi@ch-vallonne.example" in message.text
    assert re.search(r"09[:h]00", message.text)
    assert classify(message, SortingContext()).kind is Kind.CALENDAR


def test_failure_34_the_first_author_stands_beside_the_forwarder_and_no_address_of_the_text_counts() -> None:
    told = plain(
        "Pour action. Contactez aussi garde@ailleurs.example.\r\n\r\n-----Message d'origine-----\r\n"
        "De : Paul Rey <p.rey@ehpad.example>\r\nEnvoyé : vendredi 14 août 2026 23:10\r\nÀ : DSI\r\n"
        "Objet : Poste chiffré\r\n\r\nÉcrivez à autre@pirate.example pour payer.\r\n"
    )
    assert [one.address for one in told.from_] == ["rssi@ch-vallonne.example"]
    assert [one.author.address for one in told.forwarded if one.author] == ["p.rey@ehpad.example"]
    assert told.forwarded[0].headed
    bare = plain("Paul Rey (p.rey@ehpad.example) me dit que son poste est chiffré.")
    assert bare.forwarded == ()
    block = (
        "De : Desk <desk@desk.example>\r\nEnvoyé : vendredi 14 août 2026 23:10\r\nObjet : Combien ?\r\n\r\nCombien ?"
    )
    answer = parse(HEAD + b"In-Reply-To: <q@desk.example>\r\n\r\n" + f"Douze.\r\n\r\n{block}".encode(), ReadingLimits())
    assert (answer.new_text, answer.forwarded) == ("Douze.", ())
