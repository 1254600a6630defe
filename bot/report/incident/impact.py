"""Whom and what the incident touches: patients, care, degraded mode, data and personal data."""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

_ABOUT_PATIENTS = re.compile(r"\b(?:mises? en danger|patients?|residents?|malades?|usagers?|personnes|beneficiaires)\b")
_ABOUT_CARE = re.compile(
    r"\b(?:soins?|prises? en charge|care|consultations?|operations?|interventions?|bloc|urgences|"
    r"patients?|residents?|traitements?|examens?|admissions?|dialyse|seances?|activite)\b"
)
# « Pas de transfert pour l'instant » spares nobody.
_MEASURE = re.compile(r"(?:transfer|evac|devi|deprogramm|plan blanc|crise)")
_CARERS = re.compile(
    r"\b(?:soignante?s?|infirmiere?s?|medecins?|aides-soignantes?|sages-femmes|anesthesistes?|tous les services|"
    r"services de soins|unites de soins|prescrit|prescriptions?)\b"
)
_HARMLESS = re.compile(
    r"\b(?:sans|aucune) (?:consequence|incidence)s?(?! (?:financ|sur l'org|sur les donn|sur le si|techn))"
)
_ENCRYPTED = re.compile(
    r"(?<!pas )(?<!non )(?<!ni )\b(?:chiffre[es]{0,2}|crypte[es]{0,2}|bitlocker|encrypted|filevault|"
    r"efface\w{0,3} a distance)\b"
)
_IF = re.compile(
    r"(?:^|[\n.,;:(]|\bet\b|\bmais\b|\b(?:demand\w{1,4}|recontact\w{1,5}|verrons|alert\w{1,4}))\s{0,3}"
    r"(?:si |s'ils? |if |unless )(?!besoin|possible|vous plait|te plait|necessaire|jamais|on peut dire)"
)
# « Restés à l'ancienne adresse » is no way of working.
_STILL_THERE = (" adresse", " messagerie", " boite", " version")
# « Aucun plan de soins imprimé depuis le 12 » speaks of no data touched.
_OF_DATA = re.compile(
    r"donnee|data|record|dossier|fichier|concern|touch|expos|fuit|vole|sorti|divulg|compromis|consult|attein|impact|"
    r"stock|heberg|conten|contien|dessus|dedans|identi|nominati|personnel|affect|patient|formulaire|breach|leak"
)
# « Le dossier patient ne s'ouvre plus » spares no data.
_NO_LONGER = re.compile(r"[^.,;:\n]{0,24}\bn(?:e |')[^.,;:\n]{1,24}\bplus\b")
_MODE = re.compile(
    r"\b(?:mode|procedures?|fonctionn|travaill|tourn(?:ons|ent|ait|e)\b|degrade|degraded|repass|ressor|bascul|recopi)"
)
_UNSURE = re.compile(r"\b(?:sa[iv][a-z]{1,5} pas|ignor|inconnu|a evaluer|en cours d'evaluation|difficile a dire)")
# « On avait ressorti le papier hier, on l'a rangé ce midi »
_WAS_OVER = re.compile(r"\bl'(?:a|avons) rangee?\b|\brangees?\b|\bplus rien n'est degrade\b")
_WHOLE_HOUSE = re.compile(
    r"\b(?:clinique|hopital|etablissement|ehpad|residence|laboratoire|maison) "
    r"(?:tourne|fonctionne|marche|travaille) (?:tout a fait )?normalement\b"
)
_RESULTS = re.compile(
    r"\b(?:resultat|prescription|dossier|identite|donnee|compte rendu|ordonnance|allergi|dose|posolog)"
)


def patient_impact_of(evidence: Evidence, category: str | None) -> Found[str] | None:
    """`proven`, `potential` or `none`; None when the letter does not say."""
    harms = evidence.of("patient_proven", Stance.STATED)
    proven = next((hit for hit in harms if not _under_if(evidence, hit)), None)
    if proven is not None:
        return evidence.found("proven", 0.8, proven)
    if harms:
        return evidence.found("potential", 0.6, harms[0])
    risk = evidence.stated("patient_risk") or evidence.doubted("patient_risk") or evidence.doubted("patient_proven")
    unharmed = evidence.stated("patient_safe")
    if risk is not None and (unharmed is None or evidence.stated("patient_risk") is not None):
        return evidence.found("potential", 0.75, risk)
    if unharmed is not None and evidence.stated("patient_risk") is None:
        return evidence.found("none", 0.8, unharmed)
    if (danger := _vital_unit_down(evidence)) is not None:
        return evidence.found("potential", 0.65, danger)
    if category == "telecom_loss" and (unit := evidence.stated("care_unit")) is not None:
        return evidence.found("potential", 0.55, unit)
    denied = _denied_about(evidence, _ABOUT_PATIENTS) or _denied_about(evidence, _ABOUT_CARE)
    denied = denied or evidence.stated("patient_safe") or _care_spared(evidence)
    doubted = [hit for concept in ("care_hit", "patient_risk") for hit in evidence.of(concept, Stance.DOUBTED)]
    if (safe := _danger_denied(evidence)) is not None:
        return evidence.found("none", 0.75, safe)
    if denied is not None and not _care_strikes(evidence):
        return evidence.found("none", 0.8, denied)
    harmless = _HARMLESS.search(evidence.reading.folded)
    if harmless is not None and not _care_strikes(evidence) and not doubted:
        return evidence.reading.found("none", 0.5, harmless.start(), harmless.end())
    if doubted and not _UNSURE.search(evidence.sentence_of(doubted[0])):
        return evidence.found("potential", 0.55, doubted[0])
    if risk is not None:
        return evidence.found("none", 0.6, risk)
    return None


