"""TNEF streams and compressed RTF, written here from known content (MS-OXTNEF, MS-OXRTFCP)."""

from __future__ import annotations

import struct

from bot.ingest.text.rtf import PRELOAD

WIDE, NARROW, BINARY, OBJECT, LONG, TIME = 0x1F, 0x1E, 0x102, 0x0D, 0x03, 0x40
CODEPAGE, BODY, MESSAGE = 0x00069007, 0x0002800C, 0x00069003
RENDER, TITLE, DATA, FILE = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
I_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
Property = tuple[int, int, bytes]


def stream(*attributes: bytes, codepage: int = 1252) -> bytes:
    """A whole stream."""
    return b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, CODEPAGE, struct.pack("<II", codepage, 0)) + b"".join(attributes)


def attribute(level: int, name: int, content: bytes) -> bytes:
    """One attribute with its checksum; level 1 is the letter's, 2 a file's."""
    return struct.pack("<BII", level, name, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


def letter(*properties: Property) -> bytes:
    """The attribute with a letter's properties."""
    return attribute(1, MESSAGE, _list(properties))


def file(title: bytes, content: bytes | None, *properties: Property) -> bytes:
    """A file: an 8-bit title, its octets (None: they stand in a property), and properties."""
    told = attribute(2, RENDER, b"\1\0" + bytes(12)) + attribute(2, TITLE, title + b"\0")
    if content is not None:
        told += attribute(2, DATA, content)
    return told + (attribute(2, FILE, _list(properties)) if properties else b"")


def wide(ident: int, said: str) -> Property:
    """A string in UTF-16."""
    return WIDE, ident, (said + "\0").encode("utf-16-le")


def narrow(ident: int, said: str, charset: str = "cp1252") -> Property:
    """An 8-bit string."""
    return NARROW, ident, (said + "\0").encode(charset)


def compressed(rtf: bytes) -> bytes:
    """RTF as Exchange sends it: literals, and references into the last 4,096 octets."""
    window, out, at = bytes(PRELOAD), bytearray(), 0
    tokens: list[bytes | tuple[int, int]] = []
    while at < len(rtf):
        size, place = _longest(window + rtf[:at], rtf[at : at + 17])
        if size >= 2:
            tokens.append((place & 4095, size))
            at += size
        else:
            tokens.append(rtf[at : at + 1])
            at += 1
    tokens.append(((len(PRELOAD) + len(rtf)) & 4095, 2))
    for start in range(0, len(tokens), 8):
        group = tokens[start : start + 8]
        out.append(sum(1 << bit for bit, token in enumerate(group) if isinstance(token, tuple)))
        for token in group:
            out += struct.pack(">H", token[0] << 4 | token[1] - 2) if isinstance(token, tuple) else token
    return struct.pack("<IIII", len(out) + 12, len(rtf), 0x75465A4C, 0) + bytes(out)


def _longest(before: bytes, ahead: bytes) -> tuple[int, int]:
    for size in range(len(ahead), 1, -1):
        place = before.rfind(ahead[:size], max(0, len(before) - 4_000))
        if place >= 0:
            return size, place
    return 0, 0


def _list(properties: tuple[Property, ...]) -> bytes:
    out = struct.pack("<I", len(properties))
    for kind, ident, value in properties:
        out += struct.pack("<HH", kind, ident)
        if kind in (WIDE, NARROW, BINARY, OBJECT):
            out += struct.pack("<II", 1, len(value)) + value + bytes(-len(value) % 4)
        else:
            out += value + bytes(-len(value) % 4)
    return out
