"""Who writes, for which establishment, where it lies and where to call back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.mail.message import Message
from bot.report.evidence import Evidence
from bot.report.fields import Found, Site
from bot.report.forms.form import Form
from bot.report.house import declarant, english, provider, structure
from bot.report.house.firms import is_of_domain, named_by_domain
from bot.report.house.kinds import type_in, type_of_domain
from bot.report.house.military import own_military
from bot.report.house.nameless import nameless, nameless_found, nameless_sites
from bot.report.house.naming import name_in_value, tidy, without_town
from bot.report.house.sites import named_sites
from bot.report.house.small_letters import lowercase_name
from bot.report.house.structure import Candidate, candidates_in
from bot.report.numbers import finess
from bot.report.numbers.call_back import call_back_number
from bot.report.numbers.told_apart import Number
from bot.report.place.aside import is_beside_others
from bot.report.place.territory import places_in
from bot.report.place.whereabouts import is_name_of_house, lies_elsewhere, territory_of
from bot.report.reading import Reading
from bot.report.words.folded import fold

# A roof over establishments of any type.
# Labels that ask for other things as often: « Organisation : papier », « Lieu : le bloc ».
_LOOSE_LABELS = frozenset("lieu organisation centre site entite ou ets qui".split())
_BY_DOMAIN = 0.3
_NETWORK = re.compile(r"ght|groupe")
_ROOF = re.compile(r"(?:ght|groupe|fondation|association|gip|gcs|mutualite|udaf)\b")
_OF_BIOLOGY = re.compile(r"\bbio-?[a-z]|biolog|analyses\b|lab\b")
_NUMBER_BEHIND = re.compile(r" ?\((\d\d\d?|2[ab])\)")
# What has several sites: it is named, but its sites are meant.
_MOTHER = re.compile(r"$|ght\b|groupe(?:ment)?s?\b|[^(]{6,}\(")
# « Je suis aux urgences de … »: only a hospital has these.
_IN_A_WARD = re.compile(
    r"\b(?:je suis|ici|nous sommes|on est|je travaille|de garde) (?:de garde |d'astreinte |seule? )?(?:a |aux |les |"
    r"la |au |en )?"
    r"(?:urgences|rea(?:nimation)?|bloc(?: operatoire)?|dechoc(?:age)?|maternite|salle de naissance|soins intensifs|"
    r"usic|"
    r"neonat(?:ologie)?)\b"
)
_EMERGENCY_CALLS = re.compile(r"\b(?:samu|smur|crra)\b")
_TITLE = re.compile(r"(?:m\.|mme|mr|monsieur|madame|dr\.?|docteur|pr)[ .]", re.IGNORECASE)


@dataclass(frozen=True)
class Identity:
    """The fields that say who and where, by name, each found or None."""

    fields: dict[str, Any]


def identity_of(
    message: Message, reading: Reading, signature: Reading | None, form: Form, numbers: list[Number], evidence: Evidence
) -> Identity:
    """Structure, type, FINESS, territory, sites, role and phone of one letter."""
    houses_named = candidates_in(reading)
    domain = message.author.domain if message.author else ""
    military = own_military(reading, form, houses_named, numbers, domain, evidence)
    named = [house for house in houses_named if military is not None or house.type != "military"]
    if military is not None:
        named = [house for house in named if house.type == "military"] or named
    name = _structure(message, reading, signature, form, named)
    number = _site_number(numbers)
    secret = [(n.start, n.end) for n in numbers if n.kind == "nir"]
    places = [
        place
        for place in places_in(reading.folded, reading.aligned, reading.words)
        if not any(first <= place.start < last for first, last in secret)
    ]
    sites = named_sites(reading, form, numbers, named, places)
    houses = [(house.start, house.end) for house in named if house.confidence > 0.3 and house.type != "provider"]
    others = [span for house in named if house.named and (span := (house.start, house.end)) not in houses]
    if houses:
        own = [p for p in places if not is_beside_others(reading.folded, p.start, houses, others)]
        places = own or places
    phones = [each.value for each in numbers if each.kind == "phone"]
    sender = message.author.name if message.author else ""
    alone = number is not None and sum(each.kind == "finess" for each in numbers) == 1
    if number is not None and alone and not number.labelled and lies_elsewhere(reading, number, places):
        number = None
    named_after = [place for place in places if is_name_of_house(reading.folded, place, houses)]
    bare = [place for place in places if place not in named_after]
    territory = territory_of(reading, signature, form, number, bare, houses, phones, domain, sender)
    if named_after and (territory is None or territory.value.department is None):
        territory = territory_of(reading, signature, form, number, places, houses, phones, domain, sender)
    fields: dict[str, Any] = {
        "structure": name,
        "structure_type": _of_armed_forces(reading, military) or _type(message, reading, form, named, name, evidence),
        "finess": None,
        "finess_valid": None,
        "territory": territory,
        "sites": sites,
        "declarant_role": declarant.role_of(message, reading, signature, form),
        "phone": call_back_number(reading, signature, form, numbers),
    }
    if number is not None:
        fields["finess"] = reading.found(number.value, 0.95 if number.labelled else 0.7, number.start, number.end)
        good = finess.valid(number.value)
        fields["finess_valid"] = None if good is None else reading.found(good, 1.0, number.start, number.end)
    told = _of_first_site(fields, sites)
    # The one gate of names: whatever found them, no person leaves by them.
    return Identity(told | {"structure": nameless_found(told["structure"]), "sites": nameless_sites(told["sites"])})


def _of_first_site(fields: dict[str, Any], sites: Found[tuple[Site, ...]] | None) -> dict[str, Any]:
    """With several sites the fields speak of the first."""
    if sites is None or not sites.value:
        return fields
    first: Site = sites.value[0]
    if first.territory is not None and fields["finess"] is None:
        fields["territory"] = Found(first.territory, 0.6, sites.source, sites.span)
    above = fold(_bare(fields["structure"]))
    if first.structure is not None and first.finess is not None and (_MOTHER.match(above) or _ROOF.match(above)):
        fields["structure"] = Found(first.structure, 0.7, sites.source, sites.span)
        if (kind := type_in(fold(first.structure))) is not None and _ROOF.match(above):
            fields["structure_type"] = Found(kind, 0.6, sites.source, sites.span)
    return fields


def _bare(found: Found[str] | None) -> str:
    return found.value if found else ""


def _site_number(numbers: list[Number]) -> Number | None:
    mine = [number for number in numbers if number.kind == "finess"]
    return next((number for number in mine if number.labelled), mine[0] if mine else None)


def _structure(
    message: Message, reading: Reading, signature: Reading | None, form: Form, named: list[Candidate]
) -> Found[str] | None:
    domain = message.author.domain if message.author else ""
    best = _best(reading, named, domain)
    for answer in form.all("structure"):
        loose = answer.label.strip() in _LOOSE_LABELS
        if loose and best is not None and type_in(answer.value) is None:
            continue
        words = name_in_value(
            reading.written(answer.start, answer.end),
            named_by_type=loose or type_in(answer.label) is not None,
        )
        if words is not None:
            return reading.found(words, 0.95, answer.start, min(answer.end, answer.start + len(words)))
    own = english.own_house(reading)
    if own is not None and (best is None or not own[0] <= best.start < own[1]):
        return reading.found(tidy(reading.written(*own)), 0.8, *own)
    if best is not None:
        return reading.found(_own_name(reading, best.start, best.end), best.confidence, best.start, best.end)
    if signature is not None and (signed := _best(signature, candidates_in(signature))) is not None:
        return signature.found(tidy(signature.written(signed.start, signed.end)), 0.7, signed.start, signed.end)
    if (firm := provider.provider_name(reading)) is not None:
        return reading.found(reading.written(*firm), 0.6, *firm)
    if (foreign := english.english_name(reading)) is not None:
        return reading.found(tidy(reading.written(*foreign[:2])), 0.6, *foreign[:2])
    if (company := provider.company_name(reading)) is not None:
        return reading.found(reading.written(*company), 0.55, *company)
    if (owner := named_by_domain(reading, domain)) is not None:
        return reading.found(reading.written(*owner), 0.55, *owner)
    if (plain := lowercase_name(reading)) is not None:
        return reading.found(_own_name(reading, plain[0], plain[1]), 0.5, plain[0], plain[1])
    if (sender := _from_display_name(message)) is not None:
        return sender
    if (site := structure.site_named(reading)) is not None:
        return reading.found(tidy(reading.written(*site)), 0.5, *site)
    return None


def _own_name(reading: Reading, start: int, end: int) -> str:
    """The name as written, without the town that stands before its number: « ehpad Beausoleil La Garde (83) »."""
    behind = _NUMBER_BEHIND.match(reading.folded, end)
    name = tidy(reading.written(start, end))
    name = nameless(name, reading.folded[end : end + 60]) or name
    short = without_town(name, behind[1].upper() if behind is not None else "")
    # « L'EHPAD Aubépine Plérin (22) et l'EHPAD Aubépine Mayet (72) » are told apart by their towns.
    return name if reading.folded.count(fold(short)) > reading.folded.count(fold(name)) else short


def _best(reading: Reading, named: list[Candidate], domain: str = "") -> Candidate | None:
    usable = [candidate for candidate in named if candidate.named and candidate.confidence > 0.3]
    in_text = [candidate for candidate in usable if reading.source_at(candidate.start) != "subject"]
    return max(in_text or usable, key=lambda house: house.confidence + _own(reading, house, domain), default=None)


def _own(reading: Reading, house: Candidate, domain: str) -> float:
    """What speaks for a house by whose mail domain the author writes."""
    name = reading.folded[house.start : house.end]
    return _BY_DOMAIN if _NETWORK.match(name) is None and is_of_domain(name, domain) else 0.0


def _from_display_name(message: Message) -> Found[str] | None:
    if message.author is None or not message.author.name:
        return None
    sender = Reading([("from", message.author.name[:200], 0)])
    best = _best(sender, candidates_in(sender))
    if best is None:
        return None
    return sender.found(tidy(sender.written(best.start, best.end)), 0.55, best.start, best.end)


def _of_armed_forces(reading: Reading, told: tuple[int, int] | None) -> Found[str] | None:
    if told is None:
        return None
    return reading.found("military", 0.9, *told) if told != (0, 0) else Found("military", 0.6, "from")


def _type(
    message: Message, reading: Reading, form: Form, named: list[Candidate], name: Found[str] | None, evidence: Evidence
) -> Found[str] | None:
    answer = form.first("structure_type")
    if answer is not None and (told := type_in(answer.value)) is not None:
        return reading.found(told, 0.95, answer.start, answer.end)
    author = message.author.domain if message.author else ""
    if name is not None and provider.is_company(name.value) and type_in(fold(name.value)) is None:
        kind = "laboratory" if _OF_BIOLOGY.search(fold(name.value)) is not None else "provider"
        return Found(kind, 0.6, name.source, name.span)
    if provider.writes_as_provider(reading.folded) or (type_of_domain(author) == "provider" and name is None):
        return Found("provider", 0.7, "text")
    usable = [candidate for candidate in named if candidate.confidence > 0.3 and candidate.type not in ("provider",)]
    if name is not None and (called := _type_of_name(name.value)) is not None:
        end = reading.folded.find(fold(name.value)) + len(name.value)
        beside = (c for c in usable if c.type not in ("other", "pharmacy", "military") and 0 <= c.start - end < 40)
        closer = next(beside, None)
        if called == "other" and closer is not None and _ROOF.match(fold(name.value)):
            return reading.found(closer.type, 0.6, closer.start, closer.end)
        if (
            called == "other"
            and _ROOF.match(fold(name.value))
            and (under := _under_roof(name.value, author)) is not None
        ):
            return Found(under, 0.6, name.source, name.span)
        if called == "hospital" and reading.folded.startswith(" (radiotherap", end):
            called = "radiotherapy"
        return Found(called, name.confidence, name.source, name.span)
    possessed = [
        c
        for c in usable
        if re.search(r"\b(?:notre|nos|un|une|petite?)\b[^.\n]{0,12}$", reading.folded[max(0, c.start - 20) : c.start])
    ]
    hinted = type_of_domain(author)
    for candidate in possessed or ([] if hinted else usable):
        return reading.found(candidate.type, 0.6, candidate.start, candidate.end)
    if (
        hinted is None
        and (unit := evidence.stated("care_unit")) is not None
        and _EMERGENCY_CALLS.search(reading.folded)
    ):
        return evidence.found("hospital", 0.5, unit)
    if hinted is None and (ward := _IN_A_WARD.search(reading.folded)) is not None:
        return reading.found("hospital", 0.5, ward.start(), ward.end())
    return Found(hinted, 0.5, "from", None) if hinted else None


def _under_roof(name: str, domain: str) -> str | None:
    """What kind of houses a group has, by its name and mail domain: « GCS Biologie picarde », « bio-isula-lab »."""
    if _OF_BIOLOGY.search(fold(name)) is not None:
        return "laboratory"
    hinted = type_of_domain(domain)
    return hinted if hinted not in ("other", "provider", "pharmacy", "military") else None


def _type_of_name(name: str) -> str | None:
    folded = fold(name)
    return "radiotherapy" if "radiotherap" in folded else type_in(folded) or english.english_type(name)
