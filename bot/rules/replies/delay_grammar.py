"""How long a reply asks for, and which clock times it names: folded clauses in, minutes or the same clauses out.

Only the author's own delay counts: « Bruno arrive dans 10 minutes » and « pas dans 20 minutes » ask for none.
"""

from __future__ import annotations

import re
from datetime import time

from bot.rules.replies.reply_phrases import NEGATED, NOT_NOW, either

NUMBERS = {
    "cinq": 5, "dix": 10, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "une": 1, "un": 1, "deux": 2,
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "an": 1, "a": 1, "one": 1, "two": 2,
}  # fmt: skip
SPANS = {
    "trois quarts d heure": 45, "quart d heure": 15, "quarter of an hour": 15, "demi heure": 30, "half an hour": 30,
    "half hour": 30, "1 2 heure": 30, "1 4 d heure": 15,
}  # fmt: skip
_SPAN = r"(?P<span>(?:une? |a |an |petit |petite ){0,2}" + either(*SPANS) + r")\b"
_NUMBER = r"(?P<number>[0-9]{1,3}|" + "|".join(NUMBERS) + ")"
_UNIT = r"(?:(?P<hours>h|heures?|hours?|hrs?)|m|mn|min|mins|minutes?)\b"
AMOUNT = f"(?:{_SPAN}|{_NUMBER} ?(?:{_UNIT}|$))"
DELAY = re.compile(
    r"\b"
    + either(
        *"dans in within sous later".split(),
        *(r"d ici", r"give me", r"donnez? moi", r"laissez? moi", r"il me faut", r"i need", r"besoin de"),
    )
    + r" (?:environ |about |around |a peu pres |max |les )?"
    + AMOUNT
)
DELAY_ALONE = re.compile(f"(?:{_SPAN}|{_NUMBER} ?{_UNIT})$")

# Whoever asks for time comes back to this case; « je pars dans 20 minutes » does not.
_BACK = either(
    *"arrive rentre prends prend regarde gere traite finis termine reviens reponds rappelle vois peux pourrai".split(),
    *"serai suis prendrai regarderai rappellerai reviendrai m".split(),
    *(r"me (?:connecte|mets|libere)", r"y (?:serai|suis)", r"vais (?:prendre|regarder|pouvoir)"),
)
_READY = either(
    *"la dispo disponible libre connectee? joignable prete? rentree? back available ready free home".split(),
    *(r"de retour", r"chez moi", r"au bureau", r"devant (?:mon|le|un) (?:pc|ordinateur|ecran|poste)", r"online"),
)
_BEFORE = re.compile(
    either(
        r"",
        rf"(?:je |j |j y )(?:le |la |l )?{_BACK}(?: (?:en charge|le dossier|ca|y mets|en occupe))?"
        rf"(?: {_READY})?",
        _READY,
        rf"(?:i ll|i will|i can|i m|i am)(?: be)? (?:{_READY}|take it|look|call(?: back)?|on it|start|do it)",
        r"(?:r?appele?[zr]?|r?appelle|call|remind)(?: |s )?(?:moi|me)(?: back)?",
        r"(?:plutot|encore|oui|ok|pas|non|merci de rappeler|a rappeler)",
        r"on it",
    )
    + r" ?$"
)
_AFTER = re.compile(
    r" ?(?:"
    + either(
        *"max maxi maximum merci svp stp please thanks environ cdt promis ok".split(),
        *(
            r"le temps (?:de|d|que je) [a-z ]{2,60}",
            r"(?:je |j )(?:suis|serai|arrive|rentre|m|me|prends|rappelle)\b.{0,60}",
        ),
        *(r"pour (?:me |m )?[a-z]{3,20}(?: [a-z]{1,12}){0,4}", r"(?:and |et )?i ll .{0,40}", r"ou moins", r"tops?"),
        _READY,
    )
    + r"(?: merci| svp| please)?)?$"
)


def delay(clause: str, own: re.Pattern[str] | None = None) -> int | None:
    """The minutes the author of a clause asks for; `own` are further words that may stand before a number."""
    found = DELAY.search(clause) or DELAY_ALONE.match(clause)
    if found is None and own and (before := own.search(clause)):
        found = re.compile(" ?" + AMOUNT).match(clause, before.end())
        start = before.start()
    elif found is not None:
        start = found.start()
    if found is None:
        return None
    said = " ".join(NOT_NOW.sub("", clause[:start]).split())
    if NOT_NOW.search(clause[:start]):
        said = re.sub(r"^(?:je |j )?(?:ne )?(?:peux )?(?:le |la )?pas\b", "", said).strip()
    if NEGATED.search(said) or not _BEFORE.match(said) or not _AFTER.match(clause[found.end() :]):
        return None
    return _minutes(found)


def starts_with_delay(clause: str) -> bool:
    """Whether nothing stands before the delay."""
    return bool(DELAY.match(clause) or DELAY_ALONE.match(clause))


def _minutes(found: re.Match[str]) -> int:
    if span := found["span"]:
        return next(minutes for words, minutes in SPANS.items() if span.endswith(words))
    number = NUMBERS.get(found["number"]) or int(found["number"])
    return number * 60 if found["hours"] else number


_HOURS = "une deux trois quatre cinq six sept huit neuf dix onze".split()
_CLOCK = re.compile(
    r"\b(?P<before>(?:depuis|since|dans|in|within|sous|d ici|pendant|for|it y a|ago|les)(?: environ| about)? )?"
    r"(?P<at>(?:il est |a |vers |at |around |by |for )?)"
    + either(
        r"(?P<hour>[01]?[0-9]|2[0-4]) ?(?:h|heures?)(?: ?(?P<minute>[0-5][0-9]))?",
        r"(?:[01]?[0-9]|2[0-4])(?: [0-5][0-9])? ?(?:am|pm|o clock)",
        r"(?:" + "|".join(_HOURS) + r") (?:heures|h)",
        *(r"midi", r"minuit", r"noon", r"midnight", r"(?<=at )[0-9]{1,2}", r"(?<=a partir de )[0-9]{1,2}"),
    )
    + r"\b"
)
_NEAR = 10


def clock_times(clause: str, at: time | None) -> tuple[str, bool]:
    """The clause with clock times of within ten minutes of `at` (wall time) as « maintenant », and whether another
    clock time is named that is no duration and not the beginning of one (« depuis 8 h »)."""
    elsewhen = False

    def told(found: re.Match[str]) -> str:
        nonlocal elsewhen
        if found["before"]:
            return found[0]
        hour = found["hour"]
        if at is not None and hour is not None:
            apart = (int(hour) * 60 + int(found["minute"] or 0) - at.hour * 60 - at.minute) % 1440
            if min(apart, 1440 - apart) <= _NEAR:
                return "maintenant"
        elsewhen = True
        return found[0]

    return _CLOCK.sub(told, clause), elsewhen
