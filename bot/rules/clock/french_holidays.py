"""French public holidays (Code du travail L3133-1, L3134-13, L3422-2) by set: a day in, its French name or nothing out.

Computed offline by the `holidays` library behind a guard: unknown sets are refused and the horizon is told, where the
library would answer with an empty set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

import holidays
from holidays.version import __version__

from bot.errors import Permanent

FIRST_YEAR, LAST_YEAR = 1970, 2100
LIBRARY = __version__
"""What days are holidays by: the law changes, and the library follows."""

_ALSACE_MOSELLE = "57"
SETS: Mapping[str, str | None] = {
    "fr-metropole": None,
    "fr-alsace-moselle": _ALSACE_MOSELLE,
    "fr-57": _ALSACE_MOSELLE,
    "fr-67": _ALSACE_MOSELLE,
    "fr-68": _ALSACE_MOSELLE,
    "fr-971": "971",
    "fr-972": "972",
    "fr-973": "973",
    "fr-974": "974",
    "fr-975": "PM",
    "fr-976": "976",
    "fr-977": "BL",
    "fr-978": "MF",
    "fr-986": "WF",
    "fr-987": "PF",
    "fr-988": "NC",
}
"""The sets that may be named, and what the library calls each: metropole, Alsace-Moselle, overseas by INSEE code."""

_BY_CUSTOM = {
    code: frozenset({"Mi-Carême", "Vendredi saint", "Fête de Victor Schoelcher"}) for code in ("971", "972", "MF")
}
"""Feast days the library names too, though no law makes them holidays (failure R14): an operator may `add` them."""


class BeyondHorizon(Permanent):
    """A search through a calendar found nothing within its horizon, or left the years a calendar knows."""


@dataclass(frozen=True, slots=True)
class HolidaySet:
    """The holidays of one set. `except_for` are names that count as ordinary days (Whit Monday worked, say)."""

    code: str
    except_for: frozenset[str] = frozenset()

    def name(self, day: date) -> str | None:
        """The French name of the holiday, two names joined by ` / ` in years where two fall on one day, or None.

        Raises BeyondHorizon before 1970 and after 2100.
        """
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BeyondHorizon(f"holidays of {self.code} are known from {FIRST_YEAR} to {LAST_YEAR}, not for {day}")
        names = _year(SETS[self.code], day.year).get(day, ())
        return " / ".join(name for name in names if name not in self.except_for) or None

    def known_names(self) -> frozenset[str]:
        """Every name this set uses in some year near now and later, to check what an operator excepts."""
        return frozenset(
            name for year in (2020, 2026, 2030) for names in _year(SETS[self.code], year).values() for name in names
        )


@cache
def _year(subdivision: str | None, year: int) -> dict[date, tuple[str, ...]]:
    # Without `language` the names follow the locale of the process.
    found = _france()(subdiv=subdivision, years=[year], language="fr")
    feasts = _BY_CUSTOM.get(subdivision or "", frozenset())
    named = {day: tuple(sorted(set(name.split("; ")) - feasts)) for day, name in found.items()}
    return {day: names for day, names in named.items() if names}


@cache
def _france() -> Any:
    """The library's class for France. Asked for it by name, the library loads 250 countries: eight megabytes and a
    tenth of a second at each start."""
    folders = [f"{folder}/countries" for folder in holidays.__path__]
    found = PathFinder.find_spec("holidays.countries.france", folders)
    if found is None or found.loader is None:
        raise Permanent("the library `holidays` is installed without France")
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module.France
