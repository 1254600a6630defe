"""When the incident was noticed, not when the letter was sent: a local time of the territory, told in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.report.incident.days import DAY, day_of
from bot.report.incident.hours import TIME, clock_of
from bot.report.words.folded import heads, starts_of

_COUNTED = "une un deux trois quatre cinq six sept huit dix douze quinze vingt trente"
_NUMBERS = dict(zip(_COUNTED.split(), (1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30), strict=True))
_PARTS = {"une demi-heure": 30, "un quart d'heure": 15, "trois quarts d'heure": 45, "half an hour": 30}
_AGO = re.compile(
    r"\b(?P<lead>depuis|il y a|voila|ca fait|cela fait|since)\s(?:environ |plus de |pres d'|pres de |"
    r"a peu pres |bientot |a peine |maintenant |deja |au moins )?(?:(?P<part>"
    + "|".join(_PARTS)
    + r")(?!\w)|(?P<n>\d{1,2}|"
    + "|".join(_NUMBERS)
    + r")\s{0,2}(?P<unit>heures?|h|minutes?|mn|min|jours?)(?!\w)(?P<half> et demie?)?(?! du matin|\s?\d))"
)
_AGO_FIRST = heads("depuis il voila ca cela since")
_NOON = heads("midi minuit")
# « à six heures », but not « six heures de retard » or « en six heures »
_SPELLED = re.compile(
    r"\b(?:a|vers|des|coups? de|alentours de|environs? de|hier|matin|soir|nuit) (?:environ |pres de )?"
    r"(?=[a-z\-]{2,8}(?:[ -][a-z]{2,5}){0,2} heures?\b)"
)
_HOUR = re.compile(r"\d{1,2}\s{0,2}(?:[h:]|[ap]m\b)")
_TRIGGER = re.compile(
    r"\b(?:depuis|il etait|constat\w{0,5}|vers|detect\w{0,4}|decouv\w{0,6}|remarqu\w{0,4}|apercu\w{0,2}|"
    r"a partir de|survenue?s?|debut\w{0,5}|commenc\w{0,4}|a compter de|identifi\w{0,3}|observ\w{0,3}|"
    r"signale\w{0,3}"
    r"|alert\w{0,3}|since|noticed|started|detected|discovered|perdu\w{0,2}|tombe\w{0,3}|coupe\w{0,2}|"
    r"coupures?|pannes?|plant\w{1,4}|arret\w{0,3}|bloque\w{0,2}|creation|attaque|victime|around|about|at|down|crashed|"
    r"failed|prise de (?:poste|service|garde)|a l'ouverture|a l'embauche|"
    r"alentours|environs|coups? de|a la releve|en arrivant|recu\w{0,2}|"
    r"arrive\w{0,2}|cette nuit|ce matin|hier|aujourd'hui|entre|a)\b"
)
_OTHER_EVENT = re.compile(
    r"\b(?:demain|prochain\w{0,2}|reouv\w{0,6}|reven\w{0,3}|repart\w{0,2}|retabli\w{0,4}|"
    r"resolu\w{0,3}|retour|point de situation|prevu\w{0,2}|jusqu|restaur\w{0,5}|rappel\w{0,4}|"
    r"joignable|disponible|(?:en|une|de) reunion"
    r"|cellule de crise|visio|conference|rouvr\w{0,4}|ferme|permanence|de \d|estime\w{0,2}|"
    r"isole\w{0,2}|coupe internet|change\w{0,2}|sauvegarde\w{0,3}|remis\w{0,2}|"
    r"bouclage|correct\w{0,5}|corrig\w{0,3}|en ligne|hors ligne|programm\w{1,4}|planifi\w{1,3}|edit\w{1,4}|"
    r"eteint\w{0,2}|"
    r"debranch\w{0,3}|bascul\w{1,4}|annonc\w{1,3}|attend\w{0,4}|redout\w{1,4}|craign\w{1,4}|patchw?\w{0,2}|"
    r"filtr\w{1,4}|depann\w{1,4}|"
    r"revenu\w{0,2}|repris\w{0,2}|relanc\w{0,4}|remplac\w{0,4}|envoye\w{0,2}|saisis|saisies|"
    r"reprise|fin de|fin d')\b[^.\n]{0,32}$"
)
_NOTICES = re.compile(
    r"\b(?:constat(?!s\b)\w{0,6}|vue?s?|apercue?s?|decouv\w{0,6}|detect\w{0,5}|reper\w{0,4}|remarqu\w{0,5}|"
    r"identifi\w{1,4}|"
    r"signale\w{0,2}|alerte\w{0,3}|avertis?\w{0,2}|prevenu\w{0,2}|appris\w{0,2}|apprenons|rendue?s? compte|"
    r"compri[st]\w{0,2}|"
    r"mis\w{0,2} au jour|reveill\w{1,3}|parvenu\w{0,2}|avise\w{0,2}|etonne\w{0,2}|intrigue\w{0,2}|surpri[st]\w{0,2}|"
    r"notic\w{1,3}|discover\w{0,3}|flagg\w{1,3}|learnt|learned|spotted|realised|realized|became aware|alarm\w{0,2}|"
    r"avons (?:trouve|su)|j'ai trouve)\b"
)
_LEADS_TO = re.compile(r"[^,.;:]{0,24}\b\d{1,2}\s?[h:]")
_TOLD_OF = re.compile(r" ?[:,\-] ?[a-z]{2}")
_STOP = re.compile(r"[.!?;](?:\s|$)|\n\s{0,8}(?:\n|[-*])|\n(?=[^\n:]{2,40}:)")
_SAME_DAY = re.compile(r"\b(?:le|ce) (?:jour meme|meme jour)\b|\bthe same day\b")
_OPEN_HOURS = re.compile(r"\s{0,2}(?:-|a|/)\s{0,2}\d{1,2}\s?h")
# « de 8 h à 10 h », « 9-18 h », « avant 8 h », but neither « mardi 20 à 22 h 10 » nor « 13/10 à 21:10 »
_UNTIL = re.compile(
    r"(?:(?:\d\s?h\s?\d{0,2}|\bde \d{1,2})\s?(?:-|a|/)|"
    r"\bentre \d{1,2} ?h ?\d{0,2} et|(?<![\d/])\d{1,2}\s?-|\b(?:avant|au-dela de|d'ici))\s?$"
)
# « Les images d'hier après 20 h risquent d'être perdues », « depuis 11 h 15 plus rien n'est dégradé »
_NO_BEGIN = re.compile(r"\s?(?:risqu|,?\s?plus rien n'est (?:degrad|perturb|bloqu|coup))")
# « privé de réseau de 8 h 50 à 11 h 15 »: the first of the two is when it began.
_LASTED = re.compile(
    r"\b(?:priv|pann|coup|indisponib|interromp|inaccessib|arret|fig)[a-z]{0,8}\b[^.\n]{0,40}\b(?:de|entre) $"
)
_LASTED_THEN = re.compile(
    r"\s?a \d{1,2} ?h ?\d{0,2},? [^.\n]{4,60}\b(?:est|sont|a|ont) (?:restee?s?|ete) "
    r"(?:fig|coup|indisponib|bloqu|inaccessib|muet|arret)"
)
# « 22 : 30 »
_SPACED = re.compile(r"(\d) ?: ?([0-5]\d)(?!\d)")
_LOCAL = re.compile(
    r"\((?:heure |h\. ?|h )?(?:de )?(?:paris|metropole|metropolitaine|france)\)|"
    r"heure (?:de )?(?:paris|metropole|metropolitaine)"
)
_ZONES = {"utc": "UTC", "gmt": "UTC", "bst": "Europe/London", "cet": "Europe/Paris", "cest": "Europe/Paris"}
_ZONE = re.compile(
    r"\d ?(?:[ap]m|h)?,? ?\(?(?P<name>utc|gmt|bst|cest|cet)(?![a-z])(?: ?(?P<offset>[+\-] ?\d{1,2})(?![\d:]))?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC with the place it was read at in the folded text and how sure it is."""

    at: datetime
    confidence: float
    start: int
    end: int


