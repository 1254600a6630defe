"""Octets in a transfer encoding (RFC 2045 section 6) in, octets out: what is damaged gives what can be read."""

from __future__ import annotations

import binascii
import io
import quopri
import re
from functools import lru_cache
from itertools import islice

_PADDING = re.compile(rb"=[=\s]*")
_BLOCK = re.compile(
    rb"(?:[A-Za-z0-9+/]{4}){0,20}(?:[A-Za-z0-9+/]{2}(?:==|[A-Za-z0-9+/]=)|[A-Za-z0-9+/]{4})\s{0,2}(?:\n|\Z)"
)
_LINE = re.compile(rb"[A-Za-z0-9+/]{1,2000}={0,2}")
_RUN = re.compile(rb"[A-Za-z0-9+/]{16}")
_LONGEST_FOOTER = 2_000
_MOST_LINES = 1_000_000
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n\v\f"
_FOREIGN = bytes(set(range(256)) - set(_ALPHABET.partition(b"=")[0]))
_MOST_BLOCKS = 200
_PIECE = 65_536
_UU_NAMES = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_AS_IT_IS = frozenset({"", "7bit", "8bit", "binary", "7bits", "8bits"})
_COMMENT = re.compile(r"\([^()]{0,200}\)?")
_MEANT = {"base64": "base64", "b64": "base64", "quotedprintable": "quoted-printable", "qp": "quoted-printable"}
_ODD_MARKS = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=256)
def encoding_meant(value: str) -> tuple[str, bool]:
    """The transfer encoding that a field value names, lower case, without comments and stray words; whether it is
    known."""
    words = _COMMENT.sub(" ", value[:300].lower()).partition(";")[0].replace('"', " ").replace("'", " ").split()
    first = words[0] if words else ""
    if first in _AS_IT_IS or first in _UU_NAMES:
        return first, True
    spelt = (_MEANT.get(_ODD_MARKS.sub("", part)) for part in (first, "".join(words[:2])))
    meant = next((name for name in spelt if name is not None), None)
    return meant or first, meant is not None or _ODD_MARKS.sub("", first) in _AS_IT_IS


def undo(octets: bytes, encoding: str) -> tuple[bytes, bool]:
    """Octets with a transfer encoding undone, and whether something had to be mended or left out."""
    if encoding == "base64":
        return _base64(octets)
    if encoding == "quoted-printable":
        return quopri.decodestring(octets), False
    if encoding in _UU_NAMES:
        return uudecoded(octets), False
    return octets, False


def _base64(octets: bytes) -> tuple[bytes, bool]:
    """Programs that encode piece by piece pad in the middle; servers write their own lines below."""
    out: list[bytes] = []
    whole = len(octets)
    foreign = _is_foreign(octets)
    if foreign or b" " in octets:
        octets = octets[: _end_of_base64(octets)]
    at, damaged = 0, len(octets) != whole
    for _ in range(_MOST_BLOCKS):
        sign = octets.find(b"=", at)
        padding = _PADDING.match(octets, sign) if sign >= 0 else None
        end = padding.end() if padding else len(octets)
        piece, mended = _block(octets[at:end] if at or end < len(octets) else octets, foreign)
        out.append(piece)
        damaged = damaged or mended
        at = end
        if at >= len(octets):
            break
        damaged = True
        if _BLOCK.match(octets, at) is None:
            break
    return b"".join(out), damaged


def _end_of_base64(octets: bytes) -> int:
    """Where base64 ends before lines of prose, at most 2,000 octets of them."""
    end, floor = len(octets), max(0, len(octets) - _LONGEST_FOOTER)
    while end > floor:
        start = octets.rfind(b"\n", 0, end - 1) + 1
        line = octets[start:end].strip()
        if _LINE.fullmatch(line) and len(line) % 4 == 0:
            return end
        if _RUN.search(line) and b"://" not in line and len(line.split()) == 1:
            return end  # damaged, and no prose
        end = start
    return len(octets) if floor and end <= floor else end


def _is_foreign(octets: bytes) -> bool:
    """Whether anything but base64 stands there; a large file is asked piece by piece, so that no copy of it is made."""
    return any(octets[at : at + _PIECE].translate(None, _ALPHABET) for at in range(0, len(octets), _PIECE))


def _block(octets: bytes, perhaps_foreign: bool) -> tuple[bytes, bool]:
    try:
        return binascii.a2b_base64(octets), perhaps_foreign and _is_foreign(octets)
    except binascii.Error:
        return _mended(octets), True


def _mended(octets: bytes) -> bytes:
    """What stands in base64 without its padding, foreign marks left out; piece by piece, for it may be large."""
    out, rest = io.BytesIO(), b""
    for at in range(0, len(octets), _PIECE):
        kept = rest + octets[at : at + _PIECE].translate(None, _FOREIGN)
        whole = len(kept) // 4 * 4
        out.write(binascii.a2b_base64(kept[:whole]))
        rest = kept[whole:]
    if len(rest) > 1:
        out.write(binascii.a2b_base64(rest + b"=" * (4 - len(rest))))
    return out.getvalue()


def is_uuencoded(text: str) -> bool:
    """True when most lines between « begin » and « end » have the length that their first character promises: prose
    has not."""
    lines = [line.rstrip("\r") for line in text.split("\n")[:200] if line.strip()]
    lines = [line for line in lines if line not in ("`", " ")]
    kept = sum(
        1 for line in lines if " " <= line[0] <= "`" and _uu_length(line[0]) <= len(line) + 3 <= _uu_length(line[0]) + 6
    )
    return bool(lines) and kept * 2 > len(lines)


def _uu_length(first: str) -> int:
    """The characters of a uuencoded line: four for each three octets, and the one that counts them."""
    return 1 + (((ord(first) - 32) & 63) + 2) // 3 * 4


def uudecoded(octets: bytes) -> bytes:
    """The octets of a uuencoded file, with or without its begin and end lines; damaged lines are cut short.

    Never more than was sent: a line cut short is not filled up with what it promised.
    """
    out: list[bytes] = []
    left = len(octets)
    for line in islice(io.BytesIO(octets), _MOST_LINES):
        line = line.rstrip(b"\r\n")
        if not line.strip() or line.startswith((b"begin ", b"end", b"`")):
            continue
        size = ((line[0] - 32) & 63) * 4 // 3 + 5
        try:
            piece = binascii.a2b_uu(line)
        except binascii.Error:
            try:
                piece = binascii.a2b_uu(line[:size].rstrip())
            except binascii.Error:
                continue
        out.append(piece)
        left -= len(piece)
        if left < 0:
            break
    return b"".join(out)[: len(octets)]
