"""The header fields that say who wrote and in answer to what: a head in, addresses and identifiers out."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.ingest.mime.encoded_words import field_text, readable, unfold
from bot.ingest.mime.head import Head
from bot.mail.address import addresses, first_spec
from bot.mail.message import Address

_ID = re.compile(r"<([^<>]{1,998})>")
_BARE_ID = re.compile(r"[^\s<>,;\"()]{1,300}@[^\s<>,;\"()]{1,300}")
MOST_IDENTIFIERS = 200
_LONGEST_ENCODED = 10_000
MOST_MAILBOXES = 500


def mailboxes(head: Head, name: str) -> tuple[Address, ...]:
    """The mailboxes of all fields of that name; a field that cannot be read as a list gives what looks like an
    addr-spec.
    """
    found: list[Address] = []
    for raw in head.all_raw(name)[:20]:
        text = unfold(field_text(raw))
        listed = addresses(text, readable)
        if not any("@" in one.address for one in listed):
            spec = first_spec(readable(text))
            listed = (Address("", spec),) if spec else listed
        found.extend(listed)
    return tuple(found[:MOST_MAILBOXES])


def authors(head: Head) -> tuple[Address, ...]:
    """The mailboxes of the first From field (RFC 5322 section 3.6.2 allows one field)."""
    return _authors(tuple(head.all_raw("from")[:5]))


@lru_cache(maxsize=64)  # asked several times of each letter
def _authors(fields: tuple[bytes, ...]) -> tuple[Address, ...]:
    for raw in fields:
        one = mailboxes(Head((("from", raw),), 0), "from")
        if one:
            return one
    return ()


def identifiers(head: Head, name: str) -> tuple[str, ...]:
    """Message identifiers of all fields of that name, without angle brackets, in order, each once; at most 200 (the
    last). Encoded words are decoded, though RFC 2047 section 5 allows none here: some programs fold a long one so.
    """
    found: dict[str, None] = {}
    for raw in head.all_raw(name)[:20]:
        text = _identifying(raw)
        ids = _ID.findall(text) or _BARE_ID.findall(text)
        for one in ids:
            bare = "".join(one.split())
            if bare:
                found.setdefault(bare[:998])
    return tuple(found)[-MOST_IDENTIFIERS:]


def message_id(head: Head) -> str | None:
    """The letter's own identifier without brackets; None when there is none that could be answered to."""
    for raw in head.all_raw("message-id")[:3]:
        text = unfold(_identifying(raw))
        match = _ID.search(text)
        bare = "".join((match[1] if match else text.strip("<> ").partition(" ")[0]).split())
        if bare and bare.isprintable():
            return bare[:998]
    return None


def _identifying(raw: bytes) -> str:
    """A field of identifiers as text; of one with encoded words the end alone is read, where the nearest letters
    stand."""
    text = field_text(raw)
    return readable(text[-_LONGEST_ENCODED:]) if "=?" in text else text


def return_path(head: Head) -> str | None:
    """The envelope's return path: None when no field tells it, "" when it is null (RFC 5321 section 4.4)."""
    if not head.all_raw("return-path"):
        return None
    text = head.text("return-path")
    inner = _ID.search(text)
    return (inner[1] if inner else "" if "<" in text else text).strip()
