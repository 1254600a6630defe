"""Times of day as people write them (« 23 h 40 », « minuit et quart », « 9:15 pm »): a match in, a time out."""

from __future__ import annotations

import re
from datetime import time

_TENS = "une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit"
_SPELLED = (*_TENS.split(), "dix-neuf", "vingt", "vingt et une", "vingt-deux", "vingt-trois")
_CLOCK = (
    r"(?P<h>[01]?\d|2[0-4])\s{0,2}(?:(?:h|heures?)\s{0,2}(?:(?P<m>[0-5]\d)\s?(?:mn|min)?)?(?!\w)|"
    r":(?P<m2>[0-5]\d)(?::[0-5]\d)?)"
    r"(?P<night>\s{1,2}du matin)?(?P<evening>\s{1,2}(?:du soir|de l'apres-midi|pm))?|"
    r"(?P<h12>1[0-2]|[1-9])\s?(?P<half>am|pm)\b|"
    rf"\b(?P<spelled>{'|'.join(sorted(_SPELLED, key=len, reverse=True))}) heures?\b(?! et demie de)"
    r"(?P<late>\s(?:du soir|de l'apres-midi))?|"
    r"(?P<noon>\bmidi(?: et demie?)?\b(?<!apres-midi))|(?P<midnight>\bminuit\b)"
)
TIME = re.compile(_CLOCK)
_QUARTER = re.compile(r" (?:et (?P<past>quart|demie?)|moins (?:le )?(?P<short>quart|vingt|dix|cinq))(?!\w)")
_MINUTES = {"quart": 15, "demi": 30, "demie": 30, "vingt": 20, "dix": 10, "cinq": 5}


def clock_of(found: re.Match[str]) -> time:
    """The time of day a match of TIME tells, with the quarter or half hour said behind it."""
    told = _whole_clock(found)
    more = _QUARTER.match(found.string, found.end())
    if more is None or told.minute:
        return told
    minutes = _MINUTES[more["past"]] if more["past"] else -_MINUTES[more["short"]]
    minutes = (told.hour * 60 + minutes) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def _whole_clock(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12, 30 if "demi" in found["noon"] else 0)
    if found["midnight"]:
        return time(0)
    if found["h12"]:
        return time(int(found["h12"]) % 12 + (12 if found["half"] == "pm" else 0))
    if found["spelled"]:
        return time((_SPELLED.index(found["spelled"]) + 1 + (12 if found["late"] else 0)) % 24)
    hour, minute = int(found["h"]), int(found["m"] or found["m2"] or 0)
    if found["evening"] and hour < 12:
        hour += 12
    return time(hour % 24, minute)
