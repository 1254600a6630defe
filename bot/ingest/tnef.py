"""A TNEF stream (winmail.dat, MS-OXTNEF) in, its body and files out. Bounded; what is damaged gives what was read
before.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from bot.ingest.charset import codec, decode
from bot.ingest.rtf import decompressed, rtf_text

SIGNATURE = b"\x78\x9f\x3e\x22"
_MOST_ATTRIBUTES = 5_000
_MOST_PROPERTIES = 5_000
_MOST_FILES = 200
_BODY, _RENDER, _TITLE, _DATA = 0x0002800C, 0x00069002, 0x00018010, 0x0006800F
_MESSAGE_PROPERTIES, _FILE_PROPERTIES, _CODEPAGE = 0x00069003, 0x00069005, 0x00069007
_PR_BODY, _PR_RTF, _PR_HTML, _PR_CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_PR_FILENAME, _PR_LONG_FILENAME, _PR_DISPLAY_NAME, _PR_ATTACH_DATA, _PR_MIME = 0x3704, 0x3707, 0x3001, 0x3701, 0x370E
_FIXED = {0x01: 4, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0x0D, 0x1E, 0x1F, 0x102})


@dataclass(slots=True)
class TnefFile:
    """One file of the stream."""

    name: str = ""
    content_type: str = "application/octet-stream"
    octets: bytes = b""


@dataclass(slots=True)
class Tnef:
    """Body as text (from plain, RTF or nothing), as HTML, the files, and whether the stream was cut or damaged."""

    text: str = ""
    html: str | None = None
    files: list[TnefFile] = field(default_factory=list)
    damaged: bool = False


def read_tnef(octets: bytes) -> Tnef | None:
    """The content of a stream, or None when the octets are no TNEF."""
    if not octets.startswith(SIGNATURE) or len(octets) < 6:
        return None
    found, rtf, charset = Tnef(), "", "cp1252"
    at = 6
    for _ in range(_MOST_ATTRIBUTES):
        if at + 9 > len(octets):
            break
        _, name, size = struct.unpack_from("<BII", octets, at)
        data = octets[at + 9 : at + 9 + size]
        at += 9 + size + 2
        if len(data) < size or octets[at - 11 - size] not in (1, 2):
            found.damaged = True
            break
        if name == _CODEPAGE and size >= 4:
            charset = codec(f"cp{struct.unpack_from('<I', data)[0]}") or charset
        elif name == _BODY:
            found.text = _text(data, charset)
        elif name == _MESSAGE_PROPERTIES:
            rtf = _message(found, data, charset) or rtf
        elif name == _RENDER and len(found.files) < _MOST_FILES:
            found.files.append(TnefFile())
        elif name in (_TITLE, _DATA, _FILE_PROPERTIES):
            _file(found, name, data, charset)
    found.text = found.text.strip("\0") or rtf
    found.files = [file for file in found.files if file.octets or file.name]
    return found


def _message(found: Tnef, data: bytes, charset: str) -> str:
    rtf = ""
    for ident, kind, value in _properties(data):
        if ident == _PR_BODY and not found.text:
            found.text = _string(kind, value, charset)
        elif ident == _PR_RTF:
            rtf = rtf_text(decompressed(value))
        elif ident == _PR_HTML and value.strip(b"\0"):
            found.html = _string(kind, value, charset)
    return rtf


def _file(found: Tnef, name: int, data: bytes, charset: str) -> None:
    if not found.files:
        found.files.append(TnefFile())
    file = found.files[-1]
    if name == _TITLE:
        file.name = file.name or _text(data, charset)
    elif name == _DATA:
        file.octets = data
    else:
        names: dict[int, str] = {}
        for ident, kind, value in _properties(data):
            if ident in (_PR_FILENAME, _PR_LONG_FILENAME, _PR_DISPLAY_NAME):
                names[ident] = _string(kind, value, charset)
            elif ident == _PR_MIME:
                file.content_type = _string(kind, value, charset).strip().lower() or file.content_type
            elif ident == _PR_ATTACH_DATA and not file.octets:
                file.octets = value[16:] if kind == 0x0D else value  # an object begins with its interface id
        file.name = (
            names.get(_PR_LONG_FILENAME) or file.name or names.get(_PR_FILENAME) or names.get(_PR_DISPLAY_NAME) or ""
        )


def _properties(data: bytes) -> list[tuple[int, int, bytes]]:
    """(id, type, first value) of a MAPI property list (MS-OXTNEF section 2.1.3.4); stops where it no longer fits."""
    found: list[tuple[int, int, bytes]] = []
    if len(data) < 4:
        return found
    count = min(struct.unpack_from("<I", data)[0], _MOST_PROPERTIES)
    at = 4
    try:
        for _ in range(count):
            kind, ident = struct.unpack_from("<HH", data, at)
            at += 4
            if ident >= 0x8000:
                at = _past_name(data, at)
            value, at = _value(data, at, kind)
            found.append((ident, kind & 0xFFF, value))
    except (struct.error, ValueError):
        return found
    return found


def _past_name(data: bytes, at: int) -> int:
    (kind,) = struct.unpack_from("<I", data, at + 16)
    at += 20
    if kind == 0:
        return at + 4
    (size,) = struct.unpack_from("<I", data, at)
    return int(at + 4 + size + -size % 4)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    base, many = kind & 0xFFF, bool(kind & 0x1000)
    count = 1
    if many or base in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    if count > _MOST_PROPERTIES:
        raise ValueError("more values than can be")
    first = b""
    for order in range(count):
        if base in _VARIABLE:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
            value = data[at : at + size]
            at += size + -size % 4
        elif base in _FIXED:
            value = data[at : at + _FIXED[base]]
            at += _FIXED[base]
        else:
            raise ValueError("unknown property type")
        if at > len(data) + 3:
            raise ValueError("past the end")
        first = value if order == 0 else first
    return first, at


def _string(kind: int, value: bytes, charset: str) -> str:
    if kind == 0x1F:
        return value.decode("utf-16-le", "replace").replace("\0", "")
    return _text(value, charset)


def _text(value: bytes, charset: str) -> str:
    return decode(value.rstrip(b"\0"), charset).text
