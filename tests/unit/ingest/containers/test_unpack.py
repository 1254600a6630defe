"""What comes inside something else: TNEF, RTF, calendars, uuencode, enclosed letters (failures 31, 32)."""

from __future__ import annotations

import base64
import hashlib
import struct

from bot.ingest.calendar import read_calendar
from bot.ingest.containers.attachments import attachment, safe_name
from bot.ingest.containers.tnef import read_tnef
from bot.ingest.mime.opaque import carried
from bot.ingest.parse import parse
from bot.ingest.text.rtf import decompressed, rtf_text
from bot.settings.model import ReadingLimits

RTF = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Poste infect\'e9 \u8364? vu\par deux}"
# MS-OXRTFCP section 4.1.1
COMPRESSED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def attribute(level: int, name: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def stored(rtf: bytes) -> bytes:
    return struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf


def tnef() -> bytes:
    packed = stored(RTF)
    properties = struct.pack("<IHHII", 1, 0x0102, 0x1009, 1, len(packed)) + packed + b"\0" * (-len(packed) % 4)
    octets = b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00069003, properties)
    for name, content in ((b"journal.txt\0", b"ligne 1"), (b"plan.pdf\0", b"%PDF-1")):
        octets += (
            attribute(2, 0x00069002, b"\1\0" + b"\0" * 12)
            + attribute(2, 0x00018010, name)
            + attribute(2, 0x0006800F, content)
        )
    return octets


def mixed(*parts: bytes) -> bytes:
    head = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    return head + b"".join(b"--B\r\n" + part + b"\r\n" for part in parts) + b"--B--\r\n"


def test_winmail_dat_gives_its_rtf_body_and_both_files() -> None:
    part = (
        b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(tnef())
    )
    message = parse(mixed(part), ReadingLimits())
    assert message.text == "Poste infecté € vu\ndeux"
    assert [(one.path, one.filename, one.size) for one in message.attachments][1:] == [
        ("1/1", "journal.txt", 7),
        ("1/2", "plan.pdf", 6),
    ]


def test_a_damaged_tnef_gives_what_was_read_before() -> None:
    cut = read_tnef(tnef()[:-4])
    assert cut is not None
    assert cut.damaged
    assert cut.files[0].octets == b"ligne 1"
    assert read_tnef(b"not tnef at all") is None


def test_compressed_rtf_is_read_as_its_specification_says() -> None:
    assert decompressed(COMPRESSED) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompressed(COMPRESSED[:20]) != b""
    assert rtf_text(decompressed(COMPRESSED)) == "hello world"


def test_html_inside_rtf_comes_out_as_text() -> None:
    assert (
        rtf_text(
            rb"{\rtf1\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Bonjour\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}}"
        )
        == "Bonjour"
    )


def test_a_calendar_tells_organiser_time_with_zone_and_title() -> None:
    read = read_calendar(
        'METHOD:CANCEL\r\nBEGIN:VEVENT\r\nORGANIZER;CN="Rey, P":mailto:p@ch.example\r\n'
        "DTSTART:20260815T070000Z\r\nSUMMARY:Point\r\n  de crise\r\nEND:VEVENT"
    )
    assert read.method == "CANCEL"
    assert read.text == (
        "Annulation (calendrier)\nObjet : Point de crise\nOrganisateur : Rey, P <p@ch.example>\nDébut : "
        "15/08/2026 07:00 (UTC)"
    )


def test_a_uuencoded_file_in_the_text_becomes_an_attachment() -> None:
    message = parse(
        b"From: a@b.example\r\n\r\ntexte\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nfin\r\n", ReadingLimits()
    )
    assert message.text.split() == ["texte", "fin"]
    assert [(one.filename, one.sha256) for one in message.attachments] == [
        ("a.txt", hashlib.sha256(b"abc").hexdigest())
    ]


def test_an_enclosed_letter_in_forbidden_base64_is_opened_and_told() -> None:
    inner = b"From: p@ch.example\r\nSubject: y\r\nMessage-ID: <i@ch.example>\r\n\r\ncorps interne\r\n"
    part = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(inner)
    message = parse(mixed(b"Content-Type: text/plain\r\n\r\nvoir", part), ReadingLimits())
    assert message.text == "voir"
    assert [(one.author.address if one.author else None, one.text) for one in message.forwarded] == [
        ("p@ch.example", "corps interne")
    ]
    assert message.inner_ids == ("i@ch.example",)
    assert "enclosed_letter_encoded" in {one.code for one in message.defects}


def test_names_are_safe_whatever_was_sent() -> None:
    assert safe_name("C:\\Temp\\plan.png", "image/png", "1") == "plan.png"
    assert safe_name("../../x\0.exe", "x/y", "1") == "x.exe"
    assert safe_name("attach/01", "x/y", "1") == "attach_01"
    assert safe_name("", "application/pdf", "2/1") == "part-2-1.pdf"
    assert safe_name("con.txt", "text/plain", "1") == "_con.txt"
    assert len(safe_name("é" * 500 + ".pdf", "application/pdf", "1")) == 150


