"""Who writes, for which establishment, where it lies and where to call back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from bot.mail.message import Message
from bot.report import finess, structure
from bot.report.evidence import Evidence
from bot.report.fields import Found, Site, Territory
from bot.report.folded import fold
from bot.report.form import Form
from bot.report.kinds import type_in, type_of_domain
from bot.report.numbers import Number, numbers_in
from bot.report.phone import from_label
from bot.report.reading import Reading
from bot.report.role import role_in_prose, role_in_signature, role_in_value
from bot.report.sites import named_sites
from bot.report.structure import Candidate, candidates_in, lowercase_name
from bot.report.territory import Place, of_department, of_finess, place_in_value, places_in
from bot.report.towns import town_of

_CALL_BACK = re.compile(
    r"\b(?:rappel\w{0,4}|joi(?:gn|nd)\w{1,6}|appele[rz]|appel\w?|tel\w{0,7}|portable|mobile|gsm|"
    r"numero|phone|call|reach|ligne directe|contact\w{0,3}|astreinte)\b[^.\n]{0,45}$"
)
_NOT_OURS = re.compile(
    r"\b(?:prestataire|hebergeur|editeur|operateur|fournisseur|support|hotline|votre (?:numero|"
    r"permanence|astreinte|standard)|avons (?:tente|essaye|appele)|j'ai (?:appele|essaye|tente)|cert|"
    r"anssi|police|gendarmerie|usurp\w*|escroc\w*|arnaque\w*"
    r"|standard (?:ne|est|coupe|hs)|injoignable\w?|appel(?:s|e)? (?:provenant|du|frauduleux)|"
    r"recu (?:un|des) (?:appel|sms))\b[^.\n]{0,45}$"
)
# The number of a provider or an authority, told as theirs, is not to be called back.
_THEIRS = re.compile(
    r"\b(?:prestataire|hebergeur|editeur|operateur|fournisseur|support|hotline|cert|anssi|police|gendarmerie|"
    r"permanence)"
    r"\b[^.\n]{0,30}(?:\bau|:|\btel\w{0,7}\.?|[(])\s{0,2}$"
)
# A roof over establishments of any type.
_ROOF = re.compile(r"(?:groupe|fondation|association|gip|gcs|mutualite|udaf)\b")
# What has several sites: it is named, but its sites are meant.
_MOTHER = re.compile(r"$|ght\b|groupe(?:ment)?s?\b|[^(]{6,}\(")
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
    named = candidates_in(reading)
    name = _structure(message, reading, signature, form, named)
    number = _site_number(numbers)
    places = places_in(reading.folded, reading.aligned, reading.words)
    sites = named_sites(reading, form, numbers, named, places)
    houses = [(candidate.start, candidate.end) for candidate in named if candidate.confidence > 0.3]
    territory = _territory(reading, signature, form, number, places, houses)
    fields: dict[str, Any] = {
        "structure": name,
        "structure_type": _type(message, reading, form, named, name, evidence),
        "finess": None,
        "finess_valid": None,
        "territory": territory,
        "sites": sites,
        "declarant_role": _role(reading, signature, form),
        "phone": _phone(reading, signature, form, numbers),
    }
    if number is not None:
        fields["finess"] = reading.found(number.value, 0.95 if number.labelled else 0.7, number.start, number.end)
        good = finess.valid(number.value)
        fields["finess_valid"] = None if good is None else reading.found(good, 1.0, number.start, number.end)
    return Identity(_of_first_site(fields, sites))


def _of_first_site(fields: dict[str, Any], sites: Found[tuple[Site, ...]] | None) -> dict[str, Any]:
    """With several sites the fields speak of the first."""
    if sites is None or not sites.value:
        return fields
    first: Site = sites.value[0]
    if first.territory is not None and fields["finess"] is None:
        fields["territory"] = Found(first.territory, 0.6, sites.source, sites.span)
    if first.structure is not None and first.finess is not None and _MOTHER.match(fold(_bare(fields["structure"]))):
        fields["structure"] = Found(first.structure, 0.7, sites.source, sites.span)
    return fields


def _bare(found: Found[str] | None) -> str:
    return found.value if found else ""


def _site_number(numbers: list[Number]) -> Number | None:
    mine = [number for number in numbers if number.kind == "finess"]
    return next((number for number in mine if number.labelled), mine[0] if mine else None)


def _structure(
    message: Message, reading: Reading, signature: Reading | None, form: Form, named: list[Candidate]
) -> Found[str] | None:
    for answer in form.all("structure"):
        words = _tidy(reading.written(answer.start, answer.end))
        if 2 < len(words) < 120 and not re.fullmatch(r"[\d .]+", words):
            return reading.found(words, 0.95, answer.start, answer.start + len(words))
    best = _best(reading, named)
    if best is not None:
        return reading.found(_tidy(reading.written(best.start, best.end)), best.confidence, best.start, best.end)
    if signature is not None and (signed := _best(signature, candidates_in(signature))) is not None:
        return signature.found(_tidy(signature.written(signed.start, signed.end)), 0.7, signed.start, signed.end)
    if (provider := structure.provider_name(reading)) is not None:
        return reading.found(reading.written(*provider), 0.6, *provider)
    if (english := structure.english_name(reading)) is not None:
        return reading.found(_tidy(reading.written(*english[:2])), 0.6, *english[:2])
    if (plain := lowercase_name(reading)) is not None:
        return reading.found(_tidy(reading.written(plain[0], plain[1])), 0.5, plain[0], plain[1])
    if (sender := _from_display_name(message)) is not None:
        return sender
    if (site := structure.site_named(reading)) is not None:
        return reading.found(_tidy(reading.written(*site)), 0.5, *site)
    return None


def _best(reading: Reading, named: list[Candidate]) -> Candidate | None:
    usable = [candidate for candidate in named if candidate.named and candidate.confidence > 0.3]
    in_text = [candidate for candidate in usable if reading.source_at(candidate.start) != "subject"]
    return max(in_text or usable, key=lambda candidate: candidate.confidence, default=None)


def _from_display_name(message: Message) -> Found[str] | None:
    if message.author is None or not message.author.name:
        return None
    sender = Reading([("from", message.author.name[:200], 0)])
    best = _best(sender, candidates_in(sender))
    if best is None:
        return None
    return sender.found(_tidy(sender.written(best.start, best.end)), 0.55, best.start, best.end)


# « Clinique des… pardon : Clinique du Lac »
_TAKEN_BACK = re.compile(r"^[^:,]{2,60}?\b(?:pardon|pardonnez-moi|je veux dire|je corrige|correction)\s?[:,]\s?", re.I)


def _tidy(words: str) -> str:
    words = re.sub(r"\s+", " ", words.replace("*", " ")).strip(" .,;:-–—|\t")
    words = _TAKEN_BACK.sub("", re.sub(r", ?\d{5}(?: [^,]{0,60})?$", "", words))
    words = re.split(r"\s+[-–—(]\s*(?:n[°o]?\s*)?(?:finess|siret|siren)", words, maxsplit=1, flags=re.IGNORECASE)[0]
    words = re.sub(r"(?<=\w\w\w), [A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+){0,2}(?: \((?:\d\d\d?|2[AB])\))?$", "", words)
    words = re.sub(r"(?<=[a-zà-ÿ]{2}) (?<!Paris )(?<!Lyon )(?<!Marseille )(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])$", "", words)
    return re.sub(r"\s*\([^()]{0,40}\)$", "", words).strip(" .,;:")


def _type(
    message: Message, reading: Reading, form: Form, named: list[Candidate], name: Found[str] | None, evidence: Evidence
) -> Found[str] | None:
    if (hit := evidence.stated("military")) is not None:
        return evidence.found("military", 0.9, hit)
    answer = form.first("structure_type")
    if answer is not None and (told := type_in(answer.value)) is not None:
        return reading.found(told, 0.95, answer.start, answer.end)
    author = message.author.domain if message.author else ""
    if structure.writes_as_provider(reading.folded) or (type_of_domain(author) == "provider" and name is None):
        return Found("provider", 0.7, "text")
    usable = [candidate for candidate in named if candidate.confidence > 0.3 and candidate.type not in ("provider",)]
    if name is not None and (called := _type_of_name(name.value)) is not None:
        end = reading.folded.find(fold(name.value)) + len(name.value)
        beside = (c for c in usable if c.type not in ("other", "pharmacy", "military") and 0 <= c.start - end < 40)
        closer = next(beside, None)
        if called == "other" and closer is not None and _ROOF.match(fold(name.value)):
            return reading.found(closer.type, 0.6, closer.start, closer.end)
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
    return Found(hinted, 0.5, "from", None) if hinted else None


def _type_of_name(name: str) -> str | None:
    folded = fold(name)
    return "radiotherapy" if "radiotherap" in folded else type_in(folded) or structure.english_type(name)


def _territory(
    reading: Reading,
    signature: Reading | None,
    form: Form,
    number: Number | None,
    places: list[Place],
    houses: list[tuple[int, int]],
) -> Found[Territory] | None:
    if number is not None and (told := of_finess(number.value)) is not None and finess.valid(number.value) is not False:
        return reading.found(_refined(told, places), 0.95, number.start, number.end)
    labelled = [p for p in places for answer in form.all("territory") if answer.start <= p.start < answer.end]
    found = _surest(labelled) or _surest(places)
    if found is None and (answer := form.first("territory")) is not None:
        told_there = place_in_value(answer.value)
        found = replace(told_there, start=answer.start, end=answer.end) if told_there else None
    town = town_of(reading, houses)
    if town is not None and (found is None or found.by == "region"):
        return reading.found(of_department(town[0]), 0.55, town[1], town[2])
    if found is not None:
        return reading.found(found.territory, found.confidence, found.start, found.end)
    if number is not None and (told := of_finess(number.value)) is not None:
        return reading.found(told, 0.5, number.start, number.end)
    if signature is not None and (signed := _surest(places_in(signature.folded, signature.aligned))) is not None:
        return signature.found(signed.territory, 0.6, signed.start, signed.end)
    return None


def _refined(told: Territory, places: list[Place]) -> Territory:
    """The prefix of Guadeloupe also stands for Saint-Martin and Saint-Barthélemy, told by their postcodes or names."""
    islands = [place.territory for place in places if place.territory.department in ("977", "978")]
    return islands[0] if told.department == "971" and islands else told


def _surest(places: list[Place]) -> Place | None:
    order = {"postcode": 0, "number": 1, "name": 1, "region": 2}
    return min(places, key=lambda place: (order[place.by], -place.confidence, place.start), default=None)


def _role(reading: Reading, signature: Reading | None, form: Form) -> Found[str] | None:
    for answer in (*form.all("declarant_role"), *form.all("declarant")):
        span = role_in_value(answer.value)
        if span is not None:
            start, end = answer.start + span[0], answer.start + span[1]
            return reading.found(reading.written(start, end), 0.95, start, end)
        unnamed = reading.written(answer.start, answer.start + 1).islower() and len(answer.value) < 40
        if (answer.field == "declarant_role" and len(answer.value) < 80) or unnamed:
            return reading.found(reading.written(answer.start, answer.end), 0.8, answer.start, answer.end)
    if (told := role_in_prose(reading.folded, reading.words, reading.aligned)) is not None:
        return reading.found(reading.written(told[0], told[1]), told[2], told[0], told[1])
    if signature is not None and (signed := role_in_signature(signature.folded, signature.aligned)) is not None:
        return signature.found(signature.written(*signed), 0.75, *signed)
    return None


def _phone(reading: Reading, signature: Reading | None, form: Form, numbers: list[Number]) -> Found[str] | None:
    for answer in form.all("phone"):
        if (labelled := from_label(answer.value)) is not None:
            return reading.found(labelled, 0.95, answer.start, answer.end)
    best: tuple[float, Number] | None = None
    for number in numbers:
        if number.kind == "phone" and (score := _call_back_score(reading, number)) > (best[0] if best else 0.0):
            best = (score, number)
    if best is not None:
        return reading.found(best[1].value, best[0], best[1].start, best[1].end)
    if signature is None:
        return None
    signed = [number for number in numbers_in(signature.folded) if number.kind == "phone"]
    mobile = next(
        (number for number in signed if re.match(r"\+33[67]|\+262(?:69|639)|\+590690|\+59[46]69", number.value)), None
    )
    chosen = mobile or (signed[0] if signed else None)
    return signature.found(chosen.value, 0.7, chosen.start, chosen.end) if chosen else None


def _call_back_score(reading: Reading, number: Number) -> float:
    before = reading.folded[max(0, number.start - 70) : number.start]
    if _NOT_OURS.search(before):
        return 0.0 if _THEIRS.search(before) else 0.2
    return 0.9 if _CALL_BACK.search(before) else 0.75
