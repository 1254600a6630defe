"""A reply to our numbered questions goes in, the fields it answers come out: by number, inline, in order, or alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.mail.message import Message
from bot.report import finess, nature
from bot.report.choices import CLOSED, YES_NO, filled_from
from bot.report.departments import MAINLAND_ZONE
from bot.report.evidence import Evidence
from bot.report.fields import FIELD_NAMES, Found
from bot.report.folded import TEXT_LIMIT, fold
from bot.report.form import Answer, Form, is_unsure, yes_no
from bot.report.kinds import type_in
from bot.report.lexicon import ReportLexicons
from bot.report.noticed import noticed_in_value
from bot.report.phone import from_label
from bot.report.reading import Reading
from bot.report.role import role_in_value
from bot.report.territory import place_in_value
from bot.report.tlp import labels_in, strictest

_MOST = 30
_LONGEST = 600
_SURE = 0.95
_NUMBER = r"(?:(?:q(?:uestion)?|r(?:eponse)?|n) ?\.? ?)?\(?(?P<n>[1-9]\d?)(?!\d)"
_LINE = re.compile(
    rf"^[ \t>*|\-]{{0,12}}{_NUMBER} ?(?:[.)/:=\-]{{1,2}}(?!\d\d?(?:[h:/.]|\b))|(?= (?:oui|non|nsp|je|yes|no)\b))",
    re.MULTILINE,
)
_INLINE = re.compile(rf"(?:(?<=[\s;,.])|^){_NUMBER} ?[.):=/](?=[ \n]?[a-z+(\d])")
_QUOTE = re.compile(r"[ \t]{0,3}[>|]")
_AFTERWORD = re.compile(r"\s{0,3}(?:celui que nous avons lu|the one we read)[^\n.]{0,60}\.?")
_SALUTATION = re.compile(
    r"(?:[\s,.!:;\-]|\b(?:re|bonjour|bonsoir|hello|madame|monsieur|chers?|cheres?|mesdames|messieurs|dear|sir|madam|hi|"
    r"good|morning|evening|merci|svp|a tous)\b)*"
)
_CLOSING = re.compile(
    r"\n\s{0,3}(?:cordialement|bien a vous|bonne|merci|cdlt|cdt|salutations|sincerement|respectueusement|regards|"
    r"best|kind|envoye de|sent from|--)"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    field: str
    text: str
    offset: int


def read_answers(
    message: Message,
    asked: Sequence[str],
    lexicons: ReportLexicons,
    received_at: datetime,
    zone: ZoneInfo | None = None,
) -> dict[str, Found[Any]]:
    """What a reply answers to the fields asked for, by report field; empty when it answers none.

    `asked` are the names of the fields in the order in which the letter that is answered numbered them (1 is the
    first). `received_at` is aware; `zone` is the zone of the ticket's territory, Paris when unknown. Answers may be
    given by number, below each quoted question, one a line in the order asked, or as a lone « oui » or « non » where
    one question wants one. « Je ne sais pas » stands under `unsure` as the names so answered. A FINESS number brings
    `finess_valid` with it. To complete the letter's own report: `replace(report, **read_answers(...))`.
    """
    pieces = _pieces(message, [name for name in asked if name in FIELD_NAMES][:_MOST], lexicons)
    if not pieces:
        return {}
    reading = Reading([("text", piece.text, piece.offset) for piece in pieces])
    answers = tuple(
        Answer(piece.field, reading.folded[start:end], start, end)
        for piece, part in zip(pieces, reading.parts, strict=True)
        for start, end in [reading.place(part.start, part.end)]
    )
    form = Form(answers)
    evidence = Evidence(reading, lexicons.terms, received_at.year)
    filled = filled_from(form, reading, evidence, lexicons)
    found: dict[str, Found[Any]] = dict(filled.fields)
    unsure = [answer for answer in answers if answer.field not in found and is_unsure(_bare(answer.value), lexicons)]
    for answer in answers:
        if answer.field not in found and answer not in unsure:
            found |= _open_answer(answer, reading, evidence, received_at, zone or ZoneInfo(MAINLAND_ZONE))
    if unsure:
        names = tuple(dict.fromkeys(answer.field for answer in unsure))
        found["unsure"] = reading.found(names, 1.0, unsure[0].start, unsure[0].end)
    return found


def _open_answer(
    answer: Answer, reading: Reading, evidence: Evidence, received_at: datetime, zone: ZoneInfo
) -> dict[str, Found[Any]]:
    """The answer to a question that is no choice: a number, a name, a place, an instant."""

    def told(value: Any) -> dict[str, Found[Any]]:
        return {} if value is None else {answer.field: reading.found(value, _SURE, answer.start, answer.end)}

    match answer.field:
        case "phone":
            return told(from_label(answer.value))
        case "finess" | "finess_valid":
            return _finess(answer, reading)
        case "structure":
            words = reading.written(answer.start, answer.end).strip(" \t\n.,;:-–—*")
            return told(" ".join(words.split()) if 2 < len(words) < 120 else None)
        case "structure_type":
            return told(type_in(answer.value))
        case "territory":
            place = place_in_value(answer.value)
            return told(place.territory if place else None)
        case "declarant_role":
            span = role_in_value(answer.value) or (0, len(answer.value))
            words = reading.written(answer.start + span[0], answer.start + span[1]).strip(" \n.,;:-–—")
            return told(words if 1 < len(words) < 80 else None)
        case "noticed_at":
            moment = noticed_in_value(answer.value, received_at, zone)
            return told(moment.at if moment else None)
        case "category":
            category = nature.category_of(evidence)
            return {"category": category} if category else {}
        case "tlp":
            label = strictest(labels_in(answer.value), "tlp")
            return told(label.value if label else None)
    return {}


def _finess(answer: Answer, reading: Reading) -> dict[str, Found[Any]]:
    for run in re.finditer(r"\d ?[\dab](?:[ .\-/]{0,2}\d){7}(?!\d)", answer.value):
        number = finess.normalised(run[0])
        if number is not None:
            place = (answer.start + run.start(), answer.start + run.end())
            good = finess.valid(number)
            found: dict[str, Found[Any]] = {"finess": reading.found(number, _SURE, *place)}
            return found if good is None else found | {"finess_valid": reading.found(good, 1.0, *place)}
    return {}


def _pieces(message: Message, asked: Sequence[str], lexicons: ReportLexicons) -> list[_Piece]:
    if not asked:
        return []
    new, text = message.new_text[:TEXT_LIMIT], message.text[:TEXT_LIMIT]
    shift = max(0, text.find(new))
    return (
        [_Piece(piece.field, piece.text, piece.offset + shift) for piece in _numbered(new, asked)]
        or list(_below_questions(text, asked))
        or [_Piece(piece.field, piece.text, piece.offset + shift) for piece in _in_order(new, asked, lexicons)]
        or [_Piece(piece.field, piece.text, piece.offset + shift) for piece in _alone(new, asked, lexicons)]
    )


def _numbered(text: str, asked: Sequence[str]) -> list[_Piece]:
    """« 1. … 2) … Q3 : … », each number once and rising; at least the first of them opens a line."""
    folded = _level(text)
    marks: list[re.Match[str]] = []
    opened = {match.start("n"): match for match in _LINE.finditer(folded)}
    inline = {match.start("n"): match for match in _INLINE.finditer(folded)}
    for _, match in sorted({**inline, **opened}.items()):
        number, last = int(match["n"]), int(marks[-1]["n"]) if marks else 0
        lined = match.start("n") in opened
        if 1 <= number <= len(asked) and number > last and (lined or (marks and number == last + 1)):
            marks.append(match)
    if not marks:
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(folded)]
    pieces = []
    for n, (mark, end) in enumerate(zip(marks, ends, strict=True)):
        stretch = folded[mark.end() : end]
        if n == len(marks) - 1:
            stretch = _ended(stretch)
        pieces.append(_piece(asked[int(mark["n"]) - 1], text, folded, mark.end(), mark.end() + len(stretch)))
    return [piece for piece in pieces if piece.text.strip()]


def _below_questions(text: str, asked: Sequence[str]) -> Iterator[_Piece]:
    """Answers typed below or behind our own questions: in a quoted letter each ends with a question mark."""
    folded = _level(text)
    marks = [mark for mark in _LINE.finditer(folded) if 1 <= int(mark["n"]) <= len(asked)]
    for n, mark in enumerate(marks):
        end = marks[n + 1].start() if n + 1 < len(marks) else len(folded)
        asking = folded.rfind("?", mark.end(), min(end, mark.end() + 300))
        if asking < 0:
            continue
        begin = asking + 1
        if (afterword := _AFTERWORD.match(folded, begin)) is not None:
            begin = afterword.end()
        if (answer := _typed(folded, begin, end)) is not None:
            yield _piece(asked[int(mark["n"]) - 1], text, folded, *answer)


def _typed(folded: str, begin: int, end: int) -> tuple[int, int] | None:
    """Where the answer behind a question stands: the rest of its line, or the first lines that quote nothing."""
    rest, at = folded[begin:end].split("\n"), begin
    first: int | None = None
    last = begin
    for n, line in enumerate(rest):
        quoted = _QUOTE.match(line) is not None
        if line.strip() and not (n and quoted):
            first = at if first is None else first
            last = at + len(line)
        elif first is not None or (not line.strip() and n > 2):
            break
        at += len(line) + 1
    return None if first is None else (first, last)


def _in_order(text: str, asked: Sequence[str], lexicons: ReportLexicons) -> list[_Piece]:
    """As many short lines as questions, what wants a yes or no answered by one or by « je ne sais pas »."""
    folded = _level(text)
    begin = _SALUTATION.match(folded)
    start = begin.end() if begin else 0
    body = _ended(folded[start:])
    lines = [line for line in re.finditer(r"[^\n]+", body) if line[0].strip()]
    if len(asked) < 2 or len(lines) != len(asked) or any(len(line[0]) > 120 for line in lines):
        return []
    choices = [line[0] for name, line in zip(asked, lines, strict=True) if name in YES_NO]
    if not choices or any(yes_no(c, lexicons) is None and not is_unsure(_bare(c), lexicons) for c in choices):
        return []
    return [
        _piece(name, text, folded, start + line.start(), start + line.end())
        for name, line in zip(asked, lines, strict=True)
    ]


def _alone(text: str, asked: Sequence[str], lexicons: ReportLexicons) -> list[_Piece]:
    """« Oui. » where one question wants a yes or a no; any answer where one question was asked."""
    folded = _level(text)
    begin = _SALUTATION.match(folded)
    start = begin.end() if begin else 0
    body = _ended(folded[start:])
    wanting = [name for name in asked if name in YES_NO or name in CLOSED]
    said = yes_no(body, lexicons) is not None or is_unsure(_bare(body), lexicons)
    if len(wanting) == 1 and said and len(body) < 200:
        return [_piece(wanting[0], text, folded, start, start + len(body))]
    if len(asked) == 1 and len(body) < 200:
        return [_piece(asked[0], text, folded, start, start + len(body))]
    return []


def _ended(folded: str) -> str:
    """The text up to its closing words and the blank line before them."""
    body = folded[: found.start()] if (found := _CLOSING.search("\n" + folded)) is not None else folded
    return re.split(r"\n\s{0,20}\n", body.strip("\n"), maxsplit=1)[0] if "\n\n" in body.strip("\n") else body


def _piece(field: str, text: str, folded: str, start: int, end: int) -> _Piece:
    """One answer without the question it repeats; « est-ce … ? oui » keeps what follows the question mark."""
    asking = folded.rfind("?", start, min(end, start + 300))
    if asking >= 0 and folded[asking + 1 : end].strip(" .\n"):
        start = asking + 1
    kept = text[start : min(end, start + _LONGEST)]
    lead = len(kept) - len(kept.lstrip(" \t\n:;.,-–—=>|*"))
    return _Piece(field, kept[lead:].rstrip(" \t\n;,>|"), start + lead)


def _level(text: str) -> str:
    """The text folded sign by sign, so that every offset stays."""
    return "".join(plain if len(plain := fold(sign)) == 1 else sign for sign in text)


def _bare(value: str) -> str:
    return value.strip(" \t\n.,;:!-")
