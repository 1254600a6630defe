"""A letter's DKIM signatures (RFC 6376, RFC 8463) checked by ourselves: its octets and a look-up of keys in, seals out.

Off unless a resolver is configured. Whatever fails gives a seal that says why: no trust, and no letter lost.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from datetime import datetime

from bot.ingest.trust.canonical import Field, body_of, halves, signed_octets
from bot.ingest.trust.tool import ToolBudget
from bot.mail.message import Seal

METHOD = "dkim"
_MOST = 3
_LONGEST = 30_000_000
_HEADER = 262_144
_SECONDS = 5.0
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62})){0,20}")
_TAG = re.compile(r"\s{0,50}([A-Za-z][A-Za-z0-9_]{0,30})\s{0,50}=([^;]*)")
_SHORTEST_RSA = 160  # octets of a 1,024-bit key; RFC 8301 section 3.2 forbids shorter ones
_ED25519 = bytes.fromhex("302a300506032b6570032100")  # RFC 8410 section 4: what stands before such a key

KeyLookup = Callable[[str], str | None]
"""The text of a name's key record, None when there is none. Raises OSError when nobody could be asked."""


class _Unchecked(Exception):
    """Why a signature says nothing."""


class _Broken(Exception):
    """Why a signature does not hold."""


def dkim_seals(octets: bytes, key_of: KeyLookup, received_at: datetime | None) -> tuple[Seal, ...]:
    """One seal for each of the first three signatures; `by` is the domain that signed.

    `verified` holds over the whole body and the one From field. `received_at` is the instant by which a signature may
    have ended; without it none has.
    """
    if len(octets) > _LONGEST:
        return (Seal(METHOD, "unchecked", detail="the letter is too large to be checked"),)
    fields, body = halves(octets, _HEADER)
    signatures = [(at, field) for at, (name, field) in enumerate(fields) if name == "dkim-signature"]
    budget = ToolBudget(_SECONDS, 1_000_000, runs=_MOST)
    return tuple(_seal(fields, at, field, body, key_of, received_at, budget) for at, field in signatures[:_MOST])


def _seal(
    fields: list[Field],
    at: int,
    field: bytes,
    body: bytes,
    key_of: KeyLookup,
    received_at: datetime | None,
    budget: ToolBudget,
) -> Seal:
    tags = _tags(field.partition(b":")[2].decode("latin-1"))
    domain = tags.get("d", "").lower()
    by = (domain,) if _NAME.fullmatch(domain) else ()
    try:
        _check_terms(tags, fields, received_at)
        algorithm, relaxed_head = _check_body(tags, body)
        names = [name.strip().lower() for name in tags["h"].split(":")][:200]
        signed = signed_octets([one for number, one in enumerate(fields) if number != at], names, field, relaxed_head)
        name = f"{tags['s'].lower()}._domainkey.{domain}"
        record = _tags(_record(name, key_of))
        _check_key(record, algorithm, tags)
        _check_signature(algorithm, _octets(record["p"]), _octets(tags["b"]), signed, budget)
    except _Unchecked as reason:
        return Seal(METHOD, "unchecked", by, str(reason)[:200])
    except _Broken as reason:
        return Seal(METHOD, "broken", by, str(reason)[:200])
    return Seal(METHOD, "verified", by)


def _tags(text: str) -> dict[str, str]:
    """`name=value` of a tag list (section 3.2); the first of a name counts."""
    found: dict[str, str] = {}
    for piece in text[:20_000].split(";")[:50]:
        match = _TAG.match(piece)
        if match is not None:
            found.setdefault(match[1], match[2].strip())
    return found


def _check_terms(tags: dict[str, str], fields: list[Field], received_at: datetime | None) -> None:
    missing = [name for name in ("v", "a", "b", "bh", "d", "h", "s") if not tags.get(name)]
    if missing or tags["v"] != "1":
        raise _Unchecked(f"the signature lacks {', '.join(missing)}" if missing else "not version 1")
    domain = tags["d"].lower()
    if not (_NAME.fullmatch(domain) and _NAME.fullmatch(tags["s"].lower())):
        raise _Unchecked("its domain or selector is no name")
    identity = tags.get("i", "").rpartition("@")[2].lower()
    if identity and identity != domain and not identity.endswith(f".{domain}"):
        raise _Unchecked("it speaks for a domain that is not its own")
    if "from" not in [name.strip().lower() for name in tags["h"].split(":")]:
        raise _Unchecked("the From field is not signed")
    if sum(1 for name, _ in fields if name == "from") != 1:
        raise _Unchecked("more than one From field, or none")  # section 8.15: another one was put above
    ends = tags.get("x", "")
    if ends.isascii() and ends.isdigit() and received_at is not None and int(ends[:12]) < received_at.timestamp():
        raise _Unchecked("the signature has expired")


