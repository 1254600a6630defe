"""The communes of France by name: what départements have one called so, and how many live there.

The table beside this file is part of the program, as a library's zones are; it is read once, at the first question.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bot.report.words.folded import fold

LONGEST = 8
"""Words of the longest name that is looked for."""
_MOST_KIN, _LARGE = 400, 2_000
_LEAST_BEGUN, _TOWN = 7, 8_000
_JOINTS = re.compile(r"[ '\-\n]+")
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


@dataclass(frozen=True, slots=True)
class Commune:
    """A name and who bears it: (INSEE département, inhabitants), most inhabitants first; 0 for a former commune.

    `longer` are the départements of larger communes whose names begin so: « Bourg » is said of Bourg-en-Bresse.
    """

    name: str
    places: tuple[tuple[str, int], ...]
    longer: tuple[str, ...] = ()

    @property
    def departments(self) -> tuple[str, ...]:
        """The départements that have one, the largest first."""
        return tuple(code for code, _ in self.places)

    @property
    def inhabitants(self) -> int:
        """Those of the largest."""
        return self.places[0][1]


def key_of(name: str) -> str:
    """A name as the table files it: folded, signs that join as spaces, St as Saint."""
    return " ".join(_SAINTS.get(word, word) for word in _JOINTS.sub(" ", fold(name)).split())


@lru_cache(maxsize=4096)
def longest_named(words: tuple[str, ...]) -> Commune | None:
    """The commune with the longest name that these folded words begin with; None when none is called so."""
    rows = table()
    left = words[:LONGEST]
    while left:
        wanted = " ".join(left)
        at = bisect_right(rows, wanted + "\t~") - 1
        name, places = _read(rows[at])
        if name == wanted:
            return Commune(name, places, _larger_kin(rows, at, name, places[0][1]))
        left = left[: min(len(left) - 1, _shared(left, name.split()))]
    return _begun(words[0]) if words else None


def _begun(word: str) -> Commune | None:
    """The only town whose name begins by this word, where people say no more of it: « Romorantin », « Châlons »."""
    rows = table()
    if len(word) < _LEAST_BEGUN:
        return None
    kin: list[tuple[str, int]] = []
    for row in rows[(at := bisect_right(rows, word + "\t~")) : at + _MOST_KIN]:
        if not row.startswith(word + " "):
            break
        kin += _read(row)[1]
    towns = [place for place in kin if place[1] >= _TOWN]
    alone = len({code for code, n in kin if n >= _LARGE}) == 1
    return Commune(word, (towns[0],)) if towns and alone else None


def _read(row: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    name, _, places = row.partition("\t")
    return name, tuple((code, int(n)) for code, _, n in (one.partition(":") for one in places.split(",")))


def _larger_kin(rows: list[str], at: int, name: str, inhabitants: int) -> tuple[str, ...]:
    kin: list[str] = []
    for row in rows[at + 1 : at + 1 + _MOST_KIN]:
        if not row.startswith(name + " "):
            break
        kin += [code for code, n in _read(row)[1] if n > max(inhabitants, _LARGE)]
    return tuple(dict.fromkeys(kin))


def _shared(words: tuple[str, ...], others: list[str]) -> int:
    """How many of the first words are the same."""
    shared = 0
    for word, other in zip(words, others, strict=False):
        if word != other:
            break
        shared += 1
    return shared


@cache
def table() -> list[str]:
    """The rows of the table, sorted by name."""
    rows = Path(__file__).with_name("communes.tsv").read_text("utf-8").splitlines()
    return [row for row in rows if not row.startswith("#")]
