"""Header text: raw octets of a field in, readable text out (RFC 2047, RFC 2231), forgiving what mailers really
write.
"""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

from bot.ingest.mime.charset import clean, codec, decode

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?(.{0,4000}?)\?=", re.DOTALL)
_CUT_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]{1,4000})\??$")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def field_text(octets: bytes) -> str:
    """A raw field value as text without RFC 2047 decoding: UTF-8 where it is, else the likeliest charset (RFC 6532)."""
    return octets.decode("ascii") if octets.isascii() else decode(octets).text


def unfold(text: str) -> str:
    """One line: folding white space becomes one space, control characters go."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(_CONTROLS.sub("", text).split())


def readable(text: str) -> str:
    """Text with its encoded words decoded; neighbours of one charset are joined before decoding, so that a character
    split
    between two words survives. A word that cannot be decoded stays as written."""
    if "=?" not in text:
        return text
    out: list[str] = []
    pending: list[bytes] = []
    charset, end = "", 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        octets = _word_octets(match[1], match[2], match[3])
        label = match[1].partition("*")[0]
        joins = not gap.strip() and bool(pending)
        if not (joins and label.lower() == charset.lower()):
            out.append(_flush(pending, charset))
            pending = []
        if not joins:
            out.append(gap)
        if octets is None:
            out.append(_flush(pending, charset) + match[0])
            pending = []
        else:
            pending.append(octets)
            charset = label
        end = match.end()
    tail = text[end:]
    cut = cut_word(tail)
    octets = _word_octets(cut[1], cut[2], cut[3]) if cut is not None else None
    if cut is not None and octets is not None:
        gap = tail[: cut.start()]
        if not pending or gap.strip() or cut[1].lower() != charset.lower():
            out.append(_flush(pending, charset) + ("" if pending and not gap.strip() else gap))
            pending = []
        pending.append(octets)
        charset, tail = cut[1], ""
    out.append(_flush(pending, charset))
    out.append(tail)
    return clean("".join(out))


def cut_word(text: str) -> re.Match[str] | None:
    """The encoded word at the end of a text that lost its own end, or None."""
    return _CUT_WORD.search(text, max(0, len(text) - 4_100)) if "=?" in text else None


def _flush(pending: list[bytes], charset: str) -> str:
    if not pending:
        return ""
    return decode(b"".join(pending), charset).text


def _word_octets(label: str, encoding: str, text: str) -> bytes | None:
    # Raw 8-bit inside an encoded word was decoded with the field: it goes back into the charset that the word names.
    raw = text.encode("ascii" if text.isascii() else codec(label) or "utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
    kept = _NOT_BASE64.sub(b"", raw)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    try:
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return None


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """The first word of a Content-* field in lower case and its parameters, decoded (RFC 2045, RFC 2231, RFC 2047).

    A repeated parameter keeps its first value; at most 100 are read.
    """
    head, _, rest = value.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for name, raw in _pairs(rest):
        base, star, tail = name.partition("*")
        if not star:
            plain.setdefault(base, readable(raw))
            continue
        number = tail.rstrip("*")
        order = int(number) if number.isdigit() and len(number) < 4 else 0
        pieces.setdefault(base, {}).setdefault(order, (name.endswith("*"), raw))
    for base, found in pieces.items():
        plain[base] = _joined(found)
    words = head.split()
    return (words[0].lower() if words else ""), plain


def _pairs(rest: str) -> list[tuple[str, str]]:
    """`name=value` pairs: quoted strings with escapes, bare words, and bare values with spaces up to the next `;`."""
    pairs: list[tuple[str, str]] = []
    at, end = 0, len(rest)
    while at < end and len(pairs) < 100:
        equals = rest.find("=", at)
        if equals < 0:
            break
        name = rest[at:equals].rpartition(";")[2].strip().lower()
        at = equals + 1
        while at < end and rest[at] in " \t\r\n":
            at += 1
        if at < end and rest[at] == '"':
            value, at = _quoted(rest, at + 1)
        else:
            stop = rest.find(";", at)
            stop = end if stop < 0 else stop
            value = unfold(rest[at:stop]).strip("\"'")
            at = stop
        after = rest.find(";", at)
        at = end if after < 0 else after + 1
        if name and len(name) < 60:
            pairs.append((name, value))
    return pairs


def _quoted(rest: str, at: int) -> tuple[str, int]:
    out: list[str] = []
    while at < len(rest):
        char = rest[at]
        if char == "\\" and at + 1 < len(rest) and rest[at + 1] in '\\"':
            out.append(rest[at + 1])
            at += 2
            continue
        if char == '"':
            return "".join(out), at + 1
        if char not in "\r\n":
            out.append(char)
        at += 1
    return "".join(out), at


def _joined(found: dict[int, tuple[bool, str]]) -> str:
    charset, octets = "", b""
    for order in sorted(found)[:200]:
        encoded, raw = found[order]
        if encoded and order == min(found) and raw.count("'") >= 2:
            charset, _, raw = raw.split("'", 2)
        octets += unquote_to_bytes(raw) if encoded else raw.encode("utf-8", "surrogateescape")
    return decode(octets, charset if charset and codec(charset) else None).text
