"""The search for all terms of the lexicon in one walk over the words of a folded text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from bot.report.words.folded import Words, evened, head_of, starts_of
from bot.report.words.term_grammar import WIDEST_GAP, Opening, in_two, openings, pattern, rarest_heads

_STOP = re.compile("[.!?;:]")
_WORD = re.compile(r"\w+")
_OWN_DENIAL = re.compile(r"\b(?:ne|n|pas|plus|sans|aucune?|non|impossib\w*|no|not|hors|rien|ni|never)\b")


class Hit(NamedTuple):
    """One term found: concept, weight, offsets in the folded text; `denies` when the term itself says no."""

    concept: str
    weight: float
    start: int
    end: int
    denies: bool = False


class _Entry:
    """What follows the first word of a term; its patterns are compiled when the first letter comes that may hold it.

    A term with a gap is looked for in two pieces: its tail only where one of the words that can begin it stands.
    """

    __slots__ = ("_front", "_tail", "concept", "holds", "may_deny", "needs", "weight")

    def __init__(self, rest: str, concept: str, weight: float) -> None:
        self.concept, self.weight = concept, weight
        self.may_deny = False
        front, tail, self.needs = in_two(rest)
        self._front = pattern(front) if front else ""
        self._tail = pattern(tail) if self.needs else ""
        self.holds = self.needs or rarest_heads(rest)

    def collect(self, folded: str, start: int, end: int, words: Words, hits: list[Hit]) -> None:
        """Add the hit whose first word stands here to `hits`, when the rest follows."""
        if self._front:
            front = _compiled(self._front)(folded, end)
            if front is None:
                return
            end = front.end()
        said = folded[start:end] if self.may_deny else ""
        if self.needs:
            tail = self._tail_after(folded, end, words)
            if tail is None:
                return
            end = tail.end()
            said = f"{said} {tail[0]}" if self.may_deny else ""
        # Of « (suspecte|non autorise) » only the second says no by itself.
        hits.append(Hit(self.concept, self.weight, start, end, self.may_deny and _denies(said)))

    def _tail_after(self, folded: str, end: int, words: Words) -> re.Match[str] | None:
        places = starts_of(words, self.needs)
        for place in places[bisect_right(places, end) :]:
            if place > end + WIDEST_GAP or _STOP.search(folded, end, place):
                return None
            if (found := _compiled(self._tail)(folded, place)) is not None:
                return found
        return None


@cache
def _compiled(written: str) -> Callable[[str, int], re.Match[str] | None]:
    return re.compile(written).match


def _denies(words: str) -> bool:
    return _OWN_DENIAL.search(words) is not None


class _Filed(NamedTuple):
    """Terms that begin with one word, each with the word as it must be spelt, or nothing when loosely will do."""

    whatever_follows: list[tuple[str, _Entry]]
    by_next: dict[str, list[tuple[str, _Entry]]]


class TermIndex:
    """All terms, filed under the words they can begin with, so that a text is walked once for all of them."""

    def __init__(self, terms: Iterable[tuple[str, float, str]]) -> None:
        """`terms` gives (concept, weight, term). Raises ValueError for a term that cannot be searched."""
        self._by_word: dict[str, _Filed] = {}
        self._by_stem: dict[str, dict[Opening, list[tuple[str, _Entry]]]] = {}
        for concept, weight, term in terms:
            entries: dict[str, _Entry] = {}
            for opening in openings(term):
                # One for all the words that the same can follow.
                entry = entries.setdefault(opening.rest, _Entry(opening.rest, concept, weight))
                entry.may_deny |= _denies(f"{opening.word}{opening.rest}")
                self._file(opening, entry)

    def _file(self, opening: Opening, entry: _Entry) -> None:
        if opening.stem:
            bare = opening._replace(rest="", seconds=frozenset())
            self._by_stem.setdefault(head_of(opening.word), {}).setdefault(bare, []).append(("", entry))
            return
        filed = self._by_word.setdefault(evened(opening.word), _Filed([], {}))
        exact = "" if opening.loose else opening.word
        if not opening.seconds:
            filed.whatever_follows.append((exact, entry))
        for second in opening.seconds:
            filed.by_next.setdefault(second, []).append((exact, entry))

    def search(self, folded: str, words: Words | None = None) -> list[Hit]:
        """Every hit in order of appearance; the same concept is told once for one stretch of text.

        `words` are the places of the words when they are known already.
        """
        known = Words(folded) if words is None else words
        walk = _Walk(folded, known)
        for word in self._by_word.keys() & known.spelt.keys():
            filed, numbers = self._by_word[word], known.spelt[word]
            walk.try_each(filed.whatever_follows, [known.tokens[number] for number in numbers])
            if filed.by_next:
                for number in numbers:
                    if following := filed.by_next.get(known.heads[number + 1]):
                        walk.try_each(following, (known.tokens[number],))
        for head in self._by_stem.keys() & known.keys():
            spelt = [token for at in known[head] if (token := _WORD.match(folded, at)) is not None]
            for stem, entries in self._by_stem[head].items():
                walk.try_each(entries, [token for token in spelt if stem.begins(token[0])])
        return _without_overlaps(walk.hits)


class _Walk:
    """One search: the text, its words, and the hits so far."""

    def __init__(self, folded: str, words: Words) -> None:
        self.hits: list[Hit] = []
        self._folded, self._words = folded, words
        self._present = frozenset(words)

    def try_each(self, filed: Sequence[tuple[str, _Entry]], tokens: Sequence[re.Match[str]]) -> None:
        """Collect what these terms find that begin with these words, each an `exact` word or spelt loosely."""
        for exact, entry in filed:
            if entry.holds and entry.holds.isdisjoint(self._present):
                continue
            for token in tokens:
                if not exact or exact == token[0]:
                    entry.collect(self._folded, token.start(), token.end(), self._words, self.hits)


def _without_overlaps(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    reached: dict[str, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.weight, -hit.end, hit.concept)):
        if reached.get(hit.concept, -1) <= hit.start:
            reached[hit.concept] = hit.end
            kept.append(hit)
    return kept