def noticed_in_value(value: str, received_at: datetime, zone: ZoneInfo) -> Moment | None:
    """The instant in the answer to a label such as « Constat »; a date alone counts from midnight, less sure."""
    value = _SPACED.sub(r"\1:\2", value)
    zone = _spoken_zone(value, zone)
    local = received_at.astimezone(zone)
    if (ago := _AGO.search(value)) is not None and ago["lead"] != "depuis":
        return _ago(ago, received_at)
    day = DAY.search(value)
    rest = (
        value
        if day is None or day["word"]
        else value[: day.start()] + " " * (day.end() - day.start()) + value[day.end() :]
    )
    clock = TIME.search(rest)
    if day is None and clock is None:
        return None
    on = day_of(day, local) if day else None
    if day and on is None:
        return None
    at = clock_of(clock) if clock else time(0)
    moment = _instant(on, at, local, zone)
    if moment is None:
        return None
    return Moment(moment, 0.95 if clock and day else 0.7 if clock else 0.5, 0, len(value))


def noticed_in_prose(
    folded: str, words: Mapping[str, list[int]], received_at: datetime, zone: ZoneInfo, subject: int = 0
) -> Moment | None:
    """The instant the author gives for the notice or the beginning of the incident, or None.

    A time in the subject, the first `subject` characters, counts for less: it is often that of the letter or a call.
    """
    zone = _spoken_zone(folded[:6000], zone)
    text = folded[:6000]
    spans = (_AGO.match(text, at) for at in starts_of(words, _AGO_FIRST))
    ago = next((found for found in spans if found is not None), None)
    if ago is not None and _is_clock(ago, received_at.astimezone(zone), text):
        ago = None
    best: Moment | None = None
    for clock in _clocks(text, words):
        moment = _from_clock(text, clock, received_at, zone)
        if moment is not None and clock.start() < subject:
            moment = replace(moment, confidence=moment.confidence - 0.2)
        if moment is not None and (best is None or moment.confidence > best.confidence):
            best = moment
    # « Depuis 19 h 20 … », and farther on « depuis vingt minutes » of something else.
    if ago is not None and not (best is not None and _since(text, best.start) and best.start < ago.start()):
        return _ago(ago, received_at)
    return best


