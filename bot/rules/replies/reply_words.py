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
from datetime import time
from typing import Literal

from bot.rules.replies.delay_grammar import clock_times, delay, starts_with_delay
from bot.rules.replies.reply_phrases import (
    BELOW,
    BREAK,
    CONDITION,
    I_REFUSE,
    NEGATED,
    NO_WORRY,
    NOT_NOW,
    OPENING,
    REFUSED,
)
from bot.rules.replies.take_grammar import (
    ACTS,
    AROUND,
    FRAGMENT,
    HARMLESS_QUESTION,
    SIGNED,
    TAKES,
    WEAK,
    WITHDRAWN,
    YES,
    numbered,
)

ReplyKind = Literal["take", "refuse", "later", "unclear"]

_CLOCK_COLON = re.compile(r"\b([0-9]{1,2}):([0-9]{2})\b")
_SHORTEST = 2
_TEXT_CAP, _CLAUSE_CAP, _CLAUSES, _WRAPPED = 4000, 240, 60, 60


@dataclass(frozen=True, slots=True)
class Reply:
    """The meaning of a reply; `minutes` only for `later`."""

    kind: ReplyKind
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is answered: the number of the ticket, the wall time at which the answer came, and whether our letter asked
    « prenez-vous ce dossier ? », to which « oui » is an answer. `person` answers, by the name in the configuration."""

    number: str = ""
    person: str = ""
    at: time | None = None
    yes_or_no: bool = False


@dataclass(frozen=True, slots=True)
class _Clause:
    """One clause, folded: as written and without its openings; `but` when « mais » leads it in, `speaker` for what
    stands before its colon, `signature` when the reply was closed before it."""

    whole: str
    text: str
    question: bool
    but: bool
    speaker: str
    signature: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """What one clause says. `doubts` is anything that makes a take of the same reply worth a question, `puts_off` a
    bare delay: « je prends, dans 20 minutes » takes nothing now. `weak` words take only beside nothing `else_`."""

    takes: bool
    agrees: bool
    refuses: bool
    not_now: bool
    doubts: bool
    puts_off: bool
    weak: bool
    else_: bool
    minutes: int | None


def read_reply(new_text: str, words: Mapping[str, Sequence[str]] | None = None, asked: Asked | None = None) -> Reply:
    """The one thing a reply says, or `unclear` when it says nothing known, several things, or asks.

    `words` adds an operator's own phrases under `take`, `refuse` and `later` (words before a number of minutes). One
    that is known already adds nothing: « je prends » in the configuration makes no take of « je prends note ».
    """
    asked = asked or Asked()
    own = {kind: _either([p for p in phrases if not known(p, kind)]) for kind, phrases in (words or {}).items()}
    said = [_said(clause, asked, own) for clause in _clauses(new_text, asked.number)]
    return _meaning(said)


@functools.lru_cache(maxsize=500)
def known(phrase: str, kind: str) -> bool:
    """Whether a phrase alone has this meaning already."""
    return read_reply(phrase).kind == kind


def word_fault(phrase: str, kind: str, words: Mapping[str, Sequence[str]]) -> str | None:
    """What is wrong with a phrase of an operator's own among those of all kinds; None for a good one."""
    plain = _plain(phrase)
    if len(plain.replace(" ", "")) < _SHORTEST:
        return "is too short to mean anything"
    if any(plain == _plain(one) for other, phrases in words.items() if other != kind for one in phrases):
        return "has two meanings"
    meant = read_reply(phrase).kind
    if meant not in ("unclear", kind):
        return f"means `{meant}` already"
    return None


def _meaning(said: Sequence[_Said]) -> Reply:
    takes = any(one.takes or one.agrees for one in said) and not any(one.puts_off for one in said)
    refuses, not_now = any(one.refuses for one in said), any(one.not_now for one in said)
    minutes = next((one.minutes for one in reversed(said) if one.minutes is not None), None)
    if takes:
        strong = any(one.takes and not one.weak for one in said) or not any(one.else_ for one in said)
        certain = strong and not (refuses or not_now or any(one.doubts for one in said))
        return Reply("take") if certain else Reply("unclear")
    if minutes:
        return Reply("unclear") if refuses else Reply("later", minutes)
    return Reply("refuse") if refuses or not_now else Reply("unclear")


