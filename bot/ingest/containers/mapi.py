"""A letter's properties as Exchange and Outlook keep them (MS-OXPROPS) in, its author, date, subject and body out."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.ingest.mime.charset import clean, codec, decode
from bot.ingest.text.html_text import html_text
from bot.ingest.text.rtf import decompressed, rtf_html, rtf_text
from bot.mail.address import addresses
from bot.mail.message import Address, Forwarded

UNICODE, BINARY, OBJECT = 0x1F, 0x102, 0x0D
_SHORT = frozenset({0x02, 0x03, 0x04, 0x0A, 0x0B})
_SUBJECT, _BODY, _RTF, _HTML, _MESSAGE_ID, _HEADERS = 0x0037, 0x1000, 0x1009, 0x1013, 0x1035, 0x007D
_SENDER_NAMES = (0x0C1A, 0x0042)
_SENDER_ADDRESSES = (0x5D01, 0x5D02, 0x0C1F, 0x0065)
_SENT = (0x0039, 0x0E06)
_CODEPAGE, _INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
_FILE_NAMES = (0x3707, 0x3704, 0x3001)
_FILE_TYPE = 0x370E
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Properties:
    """Property values by id, each with its type; 8-bit strings are in `charset`."""

    values: Mapping[int, tuple[int, bytes]]
    charset: str = "cp1252"

    def text(self, ident: int) -> str:
        """A string, decoded; empty when absent."""
        kind, value = self.values.get(ident, (UNICODE, b""))
        if kind == UNICODE:
            return clean(value.decode("utf-16-le", "replace")).strip("\0")
        return decode(value.rstrip(b"\0"), self.charset).text if value else ""

    def first(self, idents: Iterable[int]) -> str:
        """The first string that says something."""
        return next((said for ident in idents if (said := self.text(ident).strip())), "")

    def octets(self, ident: int) -> bytes:
        """A value as it stands."""
        return self.values.get(ident, (BINARY, b""))[1]

    def number(self, ident: int) -> int | None:
        """A number or a time; None when absent."""
        kind, value = self.values.get(ident, (0, b""))
        size = 4 if kind in _SHORT else 8  # the rest of a place of eight may hold anything
        return int.from_bytes(value[:size], "little") if len(value) >= 4 else None

    def codepage(self, ident: int = _CODEPAGE) -> str | None:
        """The charset that a code page property names."""
        return codec(f"cp{(self.number(ident) or 0) & 0xFFFF}")


@dataclass(slots=True)
class InnerFile:
    """One file of a letter, or a letter attached to it."""

    name: str = ""
    content_type: str = "application/octet-stream"
    octets: bytes = b""
    letter: InnerLetter | None = None


@dataclass(slots=True)
class InnerLetter:
    """A letter in a program's own format, as a forwarded one, and its files."""

    letter: Forwarded
    files: list[InnerFile] = field(default_factory=list)


def letter_of(properties: Properties, most: int) -> Forwarded | None:
    """The letter, its text cut at `most` characters; None when nothing tells of one."""
    subject = " ".join(properties.text(_SUBJECT).split())
    text = _text(properties)[:most].strip()
    if not subject and not text and not any(ident >> 8 == 0x0C for ident in properties.values):
        return None
    identity = properties.text(_MESSAGE_ID).strip(" <>\r\n")
    author = _author(properties)
    return Forwarded(author, _date(properties), subject[:1_000], identity[:500] or None, text, author is not None)


def page_of(properties: Properties) -> str | None:
    """The body as HTML: by itself, or carried inside RTF."""
    kind, value = properties.values.get(_HTML, (BINARY, b""))
    if kind != BINARY:
        return properties.text(_HTML).strip() or None
    if value.strip(b"\0 \r\n"):
        said = re.search(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_:-]{2,40})", value[:4_000], re.IGNORECASE)
        named = said[1].decode("ascii") if said else properties.codepage(_INTERNET_CODEPAGE)
        return decode(value, named or properties.charset).text
    return rtf_html(decompressed(properties.octets(_RTF)))


def file_of(properties: Properties, octets: bytes) -> InnerFile:
    """An attached file whose octets are given."""
    kind = properties.text(_FILE_TYPE).strip().lower() or "application/octet-stream"
    return InnerFile(properties.first(_FILE_NAMES), kind[:100], octets)


def plain_of(properties: Properties) -> str:
    """The body as plain text, of its own or from RTF."""
    plain = properties.text(_BODY)
    if plain.strip():
        return plain.replace("\r\n", "\n").replace("\r", "\n")
    packed = properties.octets(_RTF)
    return rtf_text(decompressed(packed)) if packed else ""


def _text(properties: Properties) -> str:
    plain = properties.text(_BODY)
    if not plain.strip() and (page := page_of(properties)) and (told := html_text(page).text):
        return told
    return plain_of(properties)


def _author(properties: Properties) -> Address | None:
    """By the SMTP addresses, else by the sender's own header field: an Exchange name (`/o=…`) is nobody's address."""
    name = properties.first(_SENDER_NAMES)
    for ident in _SENDER_ADDRESSES:
        address = properties.text(ident).strip()
        if "@" in address and (found := addresses(f"<{address[:320]}>")):
            return Address(name[:200].strip(), found[0].address)
    head = re.search(r"^From:[ \t]*([^\r\n]{1,600})", properties.text(_HEADERS)[:100_000], re.MULTILINE)
    found = addresses(head[1]) if head else ()
    return next(iter(found), None)


def _date(properties: Properties) -> datetime | None:
    ticks = next((found for ident in _SENT if (found := properties.number(ident))), None)
    if ticks is None or ticks > 4 * 10**17:
        return None
    return _EPOCH + timedelta(microseconds=ticks // 10)


def fixed_values(octets: bytes, start: int) -> dict[int, tuple[int, bytes]]:
    """Numbers and times of a property stream by id (MS-OXMSG section 2.4)."""
    found = {}
    for at in range(start, min(len(octets), 100_000) - 15, 16):
        kind, ident = struct.unpack_from("<HH", octets, at)
        found[ident] = (kind, octets[at + 8 : at + 16])
    return found
