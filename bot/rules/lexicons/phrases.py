"""Phrases as an operator writes them in a lexicon, compiled once and found in words in one pass.

A phrase is words in order, folded. `chiffr*` is a beginning, `hs|down` are alternatives, in brackets beside other words
(`serveur (hs|down)`), `..` is a gap of at most six words, `~rancongiciel` forgives one slip of the keyboard, `$` is the
end of the clause. Work is bounded by the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.report.words.folded import fold
from bot.rules.lexicons.words import Words

GAP = 6
_BUCKET = 3
_LEAST_TYPO = 7
_MOST_KNOWN = 40_000
_PLACE = re.compile(r"\([^()]*\)|[^\s()]+|[()]")


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a phrase: the words it takes, the beginnings it takes, those that forgive a slip, the gap before."""

    exact: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    forgiving: tuple[str, ...] = ()
    gap: int = 0
    clause_end: bool = False

    def takes(self, word: str) -> bool:
        """True when this place accepts the word."""
        if word in self.exact or (self.beginnings and word.startswith(self.beginnings)):
            return True
        return any(_close(word, known) for known in self.forgiving)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of one term, compiled. `owner` tells whose it is when several lexicons share a book."""

    term: str
    written: str
    elements: tuple[Element, ...]
    owner: str = ""
    follower: Element | None = None
    """The second element, when it must be the very next word and forgives nothing."""
    ahead: tuple[int, int, frozenset[str]] | None = None
    """Of the element behind it: how far off its word may stand (from, before), and how that word begins."""


class Match(NamedTuple):
    """A phrase found: the words it took, in order (positions), and the first and last of them; between lies gap."""

    term: str
    taken: tuple[int, ...]
    first: int
    last: int


def compile_phrase(term: str, written: str, owner: str = "") -> Phrase:
    """The phrase in compiled form. Raises ValueError, with what would be right, when it cannot be one."""
    elements: list[Element] = []
    gap = 0
    pieces = _PLACE.findall(fold(written).replace("'", " ").replace("-", " "))
    for piece in pieces:
        if piece == "..":
            gap = GAP
        elif piece == "$":
            elements.append(Element(clause_end=True))
        else:
            elements.append(_element(_alternatives(piece, len(pieces) == 1), gap if elements else 0))
            gap = 0
    if not elements or gap or elements[0].clause_end:
        raise ValueError("begin and end with a word; `..` stands between two words")
    second = elements[1] if len(elements) > 1 else None
    adjacent = second is not None and not (second.gap or second.clause_end or second.forgiving)
    follower = second if adjacent else None
    return Phrase(
        term, written, tuple(elements), owner, follower, _ahead(elements[1 if follower is None else 2 :], follower)
    )


def _ahead(rest: list[Element], follower: Element | None) -> tuple[int, int, frozenset[str]] | None:
    if not rest or rest[0].clause_end or rest[0].forgiving:
        return None
    first = 1 if follower is None else 2
    heads = frozenset(word[:_BUCKET] for word in (*rest[0].exact, *rest[0].beginnings))
    return first, first + rest[0].gap + 1, heads


def _alternatives(piece: str, alone: bool) -> list[str]:
    if piece.startswith("("):
        inner = piece.strip("()").strip()
        if " " in inner:
            raise ValueError(f"`{piece}`: each alternative is one word; write a phrase of its own for several words")
        return inner.split("|")
    if "|" in piece and not alone:
        # `a|b c` could mean `(a|b) c` or `a` or `b c`; guessing wrong would lose a term without a word.
        raise ValueError(f"`{piece}` stands beside other words: write `({piece})`, or a phrase for each")
    return piece.split("|")


def _element(words: list[str], gap: int) -> Element:
    exact, beginnings, forgiving = set(), [], []
    for word in words:
        bare = word.strip("~*")
        if not bare.isascii() or not bare.isalnum():
            raise ValueError(f"`{word}` is no word: use letters and digits, `*` at the end, `~` before, `|` between")
        if word.endswith("*"):
            if len(bare) < _BUCKET:
                raise ValueError(f"`{word}` is too short: write at least {_BUCKET} letters before `*`")
            beginnings.append(bare)
        elif word.startswith("~"):
            if len(bare) < _LEAST_TYPO:
                raise ValueError(f"`{word}` is too short to forgive a slip: {_LEAST_TYPO} letters or more")
            exact.add(bare)
            forgiving.append(bare)
        else:
            exact.add(bare)
    return Element(frozenset(exact), tuple(beginnings), tuple(forgiving), gap)


def _close(word: str, known: str) -> bool:
    if abs(len(word) - len(known)) > 1 or word[0] != known[0]:
        return False
    return bool(OSA.distance(word, known, score_cutoff=1) <= 1)


class PhraseBook:
    """Phrases indexed by their first word, so that one pass over the words finds them all."""

    def __init__(self, phrases: Iterable[Phrase] = ()) -> None:
        self.phrases = tuple(phrases)
        self._exact: dict[str, list[Phrase]] = {}
        self._beginnings: dict[str, list[Phrase]] = {}
        self._forgiving: dict[str, list[Phrase]] = {}
        # What each word, and each two words in a row, may begin, once worked out: letters share most of them.
        self._known: dict[str, tuple[Phrase, ...]] = {}
        self._pairs: dict[tuple[str, str], tuple[Phrase, ...]] = {}
        for phrase in self.phrases:
            first = phrase.elements[0]
            for word in first.exact:
                self._exact.setdefault(word, []).append(phrase)
            for bucket in {word[:_BUCKET] for word in first.beginnings}:
                self._beginnings.setdefault(bucket, []).append(phrase)
            for letter in {word[0] for word in first.forgiving}:
                self._forgiving.setdefault(letter, []).append(phrase)

    def find(self, words: Words) -> list[Match]:
        """Every phrase found, in the order of the words."""
        return [match for matches in self.find_by_owner(words).values() for match in matches]

    def find_by_owner(self, words: Words) -> dict[str, list[Match]]:
        """Every phrase found, by owner, each list in the order of the words."""
        found: dict[str, list[Match]] = {}
        texts = words.words
        heads = [word[:_BUCKET] for word in texts]
        for at, phrases in enumerate(map(self._pairs.get, pairwise((*texts, "")))):
            if phrases is None:
                phrases = self._begun_by_pair(texts[at], texts[at + 1] if at + 1 < len(texts) else "")
            for phrase in phrases:
                if phrase.ahead is not None:
                    # Most phrases fail here: no word as far as the gap reaches begins like one that is due.
                    first, before, due = phrase.ahead
                    if due.isdisjoint(heads[at + first : at + before]):
                        continue
                taken = (at,) if len(phrase.elements) == 1 else _taken(phrase, words, at)
                if taken:
                    if phrase.owner not in found:
                        found[phrase.owner] = []
                    found[phrase.owner].append(Match(phrase.term, taken, at, taken[-1]))
        return found

    def _begun_by_pair(self, word: str, after: str) -> tuple[Phrase, ...]:
        """The phrases a word may begin, less those that ask for another word right after it."""
        phrases = self._known.get(word)
        if phrases is None:
            phrases = self._begun_by(word)
        begun = tuple(phrase for phrase in phrases if phrase.follower is None or phrase.follower.takes(after))
        if len(self._pairs) >= _MOST_KNOWN:
            self._pairs.clear()
        self._pairs[word, after] = begun
        return begun

    def _begun_by(self, word: str) -> tuple[Phrase, ...]:
        phrases = self._exact.get(word, []) + self._beginnings.get(word[:_BUCKET], [])
        if len(word) >= _LEAST_TYPO - 1:
            phrases = phrases + self._forgiving.get(word[0], [])
        distinct = {id(phrase): phrase for phrase in phrases}.values()
        begun = tuple(phrase for phrase in distinct if phrase.elements[0].takes(word))
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[word] = begun
        return begun


def _taken(phrase: Phrase, words: Words, at: int) -> tuple[int, ...]:
    taken = [at]
    stop = words.stops[at]
    texts = words.words
    for element in phrase.elements[1:]:
        after = taken[-1] + 1
        if element.clause_end:
            if after < stop and words.clauses[after] == words.clauses[after - 1]:
                return ()
            continue
        exact, beginnings = element.exact, element.beginnings
        for place in range(after, min(after + element.gap + 1, stop)):
            word = texts[place]
            if word in exact or (beginnings and word.startswith(beginnings)):
                taken.append(place)
                break
            if element.forgiving and element.takes(word):
                taken.append(place)
                break
        else:
            return ()
    return tuple(taken)