def _denied_about(evidence: Evidence, subject: re.Pattern[str]) -> Hit | None:
    for concept in ("care_hit", "patient_risk", "patient_proven"):
        for hit in evidence.of(concept, Stance.DENIED):
            words = evidence.reading.folded[hit.start : hit.end]
            if subject.search(words) and not _MEASURE.match(words):
                return hit
    return None


def _care_denied(evidence: Evidence) -> Hit | None:
    """« Les soins ne sont pas touchés »; « aucun danger » speaks of the patients, not of the care."""
    words = evidence.reading.folded
    hits = evidence.of("care_hit", Stance.DENIED)
    return next((hit for hit in hits if _spares(words[hit.start : hit.end])), None)


def _spares(words: str) -> bool:
    return _ABOUT_CARE.search(words) is not None and _MEASURE.match(words) is None


def _care_spared(evidence: Evidence) -> Hit | None:
    """Care told to go on; not where the same sentence says that it does so in degraded mode."""
    for hit in evidence.of("care_safe", Stance.STATED):
        start, end = evidence.sentences.around(hit.start, hit.end)
        worse = any(start <= other.start < end for other in evidence.of("degraded", Stance.STATED))
        if not worse or "normal" in evidence.reading.folded[hit.start : hit.end]:
            return hit
    return None


def _danger_denied(evidence: Evidence) -> Hit | None:
    words = evidence.reading.folded
    hits = evidence.of("patient_risk", Stance.DENIED)
    return next((hit for hit in hits if "danger" in words[hit.start : hit.end]), None)


def _care_strikes(evidence: Evidence) -> list[Hit]:
    return [hit for hit in evidence.of("care_hit", Stance.STATED) if not _under_if(evidence, hit)]


def _degraded(evidence: Evidence) -> list[Hit]:
    words = evidence.reading.folded
    hits = evidence.of("degraded", Stance.STATED)
    return [hit for hit in hits if not words.startswith(_STILL_THERE, hit.end) and not _under_if(evidence, hit)]


def _under_if(evidence: Evidence, hit: Hit) -> bool:
    """« Si la panne dure, nous passerons au papier »: nothing of it has come."""
    start, _ = evidence.sentences.around(hit.start, hit.end)
    words = evidence.reading.folded
    return _IF.search(words, max(0, start - 1), hit.start) is not None


def _vital_unit_down(evidence: Evidence) -> Hit | None:
    """A unit where minutes count, in a sentence with an outage, a degraded mode or a blow to care."""
    outages = [hit for hit in evidence.of("outage", Stance.STATED) if not _under_if(evidence, hit)]
    troubles = [*outages, *_degraded(evidence), *_care_strikes(evidence)]
    for hit in _care_strikes(evidence):
        words = evidence.reading.folded[hit.start : hit.end]
        if re.search(
            r"\b(?:transfer|devi|evac|derout|divert|redirect|cherche|trouver|plan blanc|delest|reorient|detourn|"
            r"recevoir)",
            words,
        ):
            return hit
    for unit in evidence.of("care_unit", Stance.STATED):
        start, end = evidence.sentences.around(unit.start, unit.end)
        if any(start <= trouble.start < end for trouble in troubles):
            return unit
    if _care_strikes(evidence) and evidence.stated("degraded") is not None:
        return evidence.stated("care_unit")
    return None


def care_impact_of(evidence: Evidence) -> Found[bool] | None:
    """True when care is hampered, False when the letter says it is not; None when it is silent."""
    strikes = _care_strikes(evidence)
    if strikes:
        return evidence.found(True, 0.8, strikes[0])
    harmed = next((hit for hit in evidence.of("patient_proven", Stance.STATED) if not _under_if(evidence, hit)), None)
    if harmed is not None and evidence.denied("care_hit") is None:
        return evidence.found(True, 0.55, harmed)
    denied = _care_denied(evidence) or _care_spared(evidence)
    unit = _vital_unit_down(evidence) or _service_degraded(evidence)
    if unit is not None and denied is None:
        return evidence.found(True, 0.65, unit)
    if denied is None and (carers := _carers_degraded(evidence)) is not None:
        return evidence.found(True, 0.55, carers)
    if denied is not None:
        return evidence.found(False, 0.8, denied)
    normal = evidence.stated("normal_operation")
    if normal is not None and _ABOUT_CARE.search(evidence.sentence_of(normal)):
        return evidence.found(False, 0.65, normal)
    return None


