"""Patients and residents named in a letter: where their names and dates of birth stand, so that nobody repeats them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.report.numbers.nir import nir_spans
from bot.report.words.folded import level
from bot.report.words.given_names import is_given_name

_MONTHS = "janv|fevr|mars|avri|mai|juin|juil|aout|sept|octo|nove|dece"
_DAY = (
    r"(?:0?[1-9]|[12]\d|3[01])(?:er)?(?:[/.\-](?:0?[1-9]|1[0-2])[/.\-]|"
    rf" (?:{_MONTHS})[a-z]{{0,6}}\.? )(?:19\d\d|20[0-2]\d)\b"
)
_YEARS = r"(?:19\d\d|20[01]\d)\b"
_BORN = re.compile(
    rf"\b(?:ne|nee|n\(e\)|ne\(e\)|ddn|date de naissance|dn|naissance|born|dob)\b\s{{0,2}}(?:le|on|:|\()?\s{{0,2}}{_DAY}"
)
# Behind a birth nobody writes a date of this decade in a list of persons.
_BIRTH = re.compile(rf"(?<![\d/.\-])(?:0?[1-9]|[12]\d|3[01])[/.\-](?:0?[1-9]|1[0-2])[/.\-]{_YEARS}(?![/.\-]?\d)")
_BIRTHS = re.compile(rf"\d[/.\-]\d{{1,2}}[/.\-]{_YEARS}")
_PERSON_ROW = re.compile(rf"^[^\n]{{0,80}}{_BIRTH.pattern}[^\n]{{0,80}}$", re.MULTILINE)
# « Dupont Jean 03/04/1950 ; Martin Anne 12/12/1961 » on one line.
_ENTRY = re.compile(
    rf"(?<![\w'-])[a-z][a-z'\-]{{1,30}},? [a-z][a-z'\-]{{1,30}}(?: [a-z][a-z'\-]{{1,30}})?,?"
    rf" {{0,2}}[(:-]?\s?(?:nee? le |ddn:? ?|le )?{_BIRTH.pattern}"
)
# « Humbertclaude Raymond 1 58 07 54 395 112 96 »: a person and his number.
_NAME_BEFORE = re.compile(
    r"(?:^|[\n,;:|*\-] ?)[ *\-]{0,4}(?!nir\b|numero|secu)[a-z][a-z'\-]{1,30},? [a-z][a-z'\-]{1,30}"
    r"[ ,:;|\-(]{1,4}(?:nir ?:? ?)?$"
)
_NO_PERSON = re.compile(r"\b(?:du|le|au|depuis|version|entre|jusqu'au|date|mise a jour|decret|loi|arrete) \d")
_ROWS_IN_A_LINE = 3

_TITLE = r"(?:M\.|Mr|Mme|Mlle|Mle|Monsieur|Madame|Mademoiselle)"
_WORD = r"[A-ZÀ-Ý][a-zà-ÿA-ZÀ-Ý]*(?:['’\-][A-ZÀ-Ýa-zà-ÿ]+)*"
_NAME = rf"(?:(?:de |d['’]|du |Le |La )?{_WORD})(?: (?:de |d['’]|du )?{_WORD}){{0,3}}"
_PATIENT = (
    r"(?:[Pp]atiente?|PATIENTE?|[Rr][ée]sidente?|[Uu]sag(?:er|[èe]re)|[Mm]alade|"
    r"[Dd]ossier (?:m[ée]dical |patient |de soins )?(?:de|du))"
)
_LED = re.compile(rf"\b{_PATIENT},? ?:? ?(?:(?:nomm[ée]e? |IPP \w+,? )?({_TITLE} {_NAME}))")
_NAMED = re.compile(rf"\b{_PATIENT} ((?!Les |Des |Du |En )[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)? {_WORD})")
# « patient DUPOND Marcel », « usager concerné : DUPOND M. »
_IN_CAPITALS = re.compile(
    rf"\b(?:{_PATIENT}|[Dd]ossier)(?: concern[ée]e?)? ?[:,]? ?"
    r"([A-ZÀ-Ý]{2,24}(?:[-'’][A-ZÀ-Ý]{2,24})? ([A-ZÀ-Ý][a-zà-ÿ]{1,20}(?:-[A-ZÀ-Ý][a-zà-ÿ]{1,20})?|[A-Z]\.))"
)
# Two words with capitals right before a person's number.
_BEARER = re.compile(
    rf"(?<![\w'’])(?!N(?i:umero|uméro|IR|SS) |S[ée]cu|Patient|Carte)({_WORD}[ ,;|\t]{{1,2}}{_WORD})"
    r"[ ,;:|(\t–\-]{1,4}(?i:(?:nir|nss|n.? ?s[ée]cu|ins|ipp)\b[ :]{0,3})?$"
)
_BEARER_WITHIN = 90
# « IPP 8812345 », « dossier patient n° 8812345 »
_FILE = re.compile(
    r"\b(?:ipp|iep|nda|nip)\b\W{0,3}(?:n\W{1,3})?(\d{4,12})\b|"
    r"\b(?:patiente?|residente?|usager|dossier(?: patient| medical)?) {0,2}n\W{1,3}(\d{6,12})\b(?![-/])"
)
# The first line of a table of persons: whose row it is, and what only a person has.
_WHO = re.compile(r"nom(?![a-z])|patient|resident|usager|surname|last ?name|first ?name")
_OWN = re.compile(r"naiss|(?<![a-z])(?:ddn|dob|nir|nss|ins|ipp|iep)(?![a-z])|birth|secu")
_CELLS = re.compile(r"[;,|\t]")
_HEADER_WITHIN = 5
_TITLED = re.compile(rf"(?<![\w]){_TITLE} ({_NAME})")
_BARE = re.compile(rf"(?<![\w])({_WORD} {_WORD}),? \(?(?=n[ée]e? le |DDN)")
_YEARS_OLD = r"(?:age+e?s? de )?(?:1[01]\d|\d\d?) ?(?:ans|years old|y\.?o\.?)\b"
_AGED = re.compile(
    rf",? ?\(?(?:(?:nee?|ddn|date de naissance) (?:le )?:? ?{_DAY}|nee? en \d{{4}}|{_YEARS_OLD}|"
    r"(?:en |de la |du )?(?:chambre|ch\.?|lit) (?:n° ?)?\d|hospitalisee?\b)"
)
# « Huguette Sainte-Croix (66 ans, greffe en attente) », in a letter that speaks of those who are cared for.
_OLD = re.compile(
    r"(?<![\w])(?!(?:Centre|Hospitali\w+|M[ée]dical|H[ôo]pital|CH|CHU|EHPAD|Clinique|"
    r"R[ée]sidence|Association|Fondation|Maison|Les) )"
    rf"({_WORD} {_WORD}(?: {_WORD})?),? ?\(?(?=(?:[âa]g[ée]e?s? de )?(?:1[01]\d|\d\d?) ?(?:ans|years old)\b)"
)
_BORN_BEFORE = re.compile(rf"(?:\bnee? le {_DAY}|\bddn:? {_DAY})[ ,;()]{{1,3}}$")
_INFORMATISED = re.compile(r"(?:Informatis|Electroni|Num[ée]ri|Connect|Partag|M[ée]dical|Unique)", re.IGNORECASE)
_MOST = 200
# One of these stands in whatever the patterns find.
_CARED_FOR = ("patient", "resident", "usag", "malade", "dossier")
_OF_BIRTH = ("ne le", "nee le", "ddn")
_AGE = re.compile(r"\d ?(?:ans|years old)")


def patient_rows(folded: str) -> int:
    """How many persons with a date of birth a folded text lists, one a line or several on one line."""
    if _BIRTHS.search(folded) is None:
        return 0
    lines = sum(1 for _ in _PERSON_ROW.finditer(folded))
    entries = sum(1 for found in _ENTRY.finditer(folded) if _NO_PERSON.search(found[0]) is None)
    return max(lines, entries) if entries >= _ROWS_IN_A_LINE else lines


def numbered_persons(folded: str, numbers: Sequence[int]) -> int:
    """How many of the NIR that begin at these places stand behind a name."""
    return sum(1 for at in numbers if _NAME_BEFORE.search(folded, max(0, at - 80), at))


def tabled_persons(folded: str) -> int:
    """How many persons a table in plain text lists: rows below a header of names and births or numbers, or with a NIR.

    `folded` is a whole file; separators are semicolons, commas, bars or tabs, names may stand before or behind.
    """
    lines = [line for line in folded.split("\n") if line.strip()]
    for n, line in enumerate(lines[:_HEADER_WITHIN]):
        if _CELLS.search(line) and _WHO.search(line) and _OWN.search(line):
            return sum(1 for row in lines[n + 1 :] if _CELLS.search(row) and any(sign.isdigit() for sign in row))
    rows = sum(1 for _ in _rows_with_number(folded))
    return rows if rows > 1 else 0


def _rows_with_number(folded: str) -> Iterator[str]:
    last = -1
    for start, end in nir_spans(folded):
        begin = folded.rfind("\n", 0, start) + 1
        finish = folded.find("\n", end)
        rest = folded[begin:start] + folded[end : finish if finish >= 0 else len(folded)]
        if begin != last and re.search(r"(?<![a-z])(?!nir|nss|ins)[a-z]{2,30}", rest[:400]) is not None:
            last = begin
            yield rest


def file_spans(folded: str) -> list[tuple[int, int]]:
    """Numbers of patients' files: IPP, IEP, or a number said to be a patient's."""
    return [found.span(found.lastindex or 0) for found in _FILE.finditer(folded)]


def bearer_spans(written: str, numbers: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The names that stand right before these numbers of persons."""
    return [
        found.span(1)
        for start, _ in numbers[:_MOST]
        if (found := _BEARER.search(written, max(0, start - _BEARER_WITHIN), start)) is not None
    ]


