"""Which of the places a letter names is the site's: not the head office's, the provider's or the author's own.

Where the evidence disagrees nothing is told: the desk asks, and no agency hears of a matter that is not its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.report.fields import Found, Territory
from bot.report.forms.form import Form
from bot.report.numbers import finess
from bot.report.numbers.told_apart import Number
from bot.report.place.aside import clause_start, is_aside
from bot.report.place.homonyms import Surroundings
from bot.report.place.seats import Seat, seat_of, seat_of_domain, territory_in_value
from bot.report.place.territory import Place, of_department, of_finess, place_in_value, places_in
from bot.report.place.towns import town_of, towns_named
from bot.report.reading import Reading

_TOUCHED = re.compile(r"\b(?:touche|concerne|impacte|atteint|attaque|victime|affecte|site|notre|nos)\w{0,2}\b")
_NEAR, _CLOSEST = 48, 4
_PARIS = "75"
# « Bonjour de Saint-Pierre-et-Miquelon »
_GREETS = re.compile(
    r"\b(?:bonjour|bonsoir|salut|salutations|hello) (?:a tous )?(?:depuis|de|du|from) (?:l'ile de |la |l'|les )?$"
)
# How sure a commune places a house, by the phrase that says so.
_BY_SEAT = MappingProxyType(
    {"at": 0.55, "sector": 0.55, "bracket": 0.55, "of": 0.5, "comma": 0.5, "name": 0.45, "dateline": 0.45}
)
# The numbering plan (ARCEP): the Antilles share theirs, so it tells the agency but no département.
_OVERSEAS = MappingProxyType(
    {
        **dict.fromkeys(("+262262", "+262263", "+262692", "+262693"), of_department("974")),
        **dict.fromkeys(("+262269", "+262639"), of_department("976")),
        **dict.fromkeys(("+590",), replace(of_department("971"), department=None)),
        **dict.fromkeys(("+594",), of_department("973")),
        **dict.fromkeys(("+596",), of_department("972")),
        **dict.fromkeys(("+508",), of_department("975")),
    }
)
_SURE = ("postcode", "number", "name")
# « Clinique La Martinique », « Polyclinique Le Languedoc »: what a private house is called after says not where it is.
_CALLED_AFTER = re.compile(
    r"(?:(?:polyclinique|clinique|residence|villa|hopital prive|institut) (?:de |du |des |d')?|"
    r"(?:e\.?h\.?p\.?a\.?d\.?|maison(?: de (?:retraite|sante))?|foyer|cabinet|pharmacie|laboratoire|labo|m\.?a\.?s|fam|"
    r"esat|s[sm]r) )(?:la |le |l'|les )?"
)


def territory_of(
    reading: Reading,
    signature: Reading | None,
    form: Form,
    number: Number | None,
    places: list[Place],
    houses: Sequence[tuple[int, int]],
    phones: Sequence[str] = (),
    domain: str = "",
    sender: str = "",
) -> Found[Territory] | None:
    """The territory of the site, None when nothing tells it or two things tell differently.

    A FINESS with its right key goes before all; one with a wrong key only where no town is named that lies elsewhere.
    `phones` (E.164) tell communes of one name apart; `domain` and `sender` (the display name) are the
    author's, the last things asked.
    """
    told = of_finess(number.value) if number is not None else None
    if number is not None and told is not None and finess.valid(number.value) is not False:
        return reading.found(_refined(told, places), 0.95, number.start, number.end)
    here = [place for place in places if not is_aside(reading.folded, place.start, houses)]
    labelled = [p for p in here for answer in form.all("territory") if answer.start <= p.start < answer.end]
    found = _surest(labelled) or _agreed(reading.folded, here, houses) or _called_there(here, phones)
    if found is not None and found.by != "region":
        return reading.found(found.territory, found.confidence, found.start, found.end)
    around = Surroundings.of(here, phones)
    if found is None:
        found = _answered(form, around)
    unplaced = found is None or found.by == "region"
    town = town_of(reading, houses) if unplaced else None
    if town is not None and _may_decide(town[0], here):
        return reading.found(of_department(town[0]), 0.55, town[1], town[2])
    seat = _seat(reading, here, around) if unplaced else None
    if seat is not None and (found is None or seat.territory.department is not None):
        differs = told is not None and told.department != seat.territory.department
        return None if differs else reading.found(seat.territory, _BY_SEAT[seat.kind], seat.start, seat.end)
    if unplaced:
        found = _only_aside(reading, places) or found
    if found is not None:
        return reading.found(found.territory, found.confidence, found.start, found.end)
    if number is not None and told is not None and not _sure(here):
        elsewhere = towns_named(reading) - {told.department}
        return None if elsewhere else reading.found(told, 0.5, number.start, number.end)
    return None if _sure(here) else _by_its_author(signature, around, sender, domain) or _by_numbers(phones)


def is_name_of_house(folded: str, place: Place, houses: Sequence[tuple[int, int]]) -> bool:
    """True for a place a private house is called after: it tells where that is only where nothing else does."""
    if place.by not in ("name", "region"):
        return False
    return any(
        first < place.start and place.end <= last and _CALLED_AFTER.fullmatch(folded, first, place.start) is not None
        for first, last in houses
    )


def lies_elsewhere(reading: Reading, number: Number, places: list[Place]) -> bool:
    """True where a letter tells places and none lies in the département of a number that looks like a FINESS."""
    told = of_finess(number.value)
    here = {place.territory.department for place in _sure(places)} or towns_named(reading)
    return told is not None and bool(here) and told.department not in here


def _answered(form: Form, around: Surroundings) -> Place | None:
    """The place a form's box holds, where it is no more than a name."""
    answer = form.first("territory")
    told = None if answer is None else place_in_value(answer.value) or _commune_in_value(answer.value, around)
    return None if answer is None or told is None else replace(told, start=answer.start, end=answer.end)


