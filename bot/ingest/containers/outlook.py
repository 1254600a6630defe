"""A letter saved by Outlook (.msg, MS-OXMSG) in, its author, date, subject, text and files out."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping

from bot.ingest.containers.compound import SIGNATURE, Compound
from bot.ingest.containers.mapi import InnerFile, InnerLetter, Properties, file_of, fixed_values, letter_of

TYPE = "application/vnd.ms-outlook"
_MOST_FILES = 200
_DEEPEST = 5
_ATTACHED = re.compile(r"__attach_version1\.0_#[0-9A-F]{8}")
_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})")
_PROPERTIES = "__properties_version1.0"
_INSIDE = "__substg1.0_3701000D"
_DATA = 0x3701


def is_outlook(octets: bytes, filename: str, content_type: str) -> bool:
    """True when a file is one of Outlook's letters by its octets and by what it is called."""
    return octets.startswith(SIGNATURE) and (content_type == TYPE or filename.lower().endswith(".msg"))


def read_outlook(octets: bytes, most: int) -> InnerLetter | None:
    """The letter, its text cut at `most` characters; None when it cannot be read.

    A letter attached to it has no file of its own there: its octets are those of its streams, by name.
    """
    try:
        streams = Compound(octets).streams()
    except (ValueError, struct.error, IndexError):
        return None
    return _letter(streams, most, 32, 0)


def _letter(streams: Mapping[str, bytes], most: int, header: int, depth: int) -> InnerLetter | None:
    """`header` octets stand before the properties of fixed size: 32 at the top, 24 in a letter inside."""
    own, below = _levels(streams)
    properties = _properties(own, header)
    charset = properties.codepage() or "cp1252"
    letter = letter_of(Properties(properties.values, charset), most)
    if letter is None:
        return None
    places = sorted(place for place in below if _ATTACHED.fullmatch(place))[:_MOST_FILES]
    return InnerLetter(letter, [_file(below[place], charset, most, depth) for place in places])


def _levels(streams: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, dict[str, bytes]]]:
    """The streams that stand here, and those below, by the storage they stand in."""
    own: dict[str, bytes] = {}
    below: dict[str, dict[str, bytes]] = {}
    for name, content in streams.items():
        place, _, rest = name.partition("/")
        if rest:
            below.setdefault(place, {})[rest] = content
        else:
            own[name] = content
    return own, below


def _properties(own: Mapping[str, bytes], header: int) -> Properties:
    values = fixed_values(own.get(_PROPERTIES, b""), header)
    for name, content in own.items():
        match = _STREAM.fullmatch(name)
        if match is not None:
            values[int(match[1], 16)] = (int(match[2], 16), content)
    return Properties(values)


def _file(streams: Mapping[str, bytes], charset: str, most: int, depth: int) -> InnerFile:
    own, below = _levels(streams)
    properties = Properties(_properties(own, 8).values, charset)
    inside = below.get(_INSIDE, {})
    octets = b"".join(inside[name] for name in sorted(inside)) if inside else properties.octets(_DATA)
    file = file_of(properties, octets)
    if inside and depth < _DEEPEST:
        file.letter = _letter(inside, most, 24, depth + 1)
    if file.letter is not None:
        file.content_type = TYPE
        file.name = _named(file.name or file.letter.letter.subject)
    return file


def _named(name: str) -> str:
    return name if name.lower().endswith(".msg") else f"{name[:100]}.msg"
