"""Lengths of time that lead back to an instant: « depuis une heure et demie », « two hours ago »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.report.incident.hours import COUNTED, spelled
from bot.report.words.folded import heads, starts_of

_PARTS = {
    "une demi-heure": 30,
    "une petite demi-heure": 30,
    "une bonne demi-heure": 30,
    "une demi heure": 30,
    "un quart d'heure": 15,
    "un petit quart d'heure": 15,
    "un bon quart d'heure": 15,
    "trois quarts d'heure": 45,
    "trois bons quarts d'heure": 45,
    "half an hour": 30,
    "an hour": 60,
    "a quarter of an hour": 15,
}
_ENGLISH = "one two three four five six seven eight nine ten twelve fifteen twenty thirty forty".split()
_AS_MANY = (*range(1, 11), 12, 15, 20, 30, 40)
_NUMBERS = COUNTED | dict(zip(_ENGLISH, _AS_MANY, strict=True))
_ABOUT = (
    r"(?:environ |plus de |moins de |pres d'|pres de |a peu pres |bientot |a peine |maintenant |deja |au moins |"
    r"quelque |"
    r"about |almost |nearly |over |the (?:last|past) )?(?:une (?:grosse|bonne|petite) (?=heure))?"
)
_COUNT = (
    rf"(?P<n>\d{{1,3}}|{spelled(list(_NUMBERS))})\s{{0,2}}(?:(?:bonnes|grosses|petites|longues) )?"
    r"(?P<unit>heures?|h|minutes?|mn|min|jours?|hours?|days?)(?!\w)"
)
_LED = re.compile(
    rf"\b(?P<lead>depuis|il y a|voila|voici|ca fait|cela fait|fait|since|for)\s{_ABOUT}"
    rf"(?:(?P<part>{'|'.join(_PARTS)})(?!\w)|(?P<alone>heure)(?!\w)|{_COUNT})(?P<half> et demie?| et quart)?"
    r"(?! du matin| du soir|\s?\d|\s(?:moins|pile|precises?)\b)"
)
_LED_FIRST = heads("depuis il voila voici ca cela fait since for")
# « Two hours ago our storage went down. »
_AGO = re.compile(rf"\b(?:(?P<part>half an hour|an hour)|{_COUNT}) ago\b")
# « Fait deux heures que », told without « ça »
_SINCE_THEN = re.compile(r",? (?:maintenant )?qu(?:e |')")
# « J'ai prescrit il y a cinq minutes », « je l'ai appelé il y a une heure »: the author's own doings, or what works.
_OWN_DOING = re.compile(
    r"\b(?:(?:j'ai|je viens|on a|nous avons|avons) (?:[a-z']{1,5} )?(?:prescrit|appel|rappel|ecrit|envoy|telephon|"
    r"parl|relanc|"
    r"contact|essay|test|verifi|redemarr|pris|quitt|dit|demand)\w{0,3}|(?:tout|ca) (?:marche|fonctionne|va)|"
    r"(?:est|sont|suis|sommes) (?:revenu|reparti|parti|arrive|passe)\w{0,2}|a repris|ont repris|"
    r"travaill\w{1,3} (?:ici|chez)|"
    r"en poste|salariee?|diplome|depart|arrivee)\b[^.;\n]{0,40}$"
)
_LASTING = re.compile(r" been [^.;\n]{0,50}$|for the (?:last|past) [^.;\n]{0,30}$")
_WITH_MINUTES = re.compile(r" (?:dix|vingt|trente|quar|cinq)")
_HOURS_ALONE, _NIGHT_OUT = 4, 12


def led_back(
    text: str, words: Mapping[str, list[int]], received_at: datetime, local: datetime
) -> Iterator[tuple[datetime, bool, int, int]]:
    """Each instant a length of time leads back to: (instant, whether it lasts since then, start, end).

    `local` is the wall time of reception: « depuis 2h » at ten is a length, « depuis 17h » a time of day.
    """
    for at in starts_of(words, _LED_FIRST):
        found = _LED.match(text, at)
        if found is None or _is_clock(found, local, text) or not _leads(text, found):
            continue
        lasting = found["lead"] != "il y a"
        yield received_at - _length(found), lasting, found.start(), found.end()
    if " ago" in text:
        for found in _AGO.finditer(text):
            yield received_at - _length(found), False, found.start(), found.end()


def length_in(value: str) -> re.Match[str] | None:
    """The first length of time in a form's answer that is none from « depuis », which tells a clock as often."""
    found = _LED.search(value)
    return found if found is not None and found["lead"] not in ("depuis", "for") else None


def before(received_at: datetime, found: re.Match[str]) -> datetime:
    """The instant a match of `length_in` leads back to."""
    return received_at - _length(found)


def _leads(text: str, found: re.Match[str]) -> bool:
    """False for a length that leads to nothing of the incident: the author's own doings, a wait to come."""
    if found["lead"] == "fait":
        return _SINCE_THEN.match(text, found.end()) is not None
    if found["lead"] == "for":
        return _LASTING.search(text, max(0, found.start() - 60), found.end()) is not None
    return _OWN_DOING.search(text, max(0, found.start() - 70), found.start()) is None


def _length(found: re.Match[str]) -> timedelta:
    groups = found.groupdict()
    if groups["part"]:
        return timedelta(minutes=_PARTS[groups["part"]])
    if groups.get("alone"):
        return timedelta(minutes=60)
    said = groups["n"].replace("-", " ")
    number = int(said) if said.isdigit() else _NUMBERS[said]
    unit = groups["unit"][0]
    length = timedelta(**{{"j": "days", "d": "days", "h": "hours"}.get(unit, "minutes"): number})
    more = (groups.get("half") or "").strip()
    return length + timedelta(minutes=(15 if more.endswith("quart") else 30) if more and unit == "h" else 0)


def _is_clock(found: re.Match[str], local: datetime, text: str) -> bool:
    """« depuis 17h » is a time of day, « depuis 2h » at ten in the morning a length of time."""
    if found["lead"] not in ("depuis", "since") or found["unit"] not in ("h", "heures", "heure"):
        return False
    if not found["n"].isdigit():
        # « Depuis onze heures » is a time of day, « depuis deux heures » a length; minutes behind it make it one too.
        hours = _NUMBERS[found["n"].replace("-", " ")]
        return hours in (7, 9, 11) or hours > _NIGHT_OUT or _WITH_MINUTES.match(text, found.end()) is not None
    if int(found["n"]) in (24, 48, 72):
        return False
    if found["half"]:
        return int(found["n"]) > _HOURS_ALONE or local.hour in range(int(found["n"]), int(found["n"]) + 6)
    if found["unit"] == "heures" or re.match(r" ?(?:du matin|cette nuit)", text[found.end() : found.end() + 14]):
        return int(found["n"]) > _NIGHT_OUT
    return int(found["n"]) > _HOURS_ALONE or local.hour < int(found["n"]) + 6
