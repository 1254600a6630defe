"""The answers of a form as closed report fields: yes, no, closed words, « je ne sais pas ». They go before prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.form import Answer, Form, is_unsure, yes_no
from bot.report.incident.nature import scores_of
from bot.report.reading import Reading
from bot.report.words.lexicon import ReportLexicons
from bot.report.words.negation import Stance

_SURE = 0.95
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
_PROVEN = re.compile(
    r"\b(?:avere\w{0,2}|prouve\w{0,2}|confirme\w{0,2}|effecti\w{1,3}|deces|decede\w?|proven|reel\w{0,3}|certain\w?)\b"
)
_NONE = re.compile(r"(?:aucun|non\b|neant|nul|pas d|pas a|sans\b|ras\b|none|no\b|0\b|absence|pas\b)")
_FEARED = re.compile(r"\b(?:mais|sauf|toutefois|cependant)\b[^.]{0,80}\b(?:crain|redout|risqu|peur|danger|inqui)")
_POTENTIAL = re.compile(
    r"\b(?:potenti\w{2,4}|possibl\w{1,2}|risque|eventuel\w{0,3}|oui|yes|probable|faible|indirect|"
    r"modere|limite|limitee?)\b"
)
_MALICIOUS = re.compile(r"\b(?:malveill\w{3,6}|malicious|attaque|cyber\w*|piratage|intrusion|oui|yes)\b")
# « Mauvais réglage, pas de piratage connu »
_NO_ATTACK = re.compile(
    r"\b(?:pas|aucune?|sans|nulle?|ni) (?:d'|de |l'|acte )?(?:malveill|attaqu|cyber|pirat|intrus|intention)"
    r"(?![^.;]{0,30}exclu)"
)
_INNOCENT = re.compile(
    r"\b(?:non[ -]malveill\w*|pas malveill\w*|accident\w{0,6}|panne|erreur|technique|materiel\w{0,3}|"
    r"humaine?|non|no|involontaire|defaillance|travaux|bug|aucun\w?|maintenance|mise a jour|"
    r"non[ -]malicious)\b"
)
_AVAILABILITY = re.compile(r"\b(?:disponib|indisponib|inaccessib|perte|availab|chiffre|detruit)")
_INTEGRITY = re.compile(r"\b(?:integrit|alter|modif|corromp|errone)")
_CONFIDENTIALITY = re.compile(r"\b(?:confidential|divulg|fuite|exfiltr|vol\b|expos)")
# « Rien de perdu, rien de divulgué »; « non avéré, mais possible »
_NOTHING = re.compile(r"\brien (?:de |d'|n'est |n'a ete )?[a-z]{3,16}")
# « Inaccessibles, ni altérées ni divulguées »; « fuite non constatée »
_PIECES = re.compile(r"[;,.]|\bmais\b|(?=\bni\b)")
_DENIED = re.compile(r"\b(?:ni|pas|aucune?|sans|non|not|no)\b(?! (?:disponib|accessib|available))")
_YET_POSSIBLE = re.compile(r"\bmais (?:[a-z]{3,10} )?(?:possible|potentiel|redoute|a craindre)")
_OPEN = re.compile(
    r"\b(?:en cours|ongoing|non resolu\w?|pas resolu\w?|toujours|ouvert|actif|non\b|pas encore|"
    r"non retabli|partiel\w*|analyse|investigation)\b"
)
_CONTAINED = re.compile(
    r"\b(?:contenu\w?|maitrise\w{0,2}|endigue\w{0,2}|isole\w{0,2}|confine\w{0,2}|circonscrit\w?|"
    r"contained|sous controle|contournement|stabilise\w{0,2})\b"
)
# « Continuité : production analytique nominale, urgences rendues »
_AS_EVER = re.compile(
    r"(?!.{0,60}\b(?:pas|non|plus|sauf|mais)\b)[^.;\n]{0,40}\b(?:nominale?s?|normale?s?|normalement|inchangee?s?|"
    r"assuree?s?|maintenue?s?|preservee?s?|as usual|unaffected)\b"
)
_STILL_ON = re.compile(r"\b(?:toujours|encore|incident en cours(?! ou)|still)\b")
_RESOLVED = re.compile(
    r"\b(?:resolu\w{0,2}|clos\w?|cloture\w{0,2}|termine\w{0,2}|retabli\w{0,2}|retour a la normale|"
    r"regle\w{0,2}|oui|resolved|closed|traite\w{0,2}|leve\w?)\b"
)


@dataclass
class Filled:
    """Fields read from a form, and the names of those answered by « je ne sais pas »."""

    fields: dict[str, Found[Any]] = field(default_factory=dict)
    unsure: list[Answer] = field(default_factory=list)


def filled_from(form: Form, reading: Reading, evidence: Evidence, lexicons: ReportLexicons) -> Filled:
    """The closed fields a form answers; names, numbers and instants are read by their own modules."""
    filled = Filled()
    for answer in form.answers:
        if answer.field in filled.fields:
            continue
        if (answer.field in CLOSED or answer.field in YES_NO) and is_unsure(answer.value, lexicons):
            filled.unsure.append(answer)
            continue
        value = _value(answer, evidence, lexicons)
        if value is not None:
            filled.fields[answer.field] = reading.found(value, _SURE, answer.start, answer.end)
    return filled


def _value(answer: Answer, evidence: Evidence, lexicons: ReportLexicons) -> Any:
    said = yes_no(answer.value, lexicons)
    match answer.field:
        case "patient_impact":
            return _patients(answer.value, said)
        case "origin":
            return _origin(answer.value)
        case "state":
            return _state(answer.value) if _STILL_ON.search(answer.label) is None else _still(said)
        case "data_impact":
            return _data(answer.value)
        case "category":
            return _category(answer, evidence)
        case name if name in YES_NO:
            return said if said is not None else _spoken(answer, evidence)
    return None


def _patients(value: str, said: bool | None) -> str | None:
    if _YET_POSSIBLE.search(value):
        return "potential"
    if (said is False or _NONE.match(value)) and not _FEARED.search(value):
        return "none"
    if _PROVEN.search(value) and not _POTENTIAL.match(value):
        return "proven"
    return "potential" if said or _FEARED.search(value) or _POTENTIAL.search(value) else None


def _origin(value: str) -> str | None:
    if _NO_ATTACK.search(value) or (
        _INNOCENT.search(value) and not re.match(r"(?:acte )?malveill|cyber|attaque|oui", value)
    ):
        return "non_malicious"
    return "malicious" if _MALICIOUS.search(value) else None


def _still(said: bool | None) -> str | None:
    """« Toujours en cours : oui »; a « non » there may mean held as well as over."""
    return "ongoing" if said else None


def _state(value: str) -> str | None:
    if _CONTAINED.search(value) and not re.search(r"\bpas\b|\bnon\b", value):
        return "contained"
    if _OPEN.search(value):
        return "ongoing"
    return "resolved" if _RESOLVED.search(value) else None


def _data(value: str) -> tuple[str, ...] | None:
    if _NONE.match(value):
        return ()
    value = _NOTHING.sub("", value)
    value = ";".join(piece for piece in _PIECES.split(value) if not _DENIED.search(piece)) or value
    named = (("availability", _AVAILABILITY), ("integrity", _INTEGRITY), ("confidentiality", _CONFIDENTIALITY))
    found = tuple(name for name, pattern in named if pattern.search(value))
    return found or None


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


def _spoken(answer: Answer, evidence: Evidence) -> bool | None:
    """An answer in words: the hits inside it decide; a provider's bare name counts as one."""
    if _NONE.match(answer.value):
        return False
    if answer.field == "care_impact" and _AS_EVER.match(answer.value):
        return False
    for concept in _SPOKEN.get(answer.field, ()):
        for hit, stance in evidence.hits:
            if hit.concept == concept and answer.start <= hit.start < answer.end:
                return stance in (Stance.STATED, Stance.DOUBTED)
    return (
        True
        if answer.field in ("provider_involved", "support_requested") and re.search(r"[a-z]{3}", answer.value)
        else None
    )