def _commune_in_value(value: str, around: Surroundings) -> Place | None:
    told = territory_in_value(value, around)
    return Place(told, 0.8, 0, len(value), "name" if told.department else "region") if told is not None else None


def _seat(reading: Reading, here: list[Place], around: Surroundings) -> Seat | None:
    seat = seat_of(reading, around)
    return seat if seat is not None and _may_decide(seat.territory.department, here) else None


def _by_its_author(
    signature: Reading | None, around: Surroundings, sender: str, domain: str
) -> Found[Territory] | None:
    """What the signature tells, then the author's display name, then his mail domain: the last things asked."""
    if signature is not None:
        if (signed := _surest(places_in(signature.folded, signature.aligned))) is not None:
            return signature.found(signed.territory, 0.6, signed.start, signed.end)
        if (seat := seat_of(signature, around)) is not None:
            return signature.found(seat.territory, 0.5, seat.start, seat.end)
    if sender:
        name = Reading([("from", sender[:200], 0)])
        if (seat := seat_of(name, around)) is not None:
            return name.found(seat.territory, 0.45, seat.start, seat.end)
    told = seat_of_domain(domain, around)
    return Found(told, 0.4, "from") if told is not None else None


def _by_numbers(phones: Sequence[str]) -> Found[Territory] | None:
    """Where numbers of overseas are to be called back and nothing else tells a place: each has numbers of its own."""
    told = {territory for phone in phones for prefix, territory in _OVERSEAS.items() if phone.startswith(prefix)}
    return Found(told.pop(), 0.4, "text") if len(told) == 1 else None


def _agreed(folded: str, places: list[Place], houses: Sequence[tuple[int, int]]) -> Place | None:
    """The surest place, unless several départements are told and none of them belongs to a house or to what is hit."""
    greeted = [place for place in _sure(places) if _GREETS.search(folded, max(0, place.start - 40), place.start)]
    if greeted:
        return greeted[0]
    if len({place.territory.department for place in _sure(places)}) < 2:
        return _surest(places)
    # The ministry is told « à Paris » by whoever writes from afar.
    if any(place.territory.department == _PARIS and place.by == "name" for place in _sure(places)):
        return _agreed(folded, [place for place in places if place.territory.department != _PARIS], houses)
    beside = [p for p in _sure(places) if any(first < p.start <= last + _NEAR for first, last in houses)]
    hit = [p for p in _sure(places) if _TOUCHED.search(folded, clause_start(folded, p.start), p.start)]
    written = [p for p in _sure(places) if p.by == "postcode"]
    closest = [p for p in beside if any(first < p.start <= last + _CLOSEST for first, last in houses)]
    for chosen in ([p for p in beside if p.by == "postcode"], closest, beside, written, hit):
        if len({place.territory.department for place in chosen}) == 1:
            return _surest(chosen)
    return None


def _called_there(places: list[Place], phones: Sequence[str]) -> Place | None:
    """Of several places the one whose numbers are to be called: « Mayotte » and +262 269, parts from La Réunion."""
    by_phone = _by_numbers(phones)
    code = by_phone.value.department if by_phone is not None else None
    return next((place for place in _sure(places) if code is not None and place.territory.department == code), None)


def _may_decide(department: str | None, places: list[Place]) -> bool:
    """A house's town decides where no département is told, or between those that are."""
    told = {place.territory.department for place in _sure(places)}
    return not told or department in told


def _only_aside(reading: Reading, places: list[Place]) -> Place | None:
    """The place of a head office, where it is the only one a letter knows of."""
    told = {place.territory.department for place in _sure(places)}
    regions = {place.territory.region for place in places}
    if len(told) != 1 or len(regions) != 1 or towns_named(reading) - told:
        return None
    return _surest(_sure(places))


def _sure(places: list[Place]) -> list[Place]:
    return [place for place in places if place.by in _SURE and place.territory.department is not None]


def _refined(told: Territory, places: list[Place]) -> Territory:
    """The prefix of Guadeloupe also stands for Saint-Martin and Saint-Barthélemy, told by their postcodes or names."""
    islands = [place.territory for place in places if place.territory.department in ("977", "978")]
    return islands[0] if told.department == "971" and islands else told


def _surest(places: list[Place]) -> Place | None:
    order = {"postcode": 0, "number": 1, "name": 1, "region": 2}
    return min(places, key=lambda place: (order[place.by], -place.confidence, place.start), default=None)
