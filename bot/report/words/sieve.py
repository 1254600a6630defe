"""Which of some thousand patterns can stand in a text at all, told in one walk over it (RE2), so that few are tried."""

from __future__ import annotations

from collections.abc import Sequence

import re2

_WARM = 64
"""Texts after which the sieve is made: it costs as much time as reading some hundred letters."""
_MEMORY = 64 << 20
_LOOSER = (("[a-z]{0,9}", "[a-z]*"), ("{1,2}", "+"), ("{1,4}", "+"), (r"(?!\w)", r"\b"))


class Sieve:
    """Patterns by number. Until it is warm, and whenever the automaton gives up, every pattern may stand in a text."""

    def __init__(self, patterns: Sequence[str], warm: int = _WARM) -> None:
        """`patterns` begin and end with a word; they are read more loosely than written, never more strictly."""
        self._patterns = tuple(patterns)
        self._texts_due = warm
        self._set: re2.Set | None = None

    def possible(self, text: str) -> Sequence[int]:
        """The numbers of the patterns that may stand in this text; none that does is left out."""
        if self._set is None:
            self._texts_due -= 1
            if self._texts_due > 0:
                return range(len(self._patterns))
        found: Sequence[int] = self.warm().Match(text)
        # An automaton that ran out of memory answers « none ».
        return found or range(len(self._patterns))

    def warm(self) -> re2.Set:
        """The automaton, made now: for whoever has many texts to come, or processes to fork."""
        if self._set is None:
            self._set = _made(self._patterns)
        return self._set

    def __getstate__(self) -> dict[str, object]:
        return {"_patterns": self._patterns, "_texts_due": _WARM, "_set": None}


def _made(patterns: Sequence[str]) -> re2.Set:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.never_capture = True
    options.log_errors = False
    automaton = re2.Set.SearchSet(options)
    for pattern in patterns:
        automaton.Add(_loosened(pattern))
    automaton.Compile()
    return automaton


def _loosened(pattern: str) -> str:
    for written, loose in _LOOSER:
        pattern = pattern.replace(written, loose)
    # ASCII word boundaries allow more than those of Unicode, never less.
    return rf"\b(?:{pattern})"


def beginning(pattern: str, gap: str) -> str:
    """The pattern up to its first gap; when brackets stand open there, only what is sure: a word begins."""
    first = pattern.partition(gap)[0]
    return first if first.count("(") == first.count(")") else "[a-z0-9]"
