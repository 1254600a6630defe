"""Where sentences end in a folded text, and which clause around a hit can deny or doubt it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

_END = re.compile(r"[.!?;](?=[\s\")]|$)|\n\s{0,20}\n|\n(?=[ ]{0,8}(?:[-*>#]|\d{1,2}[.)])\s)|\n(?=[^\n:]{2,60}:)|\|")
_SHORT_LINE = re.compile(r"(?:^|\n)[^\n]{0,48}(?=\n)")
# A line too long to have been wrapped: where there is one, every line ends where its author ended it.
_UNWRAPPED = re.compile(r"(?:^|\n)[^\n]{100}")
_LINE_END = re.compile(r"\n")
LONGEST = 600
"""Characters of one sentence looked at on each side of a hit."""


class Sentences:
    """The sentences of one folded text; a short line counts as one, a wrapped line does not."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        ends = {found.end() for found in _END.finditer(folded)}
        ends.update(found.end() for found in _SHORT_LINE.finditer(folded))
        if _UNWRAPPED.search(folded) is not None:
            ends.update(found.end() for found in _LINE_END.finditer(folded))
        self._ends = sorted(ends)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the sentence that holds folded[start:end], bounded to LONGEST on each side."""
        place = bisect_right(self._ends, start)
        first = self._ends[place - 1] if place else 0
        after = bisect_right(self._ends, max(start, end - 1))
        last = self._ends[after] if after < len(self._ends) else len(self.folded)
        return max(first, start - LONGEST), min(last, end + LONGEST)

    def spans(self) -> Iterator[tuple[int, int]]:
        """Offsets of all sentences in order; the cells of one line of a table are one sentence here."""
        start = 0
        for end in (*self._ends, len(self.folded)):
            if end > start and (end == len(self.folded) or self.folded[end - 1] != "|"):
                yield start, end
                start = end

    def before(self, start: int) -> tuple[int, int]:
        """Offsets of the sentence before the one that holds this place; empty at the very beginning."""
        first, _ = self.around(start, start + 1)
        return self.around(max(0, first - 2), max(0, first - 1)) if first else (0, 0)
