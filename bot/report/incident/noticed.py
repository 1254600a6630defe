"""When the incident was noticed, not when the letter was sent: a local time of the territory, told in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.report.incident.hours import TIME, clock_of
from bot.report.words.folded import heads, starts_of

_MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()
_ENGLISH = "january february march april may june july august september october november december".split()
_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_COUNTED = "une un deux trois quatre cinq six sept huit dix douze quinze vingt trente"
_NUMBERS = dict(zip(_COUNTED.split(), (1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30), strict=True))
_DATE = re.compile(
    r"(?<![\d/.])(?P<iso>20\d\d-[01]\d-[0-3]\d)|"
    r"(?<![\d/.])(?P<d>[0-3]?\d)[/.\-](?P<mo>[01]?\d)(?:[/.\-](?P<y>20\d\d|\d\d))?(?![\d/])"
    rf"|(?<!\d)(?P<d2>[0-3]?\d)(?:er|st|nd|rd|th)?\s(?P<month>{'|'.join(_MONTHS + _ENGLISH)})(?:\s(?P<y2>20\d\d))?"
    rf"|\b(?P<word>avant-hier|hier|aujourd'hui|ce matin|ce midi|cet apres-midi|ce soir|cette nuit|"
    rf"la nuit derniere|today|yesterday|this morning|tonight|last night|(?:{'|'.join(_DAYS)})"
    rf"(?:,? (?:le )?(?P<nth>[0-3]?\d)(?! ?(?:[h:/\d]|{'|'.join(_MONTHS)})|er\b| jours| min))?)(?!\w)"
)
_AGO = re.compile(
    r"\b(?P<lead>depuis|il y a|voila|ca fait|since)\s(?:environ |plus de |pres d'|pres de |"
    r"a peu pres |bientot |a peine |maintenant |deja |au moins )?(?P<n>\d{1,2}|"
    + "|".join(_NUMBERS)
    + r")\s{0,2}(?P<unit>heures?|h|minutes?|mn|min|jours?)(?!\w)(?P<half> et demie?)?(?! du matin|\s?\d)"
)
_AGO_FIRST = heads("depuis il voila ca since")
_NOON = heads("midi minuit")
_HOUR = re.compile(r"\d{1,2}\s{0,2}(?:[h:]|[ap]m\b)")
_TRIGGER = re.compile(
    r"\b(?:depuis|il etait|constat\w{0,5}|vers|detect\w{0,4}|decouv\w{0,6}|remarqu\w{0,4}|apercu\w{0,2}|"
    r"a partir de|survenue?s?|debut\w{0,5}|commenc\w{0,4}|a compter de|identifi\w{0,3}|observ\w{0,3}|"
    r"signale\w{0,3}"
    r"|alert\w{0,3}|since|noticed|started|detected|discovered|perdu\w{0,2}|tombe\w{0,3}|coupe\w{0,2}|"
    r"coupures?|pannes?|plant\w{1,4}|arret\w{0,3}|bloque\w{0,2}|creation|attaque|victime|around|about|at|down|crashed|"
    r"failed|prise de (?:poste|service|garde)|a l'ouverture|a l'embauche|a la releve|en arrivant|recu\w{0,2}|"
    r"arrive\w{0,2}|cette nuit|ce matin|hier|aujourd'hui|a)\b"
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
_STOP = re.compile(r"[.!?;](?:\s|$)|\n\s{0,8}(?:\n|[-*])|\n(?=[^\n:]{2,40}:)")
_SAME_DAY = re.compile(r"\b(?:le|ce) (?:jour meme|meme jour)\b|\bthe same day\b")
_OPEN_HOURS = re.compile(r"\s{0,2}(?:-|a|/)\s{0,2}\d{1,2}\s?h")
# « de 8 h à 10 h », « 9-18 h », « avant 8 h », but neither « mardi 20 à 22 h 10 » nor « 13/10 à 21:10 »
_UNTIL = re.compile(
    r"(?:(?:\d\s?h\s?\d{0,2}|\bde \d{1,2})\s?(?:-|a|/)|(?<![\d/])\d{1,2}\s?-|\b(?:avant|au-dela de|d'ici))\s?$"
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
_LOCAL = re.compile(
    r"\((?:heure |h\. ?|h )?(?:de )?(?:paris|metropole|metropolitaine|france)\)|"
    r"heure (?:de )?(?:paris|metropole|metropolitaine)"
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
    zone = _spoken_zone(value, zone)
    local = received_at.astimezone(zone)
    if (ago := _AGO.search(value)) is not None and ago["lead"] != "depuis":
        return _ago(ago, received_at)
    day = _DATE.search(value)
    rest = (
        value
        if day is None or day["word"]
        else value[: day.start()] + " " * (day.end() - day.start()) + value[day.end() :]
    )
    clock = TIME.search(rest)
    if day is None and clock is None:
        return None
    on = _day(day, local) if day else None
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
    zone = _spoken_zone(folded, zone)
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
    if not triggers and not noticed:
        return None
    day = _near_day(before, after)
    if day is None and _SAME_DAY.search(before) is not None:
        day = next(reversed(list(_DATE.finditer(text, max(0, clock.start() - 600), clock.start()))), None)
    local = received_at.astimezone(zone)
    on = _day(day, local) if day else None
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
    return _NOTICES.search(f"{before} {after}") is not None


def _near_day(before: str, after: str) -> re.Match[str] | None:
    found = list(_DATE.finditer(before))
    if found:
        return found[-1]
    follow = _DATE.search(re.split(r"[.!?;\n]", after)[0])
    return follow if follow and follow.start() < 12 else None


def _day(found: re.Match[str], local: datetime) -> date | None:
    today = local.date()
    try:
        if found["nth"]:
            return _nth(int(found["nth"]), today)
        if found["word"]:
            return _named_day(found["word"], today)
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["d2"]:
            month = (_MONTHS if found["month"] in _MONTHS else _ENGLISH).index(found["month"]) + 1
            return _dated(int(found["d2"]), month, found["y2"], today)
        return _dated(int(found["d"]), int(found["mo"]), found["y"], today)
    except ValueError:
        return None


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = date(today.year, month, day)
    return this if this <= today + timedelta(days=1) else date(today.year - 1, month, day)


def _nth(day: int, today: date) -> date:
    """The last day with this number, of this month or the one before."""
    if day <= today.day + 1:
        return today.replace(day=day)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=day)


def _named_day(word: str, today: date) -> date:
    if word in _DAYS:
        return today - timedelta(days=(today.weekday() - _DAYS.index(word)) % 7)
    back = {"hier": 1, "yesterday": 1, "avant-hier": 2, "la nuit derniere": 0, "last night": 0}.get(word, 0)
    return today - timedelta(days=back)


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
    number = int(found["n"]) if found["n"].isdigit() else _NUMBERS[found["n"]]
    unit = found["unit"][0]
    length = (
        timedelta(days=number) if unit == "j" else timedelta(hours=number) if unit == "h" else timedelta(minutes=number)
    )
    length += timedelta(minutes=30) if found["half"] and unit == "h" else timedelta(0)
    return Moment((received_at - length).astimezone(UTC), 0.6, found.start(), found.end())


def _is_clock(found: re.Match[str], local: datetime, text: str) -> bool:
    """« depuis 17h » is a time of day, « depuis 2h » at ten in the morning a length of time."""
    if found["lead"] not in ("depuis", "since") or found["unit"] not in ("h", "heures") or not found["n"].isdigit():
        return False
    if found["unit"] == "heures" or re.match(r" ?(?:du matin|cette nuit)", text[found.end() : found.end() + 14]):
        return int(found["n"]) > 12
    return int(found["n"]) > 4 or local.hour < int(found["n"]) + 6


def _spoken_zone(text: str, zone: ZoneInfo) -> ZoneInfo:
    named = ("paris" in text or "metropol" in text or "france" in text) and _LOCAL.search(text)
    return ZoneInfo("Europe/Paris") if named else zone
