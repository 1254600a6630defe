"""Several sites in one letter: by their FINESS numbers, by a form filled more than once, or by a list of regions."""

from __future__ import annotations

import re
from itertools import islice

from bot.report.fields import Found, Site, Territory
from bot.report.forms.form import Form
from bot.report.house.naming import name_in_value
from bot.report.house.structure import Candidate
from bot.report.numbers.told_apart import Number
from bot.report.place.aside import is_anothers, is_aside, is_spared
from bot.report.place.homonyms import Surroundings, settled
from bot.report.place.names import commune_at
from bot.report.place.territory import Place, of_finess
from bot.report.reading import Reading

_MOST_SITES, _FOREIGN = 200, 0.3
_NEAR = 160
_MARKS = " \t-–—•*·,;:()[]/|\n"
_NUMBER_LABEL = re.compile(r"[\s,;:(\-–—|]*(?:n[°o]? ?)?(?:finess|et)\b[^\d]{0,24}$", re.IGNORECASE)
_PLACE_BEHIND = re.compile(r"[,(] ?(?:dans l[ae'’]|en |à |au |aux |département |dép\.? |\d{2,3}\b)[^,]{0,40}$")
_TOWN_LINE = re.compile(r"(?:^|\n)[ *\-]{0,4}(?:site (?:de |du |d'))?(?P<town>[a-z][a-z '\-]{2,36}?) {0,3}:(?= ?\S)")
_PART_OF_TOWN = re.compile(r"(?: (?:centre|ville|nord|sud|est|ouest|gare|port))?")
_LEAST_TOWN, _FEWEST_LINES = 1_500, 2
_LIST = re.compile(
    r"\b(?:structures|etablissements|sites|clients|hopitaux|ehpad|laboratoires|cliniques|"
    r"centres)\b[^.\n]{0,30}?(?:\b(?:en|dans|a|de|sur)\b|:|\bd')"
)
_SEVERAL = re.compile(
    r"\b(?:les|nos|deux|trois|quatre|cinq|six|plusieurs|ses) (?:ehpad|sites|etablissements|cliniques|hopitaux|"
    r"laboratoires|"
    r"labos|residences|foyers|centres|maisons|structures)\b(?! (?:sont|a|du groupe))"
)
_BEFORE_BRACKET = re.compile(
    r"(?:^|[,:;] |\bet |\bde |\bà )\s*((?:[A-ZÀ-Ý][\w'’\-]*|d[eu]s?|la|les?|aux?)(?: [\w'’\-]{1,24}){0,5})\s*$"
)


def named_sites(
    reading: Reading, form: Form, numbers: list[Number], named: list[Candidate], places: list[Place]
) -> Found[tuple[Site, ...]] | None:
    """The sites when a letter names several; None for one or none."""
    mine = [number for number in numbers if number.kind == "finess"]
    if len({number.value for number in mine}) > 1:
        sites = tuple(_numbered(reading, number, mine, form, named, places) for number in _distinct(mine)[:_MOST_SITES])
        return reading.found(sites, 0.85, mine[0].start, mine[-1].end)
    labelled = form.all("structure")
    if len({answer.value for answer in labelled}) > 1 and len({answer.label for answer in labelled}) < len(labelled):
        ends = [answer.start for answer in labelled[1:]] + [len(reading.folded)]
        sites = tuple(
            Site(
                name_in_value(reading.written(a.start, a.end), named_by_type=False),
                _finess_between(mine, a.start, end),
                _place_between(places, a.start, end),
            )
            for a, end in zip(labelled[:_MOST_SITES], ends, strict=False)
        )
        return reading.found(sites, 0.8, labelled[0].start, labelled[-1].end)
    houses = [(each.start, each.end) for each in named if each.confidence > _FOREIGN and each.type != "provider"]
    here = [place for place in places if not is_aside(reading.folded, place.start, houses)]
    return (
        _by_names(reading, named, here)
        or _by_brackets(reading, here)
        or _by_towns(reading, places)
        or _by_regions(reading, here)
    )


def _distinct(numbers: list[Number]) -> list[Number]:
    return list({number.value: number for number in reversed(numbers)}.values())[::-1]


def _numbered(
    reading: Reading, number: Number, mine: list[Number], form: Form, named: list[Candidate], places: list[Place]
) -> Site:
    previous = max((other.end for other in mine if other.end <= number.start), default=0)
    lowest = max(previous, number.start - _NEAR)
    answers = [answer for answer in form.all("structure") if lowest <= answer.start and answer.end <= number.start]
    before = [c for c in named if c.named and lowest <= c.start < number.start]
    name = None
    if answers:
        name = name_in_value(reading.written(answers[-1].start, answers[-1].end), named_by_type=False)
    elif before and reading.folded.rfind("\n", lowest, number.start) < before[-1].start:
        name = reading.written(before[-1].start, before[-1].end)
    else:
        name = _item(reading, lowest, number.start) or (
            reading.written(before[-1].start, before[-1].end) if before else None
        )
    territory = of_finess(number.value) or _place_between(places, lowest, number.end + 40)
    return Site(name.strip() if name else None, number.value, territory)


