"""A large JSON object read piece by piece: the elements of its arrays come one at a time, memory stays bounded.

What the standard library decodes at once (one element) is never more than `MOST_CHARACTERS` of text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

MOST_CHARACTERS = 16_000_000
_CHUNK = 1 << 18
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class Readable(Protocol):
    """Decoded text, read in order."""

    def read(self, size: int, /) -> str: ...


class BrokenJson(ValueError):
    """The text is no JSON, or no object of arrays and values: what is wrong, on which line, at which character."""

    def __init__(self, problem: str, line: int, character: int) -> None:
        super().__init__(problem)
        self.problem, self.line, self.character = problem, line, character


@dataclass(frozen=True, slots=True)
class Piece:
    """One member of the outer object, or one element of an array there (`index` from 0, None for a plain value).

    `line` is where it begins, `text` how it is written.
    """

    key: str
    index: int | None
    value: Any
    line: int
    text: str


class JsonPieces:
    """The pieces of the outer object in order. Raises BrokenJson, also for what follows its end."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._buffer, self._at, self._ended = "", 0, False
        self._lines, self._column = 1, 0

    def __iter__(self) -> Iterator[Piece]:
        self._expect("{")
        if self._peek() == "}":
            self._expect("}")
        else:
            yield from self._members()
        if self._peek():
            raise self._broken("something follows the end of the object")

    def _members(self) -> Iterator[Piece]:
        while True:
            if self._peek() != '"':
                raise self._broken("a key in double quotes is due here")
            key = str(self._decoded()[0])
            self._expect(":")
            if self._peek() == "[":
                yield from self._elements(key)
            else:
                yield self._piece(key, None)
            if self._one_of(",}") == "}":
                return

    def _elements(self, key: str) -> Iterator[Piece]:
        self._expect("[")
        if self._peek() == "]":
            self._expect("]")
            return
        index = 0
        while True:
            self._peek()
            yield self._piece(key, index)
            index += 1
            if self._one_of(",]") == "]":
                return

    def _piece(self, key: str, index: int | None) -> Piece:
        line = self._line_of(self._at)
        value, text = self._decoded()
        return Piece(key, index, value, line, text)

    def _decoded(self) -> tuple[Any, str]:
        """The value that begins here. More is read until it is whole; only the end of the text makes a fault of it."""
        while True:
            problem, place = "the file ends inside a value", len(self._buffer)
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._at)
                # 12 may be the beginning of 123: a bare word or number is whole only when something follows.
                if end < len(self._buffer) or self._ended or self._buffer[end - 1] in '"]}':
                    text = self._buffer[self._at : end]
                    self._at = end
                    return value, text
            except json.JSONDecodeError as error:
                problem, place = error.msg, error.pos
            except (RecursionError, ValueError) as error:
                # Nested too deep, or a number of thousands of digits.
                raise self._broken(str(error)) from None
            if len(self._buffer) - self._at > MOST_CHARACTERS:
                raise self._broken(f"{problem}; or one value is longer than {MOST_CHARACTERS} characters", place)
            if not self._more():
                raise self._broken(problem, place)

    def _more(self) -> bool:
        """Reads on, as much again as what waits; what was passed is forgotten, after its lines were counted."""
        waiting = len(self._buffer) - self._at
        chunk = "" if self._ended else self._stream.read(max(_CHUNK, waiting))
        if not chunk:
            self._ended = True
            return False
        self._lines, self._column = self._line_of(self._at), self._column_of(self._at)
        self._buffer, self._at = self._buffer[self._at :] + chunk, 0
        return True

    def _peek(self) -> str:
        """The next sign that is no space, "" at the end."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            assert match is not None
            self._at = match.end()
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def _expect(self, sign: str) -> None:
        self._one_of(sign)

    def _one_of(self, signs: str) -> str:
        found = self._peek()
        if not found or found not in signs:
            what = f"{found!r} stands here" if found else "the file ends here"
            raise self._broken(f"{what} and {' or '.join(signs)} is due")
        self._at += 1
        return found

    def _line_of(self, place: int) -> int:
        return self._lines + self._buffer.count("\n", 0, place)

    def _column_of(self, place: int) -> int:
        last = self._buffer.rfind("\n", 0, place)
        return place - last - 1 if last >= 0 else self._column + place

    def _broken(self, problem: str, place: int | None = None) -> BrokenJson:
        at = self._at if place is None else place
        return BrokenJson(problem, self._line_of(at), self._column_of(at) + 1)
