"""A letter's words go in; what the fields left silent most likely are comes out, each with the word that decided.

Learnt from letters whose fields are known (`python -m tests.learn_fields`; decision 0017). It never makes less of a
letter: no care spared, no patient safe, nothing resolved; and the rules decide without it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp, sqrt
from typing import Any, NamedTuple

SURE = {
    "category": 0.45,
    "origin": 0.5,
    "patient_impact": 0.5,
    "care_impact": 0.5,
    "data_impact": 0.45,
    "personal_data": 0.55,
    "state": 0.5,
}
"""The fields that are weighed and how likely a value must be to be told."""
SILENT = "-"
_NEVER = frozenset({("care_impact", "false"), ("patient_impact", "none"), ("patient_impact", "proven"), ("state", "resolved")})
_READ = 2_500
_FEWEST = 25
_STEM = 7
_DAMPING = 12
_CONFIDENCE = 0.5
_WORD = re.compile(r"[a-z]+|\d+|[.!;:,?\n]")
_VALUES = {"true": True, "false": False}


class Likely(NamedTuple):
    """A value, how likely it is (0–1, never above a half: it is a leaning), and where its weightiest word stands."""

    value: Any
    confidence: float
    start: int
    end: int


class Weights(NamedTuple):
    """What is learnt: values by slot with what each is worth beforehand, and what a word adds to which slots."""

    slots: tuple[tuple[str, str], ...]
    prior: tuple[float, ...]
    words: dict[str, tuple[tuple[int, float], ...]]


def likely(folded: str, silent: Collection[str]) -> dict[str, Likely]:
    """The likeliest values of these fields, where one is likely enough; at most 2,500 characters are read."""
    asked = [name for name in SURE if name in silent]
    told = words(folded)
    if not asked or len(told) < _FEWEST:
        return {}
    learnt = weights()
    known = [learnt.words[one] for one in features(told) if one in learnt.words]
    sums = [0.0] * len(learnt.slots)
    for row in known:
        for slot, weight in row:
            sums[slot] += weight
    worth = scale(len(known))
    found: dict[str, Likely] = {}
    for name in asked:
        slot, chance = _likeliest(name, learnt, sums, worth)
        value = learnt.slots[slot][1]
        if value != SILENT and chance >= SURE[name] and (name, value) not in _NEVER:
            found[name] = Likely(_value(name, value), round(_CONFIDENCE * chance, 2), *_weightiest(folded, slot, learnt))
    return found


def words(folded: str) -> list[str]:
    """The words of a folded text as they are weighed: cut to a stem, numbers alike, signs that end a thought kept."""
    return ["0" if word.isdigit() else word[:_STEM] for word in _WORD.findall(folded[:_READ])]


def features(told: list[str]) -> set[str]:
    """Each word and each pair of neighbours once."""
    return {*told, *map(" ".join, pairwise(told))}


def scale(known: int) -> float:
    """What one word of so many known ones is worth: a long letter is not louder than a short one."""
    return 10 / sqrt(known + _DAMPING)


@cache
def weights() -> Weights:
    """The weights as shipped: two lines of slots and priors, then a line a word; in hundredths."""
    lines = files(__package__).joinpath("field_weights.tsv").read_text("utf-8").splitlines()
    slots = tuple((name, value) for name, _, value in (each.partition("=") for each in lines[0].split("\t")))
    prior = tuple(int(each) / 100 for each in lines[1].split("\t"))
    return Weights(slots, prior, dict(map(_row, lines[2:])))


def _row(line: str) -> tuple[str, tuple[tuple[int, float], ...]]:
    word, _, listed = line.partition("\t")
    pairs = (each.partition(":") for each in listed.split(" "))
    return word, tuple((int(slot), int(weight) / 100) for slot, _, weight in pairs)


def _likeliest(name: str, learnt: Weights, sums: list[float], worth: float) -> tuple[int, float]:
    """The slot of a field with the greatest chance, and that chance."""
    told = {
        slot: learnt.prior[slot] + worth * sums[slot] for slot, (field, _) in enumerate(learnt.slots) if field == name
    }
    best = max(told, key=lambda slot: told[slot])
    return best, 1 / sum(exp(max(-60.0, each - told[best])) for each in told.values())


def _weightiest(folded: str, slot: int, learnt: Weights) -> tuple[int, int]:
    """Where the word or the pair of words stands that spoke most for a slot."""
    best, place, before = 0.0, (0, 0), ("", 0)
    for found in _WORD.finditer(folded, 0, _READ):
        word = "0" if found[0].isdigit() else found[0][:_STEM]
        for one, start in ((word, found.start()), (f"{before[0]} {word}", before[1])):
            weight = dict(learnt.words.get(one, ())).get(slot, 0.0)
            if weight > best:
                best, place = weight, (start, found.end())
        before = (word, found.start())
    return place


def _value(name: str, value: str) -> Any:
    return tuple(value.split("+")) if name == "data_impact" else _VALUES.get(value, value)
