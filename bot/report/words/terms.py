"""Terms of the lexicon, compiled, and the search for all of them in one pass over a folded text.

A term is written in plain words: `*` leaves the end of a word open, ` ... ` allows a few words of the same sentence
between, `(a|b)` is one or the other. Case, accents, hyphens, apostrophes, line breaks and a doubled or single
consonant make no difference.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.report.words.folded import fold, head_of, starts_of, words_of
from bot.report.words.sieve import Sieve, beginning

_ELLIPSIS = "~"
_BETWEEN = r"[ \n'\-]{1,4}"
_GAP = r"(?:[^.!?;:\w]{1,3}[^.!?;:]{0,58}?)\b"
_WIDEST_GAP = 62
_STOP = re.compile("[.!?;:]")
_SUFFIX = "[a-z]{0,9}"
_WORD = re.compile(r"\w+")
_ALLOWED = re.compile(r"[a-z0-9 *~|()]+")
_PIECE = re.compile(r"[a-z0-9]+|~|[*()|]| +")
_DOUBLED = re.compile(r"([cfglmnprst])\1?")
_OWN_DENIAL = re.compile(r"\b(?:ne|n|pas|plus|sans|aucune?|non|impossib\w*|no|not|hors|rien|ni|never)\b")


Matcher = Callable[[str, int], re.Match[str] | None]


class Hit(NamedTuple):
    """One term found: concept, weight, offsets in the folded text; `denies` when the term itself says no."""

    concept: str
    weight: float
    start: int
    end: int
    denies: bool = False


class _Entry:
    """One term under one head, compiled when the first letter comes that may hold it.

    A term with a gap is looked for in two pieces: its tail only where one of the words that can begin it stands.
    """

    __slots__ = ("_match", "_tail", "concept", "denies", "needs", "source", "tail", "weight")

    def __init__(self, plain: Sequence[str], concept: str, weight: float) -> None:
        self.concept, self.weight = concept, weight
        self.denies = _denies(plain[0])
        self.needs = _needs(plain)
        self.source = _joined([each.rpartition(_ELLIPSIS)[0] for each in plain] if self.needs else plain)
        self.tail = _pattern(plain[0].rpartition(_ELLIPSIS)[2]) if self.needs else ""
        self._match: Matcher | None = None
        self._tail: Matcher | None = None

    def collect(self, folded: str, places: list[int], words: Mapping[str, list[int]], hits: list[Hit]) -> None:
        """Add the hits that begin at these places to `hits`."""
        match = self._match
        if match is None:
            match = self._match = re.compile(self.source).match
        tails: list[int] | None = None
        for at in places:
            found = match(folded, at)
            if found is None:
                continue
            said = found[0]
            if self.needs:
                tails = starts_of(words, self.needs) if tails is None else tails
                found = self._tail_after(folded, found.end(), tails)
                said = f"{said} {found[0]}" if found is not None else ""
            if found is not None:
                # Of « (suspecte|non autorise) » only the second says no by itself.
                denies = self.denies and _denies(said)
                hits.append(Hit(self.concept, self.weight, at, found.end(), denies))

    def _tail_after(self, folded: str, end: int, tails: list[int]) -> re.Match[str] | None:
        if self._tail is None:
            self._tail = re.compile(self.tail).match
        for place in tails[bisect_right(tails, end) :]:
            if place > end + _WIDEST_GAP or _STOP.search(folded, end, place):
                return None
            if (found := self._tail(folded, place)) is not None:
                return found
        return None


def _denies(words: str) -> bool:
    return _OWN_DENIAL.search(words) is not None


def _by_head(opened: Sequence[str]) -> dict[str, list[str]]:
    filed: dict[str, list[str]] = {}
    for each in opened:
        if (first := _WORD.match(each)) is not None:
            filed.setdefault(head_of(first[0]), []).append(each)
    return filed


def _literal(word: str) -> str:
    if len(word) < 7:
        return re.escape(word)
    return _DOUBLED.sub(lambda m: f"{m[1]}{{1,2}}", word)


def _pattern(term: str) -> str:
    """The regular expression of a term: bounded everywhere, and never one repetition inside another."""
    out = ""
    for piece in _PIECE.findall(term):
        if piece in "()|":
            out += "(?:" if piece == "(" else piece
        elif piece == "*":
            out += _SUFFIX
        elif piece == _ELLIPSIS:
            out += _GAP
        else:
            out += _BETWEEN if piece.isspace() else _literal(piece)
    return out + r"(?!\w)"


def _opened(term: str) -> Iterator[str]:
    """The term with its leading alternatives written out, so that each begins with a plain word."""
    if not term.startswith("("):
        yield term
        return
    inside, _, rest = term[1:].partition(")")
    for choice in inside.split("|"):
        yield from _opened((choice + rest).lstrip())


def plain_terms(term: str) -> tuple[str, ...]:
    """The term folded, once for each word it can begin with. Raises ValueError when it cannot be searched."""
    folded = re.sub(r" *\.\.\. *", _ELLIPSIS, " ".join(re.sub(r"['\-]", " ", fold(term)).split()))
    if not _ALLOWED.fullmatch(folded):
        raise ValueError("only letters, digits, `*`, ` ... ` and `(a|b)` are allowed")
    if re.search(r"\([^)]*\(|^[^(]*\)|\([^)]*$|\)[^(]*\)", folded):
        raise ValueError("brackets must be closed and not stand inside each other")
    opened = tuple(_opened(folded))
    for each in opened:
        first = _WORD.match(each)
        if not first or (
            len(head_of(first[0])) < 4 and each[first.end() : first.end() + 1] not in ("", " ", _ELLIPSIS)
        ):
            raise ValueError("a term begins with a whole word or at least four letters of one")
        if each.endswith(_ELLIPSIS):
            raise ValueError("a term ends with a word")
    return opened


def _joined(plain: Sequence[str]) -> str:
    """One pattern for terms that begin alike; a tail they share is written once."""
    tails: dict[str, list[str]] = {}
    for each in plain:
        first = _WORD.match(each)
        cut = first.end() if first else 0
        tails.setdefault(each[cut:], []).append(each[:cut])
    return "|".join(
        f"(?:{'|'.join(_literal(word) for word in sorted(words, key=len, reverse=True))}){_pattern(tail)}"
        for tail, words in tails.items()
    )


def _needs(plain: Sequence[str]) -> frozenset[str]:
    """Heads of the words that can follow the last gap of a term; empty when there is no gap or a stem is too short."""
    if _ELLIPSIS not in plain[0]:
        return frozenset()
    tail = plain[0].rpartition(_ELLIPSIS)[2]
    if tail.count(")") != tail.count("(") or not all(each.endswith(_ELLIPSIS + tail) for each in plain):
        return frozenset()
    needs: set[str] = set()
    for choice in tail[1:].partition(")")[0].split("|") if tail.startswith("(") else [tail]:
        first = _WORD.match(choice)
        if first is None or (len(head_of(first[0])) < 4 and choice[first.end() :].startswith("*")):
            return frozenset()
        needs.add(head_of(first[0]))
    return frozenset(needs)


class TermIndex:
    """All terms, filed under the head of their first word, so that a text is walked once for all of them."""

    def __init__(self, terms: Iterable[tuple[str, float, str]]) -> None:
        """`terms` gives (concept, weight, term). Raises ValueError for a term that cannot be searched."""
        filed: dict[str, list[_Entry]] = {}
        unbroken: dict[tuple[str, str, float, bool], list[str]] = {}
        for concept, weight, term in terms:
            for head, mine in _by_head(plain_terms(term)).items():
                if _ELLIPSIS in mine[0]:
                    filed.setdefault(head, []).append(_Entry(mine, concept, weight))
                    continue
                for each in mine:
                    unbroken.setdefault((head, concept, weight, _denies(each)), []).append(each)
        # One pattern for all the terms without a gap that begin alike and mean the same.
        for (head, concept, weight, _), plain in unbroken.items():
            entry = _Entry(sorted(dict.fromkeys(plain), key=len, reverse=True), concept, weight)
            filed.setdefault(head, []).append(entry)
        begun: dict[str, list[tuple[str, _Entry, int]]] = {}
        tails: dict[str, int] = {}
        for head, entries in filed.items():
            for entry in entries:
                tail = tails.setdefault(entry.tail, len(tails)) if entry.needs else -1
                begun.setdefault(beginning(entry.source, _GAP), []).append((head, entry, tail))
        # The sieve numbers the tails first, then the beginnings with the terms that begin so.
        self._begun = list(begun.values())
        self._tails = len(tails)
        self._sieve = Sieve([*tails, *begun])

    def warm(self) -> None:
        """Makes ready for many texts; else that is done when enough of them have come."""
        self._sieve.warm()

    def search(self, folded: str, words: Mapping[str, list[int]] | None = None) -> list[Hit]:
        """Every hit in order of appearance; the same concept is told once for one stretch of text.

        `words` are the places of the words when they are known already.
        """
        hits: list[Hit] = []
        known = words_of(folded) if words is None else words
        present = set(known)
        possible = self._sieve.possible(folded)
        tails = {-1, *(number for number in possible if number < self._tails)}
        for number in possible:
            if number < self._tails:
                continue
            for head, entry, tail in self._begun[number - self._tails]:
                if head in present and tail in tails and (tail < 0 or not entry.needs.isdisjoint(present)):
                    entry.collect(folded, known[head], known, hits)
        return _without_overlaps(hits)


def _without_overlaps(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    reached: dict[str, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.weight, -hit.end, hit.concept)):
        if reached.get(hit.concept, -1) <= hit.start:
            reached[hit.concept] = hit.end
            kept.append(hit)
    return kept
