"""Only the topmost Authentication-Results of a configured authserv-id counts (RFC 8601, failure 37)."""

from __future__ import annotations

import pytest

from bot.ingest.parse import parse
from bot.ingest.trust.authenticate import aligned, authenticate
from bot.mail.verdict import Authentication, Trust
from bot.settings.model import ReadingLimits

OURS = "Authentication-Results: mx.desk.example;"
OWN = frozenset({"fssi@desk.example"})


def results(fields: str, author: str = "c.morel@ch.example") -> Authentication:
    letter = f"{fields}From: {author}\r\nSubject: x\r\n\r\nx\r\n".encode()
    return authenticate(parse(letter, ReadingLimits()), ("mx.desk.example",), OWN)


def test_absent_results_are_a_mere_claim() -> None:
    assert results("") == Authentication()


def test_it_reads_the_configured_servers_results() -> None:
    told = results(
        f"{OURS} spf=pass smtp.mailfrom=x@mail.ch.example; dkim=pass (2048) header.d=ch.example; dmarc=pass "
        f"header.from=ch.example\r\n"
    )
    assert (told.spf, told.dkim, told.dmarc, told.trust) == ("pass", "pass", "pass", Trust.VERIFIED)


def test_a_foreign_or_lower_field_does_not_count() -> None:
    forged = "Authentication-Results: evil.example; dmarc=pass; dkim=pass header.d=ch.example\r\n"
    assert results(forged) == Authentication()
    lower = (
        f"{OURS} spf=fail smtp.mailfrom=x.example; dmarc=fail\r\n{OURS} dmarc=pass; dkim=pass header.d=ch.example\r\n"
    )
    assert results(lower).trust is Trust.HOSTILE


@pytest.mark.parametrize(
    ("said", "trust"),
    [
        ("dkim=pass header.d=ch.example", Trust.VERIFIED),
        ("dkim=pass header.d=other.example", Trust.CLAIMED),
        ("spf=pass smtp.mailfrom=a@ch.example", Trust.ALIGNED),
        ("spf=pass smtp.mailfrom=a@other.example", Trust.CLAIMED),
        ("dmarc=pass", Trust.ALIGNED),
        ("dmarc=fail; dkim=pass header.d=ch.example", Trust.HOSTILE),
        ("dmarc=pass; dkim=pass header.d=ch.example; dmarc=fail", Trust.HOSTILE),
        ('spf=pass smtp.mailfrom="x; dkim=pass header.d=ch.example"@evil.example', Trust.CLAIMED),
        ('spf=pass smtp.mailfrom="x; dmarc=pass"@evil.example; dmarc=fail', Trust.HOSTILE),
        ('spf=fail smtp.mailfrom="x; dkim=pass header.d=ch.example', Trust.CLAIMED),
        ("spf=softfail smtp.mailfrom=ch.example", Trust.CLAIMED),
        ("none", Trust.CLAIMED),
    ],
)
def test_trust_follows_from_aligned_results(said: str, trust: Trust) -> None:
    assert results(f"{OURS} {said}\r\n").trust is trust


def test_our_own_address_without_proof_is_hostile() -> None:
    assert results("", "FSSI <FSSI@desk.example>").trust is Trust.HOSTILE
    assert results(f"{OURS} dkim=pass header.d=desk.example\r\n", "fssi@desk.example").trust is Trust.VERIFIED


def test_alignment_is_by_organisation_not_by_suffix() -> None:
    assert aligned("mail.ch.example", "ch.example")
    assert not aligned("evilch.example", "ch.example")
    assert not aligned("a.asso.fr", "b.asso.fr")
    assert not aligned("", "")
