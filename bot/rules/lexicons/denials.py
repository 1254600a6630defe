"""What denies a term of a lexicon: words before it, just after it, a supposition it follows from, or an answer."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from bot.rules.lexicons.phrases import Match
from bot.rules.lexicons.words import Words

DENIALS = ("before", "after", "ahead", "answer", "never")
"""Words that deny a term: before it, just after it, anywhere ahead of it in its sentence (a supposition), or as
the answer to the question it stands in; `never` lists what looks like denial and is none."""
_NEAR = 30
_LABEL_REST = 8
"""Words that may follow a term in the label of a form: « Mise en danger (patients, résidents) : non »."""


class Denials:
    """What denies a term in one field, ordered so that each term looks at its own neighbourhood only."""

    def __init__(self, words: Words, found: Mapping[str, list[Match]], name: str, window: int) -> None:
        before, after, ahead, answer, never = (found.get(f"{name}/{part}", []) for part in DENIALS)
        spared = {place for match in never for place in range(match.first, match.last + 1)}
        self.words, self.window = words, window
        self.before = sorted((m for m in before if spared.isdisjoint(m.taken)), key=lambda m: m.last)
        self.lasts = [marker.last for marker in self.before]
        self.after = {marker.first for marker in after if spared.isdisjoint(marker.taken)}
        # Of each sentence that supposes something, the word it begins to at.
        self.ahead: dict[int, int] = {}
        for marker in ahead:
            if spared.isdisjoint(marker.taken):
                self.ahead.setdefault(words.sentences[marker.first], marker.first)
        answers = words.answers
        self.answer = {m.first for m in answer if m.first in answers and spared.isdisjoint(m.taken)}

    def deny(self, match: Match) -> bool:
        """Whether a denial stands close before the term, within its gap, just after it, or answers it."""
        if not self.before and not self.after and not self.answer and not self.ahead:
            return False
        supposed = self.ahead.get(self.words.sentences[match.first])
        if supposed is not None and supposed <= match.first:
            return True
        clauses = self.words.clauses
        at = bisect_left(self.lasts, match.first - self.window - 1)
        for marker in self.before[at : at + _NEAR]:
            if marker.last >= match.last:
                break
            if marker.last < match.first:
                if clauses[marker.last] == clauses[match.first]:
                    return True
            elif marker.first > match.first and set(marker.taken).isdisjoint(match.taken):
                return True
        stop = self.words.stops[match.last]
        if any(place in self.after for place in range(match.last + 1, min(match.last + 3, stop))):
            return True
        return bool(self.answer) and self._answered(match.last)

    def _answered(self, last: int) -> bool:
        clauses, clause = self.words.clauses, self.words.clauses[last]
        for place in range(last + 1, min(last + 2 + _LABEL_REST, len(clauses))):
            if clauses[place] != clause:
                if place not in self.words.asides:
                    return place in self.answer
                clause = clauses[place]
        return False
