"""The FINESS number: nine characters, its key, and the département its prefix tells."""

from __future__ import annotations

import re
from types import MappingProxyType

_SHAPE = re.compile(r"(?:\d\d|2[AB])0\d{6}")
_OVERSEAS = MappingProxyType({"1": "971", "2": "972", "3": "973", "4": "974", "5": "975", "6": "976"})
_DIGIT = {"A": 1, "B": 2}


def normalised(written: str) -> str | None:
    """The nine characters without spaces, dots or hyphens, capitals for Corsica; None when there are not nine."""
    bare = "".join(sign for sign in written if sign.isalnum()).upper()
    return bare if re.fullmatch(r"\d[0-9AB]\d{7}", bare) else None


def luhn(number: str) -> bool:
    """True when the last digit is the Luhn key of the rest; A counts as 1 and B as 2 (Corsica)."""
    total = 0
    for place, sign in enumerate(reversed(number)):
        digit = _DIGIT.get(sign, 0) or (int(sign) if sign.isdigit() else 0)
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def valid(number: str) -> bool | None:
    """True when shape and key are right, False when not; None for a Corsican number whose key fails.

    How a letter counts in the Corsican key is no published rule, so a mismatch there is only a warning.
    """
    if not _SHAPE.fullmatch(number):
        return False
    if luhn(number):
        return True
    return None if number[1] in "AB" else False


def department_of(number: str) -> str | None:
    """The INSEE code of the département a FINESS number was given in (`63`, `2A`, `974`), or None."""
    prefix = number[:2]
    if prefix == "97":
        return _OVERSEAS.get(number[3])
    if prefix == "98":
        return "976"
    if prefix in ("2A", "2B"):
        return prefix
    return prefix if prefix.isdigit() and 1 <= int(prefix) <= 95 and prefix != "20" else None