def _said(clause: _Clause, asked: Asked, own: Mapping[str, re.Pattern[str] | None]) -> _Said:
    text, elsewhen = clock_times(clause.text, asked.at)
    minutes = None if clause.question else delay(text, own.get("later"))
    refusal = _refuses(clause, own.get("refuse"))
    not_now = refusal and minutes is None and NOT_NOW.search(text) is not None
    takes = minutes is None and _takes(clause, text, own.get("take"))
    agrees = asked.yes_or_no and not (text or clause.question) and YES.search(clause.whole) is not None
    return _Said(
        takes=takes,
        agrees=agrees,
        refuses=refusal and not not_now,
        not_now=not_now,
        doubts=elsewhen or _doubts(clause, takes, asked.person),
        puts_off=minutes is not None and starts_with_delay(text),
        weak=agrees or WEAK.match(text) is not None,
        else_=bool(text) and not (takes or clause.signature or minutes or ACTS.match(text)),
        minutes=minutes,
    )


def _takes(clause: _Clause, text: str, own: re.Pattern[str] | None) -> bool:
    if clause.question or NEGATED.search(text):
        return False
    return bool(TAKES.match(text) or any(_own_take(one, own) for one in (clause.whole, text)))


def _own_take(text: str, own: re.Pattern[str] | None) -> bool:
    return own is not None and (found := own.match(text)) is not None and AROUND.match(text, found.end()) is not None


def _doubts(clause: _Clause, takes: bool, person: str) -> bool:
    if takes and clause.speaker and _plain(person) not in clause.speaker.split():
        return True
    if WITHDRAWN.search(clause.whole) or (clause.question and not HARMLESS_QUESTION.match(clause.text)):
        return True
    return not takes and bool(FRAGMENT.match(clause.whole) or (clause.but and clause.text))


def _refuses(clause: _Clause, own: re.Pattern[str] | None) -> bool:
    if clause.question:
        return False
    text = clause.text
    if own and (found := own.search(text)) and not NEGATED.search(text[: found.start()]):
        return True
    return bool(I_REFUSE.search(text) or REFUSED.match(text))


def _either(phrases: Sequence[str]) -> re.Pattern[str] | None:
    folded = [_plain(phrase) for phrase in phrases[:50]]
    known = [re.escape(phrase) for phrase in folded if phrase]
    return re.compile(r"\b(?:" + "|".join(known) + r")\b") if known else None


def _clauses(text: str, number: str) -> Iterator[_Clause]:
    """The clauses of the writer's own lines, folded.

    A condition at the start of a sentence holds for what follows its comma too.
    """
    pieces = BREAK.split(_smoothed(numbered("\n".join(_own_lines(text)), number)))[: 2 * _CLAUSES]
    condition = speaker = ""
    signed = False
    for at in range(0, len(pieces), 2):
        before, mark = pieces[at - 1] if at else "", pieces[at + 1] if at + 1 < len(pieces) else ""
        whole = " ".join(_bare(pieces[at]).split())[:_CLAUSE_CAP]
        said = condition + _opened(whole)
        condition = said + " " if mark.strip() == "," and CONDITION.match(said) else ""
        if (whole or "?" in mark) and not condition:
            yield _Clause(whole, said, "?" in mark, before in ("mais", "but"), speaker, signed)
        speaker = said if mark.strip() == ":" else ""
        signed = signed or SIGNED.match(whole) is not None


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


def _plain(text: str) -> str:
    return " ".join(_bare(_folded(text[:80])).split())


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", " ", text)


def _smoothed(text: str) -> str:
    text = _CLOCK_COLON.sub(r"\1h\2", text.replace("\N{THUMBS UP SIGN}", " ok "))
    text = re.sub(r"\s[-\u2013\u2014]{1,3}\s", " ; ", text)
    return NO_WORRY.sub(" ", re.sub(r"['\u2018\u2019\u2032`-]", " ", text))
