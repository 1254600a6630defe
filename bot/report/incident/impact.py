"""Whom the incident touches: patients, care and the way of working."""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.incident.consequences import NO_MODE, NOT_OF_CARE
from bot.report.incident.harm import harms_told, is_unsettled
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
_ALL_WELL_HERE = re.compile(
    r"\b(?:chez nous|de notre cote)[, ]{1,2}(?:tout (?:marche|fonctionne|tourne|va bien|repond)|rien n'est touche)\b"
    r"(?! sauf| hormis| mais| encore| a l'exception)"
)
_NONE_OF_IT = ("aucun", "pas ", "sans ", "nul", "ni ", "no ")
_ON_PAPER = re.compile(
    r"(?!.*\b(?:report|annul|retard|ferm|suspend|arret|interromp|transf|devi|perturb|allonge))"
    r".*\b(?:papier|a la main|cahiers?|stylo|crayon|manu\w+)\b",
    re.DOTALL,
)
_IF = re.compile(
    r"(?:^|[\n.,;:(]|\bet\b|\bmais\b|\b(?:demand\w{1,4}|recontact\w{1,5}|verrons|alert\w{1,4}))\s{0,3}"
    r"(?:si |s'ils? |if |unless )(?!besoin|possible|vous plait|te plait|necessaire|jamais|on peut dire)"
)
# « Restés à l'ancienne adresse » is no way of working.
_STILL_THERE = (" adresse", " messagerie", " boite", " version")
_OFFICE = re.compile(
    r"\b(?:facturation|paie|comptabilite|achats|administrati\w+|commandes de fournitures)\b[^.;,\n]{0,24}$"
)
# « Nous ne sommes pas concernés »: what is passed on befell others.
_NOT_US = re.compile(
    r"\bne sommes (?:donc |heureusement )?(?:pas|nullement|aucunement) (?:concern|touch|impact)|\bwe are not affected"
)
_SO_FAR = re.compile(r"\b(?:pour l'instant|pour le moment|jusqu'ici|jusqu'a present|a ce stade|so far|for now)\b")
_MODE = re.compile(
    r"\b(?:mode|procedures?|fonctionn|travaill|tourn(?:ons|ent|ait|e)\b|degrade|degraded|repass|ressor|bascul|recopi)"
)
_UNSURE = re.compile(r"\b(?:sa[iv][a-z]{1,5} pas|ignor|inconnu|a evaluer|en cours d'evaluation|difficile a dire)")
# « On avait ressorti le papier hier, on l'a rangé ce midi »
_WAS_OVER = re.compile(
    r"\bl'(?:a|avons) rangee?\b|\brangees?\b|\bplus rien n'est degrade\b|"
    r"\b(?:sortie?s?|sorti|fin) (?:du|de la|de notre) (?:mode|procedure|fonctionnement|cellule)|"
    r"\b(?:quitte|quittons|abandonne|leve|remballe) (?:l[ae]s?|notre|nos) (?:mode|procedure|papier|cahier)"
)
_WHOLE_HOUSE = re.compile(
    r"\b(?:clinique|hopital|etablissement|ehpad|residence|laboratoire|maison) "
    r"(?:tourne|fonctionne|marche|travaille) (?:tout a fait )?normalement\b"
)
_RESULTS = re.compile(
    r"\b(?:resultat|prescription|dossier|identite|donnee|compte rendu|ordonnance|allergi|dose|posolog)"
)


def patient_impact_of(evidence: Evidence, category: str | None) -> Found[str] | None:
    """`proven`, `potential` or `none`; None when the letter does not say."""
    harms = harms_told(evidence)
    proven = next((hit for hit in harms if not _under_if(evidence, hit) and not is_unsettled(evidence, hit)), None)
    if proven is not None:
        return evidence.found("proven", 0.8, proven)
    if harms:
        return evidence.found("potential", 0.6, harms[0])
    risk = evidence.stated("patient_risk") or evidence.doubted("patient_risk") or evidence.doubted("patient_proven")
    unharmed = evidence.stated("patient_safe")
    if risk is not None and (unharmed is None or evidence.stated("patient_risk") is not None):
        return evidence.found("potential", 0.75, risk)
    if unharmed is not None and evidence.stated("patient_risk") is None:
        if _SO_FAR.search(evidence.sentence_of(unharmed)) and (danger := _vital_unit_down(evidence)) is not None:
            return evidence.found("potential", 0.6, danger)
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
    hits = [hit for hit in evidence.of("care_hit", Stance.STATED) if not _under_if(evidence, hit)]
    own = [hit for hit in hits if not _passed_on(evidence, hit.start)]
    if len(own) < len(hits):
        spared = _NOT_US.search(evidence.reading.folded)
        hits = own if spared is not None and not _passed_on(evidence, spared.start()) else hits
    return [hit for hit in hits if not _of_the_office(evidence, hit)]


def _passed_on(evidence: Evidence, place: int) -> bool:
    return evidence.reading.source_at(place).startswith("forwarded")


def _of_the_office(evidence: Evidence, hit: Hit) -> bool:
    """« Seule la facturation a pris du retard », « l'intervention du technicien est décalée »."""
    if NOT_OF_CARE.search(evidence.reading.folded, max(0, hit.start - 24), hit.end + 40) is not None:
        return True
    if _ABOUT_CARE.search(evidence.reading.folded, hit.start, hit.end) is not None:
        return False
    return _OFFICE.search(evidence.reading.folded, max(0, hit.start - 40), hit.start) is not None


def _degraded(evidence: Evidence) -> list[Hit]:
    words = evidence.reading.folded
    hits = [hit for hit in evidence.of("degraded", Stance.STATED) if not words.startswith(_STILL_THERE, hit.end)]
    told = [hit for hit in hits if not _under_if(evidence, hit)]
    return [hit for hit in told if NO_MODE.search(evidence.sentence_of(hit)) is None]


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
            r"\b(?:transfer|parti|partent|devi|evac|derout|divert|redirect|cherche|trouver|plan blanc|delest|reorient|"
            r"detourn|recevoir)",
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
    if strikes and (here := _ALL_WELL_HERE.search(evidence.reading.folded)) is not None:
        # « Le CHU d'à côté détourne les SAMU ; chez nous tout marche. »
        return evidence.reading.found(False, 0.6, here.start(), here.end())
    if strikes and all(_ON_PAPER.search(evidence.reading.folded, hit.start, hit.end) for hit in strikes):
        # « Les traitements étaient tirés sur papier. Aucune gêne pour les résidents. »
        said = (*evidence.of("care_safe", Stance.STATED), *evidence.of("patient_safe", Stance.STATED))
        for spared in said:
            if evidence.reading.folded.startswith(_NONE_OF_IT, spared.start):
                return evidence.found(False, 0.6, spared)
    if strikes:
        return evidence.found(True, 0.8, strikes[0])
    settled = (hit for hit in harms_told(evidence) if not is_unsettled(evidence, hit))
    harmed = next((hit for hit in settled if not _under_if(evidence, hit)), None)
    if harmed is not None and evidence.denied("care_hit") is None:
        return evidence.found(True, 0.55, harmed)
    denied = _care_denied(evidence) or _care_spared(evidence)
    unit = _vital_unit_down(evidence) or _service_degraded(evidence)
    if unit is not None and denied is None:
        return evidence.found(True, 0.65, unit)
    if (
        denied is None
        and evidence.stated("patient_safe") is None
        and (carers := _carers_degraded(evidence)) is not None
    ):
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
