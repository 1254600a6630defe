"""The daily structures file of the new FINESS (`schemaVersion`, `pmej[] → ege[]`): site by site, valid or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from bot.errors import Fault
from bot.ingest.finess.json_stream import BrokenJson, JsonPieces, Piece, Readable
from bot.ingest.finess.record import Checked, establishment, postcode_of
from bot.report.numbers import finess
from bot.report.place.directory import Establishment

_PERSONS = "pmej"
_WORKPLACE = "03"
"""`usageAdresse` of the address where a site works."""


def read_json(
    file: str, text: Readable, published: Callable[[str], None] = lambda when: None
) -> Iterator[Establishment | Fault]:
    """The sites of the file in order, or what is wrong with one; `published` hears the file's own date.

    After a fault of the JSON itself nothing more comes.
    """
    seen: dict[str, int] = {}
    told: set[str] = set()
    pieces = iter(JsonPieces(text))
    while True:
        try:
            piece = next(pieces, None)
        except BrokenJson as error:
            key = f"character {error.character}"
            yield Fault(
                file, error.line, key, "…", f"no JSON: {error.problem}", "fetch the file again: it is cut or altered"
            )
            return
        if piece is None:
            break
        told.add(piece.key)
        if piece.key == "generatedAt" and isinstance(piece.value, str):
            published(piece.value)
        elif piece.key == "schemaVersion":
            yield from _version(file, piece)
        elif piece.key == _PERSONS:
            yield from _person(file, piece, seen)
    for key in ("schemaVersion", _PERSONS):
        if key not in told:
            yield Fault(file, None, key, "nothing", "missing", "take the file of structures (finess-structures-…)")


def _version(file: str, piece: Piece) -> Iterator[Fault]:
    if not str(piece.value).lower().startswith(("v1.", "1.")) and piece.value not in ("v1", "1"):
        yield Fault(
            file, piece.line, piece.key, repr(piece.value)[:60], "unknown version", "v1.… is what this program reads"
        )


def _person(file: str, piece: Piece, seen: dict[str, int]) -> Iterator[Establishment | Fault]:
    """The sites of one legal person."""
    path = f"{_PERSONS}[{piece.index}]."
    record = Checked(file, piece.line, path)
    sites = _list(piece.value, "ege")
    if piece.index is None or not isinstance(piece.value, dict):
        record.refuse(
            "", piece.value, "a legal person is due here", "take the file of structures (finess-structures-…)"
        )
    elif sites is None:
        record.refuse("ege", piece.value.get("ege"), "a list of sites is due here", "take the file of structures")
    else:
        person = _below(piece.value, "informationsGeneralesPMEJ")
        # A person without a number has sites all the same.
        entity = record.number("numFinessPm", person.get("numFinessPm"), compulsory=False)
        for index, site in enumerate(sites):
            yield from _site(Checked(file, None, f"{path}ege[{index}]."), piece, site, entity, seen)
    yield from record.faults or record.doubts


def _site(
    record: Checked, piece: Piece, site: object, entity: str | None, seen: dict[str, int]
) -> Iterator[Establishment | Fault]:
    facts = _below(site, "informationsGeneralesEGE")
    number = record.number("numFinessEge", facts.get("numFinessEge"))
    state = site.get("etatObjet") if isinstance(site, dict) else None
    if state not in ("A", "I"):
        record.refuse("etatObjet", state, "neither A nor I", "A is in operation, I is closed")
    address = _address(record, site)
    postcode, town = postcode_of(address.get("codePostal")), address.get("ligneAcheminement")
    name = record.name("nomEgeLong", facts.get("nomEgeLong"), facts.get("nomEgeCourt"))
    department = _department(record, address, postcode, number)
    place = (postcode, " ".join(town.split())[:200] or None if isinstance(town, str) else None)
    category = site.get("categorieentiteGeographiqueExercice") if isinstance(site, dict) else None
    found = establishment(record, number, entity, name, category, department, place, state == "A")
    if found is not None and found.finess in seen:
        problem = f"stands at {_PERSONS}[{seen[found.finess]}] already"
        record.refuse("numFinessEge", found.finess, problem, "leave one of them")
    elif found is not None:
        seen[found.finess] = piece.index or 0
        yield found
    if record.faults or record.doubts:
        line = _line(piece, facts.get("numFinessEge"))
        yield from (replace(fault, line=line) for fault in record.faults or record.doubts)


def _department(record: Checked, address: dict[str, Any], postcode: str | None, number: str | None) -> str | None:
    """By the commune, else by the postcode, else by the number's prefix: an old record may have no address."""
    code = address.get("cogCommune")
    if code in (None, ""):
        if postcode is None:
            return finess.department_of(number) if number else None
        code = postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]
        code = {"20": "2A" if postcode[2] in "01" else "2B", "986": "98600"}.get(code, code)
    return record.department("cogCommune", code, postcode)


def _address(record: Checked, site: object) -> dict[str, Any]:
    listed = _list(site, "adresse")
    addresses = [each for each in listed or () if isinstance(each, dict)]
    if isinstance(site, dict) and (listed is None or len(addresses) < len(listed)):
        record.refuse("adresse", site.get("adresse"), "a list of addresses is due here", "take the file of structures")
    return next(
        (each for each in addresses if each.get("usageAdresse") == _WORKPLACE), addresses[0] if addresses else {}
    )


def _below(value: object, key: str) -> dict[str, Any]:
    below = value.get(key) if isinstance(value, dict) else None
    return below if isinstance(below, dict) else {}


def _list(value: object, key: str) -> list[Any] | None:
    """The list under a key; an absent one is empty, None when something else stands there."""
    below = (value.get(key) or []) if isinstance(value, dict) else None
    return below if isinstance(below, list) else None


def _line(piece: Piece, number: object) -> int:
    """The line where a site's number stands in the text of its legal person, for whoever looks it up."""
    at = piece.text.find(f'"{number}"') if isinstance(number, str) else -1
    return piece.line + piece.text.count("\n", 0, max(at, 0))
