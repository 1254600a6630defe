"""The author's own words of one letter as a single folded text that remembers which source each stretch came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from bot.mail.message import Forwarded, Message
from bot.report.asked import questions_only
from bot.report.fields import Found
from bot.report.forms.boxes import said
from bot.report.words.folded import TEXT_LIMIT, Folded, Words, fold

T = TypeVar("T")

_REPLY_MARKS = re.compile(r"^(?:\s*(?:re|tr|fw|fwd|rv|ref|aw)\s?:)+", re.IGNORECASE)
_REPLIED = re.compile(r"\s*(?:re|aw)\s?:", re.IGNORECASE)
# No thought goes on from the subject into the text.
_BETWEEN_PARTS = "\n.\n"
_ABSENCE = re.compile(
    r"\b(?:absence du bureau|(?:reponse|message) automatique|automatic reply|out of (?:the )?office|"
    r"je (?:suis|serai) (?:actuellement |en ce moment |momentanement )?(?:absente?\b|en conges?\b|hors du bureau)|"
    r"i am (?:currently )?(?:away|on leave))"
)
_QUESTION = re.compile(r"\s{0,4}>[^\n]{3,140}[?:][ \t]*\s{0,4}")
_FEWEST_QUESTIONS = 3
_POOR = 220
_POINTS_BELOW = re.compile(
    r"\b(?:ci-dessous|ci-apres|ci-joint|plus bas|transmets|(?:fais|faire|faites|fait) suivre|relaie|below|attached)\b"
)
# « Il date d'il y a neuf ans », « traité à l'époque »: what is passed on for the files tells nothing of today.
_OF_OLD = re.compile(
    r"\b(?:dat(?:e|ent|ant|ait)|remont(?:e|ent|ant|ait)|vieux|vieille) (?:deja )?(?:d'|de |a )(?:il y a )?"
    r"(?:(?:plus|pres) de |environ |quelques |plusieurs )?(?:[a-z]{2,9}(?:-[a-z]{3,6})? |\d{1,2} )?"
    r"(?:ans?|annees?|(?:19|20)[0-9]{2})\b|"
    r"\b(?:traitee?|reglee?|close?|resolue?|cloturee?|soldee?)s? a l'epoque\b|"
    r"\bit (?:is|was) (?:[a-z]{3,9}|\d{1,2}) years old\b|\b(?:dealt with|closed|solved) at the time\b"
)
_LONGEST_WORD_ON_IT = 1200
"""Characters of a covering note that are read for how old the thing is that it passes on."""
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

    def __init__(self, parts: list[tuple[str, str, int]], *, reply: bool = False) -> None:
        """`parts` are (source, text, offset of that text in its source); the subject of a `reply` is an older one."""
        self.reply = reply
        joined, self.parts = "", list[Part]()
        for source, text, offset in parts:
            kept = text[: max(0, TEXT_LIMIT - len(joined))]
            self.parts.append(Part(source, len(joined), len(joined) + len(kept), offset))
            joined += kept + _BETWEEN_PARTS
        self._folding = Folded(joined)
        self.folded = said(self._folding.folded)
        self.words = Words(self.folded)

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

    def in_new_text(self, start: int, end: int, new_text: str) -> tuple[int, int] | None:
        """Offsets into the author's new text for a stretch of the folded one; None where it is of another source."""
        first, last = self._folding.span(start, end)
        part = self._part(first)
        own = part.source in ("text", "new_text") and self._folding.text.startswith(new_text[:200], part.start)
        return (first - part.start, min(last, part.end) - part.start) if own else None

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
    body = _answered_below(message) or message.new_text
    return _reading(message, body, [] if _says_enough(body) else _forwards(message, body))


def whole_reading_of(message: Message) -> Reading | None:
    """The author's words and those he passes on; None when he passes none on, or when his own words are read so."""
    body = _answered_below(message) or message.new_text
    forwards = _forwards(message, body)
    return _reading(message, body, forwards) if forwards and _says_enough(body) else None


def _forwards(message: Message, body: str) -> list[tuple[str, str, int]]:
    if _OF_OLD.search(fold(body[:_LONGEST_WORD_ON_IT])) is not None:
        return []
    return [
        (f"forwarded:{n}", inner.text, 0)
        for n, inner in enumerate(message.forwarded[:2], 1)
        if inner.text not in body and not _is_absence(inner)
    ]


def _reading(message: Message, body: str, forwards: list[tuple[str, str, int]]) -> Reading:
    parts = [("subject", message.subject, 0), _located(message, body), *forwards]
    for attachment in message.attachments[:_MOST_NAMES]:
        parts.append((f"attachment:{attachment.path}", attachment.filename[:200], 0))
    return Reading(parts, reply=_REPLIED.match(message.subject) is not None)


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


def _answered_below(message: Message) -> str | None:
    """The whole text where a form was quoted and answered line by line, with nothing quoted but its short questions."""
    asked = [cut for cut in message.cuts if _QUESTION.fullmatch(message.text[cut.start : cut.end]) is not None]
    return questions_only(message.text) if len(asked) >= _FEWEST_QUESTIONS else None


def _is_absence(inner: Forwarded) -> bool:
    """True for an absence note passed on: its numbers are not to be called, its « urgence » is none."""
    return _ABSENCE.search(fold(f"{inner.subject or ''}\n{inner.text[:300]}")) is not None


def _says_enough(body: str) -> bool:
    """False for words that only point to what is forwarded below them."""
    if len(body) < 2 * _POOR and _POINTS_BELOW.search(fold(body)) is not None:
        return False
    return len(body.strip()) >= _POOR or len(re.findall(r"\w{3,}", body)) > 25
