"""Our own identifiers: kind, ticket and entry in, signed Message-IDs, marks and tokens out, and back again.

All are keyed with HMAC-SHA256, so that nobody else can make one. Pure: key and random text are arguments.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

_PART = re.compile(r"[A-Za-z0-9_-]{1,80}")
_MAC_LENGTH = 52  # 256 bits in base 32
# 160 bits: a Message-ID that grows past 100 characters is folded or cut by some programs.
_MESSAGE_ID_MAC_LENGTH = 32
_TOKEN_MAC_LENGTH = 32  # 160 bits: a plus-address must stay under 64 characters (RFC 5321 section 4.5.3.1.1)
_MESSAGE_ID = re.compile(
    r"v1\.([a-z0-9_-]{1,80})\.([a-z0-9_-]{1,80})\.([a-z0-9_-]{1,80})\.([a-z0-9_-]{1,80})\.([a-z2-7]{32})", re.IGNORECASE
)
_NUMBER = re.compile(r"[A-Z]{2,10}-(\d{4})-(\d{6,9})")
_PAGE_TOKEN = re.compile(r"\+(p(\d{4})-(\d{1,9})-[a-z2-7]{32})@", re.IGNORECASE)
_MARK = re.compile(r"([a-z0-9_-]{1,80})/([a-z0-9_-]{1,80})/([a-z0-9_-]{1,80})/([a-z2-7]{52})", re.IGNORECASE)
_LONGEST = 2_000_000

MARK_FIELD = "X-Veilleur-Id"


@dataclass(frozen=True, slots=True)
class OwnIdentifier:
    """What a verified identifier says: the kind of letter, the ticket's number and the entry, all in lower case."""

    kind: str
    ticket: str
    entry: str


def _mac(key: bytes, purpose: str, *parts: str, length: int = _MAC_LENGTH) -> str:
    said = "\x1f".join((purpose, *parts)).lower().encode()
    digest = hmac.new(key, said, hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower().rstrip("=")[:length]


def _parts(*parts: str) -> tuple[str, ...]:
    for part in parts:
        if not _PART.fullmatch(part):
            raise ValueError(f"an identifier is made of letters, digits, hyphens and underscores, not {part!r}")
    return tuple(part.lower() for part in parts)


def mint_message_id(key: bytes, domain: str, kind: str, ticket: str, entry: str, random: str) -> str:
    """A Message-ID without angle brackets (RFC 5322 section 3.6.4). Raises ValueError for parts that do not fit."""
    parts = _parts(kind, ticket, entry, random)
    return f"v1.{'.'.join(parts)}.{_mac(key, 'message-id', *parts, length=_MESSAGE_ID_MAC_LENGTH)}@{domain}"


def verify_message_id(key: bytes, message_id: str) -> OwnIdentifier | None:
    """What one of our Message-IDs says, with or without brackets; None when it is not ours or no key is set."""
    match = _MESSAGE_ID.fullmatch(message_id.strip("<> \t")[:600].partition("@")[0])
    if match is None or not key:
        return None
    parts = tuple(part.lower() for part in match.groups()[:4])
    mac = _mac(key, "message-id", *parts, length=_MESSAGE_ID_MAC_LENGTH)
    if not hmac.compare_digest(mac, match[5].lower()):
        return None
    return OwnIdentifier(*parts[:3])


def claimed_kind(message_id: str) -> str | None:
    """The kind of letter a Message-ID of our shape names, in lower case; None for any other. A claim, no proof."""
    match = _MESSAGE_ID.fullmatch(message_id[:600].partition("@")[0])
    return match[1].lower() if match else None


def mint_mark(key: bytes, kind: str, ticket: str, entry: str) -> str:
    """The value of X-Veilleur-Id. Raises ValueError for parts that do not fit."""
    parts = _parts(kind, ticket, entry)
    return f"{'/'.join(parts)}/{_mac(key, 'mark', *parts)}"


def verify_mark(key: bytes, value: str) -> OwnIdentifier | None:
    """What a value of X-Veilleur-Id says; None when we did not write it or no key is set."""
    match = _MARK.fullmatch(value.strip()[:600])
    if match is None or not key:
        return None
    parts = tuple(part.lower() for part in match.groups()[:3])
    return OwnIdentifier(*parts) if hmac.compare_digest(_mac(key, "mark", *parts), match[4].lower()) else None


def ours(key: bytes, message_ids: Iterable[str]) -> tuple[OwnIdentifier, ...]:
    """Those of some Message-IDs that are ours, in order."""
    return tuple(found for one in message_ids if (found := verify_message_id(key, one)) is not None)


def ticket_number(prefix: str, year: int, serial: int) -> str:
    """The number of a ticket, such as `SSI-2026-000123`."""
    return f"{prefix}-{year:04d}-{serial:06d}"


def subject_token(number: str) -> str:
    """The token that stands in subjects, such as `[SSI-2026-000123]`."""
    return f"[{number}]"


def find_tokens(prefix: str, text: str) -> tuple[str, ...]:
    """Ticket numbers claimed by bare tokens in a subject or text, in order, each once. Anybody can write one: a
    claim, no proof.
    """
    pattern = re.compile(rf"\[\s?({re.escape(prefix)})\s?-\s?(\d{{4}})\s?-\s?(\d{{1,9}})\s?\]", re.IGNORECASE)
    found = (f"{prefix}-{match[2]}-{int(match[3]):06d}" for match in pattern.finditer(text[:_LONGEST]))
    return tuple(dict.fromkeys(found))


def mint_token(key: bytes, number: str) -> str:
    """A signed token for a ticket, safe in a plus-address and in text: the number, a hyphen and 32 letters."""
    (number,) = _parts(number)
    return f"{number}-{_mac(key, 'token', number, length=_TOKEN_MAC_LENGTH)}"


def mint_page_token(key: bytes, number: str, message_id: str) -> str:
    """The plus-part of the address that answers to one page go to (RFC 5233): it names the ticket and proves, keyed
    over the Message-ID of that page, that the answer comes from whoever got it. Raises ValueError for no number."""
    named = _NUMBER.fullmatch(number)
    if named is None:
        raise ValueError(f"{number} is no number of a ticket")
    mac = _mac(key, "page", number, message_id.strip("<>"), length=_TOKEN_MAC_LENGTH)
    return f"p{named[1]}-{int(named[2])}-{mac}"


def find_page_tokens(prefix: str, addresses: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The ticket numbers and plus-parts of page tokens in addresses. A claim: see whether it is what was minted."""
    found = (_PAGE_TOKEN.search(address[:320]) for address in addresses)
    return tuple((f"{prefix}-{one[2]}-{int(one[3]):06d}", one[1].lower()) for one in found if one is not None)


def find_signed_tokens(key: bytes, prefix: str, text: str) -> tuple[str, ...]:
    """Ticket numbers proven by signed tokens in a text or an address, in order, each once."""
    if not key:
        return ()
    pattern = re.compile(
        rf"(?<![A-Za-z0-9])({re.escape(prefix)}-\d{{4}}-\d{{6,9}})-([a-z2-7]{{{_TOKEN_MAC_LENGTH}}})(?![A-Za-z0-9])",
        re.IGNORECASE,
    )
    found: dict[str, None] = {}
    for match in pattern.finditer(text[:_LONGEST]):
        number = match[1].lower()
        if hmac.compare_digest(_mac(key, "token", number, length=_TOKEN_MAC_LENGTH), match[2].lower()):
            found.setdefault(f"{prefix}{match[1][len(prefix) :]}")
    return tuple(found)
