"""Social security numbers (NIR, also the INS) in a folded text, also with a slip of the pen in them.

A number taken for a NIR is hidden and never called back; one that is overlooked is printed in letters.
"""

from __future__ import annotations

import re

_SEP = r"[ .\-/]?"
# Sex, year, month (or 20-42 and 50-99, given where none is known), département or 99, commune, order.
_BODY = rf"([1-478]){_SEP}(\d\d){_SEP}(\d\d){_SEP}(\d\d|2[ab]){_SEP}(\d{{3}}){_SEP}(\d{{3}})"
_FIFTEEN = re.compile(rf"(?<!\d){_BODY}[ .\-/]{{0,3}}(\d\d)(?!\d)", re.IGNORECASE)
_THIRTEEN = re.compile(rf"(?<![\d+]){_BODY}(?![ .\-]?\d)", re.IGNORECASE)
_KEY_BEHIND = re.compile(r"[ ,]{0,2}[(\[]?\s?(?:cle ?[:=]? ?)?\d\d\s?[)\]]|[ ,]{0,2}cle ?[:=]? ?\d\d(?!\d)")
_GROUPED = re.compile(
    r"[1-478](?P<sep>[ .\-/])\d\d(?P=sep)\d\d(?P=sep)(?:\d\d|2[ab])(?P=sep)\d{3}(?P=sep)\d{3}(?:[ .\-/]{1,3}\d\d)?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:\bnir|\bsecu(?:rite sociale)?|\bins|\binsee|\bn ?[o.]? ?ss|\bss|\bnumero ss|\bimmatricul\w{0,5}|\bmatricule|"
    r"\bassure\w{0,4}|\bpatiente?s?|\bresidente?s?|\bmme|\bm\.|\bmadame|\bmonsieur|\bcarte vitale|\bvitale|"
    r"\bsocial security(?: number)?)\b[^\n\d]{0,24}$"
)
_OTHER_LABEL = re.compile(
    r"\b(?:imei|ean|siret|siren|iban|rib|serie|serial|s/n|ticket|commande|facture|dossier|reference|ref|ipp|iep)"
    r"\b[^\n\d]{0,12}$"
)


def nir_key(thirteen: str) -> int:
    """The key of a NIR: 97 less its first thirteen signs modulo 97, `2A` counted as 19 and `2B` as 18."""
    department = {"2A": "19", "2B": "18"}.get(thirteen[5:7].upper(), thirteen[5:7])
    return 97 - int(thirteen[:5] + department + thirteen[7:]) % 97


def nir_spans(text: str) -> list[tuple[int, int]]:
    """Stretches of a text that are a NIR, key included: by their key, by their label, or grouped as only a NIR is."""
    spans: list[tuple[int, int]] = []
    for found in _FIFTEEN.finditer(text):
        right = nir_key("".join(found.groups()[:6])) == int(found[7]) and found[3] != "00"
        if right or _speaks_for_itself(text, found):
            spans.append(found.span())
    for found in _THIRTEEN.finditer(text):
        if any(start < found.end() and found.start() < end for start, end in spans):
            continue
        if _speaks_for_itself(text, found):
            behind = _KEY_BEHIND.match(text, found.end())
            spans.append((found.start(), behind.end() if behind else found.end()))
    return sorted(spans)


def _speaks_for_itself(text: str, found: re.Match[str]) -> bool:
    """True for a number whose parts can be a NIR's and that is named or grouped as one, whatever its key."""
    month, department = int(found[3]), found[4].lower()
    before = text[max(0, found.start() - 60) : found.start()]
    if found[1] not in "1278" or not (1 <= month <= 12 or 20 <= month <= 42 or month >= 50) or department == "00":
        return False
    if _OTHER_LABEL.search(before):
        return False
    return _GROUPED.fullmatch(found[0]) is not None or _LABEL.search(before) is not None
