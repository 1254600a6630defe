"""Times of day as people write them (« 23 h 40 », « minuit vingt », « 9:15 pm »): a match in, a time out."""

from __future__ import annotations

import re
from datetime import time

_UNITS = "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
_TEENS = [*_UNITS, "dix-sept", "dix-huit", "dix-neuf"]
_TENS = ("vingt", "trente", "quarante", "cinquante")


def _counted() -> dict[str, int]:
    """« un » to « cinquante-neuf », each with a space in the place of every hyphen."""
    words = {word: number for number, word in enumerate(_TEENS, 1)}
    for ten, number in zip(_TENS, range(20, 60, 10), strict=True):
        words |= {ten: number, f"{ten} et un": number + 1, f"{ten} et une": number + 1}
        words |= {f"{ten} {word}": number + unit for unit, word in enumerate(_UNITS[:9], 1) if unit > 1}
    return {word.replace("-", " "): number for word, number in words.items()} | {"une": 1}


COUNTED = _counted()
"""Numbers below sixty by their folded words, without hyphens."""


def spelled(words: list[str]) -> str:
    """The alternatives of a pattern that reads these words, the longest first, with hyphens or without."""
    return "|".join(word.replace(" ", "[ -]") for word in sorted(words, key=len, reverse=True))


_HOURS = spelled([word for word, number in COUNTED.items() if number < 24 and word != "un"])
# « Minuit vingt », « deux heures dix »; a small number may count what follows: « à minuit deux patients … ».
_MANY = spelled([word for word, number in COUNTED.items() if number > 9 or number == 5])
_FEW = spelled([word for word, number in COUNTED.items() if number < 10])
_MORE = (
    rf"(?:\s(?:et )?(?:(?P<{{0}}>[0-5]\d(?! ?[\dh%]))|(?P<{{1}}>{_MANY}|(?:{_FEW})(?=\s?(?:minutes?|mn|[.,;:)]|$)))"
    r"(?![\w-]))(?:\s?(?:minutes?|mn|min)\b)?)?"
)
_CLOCK = (
    r"(?P<h>[01]?\d|2[0-4])\s{0,2}(?:(?:h|heures?)\s{0,2}(?:(?P<m>[0-5]\d)\s?(?:mn|min)?)?(?!\w)|"
    r":(?P<m2>[0-5]\d)(?::[0-5]\d)?)"
    r"(?P<night>\s{1,2}du matin)?(?P<evening>\s{1,2}(?:du soir|de l'apres-midi|pm\b|p\.m\.))?|"
    r"(?P<h12>1[0-2]|[1-9])(?:\.(?P<m12>[0-5]\d))?\s?(?P<half>am\b|pm\b|a\.m\.|p\.m\.)|"
    rf"\b(?P<spelled>{_HOURS}) heures?\b(?! et demie de)"
    + _MORE.format("m3", "said")
    + r"(?P<late>\s(?:du soir|de l'apres-midi))?|"
    r"(?P<noon>\bmidi(?: et demie?)?\b(?<!apres-midi))|(?P<midnight>\bminuit\b)" + _MORE.format("m4", "after")
)
TIME = re.compile(_CLOCK)
_QUARTER = re.compile(
    r" (?:et (?P<past>quart|demie?)|moins (?:le )?(?P<short>quart|vingt[ -]cinq|vingt|dix|cinq|"
    r"[0-5]?\d))(?!\w)(?P<late>\s(?:du soir|de l'apres-midi))?"
)
_MINUTES = {"quart": 15, "demi": 30, "demie": 30} | COUNTED


def clock_of(found: re.Match[str]) -> time:
    """The time of day a match of TIME tells, with the quarter or half hour said behind it."""
    told = _whole_clock(found)
    more = _QUARTER.match(found.string, found.end())
    if more is None or told.minute:
        return told
    minutes = _MINUTES[more["past"]] if more["past"] else -_fewer(more["short"].replace("-", " "))
    hours = told.hour + (12 if more["late"] and told.hour < 12 else 0)
    minutes = (hours * 60 + minutes) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def _fewer(said: str) -> int:
    return int(said) if said.isdigit() else _MINUTES[said]


def _whole_clock(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12, 30 if "demi" in found["noon"] else 0)
    if found["midnight"]:
        return time(0, _minutes(found["m4"], found["after"]))
    if found["h12"]:
        return time(int(found["h12"]) % 12 + (12 if found["half"][0] == "p" else 0), int(found["m12"] or 0))
    if found["spelled"]:
        hour = COUNTED[found["spelled"].replace("-", " ")] + (12 if found["late"] else 0)
        return time(hour % 24, _minutes(found["m3"], found["said"]))
    hour, minute = int(found["h"]), int(found["m"] or found["m2"] or 0)
    if found["evening"] and hour < 12:
        hour += 12
    return time(hour % 24, minute)


def _minutes(figures: str | None, words: str | None) -> int:
    return int(figures) if figures else COUNTED[words.replace("-", " ")] if words else 0
