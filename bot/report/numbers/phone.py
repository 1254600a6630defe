"""Phone numbers as French letters write them, in E.164. The national prefix decides, never the territory."""

from __future__ import annotations

import re

INTERNATIONAL = re.compile(r"(?:(?<![\w+])\+|(?<![\w+])00 ?)[1-9]\d{0,2}(?:[ .\-/()]{0,3}\d){6,12}(?!\d)")
NATIONAL = re.compile(r"(?<![\w+])\(?0 ?[1-9]\)?(?:[ .\-/]{0,3}\d){8}(?!\d)")
_NINE_DIGITS = re.compile(r"[1-9]\d{8}")
# The fiction range 06 39 98 lies inside the prefix of Mayotte.
_FICTION = "063998"
_PREFIXES = {
    "262": ("0262", "0263", "0692", "0693", "0269", "0639"),
    "590": ("0590", "0690"),
    "594": ("0594", "0694"),
    "596": ("0596", "0696"),
}
_COUNTRY = {prefix: code for code, prefixes in _PREFIXES.items() for prefix in prefixes}


def e164(written: str) -> str | None:
    """`06 39 98 12 34` as `+33639981234`; None when it is no phone number by its shape.

    Numbers that no plan has given out are kept: a declarant's typing mistake is still the best there is.
    """
    compact = re.sub(r"[^\d+]", "", written.replace("(0)", "") if written.lstrip().startswith(("+", "00")) else written)
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    if compact.startswith("+"):
        digits = compact[1:].replace("+", "")
        if digits.startswith("330") and len(digits) == 12:
            digits = "33" + digits[3:]
        return "+" + digits if 8 <= len(digits) <= 15 else None
    if len(compact) == 11 and compact.startswith("33"):
        return "+" + compact
    if len(compact) != 10 or not compact.startswith("0"):
        return None
    country = "33" if compact.startswith(_FICTION) else _COUNTRY.get(compact[:4], "33")
    return f"+{country}{compact[1:]}"


def from_label(value: str) -> str | None:
    """The number in the answer to a phone label, where a missing leading zero is forgiven."""
    for pattern in (INTERNATIONAL, NATIONAL):
        if (found := pattern.search(value)) is not None:
            return e164(found[0])
    bare = re.sub(r"[ .\-/]", "", value.split("(")[0])
    if _NINE_DIGITS.fullmatch(bare):
        return e164("0" + bare)
    return e164(bare) if re.fullmatch(r"33\d{9}", bare) else None
