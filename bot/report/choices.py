"""The answers of a form as closed report fields: yes, no, closed words, « je ne sais pas ». They go before prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.forms.chosen import (
    NONE,
    losses_answered,
    losses_named,
    losses_one_by_one,
    origin_answered,
    patients_answered,
    state_answered,
)
from bot.report.forms.form import Answer, Form
from bot.report.forms.short_answers import is_bare, is_unsure, yes_no
from bot.report.incident.nature import scores_of
from bot.report.reading import Reading
from bot.report.words.lexicon import ReportLexicons
from bot.report.words.negation import Stance

_SURE = 0.95
_FEWEST = 3
"""Labels below which a letter is no form."""
CLOSED = frozenset({"patient_impact", "origin", "data_impact", "category"})
YES_NO = (
    "degraded_mode",
    "care_impact",
    "personal_data",
    "support_requested",
    "provider_involved",
    "others_at_risk",
    "exercise",
)
# « Fonctionnement normal : oui », « continuité des soins assurée : oui »
_NORMAL_LABEL = re.compile(
    r"\b(?:normal|nominal|habituel|assuree?s?\b|maintenue?s?\b|garantie?s?\b|preservee?s?\b|continuit|poursui|permanence)"
)
_HIT_LABEL = re.compile(
    r"\b(?:perturb|affect|touch|impact|gene|interromp|arret|menac|compromis|degrad|romp|rompu|atteint|consequ|effet)"
)
# « Parade : portables des unités », « comment on fait : ronde toutes les 20 min »: whatever is done instead.
_WORKAROUND = re.compile(
    r"\b(?:parade|contourne|repli|palliati|compensatoire|provisoire|comment (?:on|vous) (?:fai|s'org|vous org)|"
    r"workaround|how (?:we|you) (?:cope|manage))"
)
_SAYS = re.compile(
    r"(?!.{0,40}\b(?:normale?s?|normalement|comme d'habitude|pas besoin|inutile|as usual)\b)[^.;\n]{0,8}[a-z]{3}"
)
_YES_OR_NO = re.compile(r"\W{0,4}(?:oui|non|yes|no|o|n)(?!\w)")
# « Continuité : production analytique nominale, urgences rendues »
_AS_EVER = re.compile(
    r"(?!.{0,60}\b(?:pas|non|plus|sauf|mais)\b)[^.;\n]{0,40}\b(?:nominale?s?|normale?s?|normalement|inchangee?s?|"
    r"assuree?s?|maintenue?s?|preservee?s?|poursui\w{1,4}|sans (?:changement|incidence|impact)|as usual|unaffected)\b"
)


@dataclass
class Filled:
    """Fields read from a form, and the names of those answered by « je ne sais pas »."""

    fields: dict[str, Found[Any]] = field(default_factory=dict)
    unsure: list[Answer] = field(default_factory=list)


def filled_from(form: Form, reading: Reading, evidence: Evidence, lexicons: ReportLexicons) -> Filled:
    """The closed fields a form answers; names, numbers and instants are read by their own modules."""
    filled = Filled()
    lone = 0 < len(form.labels) < _FEWEST
    if (lost := losses_one_by_one(form.all("data_impact"), lexicons)) is not None:
        filled.fields["data_impact"] = reading.found(lost[0], _SURE, lost[1].start, lost[1].end)
    for answer in form.answers:
        if answer.field in filled.fields:
            continue
        if (answer.field in CLOSED or answer.field in YES_NO) and is_unsure(answer.value, lexicons):
            if answer.field == "data_impact" and losses_named(answer.label):
                # « Données volées : on ne sait pas » leaves open the other losses.
                continue
            filled.unsure.append(answer)
            continue
        value = _value(answer, evidence, lexicons, lone)
        if value is not None:
            filled.fields[answer.field] = reading.found(value, _SURE, answer.start, answer.end)
    return filled


def _value(answer: Answer, evidence: Evidence, lexicons: ReportLexicons, lone: bool) -> Any:
    said = yes_no(answer.value, lexicons)
    if said is not None and is_bare(answer.value):
        answer = replace(answer, value="oui" if said else "non")
    match answer.field:
        case "patient_impact":
            return patients_answered(answer, said)
        case "origin":
            return origin_answered(answer, said)
        case "state":
            return state_answered(answer, said)
        case "data_impact":
            # A yes or no to one kind of loss is told with the others.
            return None if said is not None and losses_named(answer.label) else losses_answered(answer.value)
        case "category":
            return _category(answer, evidence)
        case "degraded_mode" if _WORKAROUND.search(answer.label) is not None:
            # « Contournement : aucun » need not mean that all is as ever.
            return True if said is not False and _SAYS.match(answer.value) else None
        case name if name in YES_NO:
            return _spoken(answer, evidence, lone) if said is None else said != _asks_the_contrary(answer)
    return None


def _asks_the_contrary(answer: Answer) -> bool:
    """« Fonctionnement normal : oui », « continuité des soins assurée : non »"""
    if answer.field not in ("care_impact", "degraded_mode"):
        return False
    plain = _YES_OR_NO.match(answer.value) is not None
    return plain and _NORMAL_LABEL.search(answer.label) is not None and _HIT_LABEL.search(answer.label) is None


def _category(answer: Answer, evidence: Evidence) -> str | None:
    scores: dict[str, float] = {}
    for name in scores_of(evidence):
        for hit in evidence.of(f"category.{name}", Stance.STATED, Stance.DOUBTED):
            if answer.start <= hit.start and hit.end <= answer.end:
                scores[name] = scores.get(name, 0.0) + hit.weight
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] >= 6 else None


_SPOKEN = {
    "degraded_mode": ("degraded",),
    "support_requested": ("support_asked",),
    "provider_involved": ("provider",),
    "others_at_risk": ("others",),
    "personal_data": ("personal",),
    "care_impact": ("care_hit", "degraded", "care_unit"),
}


def _spoken(answer: Answer, evidence: Evidence, lone: bool) -> bool | None:
    """An answer in words: the hits inside it decide; a provider's bare name counts as one."""
    if NONE.match(answer.value) or (answer.field == "support_requested" and "sans objet" in answer.value):
        return False
    if answer.field in ("care_impact", "degraded_mode") and _AS_EVER.match(answer.value):
        return False
    told = [
        stance in (Stance.STATED, Stance.DOUBTED)
        for concept in _SPOKEN.get(answer.field, ())
        for hit, stance in evidence.hits
        if hit.concept == concept and answer.start <= hit.start < answer.end
    ]
    if told and (any(told) or answer.field != "care_impact"):
        return any(told)
    if lone and answer.field == "support_requested":
        # « Avez-vous besoin d'autre chose ? », and the signature
        return None
    return (
        True
        if answer.field in ("provider_involved", "support_requested") and re.search(r"[a-z]{3}", answer.value)
        else None
    )
