"""Whether the author's own house is a military one. A civil house that merely names one stays civil: it is paged."""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.forms.form import Form
from bot.report.house.kinds import type_in, type_of_domain
from bot.report.house.structure import THEIRS_AFTER, Candidate
from bot.report.numbers.told_apart import Number
from bot.report.reading import Reading

_OWN = re.compile(
    r"\b(?:nous sommes|je suis|ici|notre|nos|nom d[eu]|compte d[eu]|au sein d[eu]|(?:officier|rssi|dsi|astreinte|"
    r"medecin|directeur|directrice|direction|responsable|cadre|informaticien|commandement)\b[^.,;:\n]{0,24} d[eu]|"
    r"systemes d'information d[eu])"
    r"(?: la| l'| le)?[^.,;:\n]{0,14}$"
)
_OPENS = re.compile(r"(?:^|[\n:.!?] ?|bonjour,? |bonsoir,? )\W{0,4}(?:[ld][ea']? ?|d[eu] l'|incident a? ?)?$")
# « L'HIA voisin », « l'HIA Sainte-Anne prend nos urgences »: another house than the author's.
_THEIRS_BEFORE = re.compile(
    r"\b(?:vers|transfer\w{0,7}|transport\w{0,6}|evacu\w{0,6}|envoy\w{0,6}|redirig\w{0,6}|reorient\w{0,6}|"
    r"orient\w{0,6}|"
    r"adress\w{0,6}|deles\w{0,6}|accueilli\w{0,3}|pris en charge|releve|renfort|appui|aide|soutien|partenari?at|"
    r"partenaires?|convention|voisins?|comme|avec|chez|par|contact\w{0,4}|prevenu\w{0,3}|averti\w{0,3}|inform\w{0,4}|"
    r"depuis|proche|pres|face|collegues|confreres|ancien\w{0,2}|ex|relais|prete\w{0,3}|appele\w{0,3})\b[^.;\n]{0,40}$"
)
_SERVICE = re.compile(r"service de sante des armees|officier ssi|ministere des armees|hopital (?:militaire|des armees)")


def own_military(
    reading: Reading, form: Form, named: list[Candidate], numbers: list[Number], domain: str, evidence: Evidence
) -> tuple[int, int] | None:
    """Where the letter says that its author's house is a military one; (0, 0) when only the mail domain does, or None.

    A form's box decides first, then the mail domain, then how the houses are named. In doubt the house is civil: a
    page too many wakes one person, a redirected attack wakes nobody.
    """
    for answer in (*form.all("structure_type"), *form.all("structure")):
        if (told := type_in(answer.value)) is not None:
            return (answer.start, answer.end) if told == "military" else None
    houses = [c for c in named if c.type == "military"]
    civil = [c for c in named if c.type not in ("military", "provider") and c.named]
    ours = max((_claim(reading, c) for c in houses), default=0)
    theirs = max((_claim(reading, c) for c in civil), default=0)
    if type_of_domain(domain) == "military":
        mine = next(iter(houses), None)
        return None if theirs > 1 and not ours else (mine.start, mine.end) if mine else (0, 0)
    if civil and ours <= theirs:
        return None
    if ours:
        best = max(houses, key=lambda house: _claim(reading, house))
        return best.start, best.end
    if houses or any(number.kind == "finess" for number in numbers) or type_of_domain(domain) is not None:
        return None
    return _service_of(reading, evidence)


def _service_of(reading: Reading, evidence: Evidence) -> tuple[int, int] | None:
    """The author's military service where no house is named at all."""
    hit = evidence.stated("military")
    if hit is None or not _SERVICE.match(reading.folded, hit.start):
        return None
    before = reading.folded[max(0, hit.start - 70) : hit.start]
    foreign = _THEIRS_BEFORE.search(before) or THEIRS_AFTER.match(reading.folded, hit.end)
    return None if foreign else (hit.start, hit.end)


def _claim(reading: Reading, house: Candidate) -> int:
    """How strongly a house is the author's own: 3 when he says so, 2 where it opens a line or a sentence, 0 never."""
    before = reading.folded[max(0, house.start - 70) : house.start]
    if THEIRS_AFTER.match(reading.folded, house.end):
        return 0
    if _OWN.search(before):
        return 3
    if house.confidence <= 0.3:
        return 0
    if _OPENS.search(before):
        return 2
    if house.type == "military" and _THEIRS_BEFORE.search(before):
        return 0
    return 1
