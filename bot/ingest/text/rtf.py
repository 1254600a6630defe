"""RTF in (also compressed as Exchange sends it, MS-OXRTFCP), readable text out. Bounded; never raises."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from itertools import islice

from bot.ingest.mime.charset import clean, codec
from bot.ingest.text.html_text import html_text

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
# Font charsets (RTF 1.9.1, "Font Table") with the code page of their octets.
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_MOST_FONTS = 1_000
_MOST = 4_000_000
_MOST_TOKENS = 300_000
_DEEPEST = 200
PRELOAD = (
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
    window[: len(PRELOAD)] = PRELOAD
    write, out, at = len(PRELOAD), bytearray(), 0
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


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group: whether its text is left out, how many characters follow `\\u`, its charset."""

    skip: bool = False
    after_unicode: int = 1
    charset: str = "cp1252"
    fonts: bool = False


class _Reader:
    """Walks the tokens of one document; with `html` the HTML carried inside is taken (MS-OXRTFEX section 2.1.3)."""

    def __init__(self, html: bool = False) -> None:
        self.html = html
        self.out: list[str] = []
        self.state = _State()
        self.stack: list[_State] = []
        self.depth = self.dropped = self.font = 0
        self.starred = False
        self.pending = bytearray()
        self.charsets: dict[int, str] = {}
        self.charset = "cp1252"

    def read(self, octets: bytes) -> str:
        for token in islice(_TOKEN.finditer(octets[:_MOST]), _MOST_TOKENS):
            word, number, octet, symbol, brace, plain = token.groups()
            if plain is not None:
                self._octets(plain)
            elif octet is not None:
                self._octets(bytes((int(octet, 16),)))
            elif word is not None or symbol is not None or brace is not None:
                self._flush()
                if brace is not None:
                    self._brace(brace == b"{")
                elif word is not None:
                    self._word(word, int(number) if number else None)
                else:
                    self._symbol(symbol)
        self._flush()
        return clean("".join(self.out).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))

    def _octets(self, octets: bytes) -> None:
        """Text octets are decoded together: a character of two octets may be written as `\\'83A`."""
        self.starred = False
        kept = octets[self.dropped :]
        self.dropped = max(0, self.dropped - len(octets))
        if not self.state.skip:
            self.pending += kept

    def _flush(self) -> None:
        if self.pending:
            self.out.append(bytes(self.pending).decode(self.state.charset, "replace"))
            self.pending.clear()

    def _brace(self, opening: bool) -> None:
        self.dropped, self.starred = 0, False
        self.depth += 1 if opening else -1
        if opening and self.depth < _DEEPEST:
            self.stack.append(self.state)
        elif not opening and self.depth < _DEEPEST - 1 and self.stack:
            self.state = self.stack.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        starred, self.starred = self.starred, False
        state, self.dropped = self.state, 0
        if starred or word in _DESTINATIONS:
            carried = self.html and starred and word == b"htmltag"
            self.state = replace(state, skip=not carried, fonts=word == b"fonttbl")
        elif word == b"htmlrtf":
            self.state = replace(state, skip=number != 0)
        elif word == b"ansicpg":
            self.charset = _codepage(number or 0)
            self.state = replace(state, charset=self.charset)
        elif word == b"f":
            self.font = number or 0
            self.state = replace(state, charset=self.charsets.get(self.font, self.charset))
        elif word == b"fcharset" and state.fonts and len(self.charsets) < _MOST_FONTS:
            self.charsets[self.font] = _CHARSETS.get(number or 0, self.charset)
        elif word == b"uc":
            self.state = replace(state, after_unicode=min(number or 0, 10))
        elif word == b"u" and not state.skip:
            self.out.append(chr((number or 0) & 0xFFFF))
            self.dropped = state.after_unicode
        elif not state.skip and word in _MARKS:
            self.out.append(_MARKS[word])

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.starred = True
        elif not self.state.skip:
            self.out.append(_SYMBOLS.get(symbol, ""))


def rtf_html(octets: bytes) -> str | None:
    """The HTML that an RTF document carries (`\\fromhtml`, MS-OXRTFEX); None when it carries none."""
    if b"\\fromhtml" not in octets[:2_000]:
        return None
    return _Reader(html=True).read(octets).strip() or None


def rtf_text(octets: bytes) -> str:
    """The text of an RTF document; HTML carried inside RTF comes out as its text."""
    page = rtf_html(octets)
    return (html_text(page).text if page else "") or _Reader().read(octets).strip()


def _codepage(number: int) -> str:
    return codec("utf-8" if number == 65001 else f"cp{number}") or "cp1252"
