"""DKIM signatures checked by ourselves (RFC 6376): what holds, what does not, and what says nothing."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.parse import parse
from bot.ingest.trust.authenticate import authenticate
from bot.ingest.trust.canonical import body_of
from bot.ingest.trust.dkim import dkim_seals
from bot.mail.message import Seal
from bot.mail.verdict import Trust
from bot.settings.model import ReadingLimits
from tests.unit.ingest.trust.keys import run
from tests.unit.ingest.trust.name_server import name_server

# RFC 8463 appendix A: a letter with two signatures, and the records of their keys.
LETTER = b"""DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""
ED, RSA = (f"{name}._domainkey.football.example.com" for name in ("brisbane", "test"))
RECORDS = {
    ED: "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    RSA: "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/"
    "J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l"
    "/K4w3QIDAQAB",
}
AT = datetime(2026, 8, 15, tzinfo=UTC)


def states(octets: bytes, records: dict[str, str] = RECORDS, at: datetime | None = AT) -> list[str]:
    return [one.state for one in dkim_seals(octets, records.get, at)]


def test_the_letter_of_the_specification_verifies_by_both_its_signatures() -> None:
    for octets in (LETTER, LETTER.replace(b"\n", b"\r\n")):
        assert dkim_seals(octets, RECORDS.get, AT) == (
            Seal("dkim", "verified", ("football.example.com",)),
            Seal("dkim", "verified", ("football.example.com",)),
        )


def test_blanks_that_servers_change_do_not_matter_in_the_relaxed_form() -> None:
    changed = LETTER.replace(b"To: Suzie Q <", b"to:   Suzie\n Q  <").replace(b"game.  Are", b"game. Are  ")
    assert states(changed + b"\n \n\n") == ["verified", "verified"]


@pytest.mark.parametrize("change", [(b"hungry", b"angry"), (b"Is dinner", b"Is supper"), (b"joe@", b"joey@")])
def test_a_changed_text_or_field_breaks_it(change: tuple[bytes, bytes]) -> None:
    assert states(LETTER.replace(*change)) == ["broken", "broken"]


def test_a_second_from_field_above_is_not_believed() -> None:
    assert states(b"From: directeur@ars.example\n" + LETTER) == ["unchecked", "unchecked"]


@pytest.mark.parametrize(
    ("record", "state"),
    [
        ("", "unchecked"),
        ("v=DKIM1; k=rsa", "unchecked"),
        ("v=DKIM1; k=rsa; p=", "broken"),
        ("v=DKIM2; " + RECORDS[RSA], "unchecked"),
        (RECORDS[ED], "unchecked"),
        (RECORDS[RSA] + "; h=sha1", "unchecked"),
        (RECORDS[RSA] + "; s=tlsrpt", "unchecked"),
        (RECORDS[RSA] + "; t=y", "unchecked"),
        (RECORDS[RSA] + "; t=s; s=email; h=sha1:sha256", "verified"),
        (RECORDS[RSA].replace("MIGf", "MIGg"), "unchecked"),
        (RECORDS[RSA].replace("p=", "p=!"), "unchecked"),
    ],
)
def test_the_key_record_has_its_say(record: str, state: str) -> None:
    assert states(LETTER, {RSA: record})[1] == state


def test_nobody_to_ask_means_no_trust_and_no_fault_of_the_letter() -> None:
    def nobody(name: str) -> str | None:
        raise TimeoutError("the resolver does not answer")

    assert [one.state for one in dkim_seals(LETTER, nobody, AT)] == ["unchecked", "unchecked"]
    assert states(LETTER, {}) == ["unchecked", "unchecked"]


class Signer:
    """Signs as a server of `domain` would, in the simple or relaxed form."""

    def __init__(self, folder: Path, domain: str = "ch-vallonne.example", bits: int = 2048) -> None:
        self.key, self.domain = folder / f"{domain}{bits}.pem", domain
        run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}", "-out", str(self.key))
        public = run("openssl", "pkey", "-in", str(self.key), "-pubout", "-outform", "DER")
        self.records = {f"s1._domainkey.{domain}": f"v=DKIM1; p={base64.b64encode(public).decode()}"}

    def signed(
        self, fields: str, body: str, more: str = "", names: str = "from:subject", form: str = "simple"
    ) -> bytes:
        hashed = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        own = f"DKIM-Signature: v=1; a=rsa-sha256; c={form}; d={self.domain}; s=s1; h={names}; bh={hashed};{more} b="
        wanted = [line for line in fields.split("\r\n") if line.partition(":")[0].lower() in names.split(":")]
        over = "\r\n".join([*wanted, own])
        signature = run("openssl", "dgst", "-sha256", "-sign", str(self.key), given=over.encode())
        return f"{own}{base64.b64encode(signature).decode()}\r\n{fields}\r\n\r\n{body}".encode()