def _check_body(tags: dict[str, str], body: bytes) -> tuple[str, bool]:
    """The algorithm, and whether the header is in relaxed form."""
    algorithm = tags["a"].lower()
    if algorithm not in ("rsa-sha256", "ed25519-sha256"):
        raise _Unchecked(f"{algorithm[:30]} is not taken")  # RFC 8301 section 3.1: no SHA-1
    head, _, rest = tags.get("c", "simple/simple").lower().partition("/")
    form = (head, rest or "simple")
    if not set(form) <= {"simple", "relaxed"}:
        raise _Unchecked("an unknown canonical form")
    canonical = body_of(body, form[1] == "relaxed")
    length = tags.get("l", "")
    if length and (not length.isascii() or not length.isdigit() or int(length[:12]) < len(canonical)):
        raise _Unchecked("only a part of the text is signed")  # section 8.2: anything may stand below
    if hashlib.sha256(canonical).digest() != _octets(tags["bh"]):
        raise _Broken("the text was changed after it was signed")
    return algorithm, form[0] == "relaxed"


def _record(name: str, key_of: KeyLookup) -> str:
    try:
        record = key_of(name)
    except OSError as error:
        raise _Unchecked(f"no answer for {name}: {error}") from error
    if record is None:
        raise _Unchecked(f"no key at {name}")
    return record


def _check_key(record: dict[str, str], algorithm: str, tags: dict[str, str]) -> None:
    """Section 3.6.1: a key may be withdrawn, be for tests, other hashes or other services."""
    if record.get("v", "DKIM1") != "DKIM1" or "p" not in record:
        raise _Unchecked("the key record is none")
    if not record["p"]:
        raise _Broken("the key was withdrawn")
    if record.get("k", "rsa").lower() != algorithm.partition("-")[0]:
        raise _Unchecked("the key is of another kind")
    hashes = _words(record.get("h", "sha256"))
    services = _words(record.get("s", "*"))
    flags = _words(record.get("t", ""))
    if "sha256" not in hashes or not services & {"*", "email"}:
        raise _Unchecked("the key is for other uses")
    if "y" in flags:
        raise _Unchecked("the domain is only trying it out")
    identity = tags.get("i", "").rpartition("@")[2].lower()
    if "s" in flags and identity and identity != tags["d"].lower():
        raise _Unchecked("the key is not for domains below")


def _words(value: str) -> set[str]:
    return {word.strip().lower() for word in value.split(":")}


def _check_signature(algorithm: str, key: bytes, signature: bytes, signed: bytes, budget: ToolBudget) -> None:
    if algorithm == "ed25519-sha256":
        if len(key) != 32:
            raise _Unchecked("the key is none")
        files = {"key": _pem(_ED25519 + key), "signature": signature, "signed": hashlib.sha256(signed).digest()}
        words = ["pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "signed", "-sigfile", "signature"]
    else:
        if len(key) < _SHORTEST_RSA:
            raise _Unchecked("the key is too short to be believed")
        files = {"key": _pem(key), "signature": signature, "signed": signed}
        words = ["dgst", "-sha256", "-verify", "key", "-signature", "signature", "signed"]
    ran = budget.run(["openssl", *words], files)
    if ran.done:
        return
    told = ran.out.decode("ascii", "replace") + ran.said
    if ran.code is not None and re.search(r"verification fail", told, re.IGNORECASE):
        raise _Broken("the fields were changed after they were signed, or by somebody else")
    raise _Unchecked((ran.said.strip().splitlines() or ["openssl could not tell"])[-1])


def _pem(der: bytes) -> bytes:
    return b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(der) + b"-----END PUBLIC KEY-----\n"


def _octets(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise _Unchecked("the signature or its key is no base64") from None
