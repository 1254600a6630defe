"""A reply to our numbered questions goes in, the report fields it answers come out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.mail.message import Message
from bot.report.choices import filled_from
from bot.report.dialogue.pieces import bare, pieces_of
from bot.report.evidence import Evidence
from bot.report.fields import FIELD_NAMES, Found
from bot.report.forms.form import Answer, Form
from bot.report.forms.short_answers import is_unsure
from bot.report.house.kinds import type_in
from bot.report.house.nameless import nameless
from bot.report.house.role import role_in_value
from bot.report.incident import nature
from bot.report.incident.noticed import noticed_in_value
from bot.report.numbers import finess
from bot.report.numbers.call_back import answered_number
from bot.report.numbers.told_apart import numbers_in
from bot.report.place.departments import MAINLAND_ZONE
from bot.report.place.territory import place_in_value
from bot.report.reading import Reading
from bot.report.tlp import labels_in, strictest
from bot.report.words.lexicon import ReportLexicons

_MOST = 30
_NINE = re.compile(r"(?<!\d)\d ?[\dab](?:[ .\-/]{0,2}\d){7}(?! ?\d)")
_OF_A_FIRM = re.compile(r"\b(?:siren|siret|rcs|tva)\b[^\n\d]{0,20}$")
_SURE = 0.95


def read_answers(
    message: Message,
    asked: Sequence[str],
    lexicons: ReportLexicons,
    received_at: datetime,
    zone: ZoneInfo | None = None,
    own: Message | None = None,
) -> dict[str, Found[Any]]:
    """What a reply answers to the fields asked for, by report field; empty when it answers none.

    `asked` are the names of the fields in the order in which the letter that is answered numbered them (1 is the
    first). `received_at` is aware; `zone` is the zone of the ticket's territory, Paris when unknown. Answers may be
    given by number, below each quoted question, one a line in the order asked, or as a lone « oui » or « non » where
    one question wants one. « Je ne sais pas » stands under `unsure` as the names so answered. A FINESS number brings
    `finess_valid` with it. `own` is the letter without what it repeats of ours.
    """
    pieces = pieces_of(message, [name for name in asked if name in FIELD_NAMES][:_MOST], lexicons, own)
    if not pieces:
        return {}
    reading = Reading([("text", piece.text, piece.offset) for piece in pieces])
    answers = tuple(
        Answer(piece.field, reading.folded[start:end], start, end)
        for piece, part in zip(pieces, reading.parts, strict=True)
        for start, end in [reading.place(part.start, part.end)]
    )
    form = Form(answers)
    evidence = Evidence(reading, lexicons.terms, received_at.year, together=lexicons.together)
    filled = filled_from(form, reading, evidence, lexicons)
    found: dict[str, Found[Any]] = dict(filled.fields)
    unsure = [answer for answer in answers if answer.field not in found and is_unsure(bare(answer.value), lexicons)]
    for answer in answers:
        empty = bare(answer.value) in lexicons.answers["blank"]
        if answer.field not in found and answer not in unsure and not empty:
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
            return told(answered_number(reading, answer, numbers_in(reading.folded)))
        case "finess" | "finess_valid":
            return _finess(answer, reading)
        case "structure":
            words = reading.written(answer.start, answer.end).strip(" \t\n.,;:-–—*")
            return told(nameless(words) if 2 < len(words) < 120 else None)
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
    for run in _NINE.finditer(answer.value):
        number = finess.normalised(run[0])
        if number is not None and _OF_A_FIRM.search(answer.value[: run.start()]) is None:
            place = (answer.start + run.start(), answer.start + run.end())
            good = finess.valid(number)
            found: dict[str, Found[Any]] = {"finess": reading.found(number, _SURE, *place)}
            return found if good is None else found | {"finess_valid": reading.found(good, 1.0, *place)}
    return {}
