"""Octets of a text in, str out: the charset is chosen openly and told when it is not the declared one.

Order: declared, byte order mark, strict UTF-8, declared with damage, detector, windows-1252. No text is ever refused.
"""

from __future__ import annotations

import codecs
import functools
import logging
import re
from typing import NamedTuple

from bot.ingest.mime import mojibake

# What the label says in practice (WHATWG Encoding): the superset that mailers really write under it.
_SUPERSETS = {
    "us-ascii": "ascii",
    "iso-8859-1": "iso8859-1",
    "latin1": "iso8859-1",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-macintosh": "mac_roman",
    "x-windows-1252": "cp1252",
    "cp-1252": "cp1252",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "iso-10646-ucs-2": "utf-16",
    "ucs-2": "utf-16",
    "unicode": "utf-16",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "big5": "big5hkscs",
}
# Python calls these codecs text too; they are not charsets and some would rewrite backslashes.
_NO_CHARSETS = frozenset(
    {"unicode_escape", "raw-unicode-escape", "unicode-escape", "idna", "punycode", "undefined", "mbcs", "oem"}
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = frozenset("àâäáãåæçèéêëìíîïñòóôöõøùúûüÿœßÀÂÄÁÇÈÉÊËÎÏÔÖÙÛÜŒ«»’‘“”–—…€°§·•²³µ®©™ \u00a0\u00ad")
_C1 = re.compile("[\u0080-\u009f]")
_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_SAMPLE = 8192
_TELLING = 6  # fewer foreign octets tell a detector nothing; here they are French


class Decoded(NamedTuple):
    """A text, the charset it was read with, and why that is not the declared one (None when it is)."""

    text: str
    charset: str
    mended: str | None


@functools.lru_cache(maxsize=256)
def codec(label: str) -> str | None:
    """The Python codec for a charset label, or None when the label names no charset."""
    name = label.strip().strip("\"'").lower().partition("*")[0][:60]
    try:
        found = codecs.lookup(_SUPERSETS.get(name, name))
    except (LookupError, ValueError):
        return None
    if found.name in _NO_CHARSETS or not getattr(found, "_is_text_encoding", True):
        return None
    return found.name


def decode(octets: bytes, declared: str | None = None) -> Decoded:
    """The text of some octets, free of NUL and lone surrogates. Never raises."""
    name = codec(declared) if declared else None
    if name in (None, "ascii", "utf-8") and octets.isascii() and b"\x1b$" not in octets:
        unknown = declared is not None and name is None
        return Decoded(clean(octets.decode("ascii")), "ascii", f"unknown charset {declared!r}" if unknown else None)
    read = _read(octets, declared, name)
    if not mojibake.is_possible(read.text):
        return read
    written = mojibake.mended(read.text)
    if written is None and read.mended is None and mojibake.looks_garbled(read.text):
        return Decoded(read.text, read.charset, "looks like UTF-8 taken for windows-1252, left as it is")
    if written is None:
        return read
    return Decoded(clean(written), read.charset, "UTF-8 taken for windows-1252 before it was sent, mended")


def _read(octets: bytes, declared: str | None, name: str | None) -> Decoded:
    if name is not None and name != "ascii":
        text = _marked(octets, name) or _declared(octets, name)
        if text is not None:
            return text
    chosen = _undeclared(octets, name)
    if chosen.mended is not None:
        return Decoded(clean(chosen.text), chosen.charset, chosen.mended)
    said = "no charset declared" if not declared else f"declared {declared!r}"
    return Decoded(clean(chosen.text), chosen.charset, f"{said}, read as {chosen.charset}")


def clean(text: str) -> str:
    """The text without NUL, and with U+FFFD for each lone surrogate: what every store can hold."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return _UNSAFE.sub("\ufffd", text) if not text.isascii() and not _storable(text) else text


def _storable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _marked(octets: bytes, name: str) -> Decoded | None:
    """A byte order mark against a declared charset that knows none: the mark is what the writing program meant."""
    if name.startswith(("utf", "gb18030")):
        return None
    found = next((marked for mark, marked in _MARKS if octets.startswith(mark)), None)
    if found is None or (found != "utf-8-sig" and b"\0" not in octets):
        return None
    try:
        return Decoded(clean(octets.decode(found)), found, f"declared {name}, a byte order mark says {found}")
    except UnicodeDecodeError:
        return None


def _declared(octets: bytes, name: str) -> Decoded | None:
    if name == "utf-16" and not octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _unmarked_wide(octets)
    try:
        text = octets.decode(name)
    except (UnicodeError, ValueError, OverflowError):
        return None
    if name.startswith("iso8859") and _C1.search(text):
        # Bytes 80–9F are unused in ISO 8859: mailers that write them mean windows-1252.
        try:
            return Decoded(clean(octets.decode("cp1252")), "cp1252", f"declared {name}, holds windows-1252")
        except UnicodeDecodeError:
            pass
    if name == "utf-8" and text.startswith("\ufeff"):
        text = text[1:]
    return Decoded(clean(text), name, None)


def _unmarked_wide(octets: bytes) -> Decoded | None:
    """UTF-16 without a byte order mark: letters of the West have a zero octet, before or behind. None when it is none.

    RFC 2781 section 4.3 wants big-endian here; programs of Windows write little-endian.
    """
    sample = octets[:_SAMPLE]
    before, behind = sample[::2].count(0), sample[1::2].count(0)
    if max(before, behind) * 10 < len(sample) and octets.isascii():
        return None
    name = "utf-16-le" if behind > before else "utf-16-be"
    try:
        return Decoded(clean(octets[: len(octets) & ~1].decode(name)), name, f"declared utf-16 without a mark, {name}")
    except UnicodeDecodeError:
        return None


def _undeclared(octets: bytes, name: str | None) -> Decoded:
    """The text of octets that no declared charset reads cleanly; `name` is the one that failed."""
    for mark, marked in _MARKS:
        if octets.startswith(mark):
            return Decoded(octets.decode(marked, "replace"), marked, None)
    if b"\x1b$" in octets or b"\x1b(" in octets:
        return Decoded(octets.decode("iso2022_jp_ext", "replace"), "iso2022_jp_ext", None)
    read = _unicode(octets, name == "utf-8")
    if read is not None:
        return read
    western = octets.decode("cp1252", "replace")
    foreign = [c for c in western[:_SAMPLE] if c >= "\x80"]
    strange = sum(1 for c in foreign if c not in _WESTERN and c != "\ufffd")
    unused = foreign.count("\ufffd")
    plain = len(foreign) < _TELLING or not strange
    if plain and not unused:
        return Decoded(western, "cp1252", None)
    damaged = _damaged(octets, name)
    if damaged is not None:
        return damaged
    return Decoded(western, "cp1252", None) if plain and unused * 2 <= len(foreign) else _detected(octets)


def _unicode(octets: bytes, said: bool) -> Decoded | None:
    """Strict UTF-8, with characters written as two surrogates (CESU-8), or damaged where it was declared; else None."""
    try:
        return Decoded(octets.decode("utf-8"), "utf-8", None)
    except UnicodeDecodeError:
        pass
    if b"\xed" in octets:
        try:
            halves = octets.decode("utf-8", "surrogatepass")
            text = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            return Decoded(text, "utf-8", "UTF-8 with characters written as two surrogates, joined")
        except UnicodeDecodeError:
            pass
    if not said:
        return None
    mended = octets.decode("utf-8", "replace")
    high = sum(1 for c in mended if c >= "\x80")
    if mended.count("\ufffd") * 2 > high:
        return None
    # mostly UTF-8: cut or damaged, not another charset
    return Decoded(mended, "utf-8", f"declared utf-8, stretches that are none replaced: {mended.count(chr(0xFFFD))}")


def _damaged(octets: bytes, name: str | None) -> Decoded | None:
    """A text of the declared charset with few octets that it does not know; None when that is most of them."""
    if name is None or name.startswith(("ascii", "utf")):
        return None
    try:
        text = octets.decode(name, "replace")
    except (UnicodeError, ValueError, OverflowError):
        return None
    high, lost = sum(1 for octet in octets if octet >= 0x80), text.count("\ufffd")
    if lost > max(1, high // (2 if name.startswith("cp125") else 4)):
        return None
    return Decoded(text, name, f"declared {name}, octets that it does not know replaced: {lost}")


def _detected(octets: bytes) -> Decoded:
    from charset_normalizer import from_bytes

    logging.getLogger("charset_normalizer").setLevel(logging.CRITICAL)
    best = from_bytes(octets[:_SAMPLE], steps=3, chunk_size=512).best()
    if best is not None:
        try:
            return Decoded(octets.decode(best.encoding, "replace"), best.encoding, None)
        except (LookupError, UnicodeError):
            pass
    try:
        return Decoded(octets.decode("cp1252"), "cp1252", None)
    except UnicodeDecodeError:
        return Decoded(octets.decode("latin-1"), "latin-1", None)
