"""Words by their small classes (care, stop, denial ...): lists of words go in, the classes of any word come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from bot.report.words.folded import fold

_TOKEN = re.compile(r"[a-z0-9]+")
_PAIR = re.compile(r"([a-z])\1")
_SHORTEST_STEM = 3
_LONGEST_STEM = 24
_NONE: frozenset[str] = frozenset()
_MOST_KNOWN = 20_000


class Word(NamedTuple):
    """A word or a fixed phrase of a folded text with the classes it belongs to; `text` is the first word, plain."""

    start: int
    end: int
    kinds: frozenset[str]
    text: str


class _Phrase(NamedTuple):
    """The words behind the first one; the last may have an open end."""

    rest: tuple[str, ...]
    is_open: bool
    kind: str


_Known = tuple[str, frozenset[str], Mapping[str, list[_Phrase]] | None]
"""Of a word as it stands: its plain form, its classes, the phrases that begin with it."""


class WordClasses:
    """The classes of words. A phrase of several words counts as one word; the longest is taken."""

    def __init__(self, listed: Mapping[str, Iterable[str]]) -> None:
        """`listed` gives the words of each class; `*` at the end of one leaves its end open."""
        self._whole: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        # By their first word, then by their second; "" holds those whose second word has an open end.
        self._phrases: dict[str, dict[str, list[_Phrase]]] = {}
        for kind, wordings in listed.items():
            for wording in wordings:
                self._file(wording, kind)
        self._known: dict[str, _Known] = {}

    def _file(self, wording: str, kind: str) -> None:
        is_open = wording.endswith("*")
        words = tuple(_TOKEN.findall(plain(fold(wording))))
        if len(words) == 1:
            (self._stems if is_open else self._whole).setdefault(words[0], set()).add(kind)
        elif words:
            second = "" if is_open and len(words) == 2 else words[1]
            self._phrases.setdefault(words[0], {}).setdefault(second, []).append(_Phrase(words[1:], is_open, kind))

    def words(self, folded: str, start: int, end: int) -> list[Word]:
        """The words of a stretch in order, each with its classes."""
        tokens = [(token[0], token.start(), token.end()) for token in _TOKEN.finditer(folded, start, end)]
        known = self._known
        words: list[Word] = []
        skipped = 0
        for at, (token, first, last) in enumerate(tokens):
            if skipped:
                skipped -= 1
                continue
            text, kinds, begun = known.get(token) or self._learn(token)
            if begun is not None and (longest := _phrase(begun, tokens, at)) is not None:
                kinds, length = longest
                skipped = length - 1
                last = tokens[at + skipped][2]
            words.append(Word(first, last, kinds, text))
        return words

    def may_hold(self, folded: str, start: int, end: int, kinds: AbstractSet[str], form: Callable[[str], bool]) -> bool:
        """False when no word of a stretch is of one of these classes, begins a phrase, or has this form."""
        known = self._known
        for token in _TOKEN.findall(folded, start, end):
            text, mine, begun = known.get(token) or self._learn(token)
            if begun is not None or not mine.isdisjoint(kinds) or form(text):
                return True
        return False

    def _learn(self, token: str) -> _Known:
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        text = plain(token)
        known = self._known[token] = (text, self._looked_up(text), self._phrases.get(text))
        return known

    def _looked_up(self, text: str) -> frozenset[str]:
        kinds = set(self._whole.get(text, ()))
        for length in range(_SHORTEST_STEM, min(len(text), _LONGEST_STEM) + 1):
            kinds |= self._stems.get(text[:length], _NONE)
        return frozenset(kinds) if kinds else _NONE


def _phrase(
    begun: Mapping[str, list[_Phrase]], tokens: Sequence[tuple[str, int, int]], at: int
) -> tuple[frozenset[str], int] | None:
    """The classes of the longest phrase at a place, and how many words it has."""
    if at + 1 == len(tokens):
        return None
    second = plain(tokens[at + 1][0])
    kinds: set[str] = set()
    length = 2
    for phrase in (*begun.get(second, ()), *begun.get("", ())):
        if len(phrase.rest) + 1 >= length and _follows(tokens, at + 1, phrase.rest, phrase.is_open):
            if len(phrase.rest) + 1 > length:
                kinds.clear()
            kinds.add(phrase.kind)
            length = len(phrase.rest) + 1
    return (frozenset(kinds), length) if kinds else None


@lru_cache(maxsize=16_384)
def plain(word: str) -> str:
    """A folded word with doubled letters once, as words are compared."""
    return _PAIR.sub(r"\1", word)


def _follows(tokens: Sequence[tuple[str, int, int]], at: int, rest: tuple[str, ...], is_open: bool) -> bool:
    if len(tokens) < at + len(rest):
        return False
    *middle, last = rest
    if any(plain(tokens[at + n][0]) != word for n, word in enumerate(middle)):
        return False
    found = plain(tokens[at + len(middle)][0])
    return found.startswith(last) if is_open else found == last
