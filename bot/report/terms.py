"""Terms of the lexicon, compiled, and the search for all of them in one pass over a folded text.

A term is written in plain words: `*` leaves the end of a word open, ` ... ` allows a few words of the same sentence
between, `(a|b)` is one or the other. Case, accents, hyphens, apostrophes, line breaks and a doubled or single
consonant make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.report.folded import fold, head_of, words_of

_ELLIPSIS = "~"
_BETWEEN = r"[ \n'\-]{1,4}"
_GAP = r"(?:[^.!?;:\w]{1,3}[^.!?;:]{0,58}?)\b"
_SUFFIX = "[a-z]{0,9}"
_WORD = re.compile(r"\w+")
_ALLOWED = re.compile(r"[a-z0-9 *~|()]+")
_PIECE = re.compile(r"[a-z0-9]+|~|[*()|]| +")
_DOUBLED = re.compile(r"([cfglmnprst])\1?")
_OWN_DENIAL = re.compile(r"\b(?:ne|n|pas|plus|sans|aucune?|non|impossib\w*|no|not|hors|rien|ni)\b")


class Hit(NamedTuple):
    """One term found: concept, weight, offsets in the folded text; `denies` when the term itself says no."""

    concept: str
    weight: float
    start: int
    end: int
    denies: bool = False


class _Entry(NamedTuple):
    """One term under one head."""

    source: str
    concept: str
    weight: float
    denies: bool


class _Shelf:
    """The terms filed under one head. Patterns are compiled when the first word comes that may begin one of them."""

    __slots__ = ("_any", "_each", "entries")

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self._any: Callable[[str, int], object] | None = None
        self._each: list[tuple[Callable[[str, int], re.Match[str] | None], _Entry]] = []

    def hits_at(self, folded: str, places: Iterable[int]) -> Iterator[Hit]:
        """The hits that begin at these places; one pattern over all terms turns most words away."""
        if self._any is None:
            self._any = re.compile("|".join(entry.source for entry in self.entries)).match
            self._each = [(re.compile(entry.source).match, entry) for entry in self.entries]
        for at in places:
            if self._any(folded, at) is None:
                continue
            for match, entry in self._each:
                if (found := match(folded, at)) is not None:
                    yield Hit(entry.concept, entry.weight, at, found.end(), entry.denies)


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


class TermIndex:
    """All terms, filed under the head of their first word, so that a text is walked once for all of them."""

    def __init__(self, terms: Iterable[tuple[str, float, str]]) -> None:
        """`terms` gives (concept, weight, term). Raises ValueError for a term that cannot be searched."""
        self._shelves: dict[str, _Shelf] = {}
        for concept, weight, term in terms:
            opened = plain_terms(term)
            for head in {head_of(first[0]) for each in opened if (first := _WORD.match(each))}:
                mine = [each for each in opened if (first := _WORD.match(each)) and head_of(first[0]) == head]
                denies = bool(_OWN_DENIAL.search(mine[0]))
                self._shelves.setdefault(head, _Shelf()).entries.append(_Entry(_joined(mine), concept, weight, denies))

    def search(self, folded: str, words: Mapping[str, list[int]] | None = None) -> list[Hit]:
        """Every hit in order of appearance; the same concept is told once for one stretch of text.

        `words` are the places of the words when they are known already.
        """
        hits: list[Hit] = []
        for head, places in (words_of(folded) if words is None else words).items():
            if (shelf := self._shelves.get(head)) is not None:
                hits.extend(shelf.hits_at(folded, places))
        return _without_overlaps(hits)


def _without_overlaps(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    reached: dict[str, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.weight, -hit.end)):
        if reached.get(hit.concept, -1) <= hit.start:
            reached[hit.concept] = hit.end
            kept.append(hit)
    return kept