def _since(text: str, at: int) -> bool:
    return text.endswith(("depuis ", "depuis les ", "since "), 0, at)


def _clocks(text: str, words: Mapping[str, list[int]]) -> Iterator[re.Match[str]]:
    places = [found.start() for found in _HOUR.finditer(text) if not text[found.start() - 1 : found.start()].isdigit()]
    if "heure" in text:
        places += [found.end() for found in _SPELLED.finditer(text)]
    for at in sorted(places + starts_of(words, _NOON)):
        if (clock := TIME.match(text, at)) is not None:
            yield clock


def _from_clock(text: str, clock: re.Match[str], received_at: datetime, zone: ZoneInfo) -> Moment | None:
    before = text[max(0, clock.start() - 60) : clock.start()]
    before = re.split(r"[.!?;\n] ", before)[-1]
    after = text[clock.end() : clock.end() + 30]
    if _OPEN_HOURS.match(after) and (_LASTED.search(before) or _LASTED_THEN.match(text, clock.end())):
        told = _instant(None, clock_of(clock), received_at.astimezone(zone), zone)
        return Moment(told, 0.92, clock.start(), clock.end()) if told else None
    if _OTHER_EVENT.search(before) or _NO_BEGIN.match(after) or _OPEN_HOURS.match(after) or _UNTIL.search(before):
        return None
    if not clock["m2"] and re.match(r"\s?(?:/|par) ?(?:24|jour|semaine)", after):
        return None
    triggers = list(_TRIGGER.finditer(before))
    noticed = _noticed(text, clock)
    day = _near_day(before, after)
    bare = _TOLD_OF.match(after) is not None and _begins(text, clock)
    dated = day is not None and _opens(text, clock.start(), day[0])
    if not (triggers or noticed or bare or dated):
        return None
    if day is None and _SAME_DAY.search(before) is not None:
        day = next(reversed(list(DAY.finditer(text, max(0, clock.start() - 600), clock.start()))), None)
    local = received_at.astimezone(zone)
    on = day_of(day, local) if day else None
    moment = _instant(on, clock_of(clock), local, zone)
    if moment is None:
        return None
    strong = any(trigger[0] != "a" for trigger in triggers)
    confidence = 0.9 if noticed else 0.8 if strong else 0.55
    return Moment(moment, confidence - (0.0 if day else 0.05), clock.start(), clock.end())


