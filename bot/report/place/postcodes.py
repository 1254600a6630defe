"""French postcodes in a folded text: five digits before a town; CS, TSA, BP and amounts are none."""

from __future__ import annotations

import re

from bot.report.place.towns import town_at

_FIVE = re.compile(r"\d\d ?\d{3}")
_POSTCODE = re.compile(
    r"(?:(?<=\bf-)|(?<=\bfr-)|(?<![\d\w.,/+\-])|(?<=[a-z],))"
    r"(0[1-9] ?\d{3}|[1-8]\d ?\d{3}|9[0-5] ?\d{3}|97[1-8]\d{2})"
    r"(?= {1,2}[a-z][a-z'\-]| ?\)| ?,|\.(?: |\n|$)| ?$| ?\n)"
)
# What gives or leads to a postcode: its label, a street, the beginning of a line, a comma or a bracket.
_LABELLED = re.compile(
    r"(?:\bcp|code postal|\b\d{1,4}(?: bis| ter)?,? (?:rue|avenue|av|bd|boulevard|place|chemin|"
    r"route|allee|quai|impasse)[^\n]{0,60})\s{0,3}:?\s{0,2}$"
)
_LED = re.compile(r"(?:[\n,(\-]|[(,]\s?[a-z][a-z' \-]{2,40}|\ba|\bf-|^)\s{0,3}:?\s{0,2}$")
# The number of a special delivery: it tells nothing of where the house lies.
_DELIVERY = re.compile(
    r"\b(?:c\.?s\.?|t\.?s\.?a\.?|b\.?p\.?|boite postale|casier|case postale|"
    r"course speciale)[ .:]{0,2}(?:n ?[o.]? ?)?$"
)
_OTHER = re.compile(
    r"\b(?:ref\w{0,6}|dossier|ticket|numero|no|n|poste|port|version|lot|facture|commande|demande|id|code)[ .:#]{1,2}$"
)
_UNIT = re.compile(
    r" {1,2}(?:patient\w*|postes?|lignes?|euros?|eur|dossiers?|mails?|fichiers?|residents?|requetes?|"
    r"connexions?|comptes?|usagers?|personnes?|enregistrements?|messages?|appels?|resultats?|go|mo|ko|"
    r"dollars?|fiches?|assures?|lits?|agents?|sejours?|passages?|images?|examens?|courriels?|documents?|"
    r"factures?|dont|de|des|du|en|et|ou|par|sur|pour|habitants?|identifiants?|adresses?|lettres?|cliches?|"
    r"salaries?)\b"
)
_NEXT = re.compile(r" {1,2}")


def postcodes_in(folded: str, written: str | None) -> list[tuple[str, float, int, int]]:
    """Every postcode, how sure it is and where it stands. `written` is the text as written, sign for sign, or None."""
    if not _FIVE.search(folded):
        return []
    found = []
    for match in _POSTCODE.finditer(folded):
        before = folded[max(0, match.start() - 90) : match.start()]
        if _DELIVERY.search(before) or _OTHER.search(before) or _UNIT.match(folded, match.end()):
            continue
        if (sure := _sureness(folded, written, match, before)) > 0:
            found.append((match[1].replace(" ", ""), sure, match.start(), match.end()))
    return found


def _sureness(folded: str, written: str | None, match: re.Match[str], before: str) -> float:
    digits = match[1].replace(" ", "")
    after = _NEXT.match(folded, match.end())
    town = town_at(folded, after.end()) if after is not None else None
    if town is not None:
        return 0.95 if digits.startswith(_prefix(town)) else 0.0
    if " " in match[1]:
        return 0.0
    labelled = _LABELLED.search(before) is not None
    led = labelled or _LED.search(before) is not None
    if after is None or not folded[after.end() : after.end() + 1].isalpha():
        return 0.95 if led else 0.0
    if not labelled and written is not None and not _capital(written, match.start(), after.end()):
        return 0.0
    return 0.95 if led else 0.7


def _prefix(department: str) -> tuple[str, ...]:
    if department in ("2A", "2B"):
        return ("20",)
    return ("971",) if department in ("977", "978") else (department,)


def _capital(written: str, at: int, town: int) -> bool:
    """True for a town written with its capital, or in a letter that has none before it."""
    if written[town].isupper() or written[town : town + 2] in ("l'", "l’"):
        return True
    article = re.match(r"(?:les?|la|saint|sainte|st|ste)[ -](?=[A-ZÀ-Ý])", written[town : town + 10])
    return article is not None or not any(sign.isupper() for sign in written[max(0, at - 60) : town])
