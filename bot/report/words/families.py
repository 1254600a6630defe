"""Families of words that mean something when they stand together in one thought, in whatever order they come."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.report.words.sentences import Sentences
from bot.report.words.terms import Hit

PREFIX = "family."
"""What the concepts of families begin with in the index of terms."""
_REACH = 150
"""Characters from the first to the last word of what stands together."""
_MOST_ANCHORS = 60


@dataclass(frozen=True, slots=True)
class Together:
    """`gives` a concept and its weight where a word of each family stands in one thought; the last one tells it."""

    gives: str
    weight: float
    families: tuple[str, ...]


def standing_together(
    rules: Sequence[Together], hits: Sequence[Hit], sentences: Sentences
) -> Iterator[tuple[Hit, Hit]]:
    """What families together give, each with the word that tells it: how that word is meant is how all is meant."""
    placed: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.concept.startswith(PREFIX):
            placed.setdefault(hit.concept.removeprefix(PREFIX), []).append(hit)
    if not placed:
        return
    starts = {name: [hit.start for hit in mine] for name, mine in placed.items()}
    for rule in rules:
        if not all(name in placed for name in rule.families):
            continue
        for told in placed[rule.families[-1]][:_MOST_ANCHORS]:
            if (stretch := _stretch(rule.families[:-1], told, placed, starts, sentences)) is not None:
                yield Hit(rule.gives, rule.weight, *stretch, told.denies), told


def _stretch(
    others: Sequence[str],
    told: Hit,
    placed: Mapping[str, list[Hit]],
    starts: Mapping[str, list[int]],
    sentences: Sentences,
) -> tuple[int, int] | None:
    """From the first to the last of the nearest words of the other families, or None where one of them is missing."""
    first, last = sentences.around(told.start, told.end)
    lowest, highest = max(first, told.start - _REACH), min(last, told.end + _REACH)
    begin, end = told.start, told.end
    for name in others:
        low, high = bisect_left(starts[name], lowest), bisect_right(starts[name], highest)
        beside = [hit for hit in placed[name][low:high] if hit.end <= told.start or hit.start >= told.end]
        if not beside:
            return None
        nearest = min(beside, key=lambda hit: min(abs(hit.end - told.start), abs(hit.start - told.end)))
        begin, end = min(begin, nearest.start), max(end, nearest.end)
    return (begin, end) if end - begin <= _REACH else None
