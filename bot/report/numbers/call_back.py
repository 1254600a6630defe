"""The number to call back among those of a letter: a labelled one, then the likeliest, then the signature's."""

from __future__ import annotations

import re

from bot.report.fields import Found
from bot.report.forms.form import Answer, Form
from bot.report.numbers.not_to_call import worth_calling
from bot.report.numbers.phone import from_label
from bot.report.numbers.told_apart import Number, numbers_in
from bot.report.reading import Reading

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

_DIRECT = re.compile(
    r"rappel|joindre|joignable|direct|mobile|portable|gsm|astreinte|garde|call.?back|reach|\bme\b|nous"
)
_SWITCHBOARD = re.compile(r"standard|fixe|accueil|secretariat|fax|switchboard|general")
# « Standard 05 36 … » and a direct number elsewhere
_AT_SWITCHBOARD = re.compile(r"\b(?:standard|accueil|switchboard)\b[ .:(]{0,3}(?:au |tel\.? ?:? ?|: ?)?$")


def call_back_number(
    reading: Reading, signature: Reading | None, form: Form, numbers: list[Number]
) -> Found[str] | None:
    """The number at which the author is to be called (E.164), or None when none is told."""
    told = [
        (_rank(answer.label), answer, value)
        for answer in form.all("phone")
        if (value := answered_number(reading, answer, numbers)) is not None
    ]
    if told:
        _, answer, value = min(told, key=lambda each: each[0])
        return reading.found(value, 0.95, answer.start, answer.end)
    best: tuple[float, Number] | None = None
    for number in numbers:
        if number.kind == "phone" and (score := _call_back_score(reading, number)) > (best[0] if best else 0.0):
            best = (score, number)
    if best is not None:
        return reading.found(best[1].value, best[0], best[1].start, best[1].end)
    if signature is None:
        return None
    signed = [
        number
        for number in numbers_in(signature.folded)
        if number.kind == "phone" and worth_calling(signature.folded, number.start, number.end)
    ]
    mobile = next(
        (number for number in signed if re.match(r"\+33[67]|\+262(?:69|639)|\+590690|\+59[46]69", number.value)), None
    )
    chosen = mobile or (signed[0] if signed else None)
    return signature.found(chosen.value, 0.7, chosen.start, chosen.end) if chosen else None


def answered_number(reading: Reading, answer: Answer, numbers: list[Number]) -> str | None:
    """The number in a form's answer, the first that may be called; None when it tells none or only such as may not."""
    inside = [n for n in numbers if answer.start <= n.start < answer.end and n.kind in ("phone", "file")]
    if not inside:
        return from_label(answer.value)
    callable_ = (n for n in inside if n.kind == "phone" and worth_calling(reading.folded, n.start, n.end))
    return next((number.value for number in callable_), None)


def _rank(label: str) -> int:
    """A number to call back before any other, that of a switchboard last."""
    if _DIRECT.search(label):
        return 0
    return 2 if _SWITCHBOARD.search(label) else 1


def _call_back_score(reading: Reading, number: Number) -> float:
    before = reading.folded[max(0, number.start - 70) : number.start]
    if (worth := worth_calling(reading.folded, number.start, number.end)) < 1.0:
        return worth
    if _NOT_OURS.search(before):
        return 0.0 if _THEIRS.search(before) else 0.2
    if _AT_SWITCHBOARD.search(before):
        return 0.4
    return 0.9 if _CALL_BACK.search(before) else 0.75
