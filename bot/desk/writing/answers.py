"""The cap on automatic answers: who was answered how often, and whether two letters resemble each other.

Two robots that answer each other change subject and Message-ID each time; their words stay (failures 40, 42).
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from datetime import datetime, timedelta
from functools import lru_cache

from bot.desk.ports import Outbox
from bot.mail.message import Message
from bot.settings.model import AnswerLimits

_WORD = re.compile(r"[^\W\d_]{2,}")
_ACCENT = re.compile("[\u0300-\u036f]")
_SKETCH = 24
_ALIKE = 0.5
_LOOKED_AT = 20_000


def fingerprint(message: Message) -> str:
    """A sketch of the letter's own words."""
    return sketch_of(message.new_text or message.subject)


def sketch_of(words: str) -> str:
    """The smallest hashes of the distinct words at the beginning of a text, without case, accents, digits."""
    text = unicodedata.normalize("NFKD", words[:_LOOKED_AT]).casefold()
    text = _ACCENT.sub("", text)
    hashes = sorted({zlib.crc32(word.encode()) for word in _WORD.findall(text)})[:_SKETCH]
    return "".join(f"{h:08x}" for h in hashes)


def resemble(one: str, other: str) -> bool:
    """True when two sketches share at least half of their words (bottom-k estimate of the Jaccard index)."""
    a, b = _hashes(one), _hashes(other)
    if not a or not b:
        return a == b
    union = sorted(a | b)[:_SKETCH]
    return len(a.intersection(union) & b) / len(union) >= _ALIKE


def over_budget(outbox: Outbox, address: str, sketch: str, limits: AnswerLimits, now: datetime) -> str | None:
    """Why one more automatic answer to this address must be held, in words; None when it may go."""
    answered = outbox.answered(address.lower(), now - timedelta(days=1))
    alike = sum(1 for _, earlier in answered if resemble(sketch, earlier))
    if alike >= limits.similar_per_address_per_day:
        return f"{alike} answers to this address within a day for letters that resemble each other"
    if len(answered) >= limits.per_address_per_day:
        return f"{len(answered)} answers to this address within a day"
    total = outbox.answers_since(now - timedelta(hours=1))
    if total >= limits.all_per_hour:
        return f"{total} automatic answers within an hour in all"
    return None


# Kept: one sketch is held against those of many letters, and each of them against many more.
@lru_cache(maxsize=4096)
def _hashes(sketch: str) -> frozenset[str]:
    return frozenset(sketch[i : i + 8] for i in range(0, len(sketch), 8))
