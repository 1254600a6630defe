"""When a letter was written and when it arrived: a head in, instants in UTC out.

Received hops and the Date field are read by mail-parser: by its reader of dates where the hop has the plain form, by
all of it where it has not.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import mailparser
from mailparser.dates import parse_mail_date

from bot.ingest.mime.encoded_words import field_text, readable, unfold
from bot.ingest.mime.head import Head

_MOST_HOPS = 2
_LONGEST_HOP = 2_000
_PLAIN_STAMP = re.compile(
    rb"\s{0,20}(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    rb"\d{4} \d\d:\d\d:\d\d [+-]\d{4}(?: \([A-Z]{1,5}\))?\s{0,20}"
)
_PAIRS = (b"()", b"[]", b"<>")
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


def instants(head: Head) -> tuple[datetime | None, datetime | None, list[tuple[str, str]]]:
    """The Date field and the instant of the topmost Received field, in UTC, and what was wrong with the date."""
    date = head.raw("date")[:200]
    text = unfold(readable(field_text(date)))
    zone = _named_zone(text)
    # mail-parser takes every named zone for UTC.
    written = (None if zone in _ZONES else _stamp(date)) or _written(text)
    faults = []
    if not date:
        faults.append(("date_absent", ""))
    elif written is None:
        faults.append(("date_unusable", field_text(date[:80]).strip()))
    elif zone and zone not in _ZONES and zone not in _STANDARD_ZONES:
        faults.append(("date_zone_unknown", f"{zone}: read as UTC"))
    return written, _arrival(head.all_raw("received")[:_MOST_HOPS]), faults


def _stamp(date: bytes) -> datetime | None:
    return _utc(parse_mail_date(b" ".join(date.split()).decode("ascii", "surrogateescape")).value)


def _arrival(hops: list[bytes]) -> datetime | None:
    """When the topmost hop that tells it took the letter."""
    if not hops:
        return None
    trace, _, stamp = hops[0].partition(b";")
    if len(hops[0]) < _LONGEST_HOP and _PLAIN_STAMP.fullmatch(stamp) and _is_plain(trace):
        return _stamp(stamp)
    lines = [b"Received:" + b" ".join(hop.split()) + b"\n" for hop in hops if len(hop) < _LONGEST_HOP]
    read = mailparser.parse_from_bytes(b"".join(lines) + b"\n").received or []
    arrived = next((hop["date_utc"] for hop in reversed(read) if hop.get("date_utc")), None)
    if arrived:
        return _utc(datetime.fromisoformat(arrived))
    return _written(unfold(field_text(hops[0][-200:].rpartition(b";")[2])))


def _is_plain(trace: bytes) -> bool:
    """True where the first semicolon behind it cannot stand in a comment, a quoted string or an address."""
    return not (b'"' in trace or b"\\" in trace) and all(
        trace.count(pair[:1]) == trace.count(pair[1:]) for pair in _PAIRS
    )


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
