"""A stretch of text as folded words with their places, sentences and clauses: what lexicons are matched against."""

from __future__ import annotations

import re

from bot.report.forms.boxes import words_said
from bot.report.words.folded import Folded

# A sentence ends at its mark, at an empty line, before a list item and before a short label (`Impact : …`), so that
# wrapped lines stay one sentence while the lines of a form do not run into each other.
# Every break is told by its first sign, so that a search passes over all other signs without a try.
_BREAK = re.compile(
    r"[.!?\n,;:()\[\]|-](?:"
    r"((?<=[.!?])[.!?]*(?=[\s\"')\]]|$)|(?<=\n)(?:[ >]*\n|[ ]{0,8}[-*•](?=\s)|(?=[^\n:,;.]{2,45}:)))"
    r"|(?<=[,;:()\[\]|])|(?<= -) )"
)
_WORD = re.compile(r"[a-z0-9]+")
# What stands between a question, or the label of a form, and its answer.
_ASKS = (":", "|", "?", "...")
# « Fonctionnement dégradé », and below it « ☐ oui ☒ non »: what a line asks and the next one denies is not said.
_DENIED_BELOW = re.compile(r"\n[ \n]{0,60}(?:non|aucune?|neant|no|none)[ .]{0,3}(?=[\n|]|$)")
_LABEL = re.compile(r"(?:^|(?<=[\n|]))[^\n|.!;,:?]{3,60}[ :?]{0,3}$")

_FIRST_LETTER = re.compile(r"^[\W\d_]{1,20}")


class Words:
    """Folded words in order. `sentences` and `clauses` number each word's; `stops` is where its sentence ends.

    `answers` are the words that open an answer, the first behind a colon, a bar, dots or a question mark; `asides`
    those that open a bracket.
    """

    __slots__ = (
        "_begun",
        "_folded",
        "_said",
        "_shown",
        "_spans",
        "_written",
        "answers",
        "asides",
        "clauses",
        "field",
        "sentences",
        "stops",
        "words",
    )

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        self._folded = Folded(text)
        self._said = _without_denied_labels(words_said(self._folded.folded), self._folded)
        # Of each clause: where it begins in the folded text, and the number of its first word.
        self._begun: list[tuple[int, int]] = []
        # Where the words of a clause stand; and a few words are quoted again and again, by each rule that saw them.
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._written: dict[tuple[int, int], str] = {}
        self._shown: dict[tuple[int, int], str] = {}
        self.words: list[str] = []
        self.sentences: list[int] = []
        self.clauses: list[int] = []
        self.stops: list[int] = []
        self.answers: set[int] = set()
        self.asides: set[int] = set()
        self._split(self._said)

    def _split(self, folded: str) -> None:
        sentence = clause = at = 0
        for found in _BREAK.finditer(folded):
            start, end = found.span()
            self._clause(folded, at, start, sentence, clause)
            at = end
            clause += 1
            if folded.startswith(_ASKS, start, end) or (folded[start] == ";" and folded[end : end + 1].isalnum()):
                self.answers.add(len(self.words))
            elif folded[start] == "(":
                self.asides.add(len(self.words))
            if found.lastindex:
                sentence += 1
                self._stop()
        self._clause(folded, at, len(folded), sentence, clause)
        self._stop()

    def _clause(self, folded: str, start: int, end: int, sentence: int, clause: int) -> None:
        self._begun.append((start, len(self.words)))
        if words := _WORD.findall(folded, start, end):
            self.words += words
            self.sentences += [sentence] * len(words)
            self.clauses += [clause] * len(words)

    def _stop(self) -> None:
        count = len(self.words)
        if missing := count - len(self.stops):
            self.stops += [count] * missing

    def __len__(self) -> int:
        return len(self.words)

    def start(self, at: int) -> int:
        """Where a word begins in the text as written."""
        return self._folded.span(*self._place(at))[0]

    def written(self, first: int, last: int) -> str:
        """The text as written from word `first` to word `last`, both included, on one line."""
        if (first, last) not in self._written:
            written = self._folded.written(self._place(first)[0], self._place(last)[1])
            self._written[first, last] = " ".join(written.split())
        return self._written[first, last]

    def shown(self, first: int, last: int) -> str:
        """The same in quotes, with the field and the place in it."""
        if (first, last) not in self._shown:
            self._shown[first, last] = f"“{self.written(first, last)}” {self.field}@{self.start(first)}"
        return self._shown[first, last]

    def _place(self, at: int) -> tuple[int, int]:
        # Most words are never quoted, so the places in a clause are only looked up once one of them is asked for.
        clause = self.clauses[at]
        start, first = self._begun[clause]
        if clause not in self._spans:
            end = self._begun[clause + 1][0] if clause + 1 < len(self._begun) else len(self._said)
            self._spans[clause] = [word.span() for word in _WORD.finditer(self._said, start, end)]
        return self._spans[clause][at - first]


def _without_denied_labels(said: str, folded: Folded) -> str:
    """The text with spaces for each label whose only answer, on the line below, is no; every offset stays.

    A label begins with a capital: a line that does not may be the rest of a sentence.
    """
    pieces, at = list[str](), 0
    for answer in _DENIED_BELOW.finditer(said):
        label = _LABEL.search(said, max(at, answer.start() - 62), answer.start())
        if label is not None and _FIRST_LETTER.sub("", folded.written(label.start(), label.end()))[:1].isupper():
            pieces += (said[at : label.start()], " " * (label.end() - label.start()))
            at = label.end()
    return "".join((*pieces, said[at:]))