def entry_spans(folded: str) -> list[tuple[int, int]]:
    """Names with their dates of birth in a list that stands on one line."""
    if _BIRTHS.search(folded) is None:
        return []
    found = [entry.span() for entry in _ENTRY.finditer(folded) if _NO_PERSON.search(entry[0]) is None]
    return found if len(found) >= _ROWS_IN_A_LINE else []


def birth_spans(folded: str) -> list[tuple[int, int]]:
    """Dates of birth: named as such, or any early date in a row of a list of persons."""
    spans = [found.span() for found in _BORN.finditer(folded)]
    if _PERSON_ROW.search(folded) is not None:
        spans += [found.span() for found in _BIRTH.finditer(folded)]
    return spans


def person_spans(written: str, folded: str) -> list[tuple[int, int]]:
    """Names of patients: behind « patient » and its kin, or with a date of birth beside them.

    `folded` is `written` folded sign for sign. Declarants, who tell a role and no birth, are not touched.
    """
    spans: list[tuple[int, int]] = []
    if any(word in folded for word in _CARED_FOR):
        spans += [found.span(1) for found in _LED.finditer(written)]
        spans += [
            found.span(1)
            for found in _IN_CAPITALS.finditer(written)
            if found[2].endswith(".") or is_given_name(level(found[2]))
        ]
        spans += [found.span(1) for found in _NAMED.finditer(written) if _INFORMATISED.match(found[1]) is None]
    if any(word in folded for word in _OF_BIRTH):
        spans += [found.span(1) for found in _BARE.finditer(written)]
    if _AGE.search(folded) is not None:
        spans += [found.span(1) for found in _OLD.finditer(written)]
    for found in _TITLED.finditer(written):
        born = _BORN_BEFORE.search(folded, max(0, found.start() - 50), found.start())
        if born is not None or _AGED.match(folded, found.end()) is not None:
            spans.append(found.span(1))
    return sorted(set(spans))[:_MOST]
