"""A letter's words go in; what the fields left silent most likely are comes out, each with the word that decided.

Learnt from letters whose fields are known (`python -m tests.learn_fields`; decision 0017). It never makes less of a
letter: no care spared, no patient safe, nothing resolved; and the rules decide without it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Set
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp, sqrt
from typing import Any, NamedTuple

SURE = {
    "category": 0.3,
    "origin": 0.5,
    "patient_impact": 0.5,
    "care_impact": 0.5,
    "data_impact": 0.5,
    "personal_data": 0.55,
    "provider_involved": 0.8,
    "state": 0.5,
}
"""The fields that are weighed and how likely a value must be to be told."""
WAKE = "wake"
"""Weighed beside the fields: whether the letter is one of those for which somebody is woken at night."""
SILENT = "-"
_NEVER = frozenset(
    {("care_impact", "false"), ("patient_impact", "none"), ("patient_impact", "proven"), ("state", "resolved")}
)
_READ = 2_500
_FEWEST = 25
_STEM, _BEGINNINGS = 7, (4, 5)
_DAMPING = 10
_CONFIDENCE = 0.5
_WORD = re.compile(r"[a-z]+|\d+|[.!;:,?]")
_BITS, _ZERO = 32, 1 << 18
_MASK = (1 << _BITS) - 1
_VALUES = {"true": True, "false": False}


class Likely(NamedTuple):
    """A value, how likely it is (0–1, never above a half: it is a leaning), and where its weightiest word stands."""

    value: Any
    confidence: float
    start: int
    end: int


class Learnt(NamedTuple):
    """What is learnt: each field's values, what each value is worth beforehand, and what each word adds to which.

    A value is known by its column: those of one field stand side by side, in the order of the fields. All numbers are
    hundredths: whole numbers give the same sum in any order. What a word adds is one number for all columns
    (`packed`), so that some hundred words are added up at once.
    """

    values: dict[str, tuple[str, ...]]
    prior: tuple[int, ...]
    words: dict[str, int]


class Weighed:
    """A letter's words, weighed: at most 2,500 characters of them, and nothing where they are few."""

    def __init__(self, folded: str) -> None:
        told = words(folded)
        self._folded = folded
        self._seen = features(told) if len(told) >= _FEWEST else set[str]()
        self._told = {name: (column, chance) for name, column, chance in likeliest(weights(), self._seen)}

    def likely(self, silent: Collection[str]) -> dict[str, Likely]:
        """The likeliest values of these fields, where one is likely enough."""
        found = dict[str, Likely]()
        for name in (name for name in SURE if name in silent and self._seen):
            column, chance = self._told[name]
            if chance >= SURE[name] and column.value != SILENT and (name, column.value) not in _NEVER:
                place = _weightiest(self._folded, self._seen, weights(), column.number)
                found[name] = Likely(_value(name, column.value), round(_CONFIDENCE * chance, 2), *place)
        return found

    @property
    def alarming(self) -> float:
        """How likely somebody is to be woken for such a letter, 0–1."""
        column, chance = self._told[WAKE]
        return round(chance if column.value == "true" else 1 - chance, 2) if self._seen else 0.0


def words(folded: str) -> list[str]:
    """The words of a folded text as they are weighed: numbers alike, signs that end a thought kept."""
    return ["0" if word.isdigit() else word for word in _WORD.findall(folded[:_READ])]


def features(told: list[str]) -> set[str]:
    """Each word's stem and its first letters, and each pair of neighbouring stems, once: « chiffre », « chiffrement »
    and « chiffrer » differ as stems and agree in how they begin."""
    stems = [word[:_STEM] for word in told]
    return {*stems, *map(" ".join, pairwise(stems)), *(word[:n] for n in _BEGINNINGS for word in told)}


class Column(NamedTuple):
    """A value of a field, by its number among the values of all fields."""

    number: int
    value: str


def likeliest(learnt: Learnt, seen: Set[str]) -> Iterator[tuple[str, Column, float]]:
    """Each field with the value these words speak most for, and its chance."""
    rows = [learnt.words[one] for one in learnt.words.keys() & seen]
    total, zero = sum(rows), _ZERO * len(rows)
    sums = [(total >> _BITS * column & _MASK) - zero for column in range(len(learnt.prior))]
    worth, first = scale(len(seen)), 0
    for name, values in learnt.values.items():
        columns = range(first, first + len(values))
        told = [(learnt.prior[column] + worth * sums[column]) / 100 for column in columns]
        most = max(told)
        best = told.index(most)
        yield name, Column(first + best, values[best]), 1 / sum(exp(max(-60.0, each - most)) for each in told)
        first = columns.stop


def packed(weights: Mapping[int, int], columns: int) -> int:
    """The weights of one word by column as one number: each its 32 bits, raised so that none is below nought."""
    return sum((_ZERO + weights.get(column, 0)) << _BITS * column for column in range(columns))


def unpacked(row: int, column: int) -> int:
    """What a word adds to one column."""
    return (row >> _BITS * column & _MASK) - _ZERO


def scale(seen: int) -> float:
    """What one word of so many is worth: a long letter is not louder than a short one."""
    return 4 / sqrt(seen + _DAMPING)


@cache
def weights() -> Learnt:
    """The weights as shipped: a line for each field with its values and one with what they are worth beforehand, then,
    behind an empty line, a line for each word with `column:weight` for each value it speaks for or against."""
    text = files(__package__).joinpath("field_weights.tsv").read_text("utf-8")
    head, _, body = text.partition("\n\n")
    *fields, prior = (line.split("\t") for line in head.split("\n"))
    rows = (line.split("\t") for line in body.splitlines())
    none = packed({}, len(prior))
    return Learnt(
        {name: tuple(values) for name, *values in fields},
        tuple(map(int, prior)),
        {one: none + sum(map(_shifted, told)) for one, *told in rows},
    )


@cache
def _shifted(written: str) -> int:
    column, _, weight = written.partition(":")
    return int(weight) << _BITS * int(column)


def _weightiest(folded: str, seen: Set[str], learnt: Learnt, column: int) -> tuple[int, int]:
    """Where the word or the pair of words stands that spoke most for a value."""
    known = learnt.words
    told = min(known.keys() & seen, key=lambda one: (-unpacked(known[one], column), one), default="")
    if not told:
        return 0, 0
    first, _, second = told.partition(" ")
    read = folded[:_READ]
    begins = r"\d+" if first == "0" else rf"(?<![a-z]){first}" if first.isalpha() else re.escape(first)
    for found in re.finditer(begins, read):
        word = _WORD.match(read, found.start())
        behind = _WORD.search(read, word.end()) if word is not None and second else word
        if word is not None and behind is not None and behind[0].startswith("" if second == "0" else second):
            return found.start(), behind.end()
    return 0, 0


def _value(name: str, value: str) -> Any:
    return tuple(value.split("+")) if name == "data_impact" else _VALUES.get(value, value)
