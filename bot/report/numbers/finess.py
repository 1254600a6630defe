"""The FINESS number: nine characters, its key, and the département its prefix tells."""

from __future__ import annotations

import re
from types import MappingProxyType

# No number begins with 00, 20, 96 or 99; 9A to 9J are the overseas codes of the older extracts.
_SHAPE = re.compile(r"(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|9[78]|9[A-FJ])0\d{6}")
_OVERSEAS = MappingProxyType({"1": "971", "2": "972", "3": "973", "4": "974", "5": "975", "6": "976"})
_OLD_CODES = MappingProxyType({"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976"})
_DIGIT = {"A": 1, "B": 2}


def normalised(written: str) -> str | None:
    """The nine characters without spaces, dots or hyphens, letters as capitals; None when there are not nine."""
    bare = "".join(sign for sign in written if sign.isalnum()).upper()
    return bare if re.fullmatch(r"\d[0-9ABCDEFJ]\d{7}", bare) else None


def luhn(number: str) -> bool:
    """True when the last digit is the Luhn key of the rest; A counts as 1 and B as 2 (Corsica)."""
    total = 0
    for place, sign in enumerate(reversed(number)):
        digit = int(sign) if sign.isdigit() else _DIGIT.get(sign, 0)
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def valid(number: str) -> bool | None:
    """True when shape, département and key are right, False when not; None for a number with a letter whose key fails.

    How a letter counts in the key (Corsica) is no published rule, so a mismatch there is only a warning. The
    département is what tells most SIREN written in the box of a FINESS, which has the same length and the same key.
    """
    if not _SHAPE.fullmatch(number):
        return False
    if luhn(number):
        return True
    return None if number[1].isalpha() else False


def department_of(number: str) -> str | None:
    """The INSEE code of the département a FINESS number was given in (`63`, `2A`, `974`), or None.

    A number of another shape tells none: it is a SIREN, and its first digits mean nothing.
    """
    if not _SHAPE.fullmatch(number):
        return None
    prefix = number[:2]
    if prefix == "97":
        return _OVERSEAS.get(number[3])
    if prefix == "98":
        return "976"
    if prefix in _OLD_CODES:
        return _OLD_CODES[prefix]
    if prefix in ("2A", "2B"):
        return prefix
    return prefix if prefix.isdigit() else None