def _service_degraded(evidence: Evidence) -> Hit | None:
    degraded, outages = _degraded(evidence), evidence.of("outage", Stance.STATED)
    troubles = degraded + evidence.of("patient_proven", Stance.STATED)
    for service in evidence.of("care_service", Stance.STATED):
        start, end = evidence.sentences.around(service.start, service.end)
        if any(start <= trouble.start < end for trouble in troubles):
            return service
        if degraded and any(start <= outage.start < end for outage in outages):
            return service
    return None


def _carers_degraded(evidence: Evidence) -> Hit | None:
    """« Les soignants sont au papier. »"""
    hits = _degraded(evidence)
    return next((hit for hit in hits if _CARERS.search(evidence.sentence_of(hit))), None)


def degraded_mode_of(evidence: Evidence, category: str | None) -> Found[bool] | None:
    """True in degraded mode, False when it is denied or operation is told to be normal.

    Papers named in the letter of a theft were stolen, unless it says what they are used for.
    """
    stated = next(iter(_degraded(evidence)), None)
    if stated is not None and category == "theft_loss" and not _is_a_mode(evidence, stated):
        stated = None
    normal = evidence.stated("normal_operation")
    over = normal is not None and _WAS_OVER.search(evidence.sentence_of(normal)) is not None
    if stated is not None and not over:
        return evidence.found(True, 0.85, stated)
    if (denied := evidence.denied("degraded")) is not None:
        return evidence.found(False, 0.8, denied)
    if normal is None:
        return None
    whole = over or evidence.stated("outage") is None or _WHOLE_HOUSE.search(evidence.sentence_of(normal)) is not None
    return evidence.found(False, 0.55, normal) if whole else None


def _is_a_mode(evidence: Evidence, hit: Hit) -> bool:
    return bool(_care_strikes(evidence)) or _MODE.search(evidence.sentence_of(hit)) is not None


def data_impact_of(evidence: Evidence, category: str | None) -> Found[tuple[str, ...]] | None:
    """The properties lost: availability, integrity, confidentiality, as far as the letter says."""
    hits: dict[str, Hit] = {}
    if (lost := evidence.stated("availability") or _unreachable(evidence, category)) is not None:
        hits["availability"] = lost
    for name in ("integrity", "confidentiality"):
        if (hit := evidence.stated(name)) is not None:
            hits[name] = hit
    if category == "data_leak" and "confidentiality" not in hits and evidence.denied("confidentiality") is None:
        leak = next((hit for hit in evidence.of("category.data_leak", Stance.STATED)), None)
        if leak is not None:
            hits["confidentiality"] = leak
    data = evidence.stated("personal") if category == "theft_loss" else None
    if data is not None and _ENCRYPTED.search(evidence.reading.folded) is None:
        hits.setdefault("confidentiality", data)
    if not hits:
        return None
    first = next(iter(hits.values()))
    return evidence.found(
        tuple(name for name in ("availability", "integrity", "confidentiality") if name in hits), 0.7, first
    )


def _unreachable(evidence: Evidence, category: str | None) -> Hit | None:
    if category == "theft_loss":
        return None
    if category == "ransomware":
        return next(iter(evidence.of("category.ransomware", Stance.STATED)), None)
    for hit in evidence.of("outage", Stance.STATED):
        if re.search(
            r"\b(?:donnees|dossiers?|dpi|fichiers?|dui|serveurs?|bases?|application|plateforme|plate-forme|"
            r"logiciel|sih|si|pacs|ris|messagerie|resultats|baie|partages?)\b",
            evidence.sentence_of(hit),
        ):
            return hit
    return None


def personal_data_of(evidence: Evidence, category: str | None) -> Found[bool] | None:
    """True when personal data are touched, False when that is denied; None when nobody knows."""
    stated = evidence.stated("personal")
    harms = ("confidentiality", "integrity", "availability", "category.data_leak")
    exposed = next((hit for hit in map(evidence.stated, harms) if hit is not None), None)
    denied = next((hit for hit in evidence.of("personal", Stance.DENIED) if _denies_touch(evidence, hit)), None)
    denied = denied or evidence.stated("personal_none")
    if stated is not None and exposed is not None and (denied is None or category == "data_leak"):
        return evidence.found(True, 0.8, stated)
    if denied is not None:
        return evidence.found(False, 0.75, denied)
    if (
        stated is not None
        and category in ("ransomware", "theft_loss", "account_compromise", "data_leak")
        and evidence.doubted("personal") is None
    ):
        return evidence.found(True, 0.6, stated)
    return None


def _denies_touch(evidence: Evidence, hit: Hit) -> bool:
    if evidence.reading.folded.startswith((" qui n'est pas", " qui ne sont pas"), hit.end):
        return False
    if _NO_LONGER.match(evidence.reading.folded, hit.end):
        return False
    said = evidence.sentence_of(hit)
    return _OF_DATA.search(said) is not None and not _UNSURE.search(said)
