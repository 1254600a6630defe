"""One establishment as a file of the directory writes it: checked field by field, an `Establishment` or its faults."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from bot.errors import Doubt, Fault
from bot.report.numbers import finess
from bot.report.place.departments import DEPARTMENTS
from bot.report.place.directory import Establishment
from bot.report.place.territory import of_postcode

_LONGEST_NAME = 200
_SHOWN = 60
_POSTCODE = re.compile(r"\d{5}")
_ROUTED = re.compile(r"(\d{5})\s+(\S.*)")
# The legacy extract has codes of its own overseas; 9J is Wallis-et-Futuna, which is no département.
_LEGACY = MappingProxyType({"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976", "9J": None})
# Code officiel géographique: 984 and 986 to 989 lie outside the départements (987 is Polynésie), 991 to 995 abroad.
_OUTSIDE = re.compile(r"(?:98[46-9]|99[1-5])\d\d")


@dataclass(slots=True)
class Checked:
    """One record being read; each problem becomes a fault with its place. `establishment()` gives None after one."""

    file: str
    line: int | None
    path: str
    faults: list[Fault] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def refuse(self, key: str, value: object, problem: str, remedy: str) -> None:
        """Note a fault of this record."""
        self.faults.append(Fault(self.file, self.line, self.path + key, _short(value), problem, remedy))

    def number(self, key: str, written: object, *, compulsory: bool = True) -> str | None:
        """A FINESS number, normalised; None when it is absent and may be, or after a fault."""
        text = _text(written)
        if not text:
            if compulsory:
                self.refuse(key, written, "no number", "nine characters are due here")
            return None
        number, problem, remedy = _read_number(text)
        if problem:
            self.refuse(key, text, problem, remedy)
        elif number is not None and finess.valid(number) is None:
            problem, remedy = "its key (Luhn) is wrong, as letters count in it", "compare with the official directory"
            self.doubts.append(Doubt(self.file, self.line, self.path + key, _short(text), problem, remedy))
        return number

    def name(self, key: str, *written: object) -> str:
        """The first of these names that is not empty."""
        for text in map(_text, written):
            if text:
                return text[:_LONGEST_NAME]
        self.refuse(key, written[-1] if written else None, "no name", "a name is due here")
        return ""

    def department(self, key: str, code: object, postcode: str | None) -> str | None:
        """The INSEE code of a département written as INSEE does, as the legacy extract does, or as a commune's code."""
        text = _text(code).upper()
        known = _LEGACY.get(text) or next(
            (start for start in (text[:2], text[:3]) if start in DEPARTMENTS and len(text) in (len(start), 5)), None
        )
        if known is None and text not in _LEGACY and _OUTSIDE.fullmatch(text) is None:
            self.refuse(key, code, "no known département", "an INSEE code is due: 63, 2A, 974; overseas also 9A to 9J")
        elif postcode in ("97133", "97150") and (told := of_postcode(postcode)) is not None:
            # Both islands still count as Guadeloupe in either file (9A, 97123, 97127).
            return told.department
        return known


def establishment(
    record: Checked,
    finess_number: str | None,
    entity: str | None,
    name: str,
    category: object,
    department: str | None,
    place: tuple[str | None, str | None],
    active: bool = True,
) -> Establishment | None:
    """The record as a value when nothing was refused; `place` is postcode and town."""
    if record.faults or finess_number is None:
        return None
    return Establishment(finess_number, entity, name, _text(category) or None, department, *place, active)


def routed(line: object) -> tuple[str | None, str | None]:
    """Postcode and town of a routing line (`63000 CLERMONT FERRAND CEDEX 1`)."""
    text = _text(line)
    found = _ROUTED.fullmatch(text)
    return (found[1], found[2][:_LONGEST_NAME]) if found else (None, text[:_LONGEST_NAME] or None)


def postcode_of(written: object) -> str | None:
    """A postcode of five digits, or None."""
    text = _text(written)
    return text if _POSTCODE.fullmatch(text) else None


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"


def _text(value: object) -> str:
    """A value as one line: JSON may write a number where the other file has text."""
    if type(value) is str:
        return " ".join(value.split())
    return str(value) if type(value) is int else ""


@lru_cache(maxsize=4096)
def _read_number(text: str) -> tuple[str | None, str, str]:
    """The number, or None with what is wrong and what would be right. Sites of one legal person name it in turn."""
    if (text.isdigit() and len(text) == 8) or "E+" in text.upper():
        return None, "a leading zero was lost or the number was rounded", "take the official file, not a re-export"
    number = finess.normalised(text) if len(text) == 9 else None
    if number is None:
        return None, "this is no FINESS number", "nine characters are due: digits, or 2A and 2B first"
    if finess.valid(number) is False:
        wrong = "its third character is not 0" if finess.luhn(number) else "its key (Luhn) is wrong"
        return None, wrong, "compare with the official directory"
    return number, "", ""
