"""What the person paged means by a reply: the new text of a letter in, take, refuse, later or unclear out.

French and English, from any phone. Only words that can mean one thing count: a wrong *take* would silence a night, an
*unclear* costs one letter while the clock runs on. Questions, conditions and what others do are never an answer.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.rules.replies.reply_phrases import (
    AMOUNT,
    BELOW,
    BREAK,
    CONDITION,
    DELAY,
    DELAY_ALONE,
    I_REFUSE,
    I_TAKE,
    NEGATED,
    NO_WORRY,
    NOT_NOW,
    NUMBERS,
    OPENING,
    REFUSED,
    SPANS,
    TAKEN,
    UNSURE,
)

ReplyKind = Literal["take", "refuse", "later", "unclear"]

_TEXT_CAP, _CLAUSE_CAP, _CLAUSES, _WRAPPED = 4000, 240, 60, 60


@dataclass(frozen=True, slots=True)
class Reply:
    """The meaning of a reply; `minutes` only for `later`."""

    kind: ReplyKind
    minutes: int | None = None


def read_reply(new_text: str, words: Mapping[str, Sequence[str]] | None = None) -> Reply:
    """The one thing a reply says, or `unclear` when it says nothing known, several things, or asks.

    `words` adds an operator's own phrases under `take`, `refuse` and `later` (words before a number of minutes). One
    that is known already adds nothing: « je prends » in the configuration makes no take of « je prends note ».
    """
    own = {kind: _either([p for p in phrases if not _known(p, kind)]) for kind, phrases in (words or {}).items()}
    takes = refuses = not_now = False
    minutes: int | None = None
    for clause in _clauses(new_text):
        delay = _delay(clause, own.get("later"))
        refusal = _refuses(clause, own.get("refuse"))
        if refusal and delay is None and NOT_NOW.search(clause):
            not_now = True
        elif refusal:
            refuses = True
        elif delay is None and _takes(clause, own.get("take")):
            takes = True
        minutes = minutes if delay is None else delay
    return _meaning(takes, refuses, not_now, minutes)


@functools.lru_cache(maxsize=500)
def _known(phrase: str, kind: str) -> bool:
    return read_reply(phrase).kind == kind


def _meaning(takes: bool, refuses: bool, not_now: bool, minutes: int | None) -> Reply:
    if takes:
        return Reply("unclear") if refuses or not_now else Reply("take")
    if minutes:
        return Reply("unclear") if refuses else Reply("later", minutes)
    return Reply("refuse") if refuses or not_now else Reply("unclear")


def _takes(clause: str, own: re.Pattern[str] | None) -> bool:
    if clause.endswith("?") or UNSURE.search(clause) or NEGATED.search(clause):
        return False
    return bool(I_TAKE.search(clause) or TAKEN.match(clause) or (own and own.search(clause)))


def _refuses(clause: str, own: re.Pattern[str] | None) -> bool:
    if clause.endswith("?"):
        return False
    if own and (found := own.search(clause)) and not NEGATED.search(clause[: found.start()]):
        return True
    return bool(I_REFUSE.search(clause) or REFUSED.match(clause))


def _delay(clause: str, own: re.Pattern[str] | None) -> int | None:
    if clause.endswith("?"):
        return None
    found = DELAY.search(clause) or DELAY_ALONE.match(clause)
    if found is None and own and (before := own.search(clause)):
        found = re.compile(" ?" + AMOUNT).match(clause, before.end())
    if found is None:
        return None
    if span := found["span"]:
        return next(minutes for words, minutes in SPANS.items() if span.endswith(words))
    number = NUMBERS.get(found["number"]) or int(found["number"])
    return number * 60 if found["hours"] else number


def _either(phrases: Sequence[str]) -> re.Pattern[str] | None:
    folded = [" ".join(_bare(_folded(phrase[:80])).split()) for phrase in phrases[:50]]
    known = [re.escape(phrase) for phrase in folded if phrase]
    return re.compile(r"\b(?:" + "|".join(known) + r")\b") if known else None


def _clauses(text: str) -> Iterator[str]:
    """The clauses of the writer's own lines, folded, without openings; a question keeps its mark.

    A condition at the start of a sentence holds for what follows its comma too.
    """
    pieces = BREAK.split(_smoothed("\n".join(_own_lines(text))))[: 2 * _CLAUSES]
    condition = ""
    for number in range(0, len(pieces), 2):
        mark = pieces[number + 1] if number + 1 < len(pieces) else ""
        clause = condition + _opened(" ".join(_bare(pieces[number]).split())[:_CLAUSE_CAP])
        condition = clause + " " if mark.strip() == "," and CONDITION.match(clause) else ""
        if clause and not condition:
            yield clause + ("?" if "?" in mark else "")


def _opened(clause: str) -> str:
    for _ in range(6):
        if (opening := OPENING.match(clause)) is None:
            break
        clause = clause[opening.end() :]
    return clause


def _own_lines(text: str) -> list[str]:
    lines: list[str] = []
    wrapped = False
    for line in _folded(text[:_TEXT_CAP])[:_TEXT_CAP].splitlines():
        if BELOW.match(line[:200]):
            break
        if wrapped and line.strip():
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
        wrapped = len(line) >= _WRAPPED
    return lines


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", " ", text)


def _smoothed(text: str) -> str:
    text = re.sub(r"\s[-\u2013\u2014]{1,3}\s", " ; ", text)
    return NO_WORRY.sub(" ", re.sub(r"['\u2018\u2019\u2032`-]", " ", text))
