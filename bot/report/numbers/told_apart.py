"""The numbers of a text told apart: NIR, SIRET, SIREN, phone, fax, file, FINESS of a site or of a legal person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.report.numbers import finess
from bot.report.numbers.nir import nir_spans
from bot.report.numbers.phone import INTERNATIONAL, NATIONAL, e164

_SIRET = re.compile(r"(?<![\d+])\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{5}(?! ?\d)")
_NINE = re.compile(r"(?<![\w+])\d ?[\dab](?:[ .\-/]{0,2}\d){7}(?![ .\-]?\d)(?!\w)")
_LABELLED_NINE = re.compile(r"(?<![\w+])\d ?[\da-fj](?:[ .\-/]{0,2}\d){7}(?!\d)")
_RUN = re.compile(r"[+(]?\d[\da-fj .\-/()]{6,200}")
_SHORTEST_NIR = 13
_SIREN = re.compile(r"\b(?:siren|siret|rcs|tva)\b[^\n]{0,12}$")
_FINESS = re.compile(r"\bfin+ess?e?\b[^\n\d]{0,40}$")
_LEGAL = re.compile(
    r"\b(?:ej|juridique|siege|(?:societe|maison|structure)[ -]mere|holding|personne morale|gestionnaire|tete de groupe|"
    r"head office)\b[^\n\d.]{0,90}$"
)
_SITE = re.compile(r"\b(?:et|ege|geographique|site|notres?|la notre)\b[^\n\d]{0,20}$")
# « Référence ticket éditeur 630 999 993 »: one number of nine digits in ten has the key of a FINESS.
_REFERENCE = re.compile(
    r"\b(?:ref(?:erences?)?|tickets?|dossiers?|commandes?|contrats?|clients?|factures?|devis|series?|licences?|"
    r"incidents?|demandes?|interventions?|identifiants?|id|ipp|iep|nda|police|sinistre|plainte|pv|enregistrement|"
    r"inventaire|comptes?|session|portable|badge|matricule|bons?)\b[^\n\d,;]{0,28}$"
)
_FAX = re.compile(r"\b(?:fax|telecopie|telecopieur)\b[^\n\d]{0,12}$")

# « Patient n° 0612345678 », « IPP 0558001122 »: ten digits that name a file.
_OF_A_FILE = re.compile(
    r"\b(?:(?:patiente?|residente?|usager|dossier|ticket|facture|contrat|commande|sejour|client|serie|police|sinistre)s?"
    r" ?:? ?(?:n ?[°o.]?|num(?:ero)?\.?|id)|"
    r"ipp|iep|nda|nip|matricule|imei|reference|ref\.?|facture|"
    r"n ?[°o.]? ?(?:de |d')?(?:dossier|patient|ticket|facture|contrat|commande|sejour|serie|client))"
    r" {0,2}(?:n ?[°o.]?|num(?:ero)?)? {0,2}[:=#]? {0,2}$"
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number with its kind and its place.

    Kinds are `nir`, `siret`, `siren`, `phone`, `fax`, `file` (of a patient or a contract), `finess`, `finess_legal`;
    `value` is normalised: nine characters for FINESS, E.164 for phones. `labelled` when the text names the kind.
    """

    kind: str
    value: str
    start: int
    end: int
    labelled: bool = False


def numbers_in(folded: str) -> list[Number]:
    """Every number a folded text holds, each stretch told once, in order of appearance."""
    runs = [run.span() for run in _RUN.finditer(folded)]
    if not runs:
        return []
    found: list[Number] = []
    rest = folded
    long = any(end - start >= _SHORTEST_NIR for start, end in runs)
    spans = [("nir", *span) for span in nir_spans(folded)] if long else []
    spans += [("siret", *match.span()) for match in _within(_SIRET, folded, runs)] if long else []
    for kind, start, end in spans:
        if kind == "nir" or _is_siret(folded, start, end):
            found.append(Number(kind, folded[start:end], start, end))
            rest = _blanked(rest, start, end)
    found += _labelled_finess(rest, runs)
    for told in found:
        rest = _blanked(rest, told.start, told.end)
    for match in (*_within(INTERNATIONAL, rest, runs), *_within(NATIONAL, rest, runs)):
        if (number := e164(match[0])) is not None:
            found.append(
                Number(_line(rest[max(0, match.start() - 40) : match.start()]), number, match.start(), match.end())
            )
            rest = _blanked(rest, match.start(), match.end())
    found += _bare_nine(rest, runs)
    return sorted(found, key=lambda number: number.start)


def _line(before: str) -> str:
    if _OF_A_FILE.search(before):
        return "file"
    return "fax" if _FAX.search(before) else "phone"


def _within(pattern: re.Pattern[str], text: str, runs: Sequence[tuple[int, int]]) -> list[re.Match[str]]:
    """The matches of a pattern inside runs of digits, so that it does not walk the words between."""
    return [match for start, end in runs for match in pattern.finditer(text, max(0, start - 1), end + 4)]


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + "#" * (end - start) + text[end:]


def _is_siret(text: str, start: int, end: int) -> bool:
    bare = "".join(sign for sign in text[start:end] if sign.isdigit())
    return finess.luhn(bare) or _SIREN.search(text[max(0, start - 30) : start]) is not None


def _labelled_finess(text: str, runs: Sequence[tuple[int, int]]) -> list[Number]:
    found: list[Number] = []
    for match in _within(_LABELLED_NINE, text, runs):
        before = text[max(0, match.start() - 110) : match.start()]
        number = finess.normalised(match[0])
        if number is None or _SIREN.search(before):
            continue
        near = found and match.start() - found[-1].end < 40 and "\n" not in text[found[-1].end : match.start()]
        if _FINESS.search(before) or (near and (_LEGAL.search(before) or _SITE.search(before))):
            legal = _LEGAL.search(before) is not None and not _SITE.search(before)
            found.append(Number("finess_legal" if legal else "finess", number, match.start(), match.end(), True))
    return found


def _bare_nine(text: str, runs: Sequence[tuple[int, int]]) -> list[Number]:
    found = []
    for match in _within(_NINE, text, runs):
        number = finess.normalised(match[0])
        before = text[max(0, match.start() - 40) : match.start()]
        if number is None:
            continue
        if _SIREN.search(before):
            found.append(Number("siren", number, match.start(), match.end(), True))
        elif finess.valid(number) and finess.department_of(number):
            kind = "finess_legal" if _LEGAL.search(before) else "finess"
            site = _SITE.search(before) is not None
            if site or not _REFERENCE.search(before):
                found.append(Number(kind, number, match.start(), match.end(), site))
    return found
