"""Who writes, for which establishment, where it lies and where to call back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.mail.message import Message
from bot.report.evidence import Evidence
from bot.report.fields import Found, Site
from bot.report.form import Form
from bot.report.house import provider, structure
from bot.report.house.kinds import type_in, type_of_domain
from bot.report.house.military import own_military
from bot.report.house.naming import name_in_value, tidy
from bot.report.house.role import role_in_prose, role_in_signature, role_in_value
from bot.report.house.sites import named_sites
from bot.report.house.structure import Candidate, candidates_in, lowercase_name
from bot.report.numbers import finess
from bot.report.numbers.phone import from_label
from bot.report.numbers.told_apart import Number, numbers_in
from bot.report.place.territory import places_in
from bot.report.place.whereabouts import territory_of
from bot.report.reading import Reading
from bot.report.words.folded import fold

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
_WORD = re.compile(r"[a-z]{3}")
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
    phones = [each.value for each in numbers if each.kind == "phone"]
    sender = message.author.name if message.author else ""
    territory = territory_of(reading, signature, form, number, places, houses, phones, domain, sender)
    fields: dict[str, Any] = {
        "structure": name,
        "structure_type": _of_armed_forces(reading, military) or _type(message, reading, form, named, name, evidence),
        "finess": None,
        "finess_valid": None,
        "territory": territory,
        "sites": sites,
        "declarant_role": _role(message, reading, signature, form),
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
        words = name_in_value(
            reading.written(answer.start, answer.end), named_by_type=type_in(answer.label) is not None
        )
        if words is not None:
            return reading.found(words, 0.95, answer.start, min(answer.end, answer.start + len(words)))
    best = _best(reading, named)
    if best is not None:
        return reading.found(tidy(reading.written(best.start, best.end)), best.confidence, best.start, best.end)
    if signature is not None and (signed := _best(signature, candidates_in(signature))) is not None:
        return signature.found(tidy(signature.written(signed.start, signed.end)), 0.7, signed.start, signed.end)
    if (firm := provider.provider_name(reading)) is not None:
        return reading.found(reading.written(*firm), 0.6, *firm)
    if (english := structure.english_name(reading)) is not None:
        return reading.found(tidy(reading.written(*english[:2])), 0.6, *english[:2])
    if (company := provider.company_name(reading)) is not None:
        return reading.found(reading.written(*company), 0.55, *company)
    if (plain := lowercase_name(reading)) is not None:
        return reading.found(tidy(reading.written(plain[0], plain[1])), 0.5, plain[0], plain[1])
    if (sender := _from_display_name(message)) is not None:
        return sender
    if (site := structure.site_named(reading)) is not None:
        return reading.found(tidy(reading.written(*site)), 0.5, *site)
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
        return Found("provider", 0.6, name.source, name.span)
    if provider.writes_as_provider(reading.folded) or (type_of_domain(author) == "provider" and name is None):
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


def _role(message: Message, reading: Reading, signature: Reading | None, form: Form) -> Found[str] | None:
    for answer in (*form.all("declarant_role"), *form.all("declarant")):
        if _WORD.search(answer.value) is None:
            continue
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
    return _role_of_sender(message)


def _role_of_sender(message: Message) -> Found[str] | None:
    """« Médecin régulateur <regulation@…> »: who writes under his role alone."""
    if message.author is None or not message.author.name:
        return None
    sender = Reading([("from", message.author.name[:80], 0)])
    span = role_in_value(sender.folded.strip(" \n."))
    if span is None or span[0] != 0 or " " not in sender.folded[: span[1]] or sender.folded[span[1] :].strip(" \n."):
        return None
    return sender.found(sender.written(*span), 0.5, *span)


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
