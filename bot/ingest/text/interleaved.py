"""Answers typed into a quoted letter whose own lines carry no mark: the quoted lines in, the rows of the answers out.

What stands under our numbered questions, behind an arrow or a name in brackets is the author's; in doubt it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

MOST_ROWS = 600
_LONGEST = 500
_LONGEST_QUESTION = 4
_MARKED = re.compile(
    r"\s{0,8}(?:={1,3}>|-{1,3}>|[→⇒➜➔►▶]|(?:R[ée]p(?:onse)?|R|Answer|Antwort)\s?\d{0,2}\s?[:：=](?!//))\s{0,8}\S",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\s{0,8}\[([^\W\d_][^\W\d_ .'’-]{0,14}(?:[ .'’-]{1,2}[^\W\d_]{1,15}){0,2})\.?\]\s{0,3}[:：]?\s{0,3}\w"
)
_NO_NAME = re.compile(r"extern|image|cid|logo|spam|s[ée]curit|suspect|caution|attention|inline|photo", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\s{0,8}(?:\*{0,2}|[QN]|Question\s)\s?°?\(?([1-9]\d?)\s?(?:[.)°/:–-]|\*{1,2})\s?\D", re.IGNORECASE
)
_ASKS = re.compile(
    r"[?？][*_\s]{0,4}(?:\([^)\n]{0,120}\)?|(?:celui que nous avons lu|the one we read)[^?]{0,60})?[*_\s.:]{0,4}$",
    re.IGNORECASE,
)
_ANSWERED_BEHIND = re.compile(r"[?？]\s{0,4}([^()\s?？][^?？]{0,300})$")
_MAY_ANSWER = re.compile(
    r"^[ \t]{0,8}(?:={1,3}>|-{1,3}>|[→⇒➜➔►▶\[]|R[ée]p|R ?\d{0,2} ?[:：=]|Answer|Antwort|"
    r"(?:\*{0,2}|[QN]|Question )\W{0,2}[1-9])",
    re.IGNORECASE | re.MULTILINE,
)
_ANNOUNCED = re.compile(
    r"\b(?:mes|nos) (?:r[ée]ponses?|commentaires?|remarques?|annotations?|pr[ée]cisions?)\b|"
    r"\br[ée]pon(?:ses?|du|ds|dons)\b[^\n.]{0,40}\b(?:ci-dessous|ci-apr[èe]s|en dessous|plus bas|dans (?:le|ton|votre)|"
    r"en (?:gras|rouge|bleu|vert|couleur|italique|ligne)|sous chaque)|"
    r"\b(?:my|our) (?:answers?|replies|comments?|remarks?)\b|"
    r"\b(?:answer(?:s|ed)?|repl(?:y|ies|ied)|comments?)\b[^\n.]{0,30}\b(?:below|in-?line|in (?:red|blue|bold|green))|"
    r"\bmeine (?:antworten|anmerkungen)\b|\bmis respuestas\b|\ble mie risposte\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s{0,5}(?:(?:bien )?cordialement|bien [àa] vous|cdlt|cdt|salutations|sinc[èe]rement|respectueusement|"
    r"(?:best |kind |warm )?regards|sincerely|mit freundlichen|--\s?$|—\s?$|madame, monsieur|bonjour\b.{0,40}$)",
    re.IGNORECASE,
)
# What our letters say around their questions (templates/*/questions, acknowledgement).
_OURS = re.compile(
    r"\s{0,5}(?:#|une r[ée]ponse avant|n.envoyez|r[ée]pondez à ce|ne retardez|pour traiter votre|si l.incident|"
    r"premiers gestes|pour m[ée]moire|si la prise en charge|appelez (?:le|nous)|en cas d.urgence|celui que nous|"
    r"an answer before|do not send|please answer|reply to this|do not delay|if the incident|first steps|"
    r"if patient care|in an emergency)",
    re.IGNORECASE,
)


class Question(NamedTuple):
    """A question of the quoted letter: its first row, the row after it, its number, and whether its line goes on."""

    start: int
    end: int
    number: int | None
    answered: bool


def announces_answers(above: str) -> bool:
    """True when an author says that the answers stand in the quoted letter below."""
    return _ANNOUNCED.search(above[:4_000]) is not None


def may_hold_answers(lines: list[str], start: int, announced: bool) -> bool:
    """False when `answer_rows` would find none, told in one glance."""
    return announced or _MAY_ANSWER.search("\n".join(lines[start : start + MOST_ROWS])) is not None


def answer_rows(lines: list[str], start: int, end: int, announced: bool) -> frozenset[int]:
    """The rows of lines[start:end], a quoted letter, that its quoter typed; none when nothing tells them apart.

    `announced`: the author said that answers stand there. A question goes with an answer typed on its own line. Where
    answers are announced and no question is found, the whole is kept.
    """
    end = min(end, start + MOST_ROWS)
    marked = set(_marked(lines, start, end, announced))
    questions = list(_questions(lines, start, end))
    numbered = sum(1 for one in questions if one.number is not None)
    rows: set[int] = set()
    if questions and (announced or marked or numbered > 1):
        rows = set(_below(lines, questions, end, announced or bool(marked)))
    if announced and not questions and not marked:
        rows = {row for row in range(start, end) if lines[row].strip() and not _is_framing(lines[row])}
    return frozenset(rows | marked)


def _marked(lines: list[str], start: int, end: int, announced: bool) -> Iterator[int]:
    """Rows behind an arrow, « R : » or a name in brackets, with the lines that go on below each."""
    names = [row for row in range(start, end) if _name_in(lines[row]) is not None]
    signed = set(names) if announced or len(names) > 1 else set()
    row = start
    while row < end:
        if row not in signed and not _MARKED.match(lines[row][:_LONGEST]):
            row += 1
            continue
        yield row
        row += 1
        while row < end and lines[row].strip() and not _begins_anew(lines[row], row in signed):
            yield row
            row += 1


def _name_in(line: str) -> str | None:
    found = _SIGNED.match(line[:_LONGEST])
    return found[1] if found is not None and not _NO_NAME.search(found[1]) else None


def _begins_anew(line: str, signed: bool) -> bool:
    line = line[:_LONGEST]
    return signed or any(one.match(line) for one in (_MARKED, _NUMBERED, _CLOSING)) or _ASKS.search(line) is not None


def _questions(lines: list[str], start: int, end: int) -> Iterator[Question]:
    row = start
    while row < end:
        size = next((n for n in range(1, _LONGEST_QUESTION + 1) if _is_asked(lines, row, row + n, end)), 0)
        if size:
            number = _NUMBERED.match(lines[row][:_LONGEST])
            last = lines[row + size - 1].rstrip()[:_LONGEST]
            yield Question(row, row + size, int(number[1]) if number else None, _ASKS.search(last) is None)
        row += max(1, size)


def _is_asked(lines: list[str], row: int, after: int, end: int) -> bool:
    """True when lines[row:after] ask: alone, or as a numbered line and what was wrapped below it."""
    if after > end or not lines[row].strip():
        return False
    number = _NUMBERED.match(lines[row][:_LONGEST])
    if after - row > 1:
        wrapped = lines[row + 1 : after]
        if not number or any(not one.strip() or _NUMBERED.match(one[:_LONGEST]) for one in wrapped):
            return False
        if any(_MARKED.match(one[:_LONGEST]) for one in wrapped):
            return False
    last = lines[after - 1].rstrip()[:_LONGEST]
    return _ASKS.search(last) is not None or (number is not None and _ANSWERED_BEHIND.search(last) is not None)


def _below(lines: list[str], questions: list[Question], end: int, sure: bool) -> Iterator[int]:
    """What stands between the questions and, when there is any or it is `sure`, in the paragraph below the last."""
    found = [row for row, _ in _between(lines, questions)]
    behind = [row for one in questions if one.answered for row in range(one.start, one.end)]
    spaced = any(apart for _, apart in _between(lines, questions))
    yield from found
    yield from behind
    if found and behind:  # numbered answers are read together, or none of them has its number
        for one, following in pairwise(questions):
            if any(one.end <= row < following.start for row in found):
                yield from range(one.start, one.end)
    last = questions[-1]
    if (found or sure) and not last.answered:
        yield from _paragraph(lines, last.end, end, spaced or sure)


def _between(lines: list[str], questions: list[Question]) -> Iterator[tuple[int, bool]]:
    """Rows between one question and the next that say something, and whether a blank line parts them from it."""
    for one, following in pairwise(questions):
        for row in range(one.end, following.start):
            line = lines[row]
            if line.strip() and not line.strip().startswith("(") and not _is_framing(line):
                yield row, not lines[one.end].strip()


def _paragraph(lines: list[str], row: int, end: int, spaced: bool) -> Iterator[int]:
    while spaced and row < end and not lines[row].strip():
        row += 1
    while row < end and lines[row].strip():
        if _is_framing(lines[row]):
            return
        yield row
        row += 1


def _is_framing(line: str) -> bool:
    """True for what stands around questions in a letter of ours, and for greetings and closing words."""
    return _OURS.match(line[:_LONGEST]) is not None or _CLOSING.match(line[:_LONGEST]) is not None