def test_what_cannot_be_looked_into_or_could_run_is_flagged() -> None:
    assert attachment(b"PK\x03\x04\x14\x00\x01\x00", "a.zip", "application/zip", "1", False).flags == ("encrypted",)
    assert attachment(b"x", "a.docm", "application/x", "1", False).flags == ("macros",)
    assert attachment(b"-----BEGIN PGP MESSAGE-----", "a.asc", "application/octet-stream", "1", False).flags == (
        "sealed",
    )
    assert attachment(b"%PDF-1", "a.pdf", "application/pdf", "1", False).flags == ()


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([tag]) + (bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")) + content


def signed(content: bytes) -> bytes:
    data = der(0x30, bytes.fromhex("06092a864886f70d010701") + der(0xA0, content))
    return der(0x30, bytes.fromhex("06092a864886f70d010702") + der(0xA0, der(0x30, b"\x02\x01\x01\x31\x00" + data)))


def test_an_opaquely_signed_letter_is_read() -> None:
    inner = b"Content-Type: text/plain; charset=utf-8\r\n\r\nServeurs chiffr\xc3\xa9s.\r\n"
    for content in (der(0x04, inner), der(0x24, der(0x04, inner[:20]) + der(0x04, inner[20:]))):
        part = b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        message = parse(b"From: a@b.example\r\n" + part + base64.encodebytes(signed(content)), ReadingLimits())
        assert message.text == "Serveurs chiffrés."
        assert "signature_not_checked" in {one.code for one in message.defects}


def test_damaged_signed_data_stays_a_sealed_file() -> None:
    octets = signed(der(0x04, b"x" * 300))
    assert [carried(octets[:size]) for size in (10, 30, 40)] == [None, None, None]
    assert carried(b"") is None


def test_html_under_a_plain_label_and_a_stub_give_the_pages_text() -> None:
    page = b"<html><body><p>Panne au bloc</p>" + b"<!-- -->" * 300 + b"</body></html>"
    assert (
        parse(b"From: a@b.example\r\nContent-Type: text/plain\r\n\r\n" + page, ReadingLimits()).text == "Panne au bloc"
    )
    both = mixed(b"Content-Type: text/plain\r\n\r\nVoir la version HTML", b"Content-Type: text/html\r\n\r\n" + page)
    assert parse(both.replace(b"mixed", b"alternative"), ReadingLimits()).text == "Voir la version HTML"
    longer = both.replace(b"Panne au bloc", b"Panne au bloc et aux urgences depuis 2 h")
    assert parse(longer.replace(b"mixed", b"alternative"), ReadingLimits()).text.startswith("Panne au bloc et aux")


def test_a_multipart_under_a_forbidden_encoding_is_opened_and_told() -> None:
    inner = b"--B\r\n\r\nle texte\r\n--B\r\nContent-Type: text/csv; name=a.csv\r\n\r\n1;2\r\n--B--\r\n"
    head = (
        b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    )
    for octets, told in ((head + base64.encodebytes(inner), True), (head + inner, False)):
        message = parse(octets, ReadingLimits())
        assert message.text == "le texte"
        assert [one.filename for one in message.attachments] == ["a.csv"]
        assert ("multipart_encoded" in {one.code for one in message.defects}) is told


def test_a_file_of_plain_text_says_its_beginning_up_to_the_end_of_a_line_and_no_other_file_does() -> None:
    rows = "nom;né le\nDuBois;1950\n".encode("cp1252")
    assert attachment(rows, "patients.csv", "application/vnd.ms-excel", "1", False).text == "nom;né le\nDuBois;1950\n"
    assert attachment(rows, "liste", "text/plain", "1", False).text.startswith("nom;né le")
    assert attachment("né;é".encode("utf-16"), "export.txt", "text/plain", "1", False).text == "né;é"
    assert attachment(b"%PDF-1.7 nom;", "patients.txt", "text/plain", "1", False).text == ""
    assert attachment(b"a\0\1\2b", "patients.txt", "text/plain", "1", False).text == ""
    assert attachment(rows, "patients.csv", "text/csv", "1", False, ("infected", "sealed")).text == ""
    assert attachment(rows, "a.bin", "application/octet-stream", "1", False).text == ""
    long = attachment("é;1950\n".encode() * 20_000, "l.csv", "text/csv", "1", False).text
    assert long.endswith("1950\n") and 60_000 < len(long.encode()) <= 65_536


def test_all_the_files_of_a_letter_together_say_no_more_than_is_bounded() -> None:
    part = (
        b"--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=l.csv\r\n\r\n"
        + b"a;b\r\n" * 20_000
    )
    letter = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nvoir\r\n" + part * 12 + b"--b--\r\n"
    read = parse(letter, ReadingLimits())
    assert len(read.attachments) == 12
    assert read.attachments[0].text.startswith("a;b\n")
    assert sum(len(one.text) for one in read.attachments) <= 262_144