def _noticed(text: str, clock: re.Match[str]) -> bool:
    """True when the same sentence tells that somebody noticed it then: that goes before when it began."""
    before = _STOP.split(text[max(0, clock.start() - 110) : clock.start()])[-1]
    after = _STOP.split(text[clock.end() : clock.end() + 110])[0]
    if _OTHER_EVENT.search(before[-34:]):
        return False
    if _NOTICES.search(before) is not None:
        return True
    told = _NOTICES.search(after)
    # « Commencée le 15 à 3 h, découverte le 16 à 8 h »: the word belongs to the time it leads to.
    return told is not None and not (told.start() > 3 and _LEADS_TO.match(after, told.end()))


def _opens(text: str, start: int, day: str) -> bool:
    """« 16 mars, 9 h 20 : … » opens a line: what follows is told of then."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return not line.replace(day, "").strip(" ,:-*(")


def _begins(text: str, clock: re.Match[str]) -> bool:
    """« 22h15 : gestionnaire de lits figé », « Ça recommence. 2h05, même souche »: the time before anything else."""
    before = text[max(0, clock.start() - 3) : clock.start()]
    return before[-2:] in (". ", "! ", "\n", "\n\n", "\n ") or before.endswith("\n")


def _near_day(before: str, after: str) -> re.Match[str] | None:
    found = list(DAY.finditer(before))
    if found:
        return found[-1]
    follow = DAY.search(re.split(r"[.!?;\n]", after)[0])
    return follow if follow and follow.start() < 12 else None


def _instant(on: date | None, at: time, local: datetime, zone: ZoneInfo) -> datetime | None:
    """The wall time in UTC; without a day, the last such time before the letter came. None when it lies ahead."""
    wall = datetime.combine(on or local.date(), at, tzinfo=zone)
    if on is None and wall > local + timedelta(minutes=10):
        wall = datetime.combine(local.date() - timedelta(days=1), at, tzinfo=zone)
    # An hour told twice by the clocks: the later one, unless it lies ahead.
    if wall.replace(fold=1).astimezone(UTC) <= local.astimezone(UTC):
        wall = wall.replace(fold=1)
    moment = wall.astimezone(UTC)
    if moment > local.astimezone(UTC) + timedelta(hours=1) or moment < local.astimezone(UTC) - timedelta(days=400):
        return None
    return moment


def _ago(found: re.Match[str], received_at: datetime) -> Moment:
    if found["part"]:
        began = received_at - timedelta(minutes=_PARTS[found["part"]])
        return Moment(began.astimezone(UTC), 0.6, found.start(), found.end())
    number = int(found["n"]) if found["n"].isdigit() else _NUMBERS[found["n"]]
    unit = found["unit"][0]
    length = (
        timedelta(days=number) if unit == "j" else timedelta(hours=number) if unit == "h" else timedelta(minutes=number)
    )
    length += timedelta(minutes=30) if found["half"] and unit == "h" else timedelta(0)
    return Moment((received_at - length).astimezone(UTC), 0.6, found.start(), found.end())


def _is_clock(found: re.Match[str], local: datetime, text: str) -> bool:
    """« depuis 17h » is a time of day, « depuis 2h » at ten in the morning a length of time."""
    if (
        found["part"]
        or found["lead"] not in ("depuis", "since")
        or found["unit"] not in ("h", "heures")
        or not found["n"].isdigit()
    ):
        return False
    if int(found["n"]) in (24, 48, 72):
        return False
    if found["unit"] == "heures" or re.match(r" ?(?:du matin|cette nuit)", text[found.end() : found.end() + 14]):
        return int(found["n"]) > 12
    return int(found["n"]) > 4 or local.hour < int(found["n"]) + 6


def _spoken_zone(text: str, zone: ZoneInfo) -> ZoneInfo:
    if (abbreviated := _ZONE.search(text)) is not None:
        return _zone_named(abbreviated, zone)
    named = ("paris" in text or "metropol" in text or "france" in text) and _LOCAL.search(text)
    return ZoneInfo("Europe/Paris") if named else zone


def _zone_named(found: re.Match[str], zone: ZoneInfo) -> ZoneInfo:
    """« 07:26 UTC », « 8 h 15 (UTC-3) », « 9:40 BST »."""
    if found["offset"]:
        hours = int(found["offset"].replace(" ", ""))
        # Names of this kind count the other way round.
        return ZoneInfo(f"Etc/GMT{-hours:+d}") if -12 <= hours <= 14 else zone
    return ZoneInfo(_ZONES[found["name"]])
