"""Numbers of départements in a folded text: « (63) », « SAMU 974 », « 23 - La Souterraine »; never bare ones."""

from __future__ import annotations

import re

from bot.report.place.communes import key_of, longest_named
from bot.report.place.departments import DEPARTMENTS
from bot.report.words.folded import fold

_CODE = re.compile(r"\d[\dab][1-8]?(?!\w)")
# What must stand before and after a number that means a département, and how sure it is then: « (63) », « dept 63 »,
# « SAMU 974 », « CHI de la Plaine, 77 ».
_NUMBERED = tuple(
    (re.compile(before), re.compile(after), confidence)
    for before, after, confidence in (
        (r"\(\s?(?:dept\.? ?|departement |dpt )?$", r"\s?\)", 0.9),
        (r"\b(?:departement|dept|dpt)\.? ?(?:du |no? {0,2}|: ?)?$", r"", 0.9),
        (r"\b(?:samu|smur|crra|sdis|udsmur)[ \-]?$", r"", 0.8),
        (r"[a-z], $", r" ?[.,)\n]| - |$", 0.6),
        (
            (
                r"(?:(?:^|\n)[^\n]{0,12}\b|[.;:] )(?:chr?u?|chi|chs|ght|gh|hopital|clinique|ehpad|polyclinique)\b"
                r"[^\n\d]{0,36}[a-z]{3} $"
            ),
            r" ?(?:[\n.,]|$)| (?:je|nous|ici|bonjour)\b",
            0.55,
        ),
        (r"[(][a-z][^()\d\n]{2,56}[a-z] $", r"\s?\)", 0.58),
        (r"[a-z]\)? [-/] $", r" ?(?:\n|$)| [-/] ", 0.55),
    )
)
_SURE_NUMBER = 0.6
_TOWN_BEFORE = re.compile(r"([A-ZÀ-Ý][\w'’\-]*[a-zà-ÿ])\)?,? ?[\-–—/]? ?$")
_NO_TOWN = frozenset(
    "poste chambre batiment bat etage service unite lits lit secteur salle porte aile niveau bloc page numero total "
    "environ soit niv annexe fiche ref urgences reanimation point tel version message".split()
)
_BEFORE_CODE = frozenset(("", " ", "(", ":", "-"))
# « 23 - La Souterraine »: a town that lies in that very département.
_TOWN_FOLLOWS = re.compile(r" ?[-/] ?(?=[a-z])|,? (?=[a-z])")
_TOWN_NAME = re.compile(r"[a-z][a-z '\-]{2,44}")
_OPENS_ADDRESS = re.compile(r"(?:^|[\n(,|]| -) ?$")
# « D. Hamonic - chef de projet DPI - 79 »
_SIGNED = re.compile(r"[a-z][a-z'\-. ]{2,40}(?: - |, )[a-z][^\n\d]{2,60} - ")
_SIGNED_WITHIN = 300


def codes_in(folded: str, written: str | None) -> list[tuple[str, float, int, int]]:
    """Every number that means a département: its INSEE code, how sure that is, and where it stands.

    `written` is the text as written, sign for sign, or None: its capitals tell a town from other words.
    """
    found = []
    for match in _CODE.finditer(folded):
        code = match[0].upper()
        if code not in DEPARTMENTS or folded[match.start() - 1 : match.start()].isalnum():
            continue
        if sure := _sureness(folded, written, match, code):
            found.append((code, sure, match.start(), match.end()))
    return found


def _sureness(folded: str, written: str | None, match: re.Match[str], code: str) -> float:
    before = folded[max(0, match.start() - 60) : match.start()]
    if before[-1:] in _BEFORE_CODE:
        for lead, follow, confidence in _NUMBERED:
            if confidence < _SURE_NUMBER and not _after_a_town(written, match.start()):
                continue
            if lead.search(before) and follow.match(folded, match.end()):
                return confidence
    if _OPENS_ADDRESS.search(before) and _before_its_town(folded, written, match.end(), code):
        return 0.8
    line = folded.rfind("\n", 0, match.start()) + 1
    if folded[match.end() : match.end() + 1] in ("", "\n") and len(folded) - match.end() < _SIGNED_WITHIN:
        return 0.6 if _SIGNED.fullmatch(folded, line, match.start()) else 0.0
    return 0.0


def _before_its_town(folded: str, written: str | None, end: int, code: str) -> bool:
    led = _TOWN_FOLLOWS.match(folded, end)
    name = _TOWN_NAME.match(folded, led.end()) if led is not None else None
    if name is None or (written is not None and not written[name.start()].isupper()):
        return False
    commune = longest_named(tuple(key_of(name[0]).split()))
    return commune is not None and code in commune.departments


def _after_a_town(written: str | None, at: int) -> bool:
    """« CH Malaval 15 » and « Perpignac 66) », but neither « poste 12 » nor « (environ 40) »."""
    if written is None:
        return False
    before = _TOWN_BEFORE.search(written, max(0, at - 40), at)
    return before is not None and fold(before[1]) not in _NO_TOWN
