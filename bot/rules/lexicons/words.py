"""A stretch of text as folded words with their places, sentences and clauses: what lexicons are matched against."""

from __future__ import annotations

import re
from itertools import islice

from bot.report.boxes import words_said
from bot.report.words.folded import Folded

# A sentence ends at its mark, at an empty line, before a list item and before a short label (`Impact : …`), so that
# wrapped lines stay one sentence while the lines of a form do not run into each other.
_BREAK = re.compile(
    r"([.!?]+(?=[\s\"')\]]|$)|\n[ >]*\n|\n[ ]{0,8}[-*•](?=\s)|\n(?=[^\n:,;.]{2,45}:))"
    r"|([,;:()\[\]|]| - )"
)
_WORD = re.compile(r"[a-z0-9]+")
# What stands between a question, or the label of a form, and its answer.
_ASKS = (":", "|", "?", "...")


class Words:
    """Folded words in order. `sentences` and `clauses` number each word's; `stops` is where its sentence ends.

    `answers` are the words that open an answer, the first behind a colon, a bar, dots or a question mark; `asides`
    those that open a bracket.
    """

    __slots__ = ("_begun", "_folded", "_quoted", "answers", "asides", "clauses", "field", "sentences", "stops", "words")

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        self._folded = Folded(text)
        # Of each clause: where it begins in the folded text, and the number of its first word.
        self._begun: list[tuple[int, int]] = []
        # A few words are quoted again and again, by each rule that saw them.
        self._quoted: dict[tuple[int, int], str] = {}
        self.words: list[str] = []
        self.sentences: list[int] = []
        self.clauses: list[int] = []
        self.stops: list[int] = []
        self.answers: set[int] = set()
        self.asides: set[int] = set()
        self._split(words_said(self._folded.folded))

    def _split(self, folded: str) -> None:
        sentence = clause = at = 0
        for found in _BREAK.finditer(folded):
            self._clause(folded, at, found.start(), sentence, clause)
            at = found.end()
            clause += 1
            if found[0].startswith(_ASKS) or (found[0] == ";" and folded[found.end() : found.end() + 1].isalnum()):
                self.answers.add(len(self.words))
            elif found[0] == "(":
                self.asides.add(len(self.words))
            if found.lastindex == 1:
                sentence += 1
                self._stop()
        self._clause(folded, at, len(folded), sentence, clause)
        self._stop()

    def _clause(self, folded: str, start: int, end: int, sentence: int, clause: int) -> None:
        self._begun.append((start, len(self.words)))
        words = _WORD.findall(folded, start, end)
        self.words += words
        self.sentences += [sentence] * len(words)
        self.clauses += [clause] * len(words)

    def _stop(self) -> None:
        count = len(self.words)
        self.stops += [count] * (count - len(self.stops))

    def __len__(self) -> int:
        return len(self.words)

    def start(self, at: int) -> int:
        """Where a word begins in the text as written."""
        return self._folded.span(*self._place(at))[0]

    def written(self, first: int, last: int) -> str:
        """The text as written from word `first` to word `last`, both included, on one line."""
        if (first, last) not in self._quoted:
            written = self._folded.written(self._place(first)[0], self._place(last)[1])
            self._quoted[first, last] = " ".join(written.split())
        return self._quoted[first, last]

    def _place(self, at: int) -> tuple[int, int]:
        # Most words are never quoted, so a place is only looked up once it is asked for.
        start, first = self._begun[self.clauses[at]]
        found = next(islice(_WORD.finditer(self._folded.folded, start), at - first, None))
        return found.span()
