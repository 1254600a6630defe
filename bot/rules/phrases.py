"""Phrases as an operator writes them in a lexicon, compiled once and found in words in one pass.

A phrase is words in order, folded. `chiffr*` is a beginning, `hs|down` are alternatives, `..` is a gap of at most five
words, `~rancongiciel` forgives one slip of the keyboard, `$` is the end of the clause. Work is bounded by the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from bot.report.folded import fold
from bot.rules.words import Words

GAP = 5
_BUCKET = 3
_LEAST_TYPO = 7


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
    """One phrase of one term, compiled."""

    term: str
    written: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: the words it took (positions, in order); what lies between them is gap."""

    term: str
    taken: tuple[int, ...]

    @property
    def first(self) -> int:
        """Position of the first word."""
        return self.taken[0]

    @property
    def last(self) -> int:
        """Position of the last word."""
        return self.taken[-1]


def compile_phrase(term: str, written: str) -> Phrase:
    """The phrase in compiled form. Raises ValueError, with what would be right, when it cannot be one."""
    elements: list[Element] = []
    gap = 0
    for piece in fold(written).replace("'", " ").replace("-", " ").split():
        if piece == "..":
            gap = GAP
        elif piece == "$":
            elements.append(Element(clause_end=True))
        else:
            elements.append(_element(piece, gap if elements else 0))
            gap = 0
    if not elements or gap or elements[0].clause_end:
        raise ValueError("begin and end with a word; `..` stands between two words")
    return Phrase(term, written, tuple(elements))


def _element(piece: str, gap: int) -> Element:
    exact, beginnings, forgiving = set(), [], []
    for word in piece.split("|"):
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


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """Phrases indexed by their first word, so that one pass over the words finds them all."""

    phrases: tuple[Phrase, ...]
    _exact: Mapping[str, tuple[Phrase, ...]] = field(repr=False, compare=False)
    _beginnings: Mapping[str, tuple[Phrase, ...]] = field(repr=False, compare=False)
    _forgiving: Mapping[str, tuple[Phrase, ...]] = field(repr=False, compare=False)

    @classmethod
    def of(cls, phrases: Iterable[Phrase]) -> PhraseBook:
        """A book over these phrases."""
        exact: dict[str, list[Phrase]] = {}
        beginnings: dict[str, list[Phrase]] = {}
        forgiving: dict[str, list[Phrase]] = {}
        every = tuple(phrases)
        for phrase in every:
            first = phrase.elements[0]
            for word in first.exact:
                exact.setdefault(word, []).append(phrase)
            for bucket in {word[:_BUCKET] for word in first.beginnings}:
                beginnings.setdefault(bucket, []).append(phrase)
            for letter in {word[0] for word in first.forgiving}:
                forgiving.setdefault(letter, []).append(phrase)
        return cls(every, _frozen(exact), _frozen(beginnings), _frozen(forgiving))

    def find(self, words: Words) -> list[Match]:
        """Every phrase found, in the order of the words."""
        matches: list[Match] = []
        for at, word in enumerate(words.words):
            for phrase in self._begun_by(word):
                if phrase.elements[0].takes(word) and (taken := _taken(phrase, words, at)):
                    matches.append(Match(phrase.term, taken))
        return matches

    def _begun_by(self, word: str) -> Iterable[Phrase]:
        phrases = self._exact.get(word, ()) + self._beginnings.get(word[:_BUCKET], ())
        if len(word) >= _LEAST_TYPO - 1:
            phrases += self._forgiving.get(word[0], ())
        return {id(phrase): phrase for phrase in phrases}.values() if len(phrases) > 1 else phrases


def _frozen(lists: Mapping[str, list[Phrase]]) -> dict[str, tuple[Phrase, ...]]:
    return {key: tuple(dict.fromkeys(phrases)) for key, phrases in lists.items()}


def _taken(phrase: Phrase, words: Words, at: int) -> tuple[int, ...]:
    taken = [at]
    sentence = words.sentences[at]
    for element in phrase.elements[1:]:
        after = taken[-1] + 1
        if element.clause_end:
            if after < len(words) and words.clauses[after] == words.clauses[after - 1]:
                return ()
            continue
        for place in range(after, min(after + element.gap + 1, len(words))):
            if words.sentences[place] != sentence:
                return ()
            if element.takes(words.words[place]):
                taken.append(place)
                break
        else:
            return ()
    return tuple(taken)
