"""Signed and encrypted letters: opened and checked with the configured keys, or left whole with the reason (failures 21
and 33)."""

from __future__ import annotations

import base64
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.ingest.parsed_json import parsed
from bot.ingest.trust.authenticate import authenticate
from bot.mail.message import Message
from bot.mail.verdict import Kind, Trust
from bot.settings.model import ReadingLimits
from tests.unit.ingest.trust.keys import HEAD, INSIDE, TEXT, Holder, Keyring, holder, keyring, sealed, signed

AUTHOR = "rssi@ch-vallonne.example"
OURS = frozenset({"fssi@desk.example"})


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # short: the socket of gpg's agent stands below it
    made = Path(tempfile.mkdtemp(prefix="vk"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def desk(folder: Path) -> Holder:
    return holder(folder, "desk", "fssi@desk.example")


@pytest.fixture(scope="module")
def author(folder: Path) -> Holder:
    return holder(folder, "author", AUTHOR)


@pytest.fixture(scope="module")
def expired(folder: Path) -> Holder:
    return holder(folder, "old", "fssi@desk.example", ended=True)


@pytest.fixture(scope="module")
def ring(folder: Path) -> Iterator[Keyring]:
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not installed: apt-get install gnupg")
    made = keyring(folder / "g")
    made.make("fssi@desk.example")
    made.make(AUTHOR)
    yield made
    made.close()


def states(message: Message) -> list[tuple[str, str]]:
    return [(seal.method, seal.state) for seal in message.seals]


def codes(message: Message) -> set[str]:
    return {defect.code for defect in message.defects}


def test_a_sealed_letter_is_opened_with_the_key_named_inside_it(desk: Holder, author: Holder) -> None:
    # the address in the fields plays no part (failure 33): the letter may have come by Bcc
    letter = sealed(INSIDE, desk).replace(b"fssi@desk.example", b"undisclosed@desk.example")
    message = parse(letter, ReadingLimits(smime_keys=(author.both, desk.both)))
    assert message.text == TEXT.strip()
    assert states(message) == [("smime", "opened")]
    assert message.attachments[0].filename.endswith(".p7m")
    assert classify(message, SortingContext()).kind is Kind.REPORT


def test_a_sealed_letter_without_a_key_is_left_whole_and_says_why(desk: Holder, author: Holder) -> None:
    for keys, reason in (((), "no key is configured"), ((author.both,), "none of 1 keys opens it")):
        message = parse(sealed(INSIDE, desk), ReadingLimits(smime_keys=keys))
        assert states(message) == [("smime", "closed")]
        assert reason in message.seals[0].detail
        assert "sealed_not_opened" in codes(message)
        assert message.attachments[0].flags == ("sealed",)
        assert classify(message, SortingContext()).kind is Kind.UNREADABLE


def test_failure_33_an_expired_or_unusable_key_does_not_stand_in_the_way(
    desk: Holder, expired: Holder, folder: Path
) -> None:
    junk = folder / "junk.pem"
    junk.write_text("no key at all\n")
    keys = (junk, folder / "gone.pem", expired.both, desk.both)
    assert parse(sealed(INSIDE, desk), ReadingLimits(smime_keys=keys)).text == TEXT.strip()
    opened = parse(sealed(INSIDE, expired), ReadingLimits(smime_keys=keys))
    assert (opened.text, opened.seals[0].detail) == (TEXT.strip(), "certificate has expired")


def test_a_letter_signed_and_then_sealed_is_read_and_checked(desk: Holder, author: Holder) -> None:
    inner = signed(INSIDE, author).partition(HEAD)[2]
    message = parse(sealed(inner, desk), ReadingLimits(smime_keys=(desk.both,), smime_ca=author.certificate))
    assert message.text == TEXT.strip()
    assert states(message) == [("smime", "opened"), ("smime", "verified")]


@pytest.mark.parametrize("options", [(), ("-nodetach",), ("-binary",)])
def test_a_signature_that_holds_is_verified_when_its_authority_is_trusted(author: Holder, options: list[str]) -> None:
    message = parse(signed(INSIDE, author, *options), ReadingLimits(smime_ca=author.certificate))
    assert message.text == TEXT.strip()
    assert states(message) == [("smime", "verified")]
    assert message.seals[0].by == (AUTHOR,)
    result = authenticate(message, (), OURS)
    assert (result.signed, result.trust) == (True, Trust.VERIFIED)


def test_a_signature_of_an_unknown_authority_holds_but_proves_nobody(author: Holder, desk: Holder) -> None:
    for trusted in (None, desk.certificate):
        message = parse(signed(INSIDE, author), ReadingLimits(smime_ca=trusted))
        assert states(message) == [("smime", "intact")]
        result = authenticate(message, (), OURS)
        assert (result.signed, result.trust) == (True, Trust.CLAIMED)


def test_a_vouched_signer_who_is_not_the_author_proves_nothing_of_the_author(desk: Holder) -> None:
    message = parse(signed(INSIDE, desk), ReadingLimits(smime_ca=desk.certificate))
    assert states(message) == [("smime", "verified")]
    assert authenticate(message, (), OURS).trust is Trust.CLAIMED


def test_failure_21_a_broken_signature_is_told_and_the_letter_is_read(author: Holder) -> None:
    changed = signed(INSIDE, author).replace(b"depuis ce matin", b"depuis hier")
    message = parse(changed, ReadingLimits(smime_ca=author.certificate))
    assert message.text == TEXT.strip().replace("depuis ce matin", "depuis hier")
    assert states(message) == [("smime", "broken")]
    assert "signature_broken" in codes(message)
    assert not authenticate(message, (), OURS).signed
    assert classify(message, SortingContext()).kind is Kind.REPORT


def test_failure_21_without_the_programs_the_letter_is_read_unchecked(
    author: Holder, desk: Holder, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    letters = signed(INSIDE, author), sealed(INSIDE, desk)
    monkeypatch.setenv("PATH", str(folder))
    plain, closed = (parse(one, ReadingLimits(smime_keys=(desk.both,), gnupg_home=folder)) for one in letters)
    assert (plain.text, states(plain)) == (TEXT.strip(), [("smime", "unchecked")])
    assert authenticate(plain, (), OURS).signed
    assert [seal.state for seal in closed.seals] == ["closed"]


def test_garbage_under_a_seal_is_no_exception(desk: Holder) -> None:
    for body in (b"", b"AAAA", base64.b64encode(bytes.fromhex("3080060b2a864886f70d010703a080") + bytes(400))):
        letter = HEAD + b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body
        assert "parser_failed" not in codes(parse(letter, ReadingLimits(smime_keys=(desk.both,))))


def mime(kind: bytes, *parts: bytes) -> bytes:
    return (
        HEAD + b"Content-Type: " + kind + b"; boundary=B\r\n\r\n--B\r\n" + b"\r\n--B\r\n".join(parts) + b"\r\n--B--\r\n"
    )


def encrypted(octets: bytes) -> bytes:
    control = b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    return mime(b"multipart/encrypted", control, b"Content-Type: application/octet-stream\r\n\r\n" + octets)


TO_DESK = ("--armor", "--trust-model", "always", "--encrypt", "--recipient", "fssi@desk.example")


@pytest.mark.parametrize("hidden", [(), ("--throw-keyids",)])
def test_a_pgp_letter_is_opened_even_for_a_hidden_recipient(ring: Keyring, hidden: list[str]) -> None:
    message = parse(encrypted(ring.gpg(*TO_DESK, *hidden, given=INSIDE)), ReadingLimits(gnupg_home=ring.home))
    assert message.text == TEXT.strip()
    assert states(message) == [("pgp", "opened")]
    assert classify(message, SortingContext()).kind is Kind.REPORT


def test_a_pgp_letter_signed_inside_has_both_seals(ring: Keyring) -> None:
    made = ring.gpg("--local-user", AUTHOR, "--sign", *TO_DESK, given=INSIDE)
    message = parse(encrypted(made), ReadingLimits(gnupg_home=ring.home))
    assert states(message) == [("pgp", "opened"), ("pgp", "verified")]
    assert authenticate(message, (), OURS).trust is Trust.VERIFIED


def test_a_pgp_letter_without_a_keyring_or_a_key_stays_whole(ring: Keyring, folder: Path) -> None:
    letter = encrypted(ring.gpg(*TO_DESK, given=INSIDE))
    empty = keyring(folder / "e")
    for home in (None, empty.home):
        message = parse(letter, ReadingLimits(gnupg_home=home))
        assert states(message) == [("pgp", "closed")]
        assert [one.content_type for one in message.attachments] == [
            "application/pgp-encrypted",
            "application/octet-stream",
        ]
        assert classify(message, SortingContext()).kind is Kind.UNREADABLE
    empty.close()


def test_a_pgp_message_written_into_the_text_is_opened(ring: Keyring) -> None:
    made = ring.gpg(*TO_DESK, given=TEXT.encode())
    letter = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + made
    assert parse(letter, ReadingLimits(gnupg_home=ring.home)).text == TEXT.strip()
    assert classify(parse(letter, ReadingLimits()), SortingContext()).kind is Kind.UNREADABLE


@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_a_pgp_message_below_a_greeting_is_opened_and_the_greeting_stays(ring: Keyring, encoding: str) -> None:
    made = (
        "Élise ici, voir le bloc.\n\n".encode("latin-1") + ring.gpg(*TO_DESK, given=TEXT.encode()) + b"\n-- \nElise\n"
    )
    body = base64.encodebytes(made) if encoding == "base64" else made
    kind = f"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    message = parse(HEAD + kind.encode() + body, ReadingLimits(gnupg_home=ring.home))
    assert states(message) == [("pgp", "opened")]
    assert "Élise ici" in message.text
    assert TEXT.strip() in message.text
    assert "PGP" not in message.text
    closed = parse(HEAD + kind.encode() + body, ReadingLimits())
    assert "BEGIN PGP MESSAGE" in closed.text
    assert "sealed_not_opened" in [one.code for one in closed.defects]


def test_pgp_mime_that_exchange_made_mixed_is_opened(ring: Keyring) -> None:
    made = ring.gpg(*TO_DESK, given=INSIDE)
    letter = mime(
        b"multipart/mixed",
        b"Content-Type: text/plain\r\n\r\n",
        b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n",
        b"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n" + made,
    )
    message = parse(letter, ReadingLimits(gnupg_home=ring.home))
    assert states(message) == [("pgp", "opened")]
    assert message.text.startswith("Bonjour")
    assert "sealed_not_opened" in [one.code for one in parse(letter, ReadingLimits()).defects]


@pytest.mark.parametrize("kind", [b"application/octet-stream", b"application/x-pkcs7", b"application/pkcs7"])
def test_a_sealed_letter_is_known_by_its_name_when_its_type_was_lost(desk: Holder, kind: bytes) -> None:
    letter = re.sub(
        rb"application/(?:x-)?pkcs7-mime[^\r\n]*", kind + b'; name="smime.p7m"', sealed(INSIDE, desk), count=1
    )
    letter = re.sub(rb"smime-type=[^;\r\n]*;?", b"", letter)
    assert kind in letter
    message = parse(letter, ReadingLimits(smime_keys=(desk.both,)))
    assert states(message) == [("smime", "opened")]
    assert message.text.startswith("Bonjour")


@pytest.mark.parametrize(("spoilt", "state"), [(False, "verified"), (True, "broken")])
def test_a_detached_pgp_signature_is_checked(ring: Keyring, spoilt: bool, state: str) -> None:
    content = INSIDE.rstrip(b"\r\n")
    made = ring.gpg("--local-user", AUTHOR, "--armor", "--detach-sign", given=content)
    shown = content.replace(b"ce matin", b"hier") if spoilt else content
    letter = mime(b"multipart/signed", shown, b"Content-Type: application/pgp-signature\r\n\r\n" + made)
    # as Unix stores it: the signature holds over the lines with CRLF (RFC 3156 section 5)
    message = parse(letter.replace(b"\r\n", b"\n"), ReadingLimits(gnupg_home=ring.home))
    assert states(message) == [("pgp", state)]
    assert message.text.startswith("Bonjour")


def test_a_clear_signed_text_is_checked(ring: Keyring) -> None:
    made = ring.gpg("--local-user", AUTHOR, "--clear-sign", given=TEXT.encode())
    message = parse(
        HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + made, ReadingLimits(gnupg_home=ring.home)
    )
    assert states(message) == [("pgp", "verified")]
    assert message.text == TEXT.strip()


def test_what_seals_are_worth_is_told_in_the_parse_object(author: Holder) -> None:
    message = parse(signed(INSIDE, author), ReadingLimits(smime_ca=author.certificate))
    told = parsed(message, classify(message, SortingContext()), authenticate(message, (), OURS), None, "x.eml")
    [seal] = told["authentication"]["seals"]
    assert seal == {"method": "smime", "state": "verified", "by": [AUTHOR], "detail": ""}


def test_many_seals_cost_no_more_than_a_few_runs(author: Holder) -> None:
    one = signed(INSIDE, author).partition(HEAD)[2]
    letter = mime(b"multipart/mixed", *([one] * 30))
    message = parse(letter, ReadingLimits())
    assert message.text.count("Bonjour") == 30
    assert {seal.state for seal in message.seals} == {"intact", "unchecked"}
    assert len(message.seals) <= 20
