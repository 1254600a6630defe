"""When the incident was noticed, not when the letter was sent: a local time of the territory, told in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.report.incident.days import DAY, day_of
from bot.report.incident.hours import TIME, clock_of
from bot.report.incident.lengths import before, led_back, length_in
from bot.report.incident.told_of import began_lasting, is_noticed, is_other_event, is_since, tells_consequence, triggers
from bot.report.words.folded import heads, starts_of

_NOON = heads("midi minuit")
# « à six heures », but not « six heures de retard » or « en six heures »
_SPELLED = re.compile(
    r"\b(?:a|vers|des|coups? de|alentours de|environs? de|hier|matin|soir|nuit|depuis|entre|(?:partir|autour) d(?:e |"
    r"')|"
    r"peu (?:avant|apres)|passe d(?:e |')|etre|etait|,)(?: ?les)? ?(?:environ |pres de |bientot )?"
    r"(?=[a-z\-]{2,8}(?:[ -][a-z]{2,5}){0,2} heures?\b)"
)
_HOUR = re.compile(r"\d{1,2}(?:\.\d\d)?\s{0,2}(?:[h:]|[ap]\.?m\b)")
_TOLD_OF = re.compile(r" ?[:,\-] ?[a-z]{2}")
_SENTENCE = re.compile(r"[.!?;\n] ")
_SENTENCE_END, _BUT = re.compile(r"[.!?;\n]"), re.compile(r",? mais ")
_OF_NOW = re.compile(
    r"aujourd'hui|ce (?:matin|midi|soir)|cet apres-midi|cette nuit|la nuit derniere|today|this morning|tonight|"
    r"last night"
)
_OF_NIGHT = re.compile(r"cette nuit|la nuit derniere|last night")
_MORNING = 8
_WEEKDAY = re.compile(r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b")
_SAME_DAY = re.compile(r"\b(?:le|ce) (?:jour meme|meme jour)\b|\bthe same day\b")
# « 22 : 30 »
_SPACED = re.compile(r"(\d) ?: ?([0-5]\d)(?!\d)")
_LOCAL = re.compile(
    r"\((?:heure |h\. ?|h )?(?:de )?(?:paris|metropole|metropolitaine|france)\)|"
    r"heure (?:de )?(?:paris|metropole|metropolitaine)"
)
_LASTING, _AGO, _TIMELINE = 0.82, 0.78, 0.84
"""How sure « depuis une heure », « il y a une heure » and the first line of a timeline are."""
_STRONG, _SURE = 0.7, 0.85
_ABOUT, _ONE_NIGHT, _FEWEST_TIMES = timedelta(minutes=15), timedelta(hours=12), 2
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
    if (ago := length_in(value)) is not None:
        return Moment(before(received_at, ago).astimezone(UTC), 0.6, ago.start(), ago.end())
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
    lengths = [
        Moment(at.astimezone(UTC), (_LASTING if lasting else _AGO) - 0.1 * _is_consequence(text, start), start, end)
        for at, lasting, start, end in led_back(text, words, received_at, received_at.astimezone(zone))
    ]
    within = {at for length in lengths for at in range(length.start, length.end)}
    clocks = (clock for clock in _clocks(text, words) if clock.start() not in within)
    told = [moment for clock in clocks if (moment := _from_clock(text, clock, received_at, zone))]
    every = [
        replace(moment, confidence=moment.confidence - 0.2) if moment.start < subject else moment
        for moment in _timeline(text, told) + lengths
    ]
    chosen = _earliest_of_the_surest(every)
    return chosen if chosen is None or chosen in told else _by_the_clock(chosen, told)


def _earliest_of_the_surest(moments: list[Moment]) -> Moment | None:
    """The moment told most surely; of several told about as surely in one night the first that came to pass."""
    if not moments:
        return None
    best = max(moment.confidence for moment in moments)
    least = best if best > _SURE or best < _STRONG else _STRONG
    first, *others = [moment for moment in moments if moment.confidence >= least]
    for other in others if best >= _STRONG else ():
        if timedelta(0) < first.at - other.at < _ONE_NIGHT:
            first = other
    return first


def _is_consequence(text: str, start: int) -> bool:
    return tells_consequence(_SENTENCE.split(text[max(0, start - 60) : start])[-1])


def _timeline(text: str, told: list[Moment]) -> list[Moment]:
    """Where several lines or sentences begin with a time, the first tells when it was noticed."""
    opened = [moment for moment in told if _begins(text, moment.start) or _opens(text, moment.start)]
    if len(opened) < _FEWEST_TIMES:
        return told
    first = replace(opened[0], confidence=max(_TIMELINE, opened[0].confidence))
    return [first if moment is opened[0] else moment for moment in told]


def _by_the_clock(length: Moment, told: list[Moment]) -> Moment:
    """« Depuis 40 minutes » is about when: the time of day told beside it is when."""
    near = (moment for moment in told if abs(moment.at - length.at) <= _ABOUT)
    return next(near, length)


def _clocks(text: str, words: Mapping[str, list[int]]) -> Iterator[re.Match[str]]:
    places = [found.start() for found in _HOUR.finditer(text) if not text[found.start() - 1 : found.start()].isdigit()]
    if "heure" in text:
        places += [found.end() for found in _SPELLED.finditer(text)]
    reached = 0
    for at in sorted(places + starts_of(words, _NOON)):
        if at >= reached and (clock := TIME.match(text, at)) is not None:
            reached = clock.end()
            yield clock


def _from_clock(text: str, clock: re.Match[str], received_at: datetime, zone: ZoneInfo) -> Moment | None:
    said = _SENTENCE.split(text[max(0, clock.start() - 60) : clock.start()])[-1]
    after = text[clock.end() : clock.end() + 30]
    if began_lasting(text, clock, said):
        told = _instant(None, clock_of(clock), received_at.astimezone(zone), zone)
        return Moment(told, 0.92, clock.start(), clock.end()) if told else None
    if is_other_event(text, clock, said):
        return None
    led, noticed = triggers(said), is_noticed(text, clock)
    day = _near_day(said, after)
    bare = _begins(text, clock.start()) and _TOLD_OF.match(after) is not None
    dated = day is not None and (_opens(text, clock.start()) or _begins(text, clock.start()))
    if not (led or noticed or bare or dated):
        return None
    if day is None and _SAME_DAY.search(said) is not None:
        day = next(reversed(list(DAY.finditer(text, max(0, clock.start() - 600), clock.start()))), None)
    local = received_at.astimezone(zone)
    moment = _instant(_day_told(day, local), clock_of(clock), local, zone)
    if moment is None:
        return None
    strong = dated or any(word != "a" for word in led)
    confidence = 0.9 if noticed else (0.8 if strong else 0.55) - (0.0 if day else 0.05)
    if not noticed and is_since(said):
        confidence = _LASTING
    rough = clock["noon"] is not None and said.endswith("ce ")
    return Moment(moment, confidence - 0.1 * (tells_consequence(said) or rough), clock.start(), clock.end())


def _opens(text: str, start: int) -> bool:
    """« 16 mars, 9 h 20 : … » opens a line or a cell: what follows is told of then."""
    line = text[max(text.rfind("\n", 0, start), text.rfind("|", 0, start)) + 1 : start][:60]
    rest = DAY.sub("", line)
    return rest != line and not _WEEKDAY.sub("", rest).strip(" ,:-*(")


def _begins(text: str, start: int) -> bool:
    """« 22h15 : gestionnaire de lits figé », « Ça recommence. 2h05, même souche »: the time before anything else."""
    before = text[max(0, start - 4) : start].rstrip("-*> ")
    return before.endswith("\n") or (before != text[max(0, start - 4) : start] and before[-1:] in (".", "!", ":"))


def _near_day(before: str, after: str) -> re.Match[str] | None:
    """The day told beside a time: right behind it, else the last before it in the same thought."""
    follow = DAY.search(_SENTENCE_END.split(after)[0])
    if follow is not None and follow.start() < 3:
        return follow
    found = list(DAY.finditer(_BUT.split(before)[-1]))
    if found:
        return found[-1]
    return follow if follow and follow.start() < 12 else None


def _day_told(day: re.Match[str] | None, local: datetime) -> date | None:
    """The day by its name or number; None for « cette nuit », and at night for « ce soir »: the last such time."""
    if day is None or (day["word"] and (_OF_NOW if local.hour < _MORNING else _OF_NIGHT).fullmatch(day["word"])):
        return None
    return day_of(day, local)


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
