"""The header section of a letter or part: octets in, fields and the place where the body begins out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from bot.ingest.mime.encoded_words import field_text, readable, unfold

_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:")
_ENVELOPE = re.compile(rb">?From (?![ \t]*:)")
_CONTENT_FIELD = re.compile(rb"content-[a-z-]{3,30}[ \t]?:", re.IGNORECASE)
_MOST_FIELDS = 1_000
_ESSENTIAL = frozenset(
    {
        b"from",
        b"to",
        b"subject",
        b"date",
        b"message-id",
        b"in-reply-to",
        b"references",
        b"content-type",
        b"content-transfer-encoding",
        b"auto-submitted",
    }
)
_LONGEST_FIELD = 65_536
_LONGEST_END = 4_096
_LONGEST_READABLE = 10_000


@dataclass(frozen=True, slots=True)
class Head:
    """Raw fields in order (name in lower case, value octets still folded), where the body begins, and what was
    wrong.
    """

    fields: tuple[tuple[str, bytes], ...]
    body_at: int
    faults: tuple[tuple[str, str], ...] = ()
    named: dict[str, list[bytes]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.fields:
            self.named.setdefault(name, []).append(value)

    def raw(self, name: str) -> bytes:
        """The first raw value of a field, or no octets."""
        found = self.named.get(name)
        return found[0] if found else b""

    def all_raw(self, name: str) -> list[bytes]:
        """Every raw value of a field, in order."""
        return self.named.get(name, [])

    def text(self, name: str) -> str:
        """The first value of a structured field on one line, encoded words as they are."""
        return unfold(field_text(self.raw(name)))

    def readable(self, name: str) -> str:
        """The first value of an unstructured field, on one line, decoded."""
        return _readable(self.raw(name))

    def mapping(self) -> dict[str, tuple[str, ...]]:
        """All fields decoded and capped, by lower-case name."""
        return {name: tuple(map(_readable, values)) for name, values in self.named.items()}


def _readable(value: bytes) -> str:
    text = unfold(field_text(value[:_LONGEST_READABLE]))
    return _decoded(text) if "=?" in text else text


@lru_cache(maxsize=64)  # the subject of a letter is asked for several times
def _decoded(text: str) -> str:
    return unfold(readable(text))


def read_head(octets: bytes, start: int, end: int, limit: int, part: bool = False) -> Head:
    """Fields of the header section in octets[start:end]; past `limit` octets the rest of the section is skipped with
    a fault. A `part` of a letter may have none (RFC 2046 section 5.1): then it begins with a blank line.
    """
    at = _first_field(octets, start, end, _CONTENT_FIELD if part else _FIELD)
    fields: list[tuple[str, bytes]] = []
    faults: list[tuple[str, str]] = []
    pieces: list[bytes] = []
    name, kept = "", 0
    while at < end:
        stop = octets.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        line = octets[at : stop - 1 if stop > at and octets[stop - 1] == 13 else stop]
        if not line:
            at = min(stop + 1, end)
            break
        if line[0] in b" \t" and name:
            if len(pieces) < _MOST_FIELDS:
                pieces.append(line)
        else:
            match = _FIELD.match(line)
            if match is None and not _junk(octets, at, stop + 1, end, bool(fields or name)):
                faults.append(("header_without_end", "the body begins where the header fields stop"))
                break
            if name:
                fields.append((name, _capped(name, pieces, faults)))
            name, pieces = "", []
            if match is None:
                faults.append(("header_line_skipped", line[:60].decode("ascii", "replace")))
            elif len(fields) < _MOST_FIELDS or (match[1].lower() in _ESSENTIAL and len(fields) < 2 * _MOST_FIELDS):
                name, pieces = match[1].decode("ascii").lower(), [line[match.end() :]]
        kept += len(line) + 2
        at = min(stop + 1, end)
        if kept >= limit:
            at = _past_blank_line(octets, at, end)
            break
    if name:
        fields.append((name, _capped(name, pieces, faults)))
    if len(fields) >= _MOST_FIELDS:
        faults.append(("header_fields_left_out", f"more than {_MOST_FIELDS}"))
    if kept >= limit:
        faults.append(("header_too_long", f"{kept} octets of header, {limit} read"))
    return Head(tuple(fields), at, tuple(faults[:20]))


def _capped(name: str, pieces: list[bytes], faults: list[tuple[str, str]]) -> bytes:
    """A field's value; of one that is too long its beginning and its end, where the address stands."""
    value = b"\n".join(pieces)
    if len(value) <= _LONGEST_FIELD:
        return value
    faults.append(("header_field_cut", f"{name}: {len(value)} octets"))
    return value[: _LONGEST_FIELD - _LONGEST_END] + b"\n " + value[-_LONGEST_END:]


def _past_blank_line(octets: bytes, at: int, end: int) -> int:
    """Past the first blank line from `at`, the beginning of a line."""
    marks = ((b"\r\n\r\n", 2), (b"\n\n", 1))
    found = [(octets.find(mark, max(0, at - back), end), len(mark)) for mark, back in marks]
    return min((place + size for place, size in found if place >= 0), default=end)


def _first_field(octets: bytes, start: int, end: int, field: re.Pattern[bytes]) -> int:
    """Past a byte order mark, an mbox line and blank lines that stand before the first field."""
    at = start
    if octets.startswith(b"\xef\xbb\xbf", at):
        at += 3
    blank = at
    while blank < end and octets[blank] in b"\r\n \t" and blank - at < 2_000:
        blank += 1
    if blank > at and field.match(octets, blank, min(end, blank + 300)):
        at = blank
    if _ENVELOPE.match(octets, at):
        stop = octets.find(b"\n", at, end)
        at = end if stop < 0 else stop + 1
    return at


def _junk(octets: bytes, at: int, after: int, end: int, begun: bool) -> bool:
    """True when a line that is no field stands among fields: the next line is a field again. A delimiter is none."""
    return begun and not octets.startswith(b"--", at) and _FIELD.match(octets, after, min(end, after + 300)) is not None
