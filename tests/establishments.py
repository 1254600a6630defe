"""Made-up establishments with right keys, and the files they would stand in: the legacy CSV and the new JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.report.numbers.finess import luhn
from bot.report.place.departments import DEPARTMENTS
from bot.report.place.directory import Establishment

LEGACY = {"971": "9A", "972": "9B", "973": "9C", "974": "9D", "975": "9E", "976": "9F", "977": "9A", "978": "9A"}
_OVERSEAS = {"971": "1", "972": "2", "973": "3", "974": "4", "975": "5", "976": "6", "977": "1", "978": "1"}
_POSTCODES = {"977": "97133", "978": "97150", "2A": "20090", "2B": "20290"}
_KINDS = (
    ("CENTRE HOSPITALIER", "355"),
    ("EHPAD", "500"),
    ("CLINIQUE", "365"),
    ("LABORATOIRE", "611"),
    ("PHARMACIE", "620"),
    ("IME", "183"),
)
_HEAD = "VAL PORT MONT CLAIR BEAU ROCHE SAINT-ELOI FONT PRE BOIS LAC PUY".split()
_TAIL = "BRUMEUX VERMEIL ARGENT D'ÉCUME DORÉ SEREIN PERCHÉ LOINTAIN AUX-OISEAUX TRANQUILLE".split()
_TOWNS = "PORT-CLAIR VALBRUME MONTSEREIN LA ROCHE-PERCHEE BEAULAC PUYDORE".split()


def number(prefix: str, serial: int) -> str:
    """A FINESS number with its key: `prefix` is the département's part (`63`, `2A`, `974`)."""
    bare = f"970{_OVERSEAS[prefix]}{serial:04d}" if prefix in _OVERSEAS else f"{prefix}0{serial:05d}"
    return next(bare + key for key in "0123456789" if luhn(bare + key))


def establishments(count: int) -> Iterator[Establishment]:
    """So many sites, spread over all départements, of legal persons with some five sites each."""
    codes = sorted(DEPARTMENTS)
    serials: dict[str, int] = {}
    for n in range(count):
        code = codes[n // 5 % len(codes)]
        part = f"97{_OVERSEAS[code]}" if code in _OVERSEAS else code
        serial = serials[part] = serials.get(part, 0) + 1
        kind, category = _KINDS[n % len(_KINDS)]
        name = f"{kind} {_HEAD[n // 7 % len(_HEAD)]} {_TAIL[n // 3 % len(_TAIL)]} {n // 500}"
        yield Establishment(
            finess=number(code, serial),
            entity=number("75", 90_000 + n // 5 % 9_000),
            name=name,
            category=category,
            department=code,
            postcode=_POSTCODES.get(code, f"{code}100" if len(code) == 2 else f"{code}10"),
            town=_TOWNS[n // 11 % len(_TOWNS)],
        )


def csv_row(site: Establishment) -> list[str]:
    """The site as the 32 fields of the legacy extract."""
    row = [""] * 32
    row[0:5] = ["structureet", site.finess, site.entity or "", site.name[:38], site.name]
    row[13] = LEGACY.get(site.department or "", site.department or "9J")
    row[15] = f"{site.postcode} {site.town}"
    row[18], row[19] = site.category or "", 'Libellé "entre guillemets"'
    row[22] = "99999999900001"
    return row


def write_csv(path: Path, sites: Iterable[Establishment], encoding: str = "utf-8") -> Path:
    """The legacy extract, with the lines of the geolocated variant."""
    with path.open("w", encoding=encoding, newline="") as file:
        file.write("finess;etalab;98;2026-05-11\n")
        rows = csv.writer(file, delimiter=";", lineterminator="\n")
        for site in sites:
            rows.writerow(csv_row(site))
            file.write(f"geolocalisation;{site.finess};700000.1;6500000.2;1;2026-05-11\n")
    return path


def person(entity: str, sites: Sequence[Establishment]) -> dict[str, Any]:
    """A legal person with its sites as the new file has it."""
    return {
        "informationsGeneralesPMEJ": {"pmSmsseId": "1", "denominationPm": "PERSONNE FICTIVE", "numFinessPm": entity},
        "adresse": [{"usageAdresse": "02", "cogCommune": "75101", "codePostal": "75001"}],
        "ege": [_site(site) for site in sites],
        "etatObjet": "A",
    }


def _site(site: Establishment) -> dict[str, Any]:
    code = site.department or "986"
    return {
        "informationsGeneralesEGE": {
            "egeId": "1",
            "nomEgeCourt": site.name[:32].ljust(32),
            "nomEgeLong": site.name.ljust(60),
            "numFinessEge": site.finess,
            "espic": ["0"],
        },
        "categorieentiteGeographiqueExercice": site.category,
        "adresse": [
            {"usageAdresse": "02", "cogCommune": "75101", "codePostal": "75001", "ligneAcheminement": "SIEGE"},
            {
                "usageAdresse": "03",
                "cogCommune": code + ("113" if len(code) == 2 else "01"),
                "codePostal": site.postcode,
                "ligneAcheminement": site.town,
            },
        ],
        "evenement": [{"evenementId": str(n), "typeObjet1": "EG", "systemeMaitre": "01"} for n in range(3)],
        "etatObjet": "A" if site.active else "I",
    }


def write_json(path: Path, sites: Iterable[Establishment], indent: int | None = 2) -> Path:
    """The daily file of structures; `indent` None writes it on one line."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{\n  "schemaVersion" : "v1.0.0",\n  "generatedAt" : "2026-08-19T02:14:23Z",\n')
        file.write('  "gcc" : [ { "gccId" : "1", "pmejDuGcc" : [ ] } ],\n  "gco" : [ ],\n  "pmej" : [ ')
        for n, (entity, owned) in enumerate(_by_entity(sites)):
            file.write((", " if n else "") + json.dumps(person(entity, owned), indent=indent, ensure_ascii=False))
        file.write(" ]\n}\n")
    return path


def _by_entity(sites: Iterable[Establishment]) -> Iterator[tuple[str, list[Establishment]]]:
    owned: list[Establishment] = []
    for site in sites:
        if owned and owned[0].entity != site.entity:
            yield owned[0].entity or "", owned
            owned = []
        owned.append(site)
    if owned:
        yield owned[0].entity or "", owned
