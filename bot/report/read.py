"""A letter goes in, a report comes out: every field with its confidence, source and span, or unknown. Never a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.mail.message import Message
from bot.report.choices import Filled, filled_from
from bot.report.evidence import Evidence
from bot.report.fields import Found, Report
from bot.report.forms.form import Form, read_form
from bot.report.house import provider
from bot.report.house.identity import Identity, identity_of
from bot.report.incident import data_lost, handling, impact, nature, outsiders
from bot.report.incident.consistency import following
from bot.report.incident.exercise import exercise_of
from bot.report.incident.leaning import leanings_of, weighed
from bot.report.incident.meant import composed, statements_in
from bot.report.incident.noticed import Moment, noticed_in_prose, noticed_in_value
from bot.report.incident.played import played_of
from bot.report.incident.told_of import heads_a_letter
from bot.report.numbers.told_apart import numbers_in
from bot.report.place.territory import zone_of
from bot.report.reading import Reading, reading_of, signature_of, whole_reading_of
from bot.report.relayed import filled_up, says_what_happened
from bot.report.secrets.secrecy import sensitive_in
from bot.report.tlp import Label, labels_in, strictest
from bot.report.words.lexicon import ReportLexicons
from bot.report.words.statements import Statement

_FOUND_THEN = re.compile(r"decouv|constat|detect|apercu|notic|discover")
_LONGEST_INSTANT = 60
"""Characters of an answer that tells an instant and no story."""
_DAY_ALONE = 0.7
_NO = re.compile(r"(?:non|no|none|aucune?s?|neant|sans objet|nulle?|jamais|not)\b")
_BESIDE = 12
"""Characters between the end of a label and its answer."""


def read(message: Message, lexicons: ReportLexicons, received_at: datetime) -> Report:
    """What the author's own new text, subject and attachment names say as a report.

    `received_at` (aware) anchors dates without a year and lengths of time; times of day are the territory's.
    """
    own = _reported(message, reading_of(message), lexicons, received_at)
    if says_what_happened(own) or (whole := whole_reading_of(message)) is None:
        return own
    notice = provider.writes_as_provider(whole.folded)
    return filled_up(own, _reported(message, whole, lexicons, received_at), notice=notice)


def _reported(message: Message, reading: Reading, lexicons: ReportLexicons, received_at: datetime) -> Report:
    form = read_form(reading.folded, lexicons)
    evidence = Evidence(reading, lexicons.terms, received_at.year, form.labels, lexicons.together)
    numbers = numbers_in(reading.folded)
    identity = identity_of(message, reading, signature_of(message), form, numbers, evidence)
    filled = filled_from(form, reading, evidence, lexicons)
    statements = statements_in(reading, evidence.sentences, lexicons.classes, form.labels)
    fields = {**_from_prose(evidence, filled, statements), **filled.fields}
    fields["exercise"] = exercise_of(reading, evidence.hits) or filled.fields.get("exercise") or _at_the_foot(message)
    fields["noticed_at"] = _noticed_at(reading, form, received_at, identity)
    fields["sensitive"] = sensitive_in(message, reading, evidence, numbers)
    if fields.get("personal_data") is None and _lists_people(fields):
        fields["personal_data"] = replace(fields["sensitive"], value=True, confidence=0.6)
    fields["unsure"] = _unsure(reading, filled)
    labels = labels_in(reading.folded)
    for kind in ("tlp", "pap"):
        label = strictest(labels, kind) or _label_answered(form, kind)
        fields[kind] = reading.found(label.value, 1.0, label.start, label.end) if label else None
    words = weighed(reading.folded, form.labels)
    leanings = leanings_of(evidence, fields, form.labels, message, words)
    denied = _denied(message, reading, form, filled)
    return Report(**identity.fields, **fields, leanings=leanings, alarming=words.alarming, denied=denied)


def _at_the_foot(message: Message) -> Found[bool] | None:
    """« --- For training purposes only » stands where signatures stand."""
    foot = signature_of(message)
    return played_of(foot) if foot is not None else None


def _denied(message: Message, reading: Reading, form: Form, filled: Filled) -> tuple[tuple[int, int], ...]:
    """Where labels stand whose answer is no: « Mode dégradé : non » says nothing of a degraded mode."""
    answered_no = {
        answer.start
        for answer in form.answers
        if (found := filled.fields.get(answer.field)) is not None
        and found.value in (False, "none")
        and _NO.match(answer.value) is not None
        and "," not in answer.label
    }
    labels = [label for label in form.labels if any(0 <= at - label[1] <= _BESIDE for at in answered_no)]
    spans = (reading.in_new_text(*label, message.new_text) for label in labels)
    return tuple(span for span in spans if span is not None)


def _lists_people(fields: dict[str, Any]) -> bool:
    """True for a leak whose letter shows what leaked: people's names or numbers."""
    category, sensitive = fields.get("category"), fields.get("sensitive")
    leaked = category is not None and category.value == "data_leak"
    return leaked and sensitive is not None and bool({"nir", "patient_list"} & set(sensitive.value))


