"""RTF in (also compressed as Exchange sends it, MS-OXRTFCP), readable text out. Bounded; never raises."""

from __future__ import annotations

import re
import struct

from bot.ingest.charset import clean

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_DESTINATIONS = frozenset(
    b"aftncn aftnsep annotation atnauthor author buptim category colortbl comment company creatim datafield "
    b"datastore docvar doccomm fonttbl "
    b"footer footerf footerl footerr footnote ftncn ftnsep generator header headerf headerl headerr info "
    b"keywords latentstyles listtable "
    b"listoverridetable object objdata operator panose password pict private printim revtbl revtim rsidtbl "
    b"stylesheet subject template themedata "
    b"title txe xe xmlnstbl pntext pntxta pntxtb".split()
)
_MARKS = {
    b"par": "\n",
    b"line": "\n",
    b"sect": "\n",
    b"page": "\n",
    b"row": "\n",
    b"tab": "\t",
    b"cell": "\t",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
}
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\r": "\n", b"\n": "\n"}
_MOST = 4_000_000
_DEEPEST = 200
_PRELOAD = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans "
    rb"SerifSymbolArialTimes New Roman"
    b"Courier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def decompressed(octets: bytes) -> bytes:
    """Compressed RTF (MS-OXRTFCP section 2.2) as RTF; damaged input gives what could be read, at most 4 MB."""
    if len(octets) < 16:
        return b""
    size, raw_size, kind, _ = struct.unpack_from("<IIII", octets)
    body = octets[16 : size + 4]
    if kind == 0x414C454D:  # "MELA": stored
        return body[: min(raw_size, _MOST)]
    if kind != 0x75465A4C:  # "LZFu"
        return b""
    window = bytearray(4096)
    window[: len(_PRELOAD)] = _PRELOAD
    write, out, at = len(_PRELOAD), bytearray(), 0
    limit = min(raw_size, _MOST)
    while at < len(body) and len(out) < limit:
        flags = body[at]
        at += 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 1 >= len(body):
                    return bytes(out)
                offset, length = body[at] << 4 | body[at + 1] >> 4, (body[at + 1] & 15) + 2
                at += 2
                if offset == write:  # MS-OXRTFCP section 3.1.3.2: the end mark
                    return bytes(out)
                for step in range(length):
                    octet = window[(offset + step) & 4095]
                    out.append(octet)
                    window[write] = octet
                    write = (write + 1) & 4095
            else:
                if at >= len(body):
                    return bytes(out)
                out.append(body[at])
                window[write] = body[at]
                write = (write + 1) & 4095
                at += 1
    return bytes(out[:limit])


def rtf_text(octets: bytes) -> str:
    """The text of an RTF document; HTML carried inside RTF (`\\fromhtml`) comes out as its text."""
    charset, out, stack = "cp1252", [], [(False, 1)]
    skip, after_unicode = False, 1
    pending = bytearray()
    dropped = depth = 0
    for token in _TOKEN.finditer(octets[:_MOST]):
        word, number, octet, symbol, brace, plain = token.groups()
        if octet is not None and not skip:
            if dropped:
                dropped -= 1
            else:
                pending.append(int(octet, 16))
            continue
        if pending:
            out.append(bytes(pending).decode(charset, "replace"))
            pending.clear()
        if brace == b"{":
            depth += 1
            if depth < _DEEPEST:
                stack.append((skip, after_unicode))
            dropped = 0
        elif brace == b"}":
            depth -= 1
            if depth < _DEEPEST - 1:
                skip, after_unicode = stack.pop() if len(stack) > 1 else stack[0]
            dropped = 0
        elif word is not None:
            value = int(number) if number else 0
            if (
                word in _DESTINATIONS
                or (word == b"htmlrtf" and value != 0 and number is not None)
                or (word == b"htmlrtf" and number is None)
            ):
                skip = True
            elif word == b"htmlrtf":
                skip = False
            elif word == b"ansicpg":
                charset = _codepage(value)
            elif word == b"uc":
                after_unicode = value
            elif word == b"u" and not skip:
                out.append(chr(value & 0xFFFF))
                dropped = after_unicode
            elif not skip and word in _MARKS:
                out.append(_MARKS[word])
        elif symbol == b"*":
            skip = True
        elif symbol is not None and not skip:
            out.append(_SYMBOLS.get(symbol, ""))
        elif plain is not None and not skip:
            text = plain.decode(charset, "replace")
            out.append(text[dropped:])
            dropped = 0
    if pending:
        out.append(bytes(pending).decode(charset, "replace"))
    return clean("".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")).strip()


def _codepage(number: int) -> str:
    name = f"cp{number}" if number not in (0, 65001) else "utf-8" if number else "cp1252"
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
