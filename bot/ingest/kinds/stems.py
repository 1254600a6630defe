"""Whether one of some stems stands in a text at all: the cheap question (RE2, one walk) before a dear pattern is tried.

Without one of its stems a pattern cannot match: the tests draw texts from each pattern to hold this.
"""

from __future__ import annotations

import re

import re2


class Stems:
    """Stems in any case; the automaton is made at the first question."""

    def __init__(self, stems: str) -> None:
        """`stems` are parted by blanks; an underscore stands for a blank inside one."""
        self._stems = tuple(stems.replace("_", "\u00a0").split(" "))
        self._found: re2._Regexp | None = None

    def __call__(self, text: str) -> bool:
        """True when a stem stands in the text, also inside a word."""
        if self._found is None:
            options = re2.Options()
            options.case_sensitive = False
            options.never_capture = True
            written = "|".join(re.escape(one.replace("\u00a0", " ")) for one in self._stems)
            self._found = re2.compile(written, options)
        return self._found.search(text) is not None
