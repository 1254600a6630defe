"""Houses named as in English: « Moselux Diagnostics », « St. Anne Hospital », with the kind their last words tell."""

from __future__ import annotations

import re

from bot.report.reading import Reading

_ENGLISH = re.compile(
    r"\b(?!Our |The |My |Your |This |Dear |Hello )"
    r"(?:(?:St\.?|[A-Z][A-Za-zà-ÿ'’\-]{1,20}) ){1,4}(Hospital|Clinic|Laborator(?:y|ies)|Labs?|Diagnosti(?:cs|k)|"
    r"Imaging|Radiology|"
    r"(?:Medical|Health|Care|Dialysis|Radiotherapy) Cent(?:re|er)|(?:Care|Nursing) Home|Institute)\b"
    r"(?! (?:Director|Manager|Officer|Engineer|Lead|Administrator|Technician|Coordinator|Information|Staff|Systems?)\b)"
)
_OWN = re.compile(
    r"\bI(?: am|'m)? (?:head|run|lead|manage|work|(?:the |a |an )?[a-z \-]{3,40}(?:head|lead|manager|director|"
    r"engineer|officer))"
    r"\b[^.,;\n]{0,50}? (?:at|for) ((?:St\.? )?[A-ZÀ-Ý][\w'’\-]{2,24}(?: [A-ZÀ-Ý][\w'’\-]{2,24}){0,3})(?=[,.;(\n]| in )"
)
_ENGLISH_TYPES = {"hospital": "hospital", "clinic": "hospital", "care home": "ehpad", "nursing home": "ehpad"}


def english_type(name: str) -> str | None:
    """The structure type an English name tells by its last words, or None."""
    found = _ENGLISH.search(name)
    return _kind_of(found[1]) if found else None


def _kind_of(word: str) -> str:
    kind = word.lower()
    return "laboratory" if kind.startswith(("lab", "diag")) else _ENGLISH_TYPES.get(kind, "other")


def own_house(reading: Reading) -> tuple[int, int] | None:
    """The house its author says in English to work for, whatever other houses he names: (start, end), or None."""
    found = _OWN.search(reading.aligned[:4000]) if reading.aligned is not None else None
    return found.span(1) if found is not None else None


def english_name(reading: Reading) -> tuple[int, int, str] | None:
    """An establishment named as in English, with its kind behind the name: (start, end, type), or None."""
    if reading.aligned is None or (found := _ENGLISH.search(reading.aligned[:8000])) is None:
        return None
    return found.start(), found.end(), _kind_of(found[1])
