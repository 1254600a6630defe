"""A text folded for searching: accents, case, dashes, apostrophes, spaces unified; offsets lead back.

Keeps the promise that every span told to a reader indexes the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache

TEXT_LIMIT = 40_000
"""Characters of a letter that are looked at; what follows is not read for fields (bounded work on hostile letters)."""

_LATIN = range(0x20, 0x250)
_DASHES = "‐‑‒–—―−﹘﹣－"
_APOSTROPHES = "’‘ʼ‛`´′＇"
_SPACES = "\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_QUOTES = "«»“”„‟＂"
# One character that becomes two, or none: the only places where offsets shift.
_IRREGULAR = re.compile("[œŒæÆßĳĲﬁﬂﬀﬃﬄ…\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f]")
_WORD = re.compile(r"\w+")
_PAIR = re.compile(r"([a-z])\1")
_DOUBLED = re.compile(r"([cfglmnprst])\1")
_LONGEST_WORD = 60
_LONGER = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ĳ": "ij", "Ĳ": "ij", "…": "..."}
_LONGER |= {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in _LATIN:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(base) == 1 and base != chr(code):
            table[code] = base
    table[0x2028] = table[0x2029] = "\n"
    for marks, sign in ((_DASHES, "-"), (_APOSTROPHES, "'"), (_SPACES, " "), (_QUOTES, '"')):
        table.update({ord(mark): sign for mark in marks})
    # A tab separates the cells of a table.
    table.update(
        {
            0x09: "|",
            0x5F: " ",
            0xB0: " ",
            0xBA: " ",
            0xFF1A: ":",
            0x2236: ":",
            0x2022: "*",
            0x25CF: "*",
            0x25AA: "*",
            0x00B7: "*",
        }
    )
    return table


_TABLE = _table()
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_FOREIGN_SIGNS = {chr(code): sign for code, sign in _TABLE.items() if code > 0x7F}


def _plain(text: str) -> str:
    """The text sign by sign; the few signs beyond ASCII first, for a text within it is translated ten times as fast."""
    if not text.isascii():
        text = _FOREIGN.sub(_plain_sign, text)
    return text.translate(_TABLE)


def _plain_sign(found: re.Match[str]) -> str:
    return _FOREIGN_SIGNS.get(found[0], found[0])


class Folded:
    """`text` as written and `folded` for searching. `span(a, b)` gives the stretch of `text` behind folded[a:b]."""

    def __init__(self, text: str) -> None:
        self.text = text[:TEXT_LIMIT]
        # Of each irregular sign: where it begins and ends folded, where it stands in the text.
        self._begins: list[int] = []
        self._irregular: list[tuple[int, int]] = []
        self.folded = self._fold(self.text)

    def _fold(self, text: str) -> str:
        if not _IRREGULAR.search(text):
            return _plain(text)
        pieces: list[str] = []
        at = length = 0
        for found in _IRREGULAR.finditer(text):
            plain = _plain(text[at : found.start()])
            instead = _LONGER.get(found[0], "")
            pieces += (plain, instead)
            length += len(plain)
            self._begins.append(length)
            length += len(instead)
            self._irregular.append((length, found.start()))
            at = found.end()
        pieces.append(_plain(text[at:]))
        return "".join(pieces)

    def _original(self, offset: int, *, end: bool) -> int:
        place = bisect_right(self._begins, offset) - 1
        while end and place >= 0 and self._begins[place] == offset < self._irregular[place][0]:
            place -= 1
        if place < 0:
            return offset
        last, sign = self._irregular[place]
        if offset < last:
            return sign + end
        return offset - last + sign + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into `text` for a stretch of `folded`."""
        if not self._begins:
            first = max(0, min(start, len(self.text)))
            return first, max(first, min(end, len(self.text)))
        first = max(0, min(self._original(start, end=False), len(self.text)))
        last = max(first, min(self._original(end, end=True), len(self.text)))
        return first, last

    def written(self, start: int, end: int) -> str:
        """The stretch of `text` behind folded[start:end]."""
        first, last = self.span(start, end)
        return self.text[first:last]


@lru_cache(maxsize=16_384)
def head_of(word: str) -> str:
    """What a folded word is filed under: its first four letters, doubled ones counted once."""
    return _PAIR.sub(r"\1", word[:7])[:4]


@lru_cache(maxsize=16_384)
def evened(word: str) -> str:
    """A folded word with the consonants that people double or forget to double written once."""
    return _DOUBLED.sub(r"\1", word[:_LONGEST_WORD])


class Words(dict[str, list[int]]):
    """Where the words of a folded text begin, filed under their heads.

    `tokens` are the words in their order, `heads` their heads, with an empty one at the end; `spelt` files the numbers
    of the words under the whole word, evened.
    """

    def __init__(self, folded: str) -> None:
        super().__init__()
        self.tokens = list(_WORD.finditer(folded))
        written = [token[0] for token in self.tokens]
        self.heads = list(map(head_of, written))
        self.spelt: defaultdict[str, list[int]] = defaultdict(list)
        for number, even in enumerate(map(evened, written)):
            self.spelt[even].append(number)
        for head, token in zip(self.heads, self.tokens, strict=True):
            if head in self:
                self[head].append(token.start())
            else:
                self[head] = [token.start()]
        self.heads.append("")


def starts_of(words: Mapping[str, list[int]], heads: AbstractSet[str]) -> list[int]:
    """The places where a word with one of these heads begins, in order."""
    places: list[int] = []
    for head in heads & words.keys():
        places += words[head]
    places.sort()
    return places


def heads(listed: str) -> frozenset[str]:
    """The heads of the words of a list."""
    return frozenset(head_of(word) for word in listed.split())


def fold(text: str) -> str:
    """The folded form of a short text (a label, a term, a name); the same fold as `Folded`."""
    if text.isascii():
        return text.translate(_TABLE)
    return _plain(_IRREGULAR.sub(lambda m: _LONGER.get(m[0], ""), text))


def level(text: str) -> str:
    """The text folded sign by sign, so that every offset stays."""
    return "".join(plain if len(plain := fold(sign)) == 1 else sign for sign in text)