FIELDS = "From: RSSI <rssi@ch-vallonne.example>\r\nSubject: Incident"
BODY = "Serveurs chiffrés.\r\n"


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer(tmp_path_factory.mktemp("dkim"))


def test_the_simple_form_takes_fields_as_they_stand(signer: Signer) -> None:
    octets = signer.signed(FIELDS, BODY)
    assert states(octets, signer.records) == ["verified"]
    assert states(octets + b"\r\n\r\n", signer.records) == ["verified"]
    assert states(octets.replace(b"Subject: I", b"Subject:  I"), signer.records) == ["broken"]


@pytest.mark.parametrize("more", [" l=5;", " x=1700000000;", " i=@ailleurs.example;"])
def test_a_part_of_the_text_a_time_gone_by_or_anothers_name_is_not_believed(signer: Signer, more: str) -> None:
    assert states(signer.signed(FIELDS, BODY, more), signer.records) == ["unchecked"]


def test_a_signature_not_over_the_author_or_by_a_short_key_is_not_believed(signer: Signer, tmp_path: Path) -> None:
    assert states(signer.signed(FIELDS, BODY, names="subject"), signer.records) == ["unchecked"]
    weak = Signer(tmp_path, bits=512)
    assert states(weak.signed(FIELDS, BODY), weak.records) == ["unchecked"]


def test_trust_comes_from_the_authors_own_domain_only(signer: Signer, tmp_path: Path) -> None:
    other = Signer(tmp_path, "ailleurs.example")
    with name_server() as server:
        server.records = {**signer.records, **other.records}
        limits = ReadingLimits(dkim_resolver=server.place)
        own, foreign = (parse(one.signed(FIELDS, BODY), limits) for one in (signer, other))
    assert [authenticate(one, (), frozenset()).dkim for one in (own, foreign)] == ["pass", "pass"]
    assert [authenticate(one, (), frozenset()).trust for one in (own, foreign)] == [Trust.VERIFIED, Trust.CLAIMED]
    assert not authenticate(own, (), frozenset()).signed


def test_it_is_off_unless_a_resolver_is_configured(signer: Signer) -> None:
    told = parse(signer.signed(FIELDS, BODY), ReadingLimits())
    assert told.seals == ()
    assert authenticate(told, (), frozenset()).trust is Trust.CLAIMED


def test_a_broken_signature_or_a_failing_resolver_loses_no_letter(signer: Signer) -> None:
    with name_server() as server:
        limits = ReadingLimits(dkim_resolver=server.place)
        server.failing = set(signer.records)
        told = parse(signer.signed(FIELDS, BODY), limits)
        assert (told.text, told.seals[0].state) == ("Serveurs chiffrés.", "unchecked")
        server.failing, server.records = set(), signer.records
        forged = parse(signer.signed(FIELDS, BODY).replace(b"Serveurs", b"Postes"), limits)
    assert (forged.text, forged.seals[0].state) == ("Postes chiffrés.", "broken")
    assert authenticate(forged, (), frozenset()).dkim == "fail"
    assert authenticate(forged, (), frozenset()).trust is Trust.CLAIMED


@given(st.lists(st.tuples(st.integers(0, len(LETTER) - 1), st.sampled_from(b"\0;:= \n\xffab1")), max_size=6))
def test_whatever_is_changed_checking_ends_well(changes: list[tuple[int, int]]) -> None:
    octets = bytearray(LETTER)
    for place, value in changes:
        octets[place] = value
    assert re.fullmatch(r"(?:(?:verified|broken|unchecked) ?)*", " ".join(states(bytes(octets), {})))


def test_canonical_bodies_are_those_of_the_specification() -> None:
    # RFC 6376 section 3.4.5, and the empty bodies of sections 3.4.3 and 3.4.4
    body = b" C \r\nD \t E\r\n\r\n\r\n"
    assert body_of(body, relaxed=True) == b" C\r\nD E\r\n"
    assert body_of(body, relaxed=False) == b" C \r\nD \t E\r\n"
    assert (body_of(b"", relaxed=True), body_of(b"", relaxed=False)) == (b"", b"\r\n")
    assert body_of(b"x\r\r\n\r\n", relaxed=False) == b"x\r\r\n"


@pytest.mark.parametrize("piece", [b"a ", b" ", b" \r\n", b"\r\n", b"\n\r"])
def test_megabytes_of_blanks_cost_little(piece: bytes) -> None:
    begun = time.process_time()
    body_of(piece * (4_000_000 // len(piece)), relaxed=True)
    assert time.process_time() - begun < 1
