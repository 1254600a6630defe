"""How much a short text is worded like a vacation note: text in, log-odds out, by weights learnt from letters whose
nature is known (`python -m tests.learn_notes` writes them; decision 0010).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt

PRIOR = -1.5
"""What a text is worth of which no word is known: somebody's."""
_MOST = 1_200
_MOST_WORDS = 160
_DAMPING = 12
_STEM = 6
_WORD = re.compile(r"[a-z]+|\d+|[?@!]")
_ADDRESS = re.compile(r"[^\s<>()]{1,100}@[^\s<>()]{1,100}|https?://\S{1,300}")
_DAYS = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miercoles jueves viernes sabado domingo "
    "lunedi martedi mercoledi giovedi venerdi sabato domenica maandag dinsdag woensdag donderdag vrijdag zaterdag "
    "zondag segunda terca quarta quinta sexta"
)
_MONTHS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february march april "
    "may june july august september october november december januar februar marz juni juli oktober dezember enero "
    "febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio "
    "giugno luglio settembre ottobre dicembre januari februari maart mei augustus janeiro fevereiro marco maio junho "
    "julho setembro outubro novembro dezembro"
)
_CALENDAR = dict.fromkeys(_DAYS.split(), "day") | dict.fromkeys(_MONTHS.split(), "month")


def likeness(text: str) -> float:
    """The log-odds that a text is a vacation note; below zero it is rather somebody's. At most the first 160 words
    are read."""
    found = features(words(text))
    known = weights()
    return PRIOR + scale(found) * sum(known.get(one, 0.0) for one in found)


def words(text: str) -> list[str]:
    """The words of a text as they are weighed: accents dropped, cut to their stem; dates, numbers, addresses alike."""
    plain = unicodedata.normalize("NFD", _ADDRESS.sub(" @ ", text[:_MOST]).lower())
    told: list[str] = []
    for found in _WORD.findall(plain.encode("ascii", "ignore").decode()):
        if found.isdigit():
            word = "0" if len(found) < 3 else "00"
            if told and told[-1] == word:
                continue
        else:
            word = _CALENDAR.get(found, found[:_STEM])
        told.append(word)
    return told[:_MOST_WORDS]


def features(told: list[str]) -> list[str]:
    """Each word and each pair of neighbours once, in order."""
    return list(dict.fromkeys((*told, *(f"{left} {right}" for left, right in pairwise(told)))))


def scale(found: list[str]) -> float:
    """What one feature of so many is worth: a long text is not louder than a short one."""
    return 2 / sqrt(len(found) / 2 + _DAMPING)


@cache
def weights() -> dict[str, float]:
    """The weight of each feature, in hundredths in the file: above zero it speaks for a note."""
    lines = files(__package__).joinpath("note_weights.tsv").read_text("utf-8").splitlines()
    return {one: int(weight) / 100 for one, _, weight in (line.partition("\t") for line in lines)}