def _label_answered(form: Form, kind: str) -> Label | None:
    """The label in a form's box, where the colour stands alone."""
    answer = form.first(kind)
    label = strictest(labels_in(f"{kind}:{answer.value}"), kind) if answer is not None else None
    return replace(label, start=answer.start, end=answer.end) if label is not None and answer is not None else None


def _from_prose(evidence: Evidence, filled: Filled, statements: Sequence[Statement]) -> dict[str, Any]:
    told = filled.fields
    category = told.get("category") or nature.category_of(evidence)
    word = category.value if category else None
    fields: dict[str, Found[Any] | None] = {
        "category": category,
        "origin": nature.origin_of(evidence, word),
        "patient_impact": impact.patient_impact_of(evidence, word),
        "degraded_mode": impact.degraded_mode_of(evidence, word),
        "care_impact": impact.care_impact_of(evidence),
        "data_impact": data_lost.data_impact_of(evidence, word),
        "personal_data": data_lost.personal_data_of(evidence, word),
        "support_requested": handling.support_requested_of(evidence),
        "state": handling.state_of(evidence, word),
        "provider_involved": outsiders.provider_involved_of(evidence),
        "others_at_risk": outsiders.others_at_risk_of(evidence, word),
    }
    silent = {name for name, found in fields.items() if found is None and told.get(name) is None}
    if handling.asks_elsewhere(evidence):
        silent.discard("support_requested")
    fields |= composed(evidence.reading, statements, word, silent)
    fields |= following(evidence, {**fields, **told})
    if fields["state"] is None and told.get("state") is None:
        fields["state"] = handling.still_felt({**fields, **told})
    for answer in filled.unsure:
        if answer.field in fields:
            fields[answer.field] = None
    return fields


def _noticed_at(reading: Reading, form: Form, received_at: datetime, identity: Identity) -> Found[datetime] | None:
    territory = identity.fields["territory"]
    zone = zone_of(territory.value if territory else None)
    # Where a form asks when it began and when it was found, it was noticed when it was found.
    answers = sorted(
        (each for each in form.all("noticed_at") if not heads_a_letter(reading.folded, each.start, each.end)),
        # « Constat » may stand above the story of it, and « vu le » above the instant.
        key=lambda answer: (len(answer.value) > _LONGEST_INSTANT, _FOUND_THEN.search(answer.label) is None),
    )
    if len(answers) > 1 and len(answers[-1].value) > _LONGEST_INSTANT >= len(answers[0].value):
        answers = [answer for answer in answers if len(answer.value) <= _LONGEST_INSTANT]
    if len(answers) > 1 and _FOUND_THEN.search(answers[0].label) and not _FOUND_THEN.search(answers[1].label):
        own = noticed_in_value(answers[0].value, received_at, zone)
        if own is not None and own.confidence > _DAY_ALONE:
            return reading.found(own.at, own.confidence, answers[0].start, answers[0].end)
    merged = " ".join(answer.value for answer in answers[:3])
    for answer in answers:
        moment = noticed_in_value(answer.value if len(answers) == 1 else merged, received_at, zone)
        if moment is not None:
            return reading.found(moment.at, moment.confidence, answer.start, answer.end)
    told: Moment | None = noticed_in_prose(
        reading.folded, reading.words, received_at, zone, reading.extent("subject")[1]
    )
    return reading.found(told.at, told.confidence, told.start, told.end) if told else None


def _unsure(reading: Reading, filled: Filled) -> Found[tuple[str, ...]] | None:
    if not filled.unsure:
        return None
    names = tuple(dict.fromkeys(answer.field for answer in filled.unsure))
    first = filled.unsure[0]
    return reading.found(names, 1.0, first.start, first.end)
