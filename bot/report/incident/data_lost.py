"""What became of data: which of their properties were lost, and whether they speak of persons."""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

_ENCRYPTED = re.compile(
    r"(?<!pas )(?<!non )(?<!ni )\b(?:chiffre[es]{0,2}|crypte[es]{0,2}|bitlocker|encrypted|filevault|"
    r"efface\w{0,3} a distance)\b"
)
# « Aucun plan de soins imprimé depuis le 12 » speaks of no data touched.
_OF_DATA = re.compile(
    r"donnee|data|record|dossier|fichier|concern|touch|expos|fuit|vole|sorti|divulg|compromis|consult|attein|impact|"
    r"stock|heberg|conten|contien|dessus|dedans|identi|nominati|personnel|affect|patient|formulaire|breach|leak"
)
# « Le dossier patient ne s'ouvre plus » spares no data.
_NO_LONGER = re.compile(r"[^.,;:\n]{0,24}\bn(?:e |')[^.,;:\n]{1,24}\bplus\b")
# « Le confrère a détruit les documents et l'atteste », « le lien a été supprimé »: so a leak is made good again.
_MADE_GOOD = re.compile(
    r"\b(?:destinataires?|confrere|correspondante?|interlocut\w+|medecin|atteste|temoin|pries? de|demande d[e']|"
    r"s'est engagee?|a distance|il a (?:supprim|detrui|effac)|elle a (?:supprim|detrui|effac)|liens? |"
    r"confirm\w* (?:in writing|that|par ecrit)|deleted the)"
)
# « Ces comptes rendus, pas de dossier de soins »: what lay there, nothing that is missing.
_CONTENTS = re.compile(
    r"\b(?:figur|contena|contien|renferm|dessus|dedans|dans ces espaces|il y avait|n'y a que|lequel)"
)
_NOTHING_LOCKED = re.compile(
    r"\b(?:rien n'est|aucune? (?:poste|equipement|serveur|machine|fichier|donnee|systeme) n'(?:est|a ete)|"
    r"no (?:machine|server|file|system)s? (?:is|are|was|were)) (?:chiffr|bloqu|crypt|verrouill|encrypted|locked)"
)
# « Pas de dossiers de soins » leaves the names and faces that were there.
_MEDICAL_ALONE = re.compile(
    r"(?:donnees? (?:medical|de sante|de soins)|dossiers? (?:medical|medicaux|de soins|patient)|rien de medical|"
    r"(?:health|medical) (?:data|record))"
)
_MAY_EXPOSE = frozenset({None, "system_compromise", "vulnerability_exploit", "phishing"})
_CLAIM = re.compile(
    r"\b(?:concernee?s?|dans le lot|contena|contien|figur|dedans|renferm|il y avait|porte|held|holds|contain|part of|"
    r"cnil|article 3[34]|faisai\w+ partie|nombre de personnes|data protection|lettres? (?:aux|destinee))"
)
# Of records out of reach for some hours nobody says that data of persons were touched.
_OUTAGES = frozenset({"infrastructure_failure", "telecom_loss", "ddos"})
_GIVEN_AWAY = frozenset({"data_leak", "account_compromise", "phishing"})
_NOBODY_KNOWS = re.compile(r"\b(?:sa[iv][a-z]{1,5} pas|ignor(?:e|ons|ent) (?:encore )?si|difficile a dire|not known)")
_UNSURE = re.compile(r"\b(?:sa[iv][a-z]{1,5} pas|ignor|inconnu|a evaluer|en cours d'evaluation|difficile a dire)")


def data_impact_of(evidence: Evidence, category: str | None) -> Found[tuple[str, ...]] | None:
    """The properties lost: availability, integrity, confidentiality, as far as the letter says."""
    hits: dict[str, Hit] = {}
    if (lost := _missing(evidence, category) or _unreachable(evidence, category)) is not None:
        hits["availability"] = lost
    for name in ("integrity", "confidentiality"):
        sure = (hit for hit in evidence.of(name, Stance.STATED) if not _NOBODY_KNOWS.search(evidence.sentence_of(hit)))
        if (hit := next(sure, None)) is not None:
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


def _missing(evidence: Evidence, category: str | None) -> Hit | None:
    """Data told to be gone; not what whoever got it by mistake destroyed, nor what was never there."""
    for hit in evidence.of("availability", Stance.STATED):
        said = evidence.sentence_of(hit)
        put_right = category in _GIVEN_AWAY and _MADE_GOOD.search(said) is not None
        if not put_right and not (evidence.stated("personal_none") is not None and _CONTENTS.search(said)):
            return hit
    return None


def _unreachable(evidence: Evidence, category: str | None) -> Hit | None:
    if category == "theft_loss" or category in _GIVEN_AWAY:
        return None
    if category == "ransomware":
        if _NOTHING_LOCKED.search(evidence.reading.folded) is not None:
            return None
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
    harms = ["confidentiality", "integrity", "category.data_leak"]
    if category not in _OUTAGES:
        harms.append("availability")
    exposed = next((hit for hit in map(evidence.stated, harms) if hit is not None), None)
    denied = next((hit for hit in evidence.of("personal", Stance.DENIED) if _denies_touch(evidence, hit)), None)
    denied = denied or evidence.stated("personal_none")
    if stated is not None and denied is not None and _spares_medical(evidence, denied, stated):
        denied = None
    if stated is not None and exposed is not None and (denied is None or category == "data_leak"):
        return evidence.found(True, 0.8, stated)
    if denied is not None:
        return evidence.found(False, 0.75, denied)
    if category in _MAY_EXPOSE and (claimed := _claimed(evidence)) is not None:
        return evidence.found(True, 0.6, claimed)
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


def _claimed(evidence: Evidence) -> Hit | None:
    """Data of persons told to lie in what is concerned, or to have been notified."""
    hits = evidence.of("personal", Stance.STATED)
    return next((hit for hit in hits if _CLAIM.search(evidence.sentence_of(hit)) is not None), None)


def _spares_medical(evidence: Evidence, denied: Hit, stated: Hit) -> bool:
    """« Des noms et des visages, pas de données médicales »: names are data of persons too."""
    if _MEDICAL_ALONE.search(evidence.reading.folded, denied.start, denied.end) is None:
        return False
    return not (denied.start <= stated.start < denied.end)
