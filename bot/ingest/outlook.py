"""A letter saved by Outlook (.msg, MS-OXMSG) in, its author, date, subject, text and files out."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.ingest.charset import clean, codec, decode
from bot.ingest.compound import SIGNATURE, Compound
from bot.ingest.html_text import html_text
from bot.ingest.rtf import decompressed, rtf_text
from bot.mail.address import addresses
from bot.mail.message import Address, Forwarded

TYPE = "application/vnd.ms-outlook"
_MOST_FILES = 200
_ATTACHED = re.compile(r"(__attach_version1\.0_#[0-9A-F]{8})/")
_SENT = (0x0039, 0x0E06)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CODEPAGE = 0x3FFD


@dataclass(slots=True)
class OutlookFile:
    """One file of the letter."""

    name: str
    content_type: str
    octets: bytes


@dataclass(slots=True)
class OutlookLetter:
    """The letter inside, as a forwarded one, and its files."""

    letter: Forwarded
    files: list[OutlookFile] = field(default_factory=list)


def is_outlook(octets: bytes, filename: str, content_type: str) -> bool:
    """True when a file is one of Outlook's letters by its octets and by what it is called."""
    return octets.startswith(SIGNATURE) and (content_type == TYPE or filename.lower().endswith(".msg"))


def read_outlook(octets: bytes, most: int) -> OutlookLetter | None:
    """The letter, its text cut at `most` characters; None when it cannot be read."""
    try:
        streams = Compound(octets).streams()
    except (ValueError, struct.error, IndexError):
        return None
    own = {name: content for name, content in streams.items() if "/" not in name}
    fixed = _fixed(own.get("__properties_version1.0", b""), 32)
    charset = codec(f"cp{fixed.get(_CODEPAGE, 0) & 0xFFFF}") or "cp1252"
    subject = " ".join(_text(own, 0x0037, charset).split())
    text = _body(own, charset)[:most].strip()
    if not subject and not text and not any(name.startswith("__substg1.0_0C1") for name in own):
        return None
    identity = _text(own, 0x1035, charset).strip(" <>\r\n")
    author = _author(own, charset)
    letter = Forwarded(author, _date(fixed), subject[:1_000], identity[:500] or None, text, author is not None)
    return OutlookLetter(letter, _files(streams, charset))


def _author(own: Mapping[str, bytes], charset: str) -> Address | None:
    """By the SMTP addresses, else by the sender's own header field: an Exchange name (`/o=…`) is nobody's address."""
    name = _text(own, 0x0C1A, charset) or _text(own, 0x0042, charset)
    for ident in (0x5D01, 0x5D02, 0x0C1F, 0x0065):
        address = _text(own, ident, charset).strip()
        if "@" in address and (found := addresses(f"<{address[:320]}>")):
            return Address(clean(name[:200]).strip(), found[0].address)
    head = re.search(r"^From:[ \t]*([^\r\n]{1,600})", _text(own, 0x007D, charset)[:100_000], re.MULTILINE)
    found = addresses(head[1]) if head else ()
    return next(iter(found), None)


def _body(own: Mapping[str, bytes], charset: str) -> str:
    plain = _text(own, 0x1000, charset)
    if plain.strip():
        return plain.replace("\r\n", "\n").replace("\r", "\n")
    page = own.get("__substg1.0_10130102")
    if page:
        return html_text(decode(page, charset).text).text
    if html := _text(own, 0x1013, charset):
        return html_text(html).text
    packed = own.get("__substg1.0_10090102")
    return rtf_text(decompressed(packed)) if packed else ""


def _files(streams: Mapping[str, bytes], charset: str) -> list[OutlookFile]:
    places = sorted({match[1] for name in streams if (match := _ATTACHED.match(name))})
    files = []
    for place in places[:_MOST_FILES]:
        own = {name[len(place) + 1 :]: content for name, content in streams.items() if name.startswith(f"{place}/")}
        name = _text(own, 0x3707, charset) or _text(own, 0x3704, charset) or _text(own, 0x3001, charset)
        kind = _text(own, 0x370E, charset).strip().lower() or "application/octet-stream"
        files.append(OutlookFile(name.strip(), kind[:100], own.get("__substg1.0_37010102", b"")))
    return files


def _text(own: Mapping[str, bytes], ident: int, charset: str) -> str:
    wide = own.get(f"__substg1.0_{ident:04X}001F")
    if wide is not None:
        return clean(wide.decode("utf-16-le", "replace"))
    narrow = own.get(f"__substg1.0_{ident:04X}001E")
    return decode(narrow.rstrip(b"\0"), charset).text if narrow is not None else ""


def _fixed(octets: bytes, start: int) -> dict[int, int]:
    """Numbers and times by property id (MS-OXMSG section 2.4)."""
    found = {}
    for at in range(start, min(len(octets), 100_000) - 15, 16):
        ident, value = struct.unpack_from("<2xH4xQ", octets, at)
        found[ident] = value
    return found


def _date(fixed: Mapping[int, int]) -> datetime | None:
    ticks = next((fixed[ident] for ident in _SENT if fixed.get(ident)), None)
    if ticks is None or ticks > 4 * 10**17:
        return None
    return _EPOCH + timedelta(microseconds=ticks // 10)
