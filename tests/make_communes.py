"""The table of communes that reports are placed by: `python -m tests.make_communes COMMUNES.JSON`.

In goes `data/communes.json` of Etalab's « decoupage-administratif » (Licence Ouverte 2.0); out goes
bot/report/place/communes.tsv: a folded name, then the départements that have it with their inhabitants, most first.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from bot.report.place.communes import key_of
from bot.report.place.departments import COLLECTIVITIES, DEPARTMENTS
from bot.report.place.towns import TOWNS

TABLE = Path(__file__).resolve().parent.parent / "bot" / "report" / "place" / "communes.tsv"
_HEAD = (
    "# Communes of France by folded name: INSEE département and inhabitants, most first (0: a former commune).\n"
    "# Source: Etalab, « Découpage administratif » 2026, from Code officiel géographique and populations of INSEE.\n"
    "# Licence Ouverte 2.0 / Open Licence 2.0. Made by tests/make_communes.py; not to be edited.\n"
)
_KINDS = ("commune-actuelle", "commune-deleguee", "commune-associee")


def lines(communes: list[dict[str, Any]]) -> list[str]:
    """One line a name, sorted: current communes, then delegated and associated ones, then the short names of towns."""
    known: dict[str, dict[str, int]] = defaultdict(dict)
    for kind in _KINDS:
        for commune in communes:
            code = _department(commune)
            if commune["type"] != kind or (code not in DEPARTMENTS and code not in COLLECTIVITIES):
                continue
            places = known[key_of(commune["nom"])]
            if kind == _KINDS[0]:
                places[code] = places.get(code, 0) + commune.get("population", 0)
            else:
                places.setdefault(code, 0)
    for name, code in TOWNS.items():
        if key_of(name) not in known:
            longer = (places.get(code, 0) for whole, places in known.items() if whole.startswith(f"{key_of(name)} "))
            known[key_of(name)] = {code: max(longer, default=0)}
    return [f"{name}\t{_told(places)}" for name, places in sorted(known.items())]


def _department(commune: dict[str, Any]) -> str:
    return str(commune.get("departement") or commune["code"][:3])


def _told(places: dict[str, int]) -> str:
    ordered = sorted(places.items(), key=lambda place: (-place[1], place[0]))
    return ",".join(f"{code}:{inhabitants}" for code, inhabitants in ordered)


def main() -> int:
    told = lines(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    TABLE.write_text(_HEAD + "\n".join(told) + "\n", "utf-8")
    print(f"{len(told)} names")
    return 0


if __name__ == "__main__":
    sys.exit(main())
