"""A TNEF stream (winmail.dat, MS-OXTNEF) in, its body and files out. Bounded; what is damaged gives what was read
before.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.ingest.containers.mapi import (
    BINARY,
    OBJECT,
    UNICODE,
    InnerFile,
    InnerLetter,
    Properties,
    file_of,
    letter_of,
    page_of,
    plain_of,
)
from bot.ingest.mime.charset import codec

SIGNATURE = b"\x78\x9f\x3e\x22"
TYPE = "application/ms-tnef"
_MOST_ATTRIBUTES = 5_000
_MOST_PROPERTIES = 5_000
_MOST_FILES = 200
_DEEPEST = 5
_BODY, _RENDER, _TITLE, _DATA = 0x0002800C, 0x00069002, 0x00018010, 0x0006800F
_MESSAGE_PROPERTIES, _FILE_PROPERTIES, _CODEPAGE = 0x00069003, 0x00069005, 0x00069007
_SUBJECT, _IDENTITY = 0x00018004, 0x00018009
_CLASS = 0x00078008
_PR_CLASS, _PR_SUBJECT, _PR_BODY, _PR_MESSAGE_ID = 0x001A, 0x0037, 0x1000, 0x1035
# Beginnings of message classes (MS-OXOCAL section 2.2, and their older names) with the iTIP method they stand for.
_MEETINGS = (
    ("ipm.schedule.meeting.request", "REQUEST"),
    ("ipm.microsoft schedule.mtgreq", "REQUEST"),
    ("ipm.schedule.meeting.cancel", "CANCEL"),
    ("ipm.microsoft schedule.mtgcncl", "CANCEL"),
    ("ipm.schedule.meeting.resp", "REPLY"),
    ("ipm.microsoft schedule.mtgresp", "REPLY"),
)
_OWN = {_BODY: _PR_BODY, _SUBJECT: _PR_SUBJECT, _IDENTITY: _PR_MESSAGE_ID, _CLASS: _PR_CLASS}
_PR_FILENAME, _PR_LONG_FILENAME, _PR_ATTACH_DATA = 0x3704, 0x3707, 0x3701
_FIXED = {0x01: 4, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({OBJECT, 0x1E, UNICODE, BINARY})
_INTERFACE = 16  # an object begins with the id of its interface
_Values = dict[int, tuple[int, bytes]]


@dataclass(slots=True)
class Tnef:
    """Body as text and as HTML, the files, whether the stream was cut or damaged, and what it says of itself."""

    text: str = ""
    html: str | None = None
    files: list[InnerFile] = field(default_factory=list)
    damaged: bool = False
    properties: Properties = field(default_factory=lambda: Properties({}))

    @property
    def method(self) -> str:
        """The iTIP method of a meeting's letter; empty for any other."""
        said = self.properties.text(_PR_CLASS).lower()
        return next((method for start, method in _MEETINGS if said.startswith(start)), "")


@dataclass(slots=True)
class _Reading:
    values: _Values = field(default_factory=dict)
    files: list[_Values] = field(default_factory=list)
    charset: str = "cp1252"
    damaged: bool = False


def read_tnef(octets: bytes, most: int = 2_000_000, depth: int = 0) -> Tnef | None:
    """The content of a stream, the text of letters inside cut at `most`; None when the octets are no TNEF."""
    if not octets.startswith(SIGNATURE) or len(octets) < 6:
        return None
    read = _Reading()
    for name, content in _attributes(octets, read):
        if name == _CODEPAGE and len(content) >= 4:
            read.charset = codec(f"cp{struct.unpack_from('<I', content)[0]}") or read.charset
        elif name == _MESSAGE_PROPERTIES:
            for ident, value in _properties(content).items():
                read.values.setdefault(ident, value)
        elif name in _OWN:
            read.values[_OWN[name]] = (0x1E, content)
        elif name == _RENDER and len(read.files) < _MOST_FILES:
            read.files.append({})
        elif name in (_TITLE, _DATA, _FILE_PROPERTIES):
            _about_file(read, name, content)
    properties = Properties(read.values, read.charset)
    found = Tnef(plain_of(properties), page_of(properties), damaged=read.damaged, properties=properties)
    files = [_file(values, read.charset, most, depth) for values in read.files]
    found.files = [one for one in files if one.octets or one.name]
    return found


def _attributes(octets: bytes, read: _Reading) -> Iterator[tuple[int, bytes]]:
    """(name, content) of each attribute (MS-OXTNEF section 2.1.3.2) up to where the stream no longer fits."""
    at = 6
    for _ in range(_MOST_ATTRIBUTES):
        if at + 9 > len(octets):
            break
        level, name, size = struct.unpack_from("<BII", octets, at)
        content = octets[at + 9 : at + 9 + size]
        at += 9 + size + 2
        if len(content) < size or level not in (1, 2):
            read.damaged = True
            break
        yield name, content


def _about_file(read: _Reading, name: int, content: bytes) -> None:
    if not read.files:
        read.files.append({})
    values = read.files[-1]
    if name == _TITLE:
        values[_PR_FILENAME] = (0x1E, content)
    elif name == _DATA:
        values[_PR_ATTACH_DATA] = (BINARY, content)
    else:
        for ident, value in _properties(content).items():
            values.setdefault(ident, value)


def _file(values: _Values, charset: str, most: int, depth: int) -> InnerFile:
    kind, octets = values.get(_PR_ATTACH_DATA, (BINARY, b""))
    if kind == OBJECT:
        octets = octets[_INTERFACE:]
    file = file_of(Properties(values, charset), octets)
    inside = read_tnef(octets, most, depth + 1) if depth < _DEEPEST else None
    if inside is not None and (letter := letter_of(inside.properties, most)) is not None:
        file.letter, file.content_type = InnerLetter(letter, inside.files), TYPE
        file.name = file.name or letter.subject[:100]
    return file


def _properties(content: bytes) -> _Values:
    """Id with type and first value of a MAPI property list (MS-OXTNEF section 2.1.3.4); stops where it no longer
    fits."""
    found: _Values = {}
    if len(content) < 4:
        return found
    count = min(struct.unpack_from("<I", content)[0], _MOST_PROPERTIES)
    at = 4
    try:
        for _ in range(count):
            kind, ident = struct.unpack_from("<HH", content, at)
            at += 4
            if ident >= 0x8000:
                at = _past_name(content, at)
            value, at = _value(content, at, kind)
            found.setdefault(ident, (kind & 0xFFF, value))
    except (struct.error, ValueError):
        return found
    return found


def _past_name(content: bytes, at: int) -> int:
    (kind,) = struct.unpack_from("<I", content, at + 16)
    at += 20
    if kind == 0:
        return at + 4
    (size,) = struct.unpack_from("<I", content, at)
    return int(at + 4 + size + -size % 4)


def _value(content: bytes, at: int, kind: int) -> tuple[bytes, int]:
    base, many = kind & 0xFFF, bool(kind & 0x1000)
    count = 1
    if many or base in _VARIABLE:
        (count,) = struct.unpack_from("<I", content, at)
        at += 4
    if count > _MOST_PROPERTIES:
        raise ValueError("more values than can be")
    first = b""
    for order in range(count):
        if base in _VARIABLE:
            (size,) = struct.unpack_from("<I", content, at)
            at += 4
            value = content[at : at + size]
            at += size + -size % 4
        elif base in _FIXED:
            value = content[at : at + _FIXED[base]]
            at += _FIXED[base]
        else:
            raise ValueError("unknown property type")
        if at > len(content) + 3:
            raise ValueError("past the end")
        first = value if order == 0 else first
    return first, at