def _item(reading: Reading, lowest: int, end: int) -> str | None:
    """The name in a list such as « - BioArmor Redon-Quai, FINESS 350 999 819 », by what stands before the number."""
    line = max(lowest, reading.folded.rfind("\n", lowest, end) + 1)
    written = _NUMBER_LABEL.sub("", reading.written(line, end)).strip(_MARKS)
    written = _PLACE_BEHIND.sub("", written)
    return written if 3 < len(written) < 80 and written[0].isupper() and ". " not in written else None


def _finess_between(numbers: list[Number], start: int, end: int) -> str | None:
    return next((number.value for number in numbers if start <= number.start < end), None)


def _place_between(places: list[Place], start: int, end: int) -> Territory | None:
    return next((place.territory for place in places if start <= place.start < end), None)


def _by_names(reading: Reading, named: list[Candidate], places: list[Place]) -> Found[tuple[Site, ...]] | None:
    """Establishments each followed at once by its own département: « CH de A (63), EHPAD B (42) »."""
    pairs = []
    for candidate in named:
        if candidate.named and candidate.confidence > _FOREIGN and candidate.type != "provider":
            after = [
                p
                for p in places
                if p.by in ("number", "postcode", "name") and candidate.end <= p.start < candidate.end + 12
            ]
            if after:
                pairs.append((candidate, after[0]))
    names = {reading.folded[candidate.start : candidate.end] for candidate, _ in pairs}
    if len(names) < 2:
        return None
    sites = tuple(Site(reading.written(c.start, c.end), None, place.territory) for c, place in pairs[:_MOST_SITES])
    return reading.found(sites, 0.7, pairs[0][0].start, pairs[-1][1].end)


def _by_brackets(reading: Reading, places: list[Place]) -> Found[tuple[Site, ...]] | None:
    """« Les EHPAD A (Reims, 51) et B (Lens, 62) »: one site a bracket, when their départements differ."""
    for lead in _SEVERAL.finditer(reading.folded):
        end = min(
            lead.end() + 240, *(at for at in (reading.folded.find(". ", lead.end()), len(reading.folded)) if at >= 0)
        )
        found: list[tuple[Site, Place]] = []
        for place in sorted(places, key=lambda each: each.start):
            opened = reading.folded.rfind("(", max(lead.end(), place.start - 40), place.start)
            if lead.end() <= place.start < end and place.by in ("number", "postcode") and opened >= 0:
                named = _BEFORE_BRACKET.search(reading.written(lead.end(), opened))
                found.append((Site(named[1] if named else None, None, place.territory), place))
        if len({site.territory for site, _ in found}) > 1 and not _of_others(reading, lead.start(), found[-1][1].end):
            sites = tuple(site for site, _ in found[:_MOST_SITES])
            return reading.found(sites, 0.7, found[0][1].start, found[-1][1].end)
    return None


def _of_others(reading: Reading, start: int, end: int) -> bool:
    """« Les sites de A (40) et B (65) ne sont pas touchés », « comme les EHPAD de A et B »"""
    return is_spared(reading.folded, start, end) or is_anothers(reading.folded, start, end)


def _by_towns(reading: Reading, places: list[Place]) -> Found[tuple[Site, ...]] | None:
    """« Bastia centre : reconnecté », « Corte : serveur en panne »: how it stands, a line for each town."""
    if reading.folded.count(":") < _FEWEST_LINES:
        return None
    around = Surroundings.of(places, ())
    found: list[tuple[Territory, int, int]] = []
    for line in islice(_TOWN_LINE.finditer(reading.folded), _MOST_SITES):
        if not reading.written(line.start("town"), line.start("town") + 1).isupper():
            continue
        named = commune_at(reading.folded, line.start("town"))
        if named is None or _PART_OF_TOWN.fullmatch(reading.folded, named[1], line.end("town")) is None:
            continue
        told = settled(named[0], around, _LEAST_TOWN)
        if told is not None and told.department is not None:
            found.append((told, line.start("town"), line.end("town")))
    if len(found) < _FEWEST_LINES:
        return None
    return reading.found(tuple(Site(None, None, told) for told, _, _ in found), 0.6, found[0][1], found[-1][2])


def _by_regions(reading: Reading, places: list[Place]) -> Found[tuple[Site, ...]] | None:
    """« 37 structures en Nouvelle-Aquitaine, Occitanie et Martinique »: one site per territory named."""
    for listed in _LIST.finditer(reading.folded):
        start, end = listed.end(), listed.end() + 160
        end = min(
            end, *(at for at in (reading.folded.find(". ", start), reading.folded.find("\n", start)) if at >= 0), end
        )
        inside = sorted(
            (p for p in places if start <= p.start < end and p.by in ("name", "region", "number")),
            key=lambda p: p.start,
        )
        within = {place.territory.region for place in inside if place.territory.department}
        inside = [p for p in inside if p.territory.department or p.territory.region not in within]
        if len({place.territory for place in inside}) > 1 and not _of_others(reading, listed.start(), inside[-1].end):
            sites = tuple(
                Site(None, None, territory) for territory in dict.fromkeys(place.territory for place in inside)
            )
            return reading.found(sites, 0.7, inside[0].start, inside[-1].end)
    return None
