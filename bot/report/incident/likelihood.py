"""A letter's words go in; what the fields left silent most likely are comes out, each with the word that decided.

Learnt from letters whose fields are known (`python -m tests.learn_fields`; decision 0017). It never makes less of a
letter: no care spared, no patient safe, nothing resolved; and the rules decide without it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Set
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp, sqrt
from typing import Any, NamedTuple

SURE = {
    "category": 0.5,
    "origin": 0.5,
    "patient_impact": 0.45,
    "care_impact": 0.5,
    "data_impact": 0.45,
    "personal_data": 0.5,
    "state": 0.4,
}
"""The fields that are weighed and how likely a value must be to be told."""
SILENT = "-"
_NEVER = frozenset(
    {("care_impact", "false"), ("patient_impact", "none"), ("patient_impact", "proven"), ("state", "resolved")}
)
_READ = 2_500
_FEWEST = 25
_STEM = 7
_DAMPING = 30
_CONFIDENCE = 0.5
_WORD = re.compile(r"[a-z]+|\d+|[.!;:,?]")
_VALUES = {"true": True, "false": False}


class Likely(NamedTuple):
    """A value, how likely it is (0–1, never above a half: it is a leaning), and where its weightiest word stands."""

    value: Any
    confidence: float
    start: int
    end: int


class Learnt(NamedTuple):
    """What is learnt of one field: its values, what each is worth beforehand, and what each word adds to each.

    All in hundredths: whole numbers give the same sum in any order.
    """

    values: tuple[str, ...]
    prior: tuple[int, ...]
    words: dict[str, tuple[int, ...]]


def likely(folded: str, silent: Collection[str]) -> dict[str, Likely]:
    """The likeliest values of these fields, where one is likely enough; at most 2,500 characters are read."""
    asked = [name for name in SURE if name in silent]
    told = words(folded) if asked else []
    if len(told) < _FEWEST:
        return {}
    seen, found = features(told), dict[str, Likely]()
    for name in asked:
        learnt = weights()[name]
        value, chance = likeliest(learnt, seen)
        if chance >= SURE[name] and value != SILENT and (name, value) not in _NEVER:
            place = _weightiest(folded, seen, learnt, learnt.values.index(value))
            found[name] = Likely(_value(name, value), round(_CONFIDENCE * chance, 2), *place)
    return found


def words(folded: str) -> list[str]:
    """The words of a folded text as they are weighed: cut to a stem, numbers alike, signs that end a thought kept."""
    return [_stem(word) for word in _WORD.findall(folded[:_READ])]


def _stem(word: str) -> str:
    return "0" if word.isdigit() else word[:_STEM]


def features(told: list[str]) -> set[str]:
    """Each word and each pair of neighbours once."""
    return {*told, *map(" ".join, pairwise(told))}


def likeliest(learnt: Learnt, seen: Set[str]) -> tuple[str, float]:
    """The value of a field that these words speak most for, and its chance."""
    known = learnt.words
    rows = [known[one] for one in known.keys() & seen]
    worth = scale(len(seen))
    sums = map(sum, zip(*rows, strict=True)) if rows else [0] * len(learnt.values)
    told = [(before + worth * each) / 100 for before, each in zip(learnt.prior, sums, strict=True)]
    most = max(told)
    return learnt.values[told.index(most)], 1 / sum(exp(max(-60.0, each - most)) for each in told)


def scale(seen: int) -> float:
    """What one word of so many is worth: a long letter is not louder than a short one."""
    return 16 / sqrt(seen + _DAMPING)


@cache
def weights() -> dict[str, Learnt]:
    """The weights as shipped, by field: a line with its values, one with what they are worth beforehand, then a line
    a word. An empty line ends a field."""
    text = files(__package__).joinpath("field_weights.tsv").read_text("utf-8")
    return dict(_read(part.split("\n")) for part in text.strip("\n").split("\n\n"))


def _read(lines: list[str]) -> tuple[str, Learnt]:
    name, *values = lines[0].split("\t")
    rows = {one: numbers for one, *numbers in (line.split("\t") for line in lines[1:])}
    numbered = {one: tuple(int(each or 0) for each in numbers) for one, numbers in rows.items()}
    return name, Learnt(tuple(values), numbered.pop(""), numbered)


def _weightiest(folded: str, seen: Set[str], learnt: Learnt, value: int) -> tuple[int, int]:
    """Where the word or the pair of words stands that spoke most for a value."""
    known = learnt.words
    told = min(known.keys() & seen, key=lambda one: (-known[one][value], one))
    first, _, second = told.partition(" ")
    read = folded[:_READ]
    begins = r"\d+" if first == "0" else rf"(?<![a-z]){first}" if first.isalpha() else re.escape(first)
    for found in re.finditer(begins, read):
        word = _WORD.match(read, found.start())
        behind = _WORD.search(read, word.end()) if word is not None and second else word
        if word is not None and behind is not None and _stem(word[0]) == first and second in ("", _stem(behind[0])):
            return found.start(), behind.end()
    return 0, 0


def _value(name: str, value: str) -> Any:
    return tuple(value.split("+")) if name == "data_impact" else _VALUES.get(value, value)
