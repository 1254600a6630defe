"""How far a letter's author can be believed: the receiving server's own Authentication-Results (RFC 8601) in, trust
out.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.ingest.trust.dkim import METHOD as DKIM
from bot.ingest.trust.lookalike import lookalike
from bot.ingest.trust.results import Result, read_results
from bot.mail.message import Message
from bot.mail.verdict import Authentication, Trust

_SIGNED = ("multipart/signed", "application/pkcs7-mime", "application/x-pkcs7-mime")
_PUBLIC = frozenset("com co org net gov gouv asso edu ac".split())


def authenticate(
    message: Message, authserv_ids: Iterable[str], own_addresses: frozenset[str], official: Iterable[str] = ()
) -> Authentication:
    """Results and trust. Only the topmost field of a configured authserv-id counts: anybody can write the others.

    `verified` takes a DKIM signature of the author's domain (by that field's word, or checked by ourselves) or a seal
    that was vouched for, `aligned` DMARC or SPF for it; a DMARC failure, our own address without proof and a domain
    that looks like one of `official` or ours are `hostile`; all else is `claimed` (whether the author is known is for
    the desk to say). `signed` is false once a signature of S/MIME or OpenPGP was found broken.
    """
    results = _results(message, {one.lower().rstrip(".") for one in authserv_ids})
    spf, dkim, dmarc = (_best(results, method) for method in ("spf", "dkim", "dmarc"))
    author = message.author
    domain = author.domain if author is not None else ""
    checked = [seal for seal in message.seals if seal.method == DKIM]
    if dkim == "none" and checked:
        states = {seal.state for seal in checked}
        dkim = "pass" if "verified" in states else "fail" if "broken" in states else "none"
    proven = any(seal.state == "verified" and aligned(one, domain) for seal in checked for one in seal.by)
    trust = _trust(results, domain, author.address if author else "", own_addresses, proven)
    if lookalike(message, official, own_addresses):
        trust = Trust.HOSTILE
    elif trust is not Trust.HOSTILE and author is not None and _vouched_for(message, author.address):
        trust = Trust.VERIFIED
    return Authentication(spf, dkim, dmarc, _is_signed(message), trust)


def _vouched_for(message: Message, address: str) -> bool:
    return any(
        seal.state == "verified" and seal.method != DKIM and address.lower() in seal.by for seal in message.seals
    )


def _results(message: Message, ids: set[str]) -> list[Result]:
    for value in message.values("authentication-results"):
        said = read_results(value)
        if said is None:
            # Ours, cut or damaged, or a stranger's: nothing below it counts, nobody knows who wrote that.
            return []
        if said[0] in ids:
            return said[1]
    return []


def _best(results: list[Result], method: str) -> str:
    said = [one.result for one in results if one.method == method]
    # Of several signatures one that holds is enough; a letter has one DMARC result, and a failure is never overruled.
    decisive = "fail" if method == "dmarc" else "pass"
    return decisive if decisive in said else said[0] if said else "none"


def _trust(
    results: list[Result],
    domain: str,
    address: str,
    own_addresses: frozenset[str],
    proven: bool,
) -> Trust:
    signed = proven or any(
        one.method == "dkim"
        and one.result == "pass"
        and aligned(one.properties.get("header.d") or one.properties.get("header.i", "").rpartition("@")[2], domain)
        for one in results
    )
    sent = any(
        one.method == "spf"
        and one.result == "pass"
        and aligned(one.properties.get("smtp.mailfrom", "").rpartition("@")[2], domain)
        for one in results
    )
    dmarc = _best(results, "dmarc")
    if dmarc == "fail" or (
        address.lower() in {one.lower() for one in own_addresses} and not (signed or sent or dmarc == "pass")
    ):
        return Trust.HOSTILE
    if signed:
        return Trust.VERIFIED
    return Trust.ALIGNED if sent or dmarc == "pass" else Trust.CLAIMED


def aligned(authenticated: str, author: str) -> bool:
    """True when two domains belong to one organisation (relaxed alignment, RFC 7489 section 3.1)."""
    one, other = authenticated.lower().strip(".\"' "), author.lower().strip(".")
    return bool(one and other) and _organisation(one) == _organisation(other)


def _organisation(domain: str) -> str:
    labels = domain.split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _PUBLIC else 2
    return ".".join(labels[-keep:])


def _is_signed(message: Message) -> bool:
    states = {seal.state for seal in message.seals if seal.method != DKIM}
    if "broken" in states or states & {"verified", "intact"}:
        return "broken" not in states
    declared = message.value("content-type").lower()
    if declared.startswith(_SIGNED[1:]):
        return "enveloped" not in declared
    return _SIGNED[0] in message.part_types or "-----BEGIN PGP SIGNED MESSAGE-----" in message.text[:5_000]
