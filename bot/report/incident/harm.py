"""Hits of harm go in; those that tell of people who came to harm come out."""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.incident.consequences import NO_HARM
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

_UNSETTLED = re.compile(
    r"\b(?:nearly|almost) given\b|\baurai(?:t|ent) (?:deja |pu )?(?:recu|eu|pris|avale|ete)\b|"
    r"\b(?:rien|aucune dose) n'a (?:encore )?ete (?:administre|injecte|donne|delivre)|"
    r"\bnothing was (?:given|administered)"
)
_FILED = re.compile(
    r"\b(?:fichiers?|dossiers?|listes?|archives?|registres?|base) (?:des? |d')[^.;,\n]{0,24}(?:deced|morts?\b)"
)
# « La dame de l'accueil dit que la baie est morte »
_DEAD_GEAR = re.compile(
    r"\b(?:baie|serveur|machine|ligne|ordinateur|poste|ecran|disque|batterie|carte|logiciel|onduleur|automate|appareil|"
    r"telephone|box|console|reseau|systeme|switch|clim|centrale|alimentation|moteur)s? (?:[a-z']{1,12} ){0,2}morte?s?\b"
)


def harms_told(evidence: Evidence) -> list[Hit]:
    """What befell people; not those a file lists, nor gear that is dead."""
    hits = [hit for hit in evidence.of("patient_proven", Stance.STATED) if not _in_a_file(evidence, hit)]
    words = evidence.reading.folded
    hits = [hit for hit in hits if _DEAD_GEAR.search(words, hit.start, hit.end) is None]
    return [hit for hit in hits if NO_HARM.search(evidence.sentence_of(hit)) is None]


def is_unsettled(evidence: Evidence, hit: Hit) -> bool:
    """« Un patient aurait reçu la mauvaise dose », « rien n'a été administré »"""
    return _UNSETTLED.search(evidence.sentence_of(hit)) is not None


def _in_a_file(evidence: Evidence, hit: Hit) -> bool:
    """« Le fichier des patients décédés »"""
    return _FILED.search(evidence.reading.folded, max(0, hit.start - 30), hit.end) is not None
