"""Statements go in; whether care, patients and the way of working are touched comes out, each by its own evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.report.words.statements import Statement

_WARD = frozenset({"care", "carer", "patient"})
_HOUSE = _WARD | {"house"}
_BEDSIDE = _WARD | {"tool"}
_ALARM = frozenset({"danger", "harm", "feared"})
_HURT = frozenset({"stop", "hamper"})
_HARMS = frozenset({"excess", "mistake", "hamper", "harm"})
# What must be said for each conclusion to be possible; most statements say none of it.
_MAY_STRIKE = frozenset(
    "no_longer undone go_on received able cannot lacked degraded manual postponed stop divert hamper".split()
)
_MAY_SPARE = frozenset("cannot postponed stop hamper notice normal opened go_on".split())
_MAY_HARM = frozenset({"harm", "excess"})
_MAY_ENDANGER = frozenset("able go_on danger harm feared no_longer stop divert manual lacked".split())
_MAY_REASSURE = frozenset({"danger", "harm", "mistake", "hamper", "received"})

# « Nos piluliers ont toujours été tenus à la main », « la note manuscrite »: nothing that the incident brought.
NO_MODE = re.compile(
    r"\bpapier (?:peint|toilette|a en-tete)|\bpaper towels|\b(?:note|lettre|version|copie|mention) manuscrite|"
    r"\bcahiers? des charges|\b(?:(?:avons|ont|a|etaient) toujours|d'ordinaire|habituellement|de tout temps) "
    r"[^.;\n]{0,40}?\b(?:papier|a la main)|"
    r"\b(?:papier|a la main)[^.;\n]{0,20} (?:depuis toujours|d'ordinaire|de tout temps)|\bpapier est au coffre|"
    r"\bformulaire[^.;\n]{0,24} a la main|\boption payante|\bau cas ou\b|\bnous songeons|\beviter d'en venir|"
    r"\b(?:plan|procedure)\w* [^.;\n]{0,30}\b(?:revisee?|validee?|prevoit|verifie)|\bevery quarter|"
    r"\b(?:dites-nous si|faut-il|doit-on|devons-nous|devrions-nous)\b|\b(?:locaux|couleurs)\b[^.;\n]{0,30}\bdegrade|"
    r"\bpapier de l'imprimante|\bbourrage|\brames? de papier|\bnote (?:le|son|leur) numero|\blettre manuscrite|"
    r"\b(?:dossiers?|registres?|cahiers?|classeurs?|carnets?)(?: papier)?[^.;,\n]{0,14} (?:volee?s?|derobee?s?|"
    r"egaree?s?|brulee?s?)\b|\bcoursier (?:nous )?a (?:apporte|livre|remis)|"
    r"\bbricolee?s? par\b|\b(?:quality|user|service|instruction|owner's|training) manual|\bdouble (?:verification|"
    r"validation|authentification)\b[^.;\n]{0,24}(?:impose|activ|exig|compte|connexion|partout)|"
    r"\bclasseurs? (?:automatique|excel|numerique|partage)|\bphoned (?:the real|her|him|me|us|back)\b|"
    r"\b(?:repris|reprise|prise?) en main\b|\bmemoires? (?:effac|vid|sature|vive|morte|cache|du\b|de l['a])|"
    r"\ben memoire\b|\bregistre des (?:lits|entrees|deces|risques|traitements|incidents)|"
    r"\b(?:cahier|registre) (?:est|a ete) signe|\bfeuilles? d(?:e|') ?(?:soins?|route|paie|style|calcul)\b(?! papier)|"
    r"\b(?:test|essai|alerte|sms|message|bouton|exercice)[^.;\n]{0,40}\b(?:procedure|mode|marche) degrade|"
    r"\b(?:warned|informed|told|notified|alerted)\b[^.;\n]{0,30}\bby (?:tele)?phone|\bprescribers?[^.;\n]{0,12} phoned"
)

_KNOWING = re.compile(r"(?<!n'en )\b(?:sai[st]|savent|savons|sav(?:ait|aient)|aware|vu\b(?! la difference))")

# « Le rendez-vous avec l'expert est reporté », « l'intervention du technicien »: no care of anybody.
NOT_OF_CARE = re.compile(
    r"\b(?:rendez-vous|rdv|entretiens?) (?:avec|annuels?|d'entretien|telephonique|pris avec|chez l[ea']) ?"
    r"(?!patient|malade|resident|medecin|specialiste|anesth|chirurg)|"
    r"\binterventions? (?:du|de l'|de notre|de l[ea]|des|d'un) ?(?:techn|prestat|edit|operat|inform|infog|mainten|"
    r"electri|heberg|fourniss|constr|plomb|ascens)|\boperations? de (?:communication|maintenance|nettoyage|reprise)|"
    r"\breunions? (?:du (?:comite|copil|conseil|service)|de (?:service|direction|crise|coordination)|avec)|"
    r"\b(?:decal|report|annul|suspend|avanc)\w{0,5} (?:l[ae']s? ?|une |des )?(?:taches?|sauvegardes?|mises? a jour|"
    r"archivage|planification|synchro\w*)\b|\bscanner (?:de documents?|de l'accueil|a plat|administratif|de bureau)"
)

# « Ont bien reçu leur traitement », « a reçu par erreur le compte rendu d'un autre »: nobody was treated wrongly.
NO_HARM = re.compile(
    r"\bbien (?:recu|eu|pris)\b|\b(?:recu|received)(?: \S{1,14}){0,5}? (?:courriels?|mails?|messages?|courriers?|"
    r"comptes? rendus?|lettres?|liens?|visites?|appels?|convocations?|factures?|sms|letters?|e-mails?|reports?)\b"
)


class Told(NamedTuple):
    """A value with the statement it was concluded from."""

    value: bool | str
    confidence: float
    by: Statement


def care_told(statements: Sequence[Statement]) -> Told | None:
    """True when care is told to be hampered, False when it is told to go on; what hampers is believed first."""
    hampered = [told for told in statements if _care_hampered(told)]
    spared = next((told for told in statements if _care_spared(told)), None)
    as_ever = spared is not None and (spared.denied or "normal" in spared.within)
    for told in hampered:
        if not as_ever or told.said & _HURT or "vital" in told.within or not told.said & {"degraded", "manual"}:
            return Told(True, 0.6, told)
    return Told(False, 0.6, spared) if spared is not None else None


def _care_hampered(told: Statement) -> bool:
    if told.said.isdisjoint(_MAY_STRIKE) or not _is_fact(told) or NOT_OF_CARE.search(told.sentence) is not None:
        return False
    said, on = told.said, told.about
    if said & {"no_longer", "undone"}:
        if "undone" in said and on & {"carer"}:
            return "able" in said
        return bool(on & {"care", "tool"} or (on & {"system"} and told.owner & {"care"}) or told.upon & {"tool"})
    if told.denied:
        return (
            ("go_on" in said and bool((on | told.owner) & {"care", "tool"}) and "normal" not in told.within)
            or ("received" in said and "patient" in on and told.within.isdisjoint(_HARMS))
            or ("able" in said and ("treat" in told.within or bool(on & {"care"}) or told.within >= {"seen", "tool"}))
        )
    if "cannot" in said:
        return "treat" in told.within or told.within >= {"seen", "tool"}
    if "lacked" in said and told.upon & {"tool", "care"}:
        return True
    if said & {"degraded", "manual"}:
        return bool(told.within & _BEDSIDE) and _by_hand(told)
    return "postponed" in said or _strikes_care(told)


def _strikes_care(told: Statement) -> bool:
    said, on = told.said, told.about
    if said & {"stop", "divert"} and (on & {"care", "patient"} or (on & {"tool", "system"} and told.owner & {"care"})):
        return True
    if "stop" in said and on & {"tool"}:
        return True
    if said & {"stop", "divert"} and not on & {"system", "other"} and told.upon & {"care", "patient"}:
        return True
    return "hamper" in said and not said & {"harm", "danger"} and bool((on | told.upon) & {"care"})


def _care_spared(told: Statement) -> bool:
    """« Le reste de l'hôpital n'est pas touché » tells that some of it is."""
    if told.said.isdisjoint(_MAY_SPARE) or not _is_fact(told) or "rest" in told.within:
        return False
    said = told.said
    if told.denied:
        if "cannot" in said:
            return "treat" in told.within
        if "postponed" in said or (said & _HURT and (told.about & _HOUSE or told.upon & _WARD)):
            return True
        return "notice" in said and (bool(told.about & _WARD) or (not told.about and not _only_knows(told)))
    if "normal" in said and (told.about & _HOUSE or (not told.about and told.upon & {"care", "patient"})):
        return True
    if "opened" in said:
        return bool(told.about & {"care", "house"})
    if said.isdisjoint({"go_on"}) or (_by_other_means(told) and "normal" not in told.within):
        return False
    return bool(told.about & (_HOUSE | {"tool"}))


def _by_other_means(told: Statement) -> bool:
    """« Les visites se font à tâtons avec des feuilles »"""
    return told.within >= {"degraded", "using"}


def _only_knows(told: Statement) -> bool:
    """« On ne sait pas pourquoi », « rien vu depuis » tells nothing of care."""
    return _KNOWING.search(told.sentence) is not None


def _by_hand(told: Statement) -> bool:
    return "manual" in told.said or "using" in told.within


def working_told(statements: Sequence[Statement], category: str | None = None) -> Told | None:
    """True where people are told to work by hand and paper; False where that is denied or the house runs as ever.

    Of a theft papers tell nothing: they were stolen with the rest.
    """
    by_hand = [told for told in statements if told.said & {"degraded", "manual"} and _is_fact(told) and _by_hand(told)]
    by_hand = [told for told in by_hand if NO_MODE.search(told.sentence) is None]
    for told in by_hand:
        if not told.denied and "over" not in told.within and category != "theft_loss":
            return Told(True, 0.6, told)
    for told in by_hand:
        # « On n'a pas les fiches » misses them.
        if (told.denied and "data" not in told.within) or told.within & {"over"}:
            return Told(False, 0.6, told)
    for told in statements:
        if _is_fact(told) and not told.denied and told.said & {"go_on", "normal"} and told.about & {"house"}:
            return Told(False, 0.5, told)
    return None


def _is_fact(told: Statement) -> bool:
    return not (told.asked or told.past or told.supposed or "planned" in told.amid)


def patients_told(statements: Sequence[Statement]) -> Told | None:
    """`proven`, `potential` or `none`: harm told of people, danger told or seen, or both denied."""
    facts = [told for told in statements if not told.asked and not told.past]
    for told in facts:
        if _harms(told):
            return Told("proven", 0.55, told)
    spared = [told for told in facts if _spares(told)]
    endangered = [told for told in facts if _endangers(told)]
    for told in endangered:
        if told.said & _ALARM or not any(other.said & _ALARM for other in spared):
            return Told("potential", 0.55, told)
    for told in spared:
        return Told("none", 0.55, told)
    return None


def _harms(told: Statement) -> bool:
    if (
        told.said.isdisjoint(_MAY_HARM)
        or told.denied
        or told.supposed
        or told.said & {"danger"}
        or told.within & {"feared", "denial"}
    ):
        return False
    if NO_HARM.search(told.sentence) is not None:
        return False
    if "harm" in told.said:
        return told.of("patient")
    return "excess" in told.said and {"patient", "dosed", "received"} <= told.within


def _endangers(told: Statement) -> bool:
    """Danger said or feared for people or their care; units where minutes count that stand still or work by hand."""
    if told.said.isdisjoint(_MAY_ENDANGER):
        return False
    if told.denied:
        if told.supposed:
            return False
        unsafe = "able" in told.said and bool(told.within & {"dosed", "vital"})
        return unsafe or ("go_on" in told.said and "vital" in told.within and told.of("care", "tool"))
    if told.said & {"danger", "harm", "feared"}:
        return bool(told.of("patient") or told.within & {"patient", "mistake", "vital"})
    if told.supposed:
        return False
    if "divert" in told.said and told.of("patient"):
        return True
    if told.said & {"no_longer"}:
        return "vital" in told.within and told.of("care", "tool", "patient")
    if told.said & {"stop", "divert"} and told.of("care", "tool", "patient"):
        return "vital" in told.within
    return bool(told.said & {"manual", "lacked"}) and "vital" in told.within


def _spares(told: Statement) -> bool:
    if told.said.isdisjoint(_MAY_REASSURE) or not told.denied or told.supposed:
        return False
    if told.said & {"danger", "harm"}:
        return not told.of("system")
    if "mistake" in told.said:
        return "patient" in told.within
    if "received" in told.said:
        # « Aucun patient n'a reçu la mauvaise dose »
        return "patient" in told.about and bool(told.within & _HARMS)
    return "hamper" in told.said and told.of("patient", "care")
