"""A stretch of text as folded words with their places, sentences and clauses: what lexicons are matched against."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.report.folded import Folded

# A sentence ends at its mark, at an empty line, before a list item and before a short label (`Impact : …`), so that
# wrapped lines stay one sentence while the lines of a form do not run into each other.
_PIECE = re.compile(
    r"(?P<word>[a-z0-9]+)"
    r"|(?P<sentence>[.!?]+(?=[\s\"')\]]|$)|\n[ >]*\n|\n[ ]{0,8}[-*•](?=\s)|\n(?=[^\n:,;.]{2,45}:))"
    r"|(?P<clause>[,;:()\[\]]| - )"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words in order; `starts` are offsets into the text as written; equal sentence numbers share a sentence."""

    field: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[int, ...]
    clauses: tuple[int, ...]
    text: str

    def __len__(self) -> int:
        return len(self.words)

    def written(self, first: int, last: int) -> str:
        """The text as written from word `first` to word `last`, both included."""
        return " ".join(self.text[self.starts[first] : self.ends[last]].split())


def split(field: str, text: str) -> Words:
    """The words of one field of a letter (`subject`, `body`, `attachment_name`)."""
    folded = Folded(text)
    words: list[str] = []
    places: list[tuple[int, int]] = []
    sentences: list[int] = []
    clauses: list[int] = []
    sentence = clause = 0
    for piece in _PIECE.finditer(folded.folded):
        if piece.lastgroup == "word":
            words.append(piece[0])
            places.append(folded.span(*piece.span()))
            sentences.append(sentence)
            clauses.append(clause)
        elif piece.lastgroup == "sentence":
            sentence, clause = sentence + 1, clause + 1
        else:
            clause += 1
    starts, ends = (tuple(side) for side in zip(*places, strict=True)) if places else ((), ())
    return Words(field, tuple(words), starts, ends, tuple(sentences), tuple(clauses), folded.text)
