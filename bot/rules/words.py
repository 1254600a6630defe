"""A stretch of text as folded words with their places, sentences and clauses: what lexicons are matched against."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.report.folded import Folded

# A sentence ends at its mark, at an empty line, before a list item and before a short label (`Impact : …`), so that
# wrapped lines stay one sentence while the lines of a form do not run into each other.
_PIECE = re.compile(
    r"([a-z0-9]+)"
    r"|([.!?]+(?=[\s\"')\]]|$)|\n[ >]*\n|\n[ ]{0,8}[-*•](?=\s)|\n(?=[^\n:,;.]{2,45}:))"
    r"|([,;:()\[\]]| - )"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words in order. `sentences` and `clauses` number each word's; `stops` is where its sentence ends."""

    field: str
    words: tuple[str, ...]
    sentences: tuple[int, ...]
    clauses: tuple[int, ...]
    stops: tuple[int, ...]
    _places: tuple[tuple[int, int], ...]
    _folded: Folded

    def __len__(self) -> int:
        return len(self.words)

    def start(self, at: int) -> int:
        """Where a word begins in the text as written."""
        return self._folded.span(*self._places[at])[0]

    def written(self, first: int, last: int) -> str:
        """The text as written from word `first` to word `last`, both included, on one line."""
        return " ".join(self._folded.written(self._places[first][0], self._places[last][1]).split())


def split(field: str, text: str) -> Words:
    """The words of one field of a letter (`subject`, `body`, `attachment_name`)."""
    folded = Folded(text)
    words: list[str] = []
    places: list[tuple[int, int]] = []
    sentences: list[int] = []
    clauses: list[int] = []
    stops: list[int] = []
    sentence = clause = 0
    for piece in _PIECE.finditer(folded.folded):
        kind = piece.lastindex
        if kind == 1:
            words.append(piece[0])
            places.append(piece.span())
            sentences.append(sentence)
            clauses.append(clause)
        else:
            clause += 1
            if kind == 2:
                sentence += 1
                stops += [len(words)] * (len(words) - len(stops))
    stops += [len(words)] * (len(words) - len(stops))
    return Words(field, tuple(words), tuple(sentences), tuple(clauses), tuple(stops), tuple(places), folded)
