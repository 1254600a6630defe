"""A role whose trade no list holds, told by where it stands: under or beside its author's name, or behind « je suis ».

Only words made as the names of trades are (« électricien », « bénévole » is none) and that lead to a mark or a house.
"""

from __future__ import annotations

import re

from bot.report.house.kinds import HEAD

_AGENT = r"[a-z]{3,16}(?:eur|euse|rice|ien|ienne|iste|logue|iere?|aire|pathe|crate|ante?)"
_NO_TRADE = (
    r"(?!(?:preneur|demandeur|titulaire|volontaire|meilleur|meilleure|ailleurs|plusieurs|serveur|serveurs|ordinateur|"
    r"interieur|exterieur|erreur|heure|malheur|honneur|hier|dernier|derniere|premier|premiere|entier|entiere|papier|"
    r"courrier|"
    r"janvier|fevrier|quartier|dossier|clavier|atelier|particulier|bien|rien|combien|lien|soutien|maintien|ancien|"
    r"ancienne|"
    r"entretien|quotidien|quotidienne|avant|pendant|maintenant|cependant|devant|suivant|suivante|concernant|important|"
    r"importante|restant|durant|instant|urgent|montant|commentaire|horaire|necessaire|temporaire|contraire|salaire|"
    r"annuaire|"
    r"affaire|inventaire|prestataire|destinataire|secondaire|ordinaire|editeur|fournisseur|operateur|hebergeur|"
    r"utilisateur|"
    r"chaleur|valeur|vapeur|moteur|ascenseur|onduleur|routeur|compteur|capteur|liste|piste|variante|brillante|"
    r"exemplaire|"
    r"etudiante?|habitante?|vivante?|existante?|presque)\b)"
)
_REST = (
    r"(?: (?!(?:est|a|ont|sont|je|nous|on|il|elle|qui|que|ne|merci|tel|mobile|portable|joignable)\b)"
    r"[a-z'/\-]{1,18}){0,5}"
)
# « Mouna, communication »: the service somebody signs for.
_SERVICE = (
    r"(?:communication|accueil|standard|exploitation|moyens generaux|support|secretariat|comptabilite|logistique|"
    r"intendance|"
    r"qualite|informatique|admissions|facturation|regulation|brancardage|lingerie|cuisine|maintenance|archives|achats|"
    r"ressources humaines|rh|paie|service [a-z]{4,16})"
)
_TRADE = re.compile(
    rf"(?:l'|le |la )?(?P<role>(?:{_NO_TRADE}{_AGENT}(?:s)?|{_SERVICE}){_REST})[ .]{{0,3}}(?=[,\n(|]| - |$)"
)
_SIGNED_BY_SERVICE = re.compile(
    rf"\n[ \t]{{0,3}}[a-z][a-z\-]{{1,15}}(?: [a-z\-]{{2,20}})?(?:,| -|"
    rf" \() ?(?P<role>{_SERVICE}{_REST})[ .)]{{0,3}}(?=[,\n(|]|$)"
)
_INTRODUCED = re.compile(
    rf"\b(?:je suis|en tant qu(?:e |')|en qualite d(?:e |'))(?: (?:l'|le |la |une? )?|(?<='))"
    rf"(?P<role>{_NO_TRADE}{_AGENT}(?: [a-z]{{4,14}}){{0,2}}?) "
    r"(?:a |au |aux |de |du |dans |chez |pour )(?:l'|la |le |les |une? )?"
)
_INITIALLED = re.compile(r"(?:^|\n)[ \t]{0,4}(?:(?:dr|pr|m\.|mme|mlle) )?(?:[a-z]\.[ -]?){1,2}[a-z][a-z'\-]{1,24}")
_NAME_IN_VALUE = re.compile(r"[a-z][a-z'\-. ]{2,40}(?:, ?| - |\s?\()")
_BETWEEN = re.compile(r"(?: [a-z][a-z'\-]{0,24}){0,2}\s{0,2}(?:[,\-(|\n/]|\n\n)\s{0,3}")
_SIGNED_WITHIN = 420
_LEAST_NAME = 3


def unlisted_role(folded: str, author: str) -> tuple[int, int] | None:
    """Where the role of an unknown trade stands, or None. `author` is the display name of its author, folded."""
    tail = max(0, len(folded) - _SIGNED_WITHIN)
    for end in _named_at(folded, tail, author):
        between = _BETWEEN.match(folded, end)
        trade = _TRADE.match(folded, between.end()) if between is not None else None
        if trade is not None and HEAD.search(trade["role"]) is None:
            return trade.span("role")
    if (signed := _SIGNED_BY_SERVICE.search(folded, tail)) is not None and HEAD.search(signed["role"]) is None:
        return signed.span("role")
    told = _INTRODUCED.search(folded[:600])
    if told is not None and HEAD.match(folded, told.end()) is not None:
        return told.span("role")
    return None


def trade_behind_name(value: str) -> tuple[int, int] | None:
    """The trade in a form's folded answer such as « Jeanne Morel (électricienne) », or None."""
    name = _NAME_IN_VALUE.match(value)
    trade = _TRADE.match(value.rstrip(" )"), name.end()) if name is not None else None
    return trade.span("role") if trade is not None and HEAD.search(trade["role"]) is None else None


def _named_at(folded: str, tail: int, author: str) -> list[int]:
    """Where the author's name ends, each time it opens a line near the end of the letter."""
    ends = [found.end() for found in _INITIALLED.finditer(folded, tail)]
    for word in re.findall(rf"[a-z][a-z'\-]{{{_LEAST_NAME - 1},24}}", author[:80])[:4]:
        named = re.compile(rf"\n[^\n,]{{0,24}}\b{re.escape(word)}\b")
        ends += [found.end() for found in named.finditer(folded, tail)]
    return sorted(set(ends))
