"""What a structure tells of the end of its incident: when, why, how long in degraded mode. It stands beside the report
and never in it: an end is no beginning, and a cause that is named is no new incident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.mail.message import Message
from bot.report.dialogue.pieces import bare, pieces_of
from bot.report.forms.short_answers import is_unsure
from bot.report.incident.noticed import noticed_in_value
from bot.report.place.departments import MAINLAND_ZONE
from bot.report.words.folded import level
from bot.report.words.lexicon import ReportLexicons

RESOLUTION = ("returned_at", "causes", "degraded_minutes")
"""What is asked once an incident is told as resolved, in this order."""

_LONGEST_CAUSE = 300
_LOOKED_AT = 6000
_STOP = r"[^.;!?\n]"
_OVER = re.compile(
    rf"\b(?:retour a la normale|retabli\w{{0,4}}|resolu\w{{0,4}}|cloture\w{{0,2}}|clos\w?|termine\w{{0,2}}|"
    rf"repris\w{{0,2}}|repart\w{{1,2}}|rentre\w{{0,2}} dans l'ordre|"
    rf"back to normal|restored|resolved)\b(?P<rest>{_STOP}{{0,80}})"
)
_CAUSE = re.compile(
    rf"\b(?:les? |la |our |the )?(?:causes?|origine|root cause)(?: (?:de l'incident|identifiee?s?|probable|racine))?"
    rf" ?(?::|est|etait|etaient|sont|serait|semble etre|was|is) ?(?P<cause>{_STOP}{{3,300}})|"
    rf"\b(?:du|due|dus|dues|due to|cause par|causee par|caused by) (?:a )?"
    rf"(?P<due>(?:au |aux |une? |le |la |l'|a |an |the ){_STOP}{{3,200}})"
)
_CLAUSE = re.compile(
    r",? (?:et|and|mais|but) (?:nous|on|le|la|les|we|the)\b|, (?:nous|on|le retour|we|en mode|mode|degraded)\b"
)
_DEGRADED = re.compile(
    rf"\b(?:mode degrade|procedures? degradees?|sur papier|au papier|degraded mode|on paper)\b(?P<rest>{_STOP}{{0,60}})"
)
_NEVER = re.compile(r"(?:\b(?:aucune?|non|jamais|pas (?:eu )?de|pas en|sans objet|none|never|no|nul)\b|^0$)")
_COUNTS = {
    word: n
    for n, word in enumerate(
        "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
    )
} | {"une": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "vingt": 20, "trente": 30, "a": 1, "an": 1}
_COUNT = rf"(?P<n>\d{{1,3}}(?:[.,]\d)?|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_LENGTH = re.compile(
    rf"(?<![\w/:]){_COUNT}\s{{0,2}}"
    r"(?P<unit>semaines?|weeks?|jours?|journees?|days?|nuits?|heures?|hours?|h|minutes?|min|mn)(?![a-z])"
    r"\s?(?P<more>[0-5]\d(?!\d))?(?P<half> et demie?)?"
)
_HALF = re.compile(r"\b(?:une )?demi[e-]{0,2} ?(?P<unit>heure|journee|jour)\b|\bhalf (?:an?|a) (?P<half>hour|day)\b")
_SPAN = re.compile(
    r"\b(?:de|from) (?P<h1>[01]?\d|2[0-3]) ?[h:] ?(?P<m1>[0-5]\d)? "
    r"(?:a|to) (?P<h2>[01]?\d|2[0-3]) ?[h:] ?(?P<m2>[0-5]\d)?"
)
_MINUTES = {"s": 7 * 1440, "w": 7 * 1440, "j": 1440, "d": 1440, "n": 720, "h": 60, "m": 1}
_MOST_MINUTES = 366 * 1440
_SINCE = re.compile(r"\b(?:depuis|since|des|vers|a partir)\b")
_HOUR = re.compile(r"\d ?(?:h|:)|\bmidi\b|\bminuit\b|\d ?[ap]m\b")


def read_resolution(
    message: Message,
    asked: Sequence[str],
    lexicons: ReportLexicons,
    received_at: datetime,
    zone: ZoneInfo | None = None,
    own: Message | None = None,
) -> dict[str, Any]:
    """What the letter tells, JSON-ready: `returned_at` in ISO 8601 and UTC (`returned_on`, a date, where no hour is
    told), `causes` in words, `degraded_minutes`; `unsure` lists those answered by « je ne sais pas ».

    `asked` are the names as the letter that is answered numbered them, empty when it asked none: then prose alone
    speaks. `received_at` is aware; `zone` is the zone of the ticket's territory, Paris when unknown; `own` is the
    letter without what it repeats of ours.
    """
    zone = zone or ZoneInfo(MAINLAND_ZONE)
    told: dict[str, Any] = {}
    unsure: list[str] = []
    answers = _answers(message, asked, lexicons, own)
    prose = (own or message).new_text[:_LOOKED_AT]
    spoken = ((name, words) for name, words, _ in _in_prose(prose))
    for name, words in (*(answers or _in_order(message, asked, received_at, zone)), *spoken):
        if name in unsure or name in told:
            continue
        if is_unsure(bare(level(words)), lexicons):
            unsure.append(name)
        else:
            told |= _value(name, words, received_at, zone)
    return told | ({"unsure": unsure} if unsure else {})


def stretches(
    message: Message, asked: Sequence[str], lexicons: ReportLexicons, own: Message | None = None
) -> list[str]:
    """The words of the letter that tell of the end, by number, as its cause or as a length: they tell nothing of the
    incident as it was."""
    prose = [whole for name, _, whole in _in_prose((own or message).new_text[:_LOOKED_AT]) if name != "returned_at"]
    return [words for _, words in _answers(message, asked, lexicons, own)] + prose


def minutes_in(value: str) -> int | None:
    """The length of time a value tells, in minutes: 0 for « aucun », None when it tells none or more than a year."""
    folded = level(value)[:200]
    if (span := _SPAN.search(folded)) is not None:
        begin = int(span["h1"]) * 60 + int(span["m1"] or 0)
        return (int(span["h2"]) * 60 + int(span["m2"] or 0) - begin) % 1440
    lengths = [_minutes(found) for found in _LENGTH.finditer(folded)]
    lengths += [_MINUTES[(found["unit"] or found["half"])[0]] // 2 for found in _HALF.finditer(folded)]
    if lengths:
        return total if (total := sum(lengths[:3])) <= _MOST_MINUTES else None
    return 0 if _NEVER.search(bare(folded)) is not None else None


def _minutes(found: re.Match[str]) -> int:
    count = float(found["n"].replace(",", ".")) if found["n"][0].isdigit() else _COUNTS[found["n"]]
    each = _MINUTES[found["unit"][0]]
    return round(count * each) + int(found["more"] or 0) + (each // 2 if found["half"] else 0)


def _answers(
    message: Message, asked: Sequence[str], lexicons: ReportLexicons, own: Message | None
) -> list[tuple[str, str]]:
    if not set(asked) & set(RESOLUTION):
        return []
    pieces = pieces_of(message, list(asked), lexicons, own)
    return [(piece.field, piece.text) for piece in pieces if piece.field in RESOLUTION]


def _in_order(message: Message, asked: Sequence[str], received_at: datetime, zone: ZoneInfo) -> list[tuple[str, str]]:
    """As many lines as questions, an instant first."""
    lines = [line.strip() for line in message.new_text[:_LOOKED_AT].split("\n") if line.strip()]
    if tuple(asked[:1]) != ("returned_at",) or len(lines) != len(asked):
        return []
    in_order = noticed_in_value(level(lines[0]), received_at, zone) is not None
    return list(zip(asked, lines, strict=True)) if in_order else []


def _value(name: str, words: str, received_at: datetime, zone: ZoneInfo) -> dict[str, Any]:
    if name == "causes":
        line = " ".join(words.split())[:_LONGEST_CAUSE].strip(" .,;:-–—")
        return {name: line} if len(line) > 1 else {}
    if name == "degraded_minutes":
        minutes = minutes_in(words)
        return {} if minutes is None else {name: minutes}
    moment = noticed_in_value(level(words), received_at, zone)
    if moment is None or moment.at > received_at:
        return {}
    if _HOUR.search(level(words)) is not None:
        return {"returned_at": moment.at.isoformat()}
    return {"returned_on": moment.at.astimezone(zone).date().isoformat()}


def _in_prose(text: str) -> Iterator[tuple[str, str, str]]:
    """Words that may tell one of the three, in sentences that speak of it, and with what names it."""
    folded = level(text)
    yield from (("returned_at", found["rest"], found[0]) for found in _OVER.finditer(folded))
    if (found := _CAUSE.search(folded)) is not None:
        start, end = found.span("cause" if found["cause"] else "due")
        clause = _CLAUSE.search(folded, start, end)
        end = clause.start() if clause else end
        yield "causes", text[start:end], text[start:end]
    for found in _DEGRADED.finditer(folded):
        if _SINCE.search(found["rest"]) is None and (minutes_in(found["rest"]) or 0) > 0:
            yield "degraded_minutes", found["rest"], text[found.start() : found.end()]
