"""The header fields that say who, when and in answer to what: a head in, addresses, identifiers and instants out.

Received hops and the Date field are read by mail-parser, from a head that holds nothing else.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import mailparser

from bot.ingest.mime.encoded_words import field_text, readable, unfold
from bot.ingest.mime.head import Head
from bot.mail.address import addresses, first_spec
from bot.mail.message import Address

_ID = re.compile(r"<([^<>]{1,998})>")
_BARE_ID = re.compile(r"[^\s<>,;\"()]{1,300}@[^\s<>,;\"()]{1,300}")
MOST_IDENTIFIERS = 200
_LONGEST_ENCODED = 10_000
MOST_MAILBOXES = 500
_MOST_HOPS = 2
_ZONE_WORDS = re.compile(r"\b(CET|CEST|MET|MEST|WET|WEST|BST|JST|IST|EET|EEST|MSK|HAE|HNE|KST|AEST|NZST|SGT|HKT)\b")
_ZONES = {
    "CET": "+0100", "CEST": "+0200", "MET": "+0100", "MEST": "+0200", "WET": "+0000", "WEST": "+0100", "BST": "+0100",
    "JST": "+0900", "IST": "+0530", "EET": "+0200", "EEST": "+0300", "MSK": "+0300", "HAE": "-0400", "HNE": "-0500",
    "KST": "+0900", "AEST": "+1000", "NZST": "+1200", "SGT": "+0800", "HKT": "+0800",
}  # fmt: skip
_STANDARD_ZONES = frozenset("UT UTC GMT Z EST EDT CST CDT MST MDT PST PDT AM PM".split())  # RFC 5322 section 4.3
_ZONE_AT_END = re.compile(r"\d\s{0,5}([A-Za-z]{1,5})\s{0,20}$")
_FRENCH_NAMES = re.compile(
    r"\b(?:(lun|mar|mer|jeu|ven|sam|dim)[a-z]{0,6}\.?\s?,?\s|(janv|f[ée]vr?|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|"
    r"d[ée]c)[a-zé]{0,6}\.?(?=\s))",
    re.IGNORECASE,
)
_MONTHS = {
    "janv": "Jan", "fev": "Feb", "fevr": "Feb", "mars": "Mar", "avr": "Apr", "mai": "May", "juin": "Jun", "juil": "Jul",
    "aout": "Aug", "sept": "Sep", "oct": "Oct", "nov": "Nov", "dec": "Dec",
}  # fmt: skip
_UNACCENTED = str.maketrans("éû", "eu")


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


def instants(head: Head) -> tuple[datetime | None, datetime | None, list[tuple[str, str]]]:
    """The Date field and the instant of the topmost Received field, in UTC, and what was wrong with the date."""
    date, hops = head.raw("date"), head.all_raw("received")[:_MOST_HOPS]
    lines = [b"Received:" + b" ".join(hop.split()) + b"\n" for hop in hops if len(hop) < 2_000]
    if date:
        lines.insert(0, b"Date:" + b" ".join(date[:200].split()) + b"\n")
    text = unfold(readable(field_text(date[:200])))
    zone = _named_zone(text)
    read = mailparser.parse_from_bytes(b"".join(lines) + b"\n")
    # mail-parser takes every named zone for UTC.
    written = (None if zone in _ZONES else _utc(read.date)) or _written(text)
    faults = []
    if not date:
        faults.append(("date_absent", ""))
    elif written is None:
        faults.append(("date_unusable", field_text(date[:80]).strip()))
    elif zone and zone not in _ZONES and zone not in _STANDARD_ZONES:
        faults.append(("date_zone_unknown", f"{zone}: read as UTC"))
    arrived = next((hop.get("date_utc") for hop in reversed(read.received or []) if hop.get("date_utc")), None)
    return written, _utc(datetime.fromisoformat(arrived)) if arrived else _arrival(hops), faults


def _named_zone(text: str) -> str:
    """The zone that a date names by letters alone, upper case; empty when it gives an offset or none."""
    found = _ZONE_AT_END.search(text.partition("(")[0])
    return found[1].upper() if found else ""


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _written(text: str) -> datetime | None:
    """A date that breaks RFC 5322 section 3.3 but can be told: odd order, zone names, no zone (then UTC)."""
    text = _ZONE_WORDS.sub(lambda match: _ZONES[match[1]], text.strip())
    for candidate in (text, text.partition("(")[0], _FRENCH_NAMES.sub(_in_english, text)):
        try:
            return _utc(parsedate_to_datetime(candidate))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        return None


def _in_english(found: re.Match[str]) -> str:
    """The name of a French month as RFC 5322 wants it; the day of the week goes."""
    return _MONTHS[found[2].lower().translate(_UNACCENTED)] if found[2] else ""


def _arrival(hops: list[bytes]) -> datetime | None:
    for hop in hops[:1]:
        return _written(unfold(field_text(hop[-200:].rpartition(b";")[2])))
    return None
