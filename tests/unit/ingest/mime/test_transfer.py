"""Transfer encodings: what was sent comes back, and what is damaged gives what can be read and says so."""

from __future__ import annotations

import base64
import binascii
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.mime.transfer import encoding_meant, is_uuencoded, undo
from bot.ingest.parse import parse
from bot.settings.model import ReadingLimits

ANY = st.binary(max_size=400)


@given(ANY)
def test_what_was_encoded_comes_back_unmended(octets: bytes) -> None:
    assert undo(base64.encodebytes(octets), "base64") == (octets, False)
    assert undo(base64.encodebytes(octets).replace(b"\n", b"\r\n"), "base64") == (octets, False)
    text = octets.replace(b"\r", b"").replace(b"\n", b"")
    assert undo(quopri.encodestring(text), "quoted-printable")[0] == text


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=2, max_size=5))
def test_pieces_padded_one_by_one_are_all_read(pieces: list[bytes]) -> None:
    encoded = [base64.encodebytes(piece) for piece in pieces]
    octets, mended = undo(b"".join(encoded), "base64")
    assert octets == b"".join(pieces)
    assert mended == any(b"=" in one for one in encoded[:-1])


@given(st.binary(min_size=40, max_size=400), st.integers(0, 40), st.sampled_from([b"!", b"\0", b"\xe9", b"*#"]))
def test_foreign_octets_are_left_out_and_told(octets: bytes, at: int, foreign: bytes) -> None:
    encoded = base64.b64encode(octets)
    assert undo(encoded[:at] + foreign + encoded[at:], "base64") == (octets, True)


@pytest.mark.parametrize("footer", [b"\n-- \nListe du GHT\n", b"Sent via some footer\n", b"Message verifie\n"])
def test_a_servers_lines_below_are_no_part_of_a_file(footer: bytes) -> None:
    assert undo(base64.encodebytes(b"octets de la piece") + footer, "base64") == (b"octets de la piece", True)


@given(ANY, st.integers(0, 400))
def test_a_text_cut_anywhere_gives_its_beginning(octets: bytes, cut: int) -> None:
    found, _ = undo(base64.b64encode(octets)[:cut], "base64")
    assert octets.startswith(found[:-2])


@given(ANY, st.sampled_from(["base64", "quoted-printable", "x-uuencode", "7bit", "nonsense"]))
def test_any_octets_in_any_encoding_are_no_exception(octets: bytes, encoding: str) -> None:
    found, _ = undo(octets, encoding)
    assert len(found) <= max(len(octets), 1)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("base64 (par la passerelle)", ("base64", True)),
        ("(x) Base64", ("base64", True)),
        ("base64 (sans fin", ("base64", True)),
        ("Base-64; charset=utf-8", ("base64", True)),
        ("quoted printable", ("quoted-printable", True)),
        ('"QUOTED-PRINTABLE"', ("quoted-printable", True)),
        ("7-bit", ("7-bit", True)),
        ("8bit", ("8bit", True)),
        ("", ("", True)),
        ("x-maison", ("x-maison", False)),
    ],
)
def test_it_knows_what_encoding_was_meant(value: str, meant: tuple[str, bool]) -> None:
    assert encoding_meant(value) == meant


@given(st.binary(min_size=1, max_size=500), st.booleans())
def test_a_uuencoded_file_is_known(octets: bytes, backtick: bool) -> None:
    pieces = (octets[at : at + 45] for at in range(0, len(octets), 45))
    coded = "".join(binascii.b2a_uu(piece, backtick=backtick).decode() for piece in pieces)
    assert is_uuencoded(coded)


@pytest.mark.parametrize("prose", ["On coupe le reseau.\nPuis la direction.", "x", "", "Tout\nest\nchiffre"])
def test_prose_is_no_uuencoded_file(prose: str) -> None:
    assert not is_uuencoded(prose)


HEAD = b"MIME-Version: 1.0\r\nSubject: x\r\n"


@pytest.mark.parametrize(
    ("field", "defect"),
    [
        (b'From: "' + b'\\"' * 60_000 + b'" <rssi@ch-vallonne.example>', "header_field_cut"),
        (b"From: rssi@ch-vallonne.example\r\nX-Long: " + b"a" * 3_000_000, "header_too_long"),
        (b"From: rssi@ch-vallonne.example\r\n" + b"X-A: b\r\n" * 5_000 + b"X-B: c", "header_fields_left_out"),
        (b"From: rssi@ch-vallonne.example\r\nTo: " + b"a@b.example, " * 2_000 + b"a@b.example", "addresses_left_out"),
        (
            b"From: rssi@ch-vallonne.example\r\nReferences: " + b" ".join(b"<%d@b.example>" % n for n in range(900)),
            "references_left_out",
        ),
        (b"From: rssi@ch-vallonne.example\r\nSubject: " + b"mot " * 250_000, "header_too_long"),
    ],
)
def test_what_is_cut_of_a_header_is_told_and_the_body_is_read(field: bytes, defect: str) -> None:
    message = parse(HEAD + field + b"\r\n\r\nLe corps.\r\n", ReadingLimits())
    assert [one.address for one in message.from_] == ["rssi@ch-vallonne.example"]
    assert message.text == "Le corps.\n" or message.text == "Le corps."
    assert defect in {one.code for one in message.defects}
