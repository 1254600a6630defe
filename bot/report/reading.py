"""The author's own words of one letter as a single folded text that remembers which source each stretch came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from bot.mail.message import Message
from bot.report.fields import Found
from bot.report.folded import TEXT_LIMIT, Folded, fold

T = TypeVar("T")

_REPLY_MARKS = re.compile(r"^(?:\s*(?:re|tr|fw|fwd|rv|ref|aw)\s?:)+", re.IGNORECASE)
_POOR = 220
_MOST_NAMES = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One source in the joined text: `offset` is where it begins in the text the source names."""

    source: str
    start: int
    end: int
    offset: int


class Reading:
    """Subject, new text, attachment names (and what is forwarded, when the author only forwards), folded as one."""

    def __init__(self, parts: list[tuple[str, str, int]]) -> None:
        """`parts` are (source, text, offset of that text in its source)."""
        joined, self.parts = "", list[Part]()
        for source, text, offset in parts:
            kept = text[: max(0, TEXT_LIMIT - len(joined))]
            self.parts.append(Part(source, len(joined), len(joined) + len(kept), offset))
            joined += kept + "\n\n"
        self._folding = Folded(joined)
        self.folded = self._folding.folded
        self.words = self._folding.words

    @cached_property
    def aligned(self) -> str | None:
        """The text as written when every character stands where its folded one does, else None."""
        return self._folding.text if len(self._folding.text) == len(self.folded) else None

    def written(self, start: int, end: int) -> str:
        """The words as the author wrote them behind folded[start:end]."""
        return self._folding.written(start, end)

    def source_at(self, place: int) -> str:
        """The source a place of the folded text came from."""
        return self._part(self._folding.span(place, place)[0]).source

    def found(self, value: T, confidence: float, start: int, end: int) -> Found[T]:
        """A value with the place it was read at, told in the offsets of its own source."""
        first, last = self._folding.span(start, end)
        part = self._part(first)
        shift = part.offset - part.start
        return Found(value, confidence, part.source, (first + shift, min(last, part.end) + shift))

    def extent(self, source: str) -> tuple[int, int]:
        """Offsets of a source in the folded text, (0, 0) when it is absent. Exact when the text is aligned."""
        for part in self.parts:
            if part.source == source:
                return part.start, part.end
        return 0, 0

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into `folded` for a stretch of the joined text, such as that of a part."""
        return len(fold(self._folding.text[:start])), len(fold(self._folding.text[:end]))

    def _part(self, place: int) -> Part:
        return next((part for part in self.parts if part.start <= place <= part.end + 1), self.parts[-1])


def reading_of(message: Message) -> Reading:
    """What the author says himself: quotes do not speak. A forward without words speaks by what it forwards."""
    body = message.new_text
    parts = [("subject", message.subject, 0), _located(message, body)]
    if len(body.strip()) < _POOR and message.forwarded and not _says_enough(body):
        parts += [
            (f"forwarded:{n}", inner.text, 0)
            for n, inner in enumerate(message.forwarded[:2], 1)
            if inner.text not in body
        ]
    for attachment in message.attachments[:_MOST_NAMES]:
        parts.append((f"attachment:{attachment.path}", attachment.filename[:200], 0))
    return Reading(parts)


def signature_of(message: Message) -> Reading | None:
    """The author's signature apart, or None: it names him and his phone, and says nothing of the incident."""
    for cut in message.cuts:
        if "signature" in cut.pattern.lower() or cut.pattern.startswith("--"):
            return Reading([("text", message.text[cut.start : min(cut.end, cut.start + 1500)], cut.start)])
    return None


def own_subject(subject: str) -> str:
    """The subject without the marks of replies and forwards."""
    return _REPLY_MARKS.sub("", subject).strip()


def is_reply(message: Message) -> bool:
    """True when the subject was carried over from another letter."""
    return bool(message.in_reply_to or message.references or _REPLY_MARKS.match(message.subject))


def _located(message: Message, body: str) -> tuple[str, str, int]:
    at = message.text.find(body[:TEXT_LIMIT]) if body else 0
    return ("text", body, at) if at >= 0 else ("new_text", body, 0)


def _says_enough(body: str) -> bool:
    words = re.findall(r"\w{3,}", body[:2000])
    return len(words) > 25
