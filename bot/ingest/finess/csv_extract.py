"""The legacy extract of FINESS (`etalab-cs1100502`): no header, semicolons, 32 fields; each line valid or refused."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from bot.errors import Fault
from bot.ingest.finess.record import Checked, establishment, routed
from bot.report.place.directory import Establishment

FIELDS = 32
_LONGEST_LINE = 65_536
_CHUNK = 1 << 20
_SITE, _PLACE = "structureet", "geolocalisation"
_OFFICIAL = "take the official extract, not a re-export"


def encoding_of(stream: BinaryIO) -> str:
    """UTF-8 when the whole file is, else windows-1252, of which ISO-8859-1 text is a part. Reads to the end.

    A file that is UTF-8 for a while and then is not stays UTF-8: the broken line is refused, all others keep their
    accents.
    """
    decoder, accents = codecs.getincrementaldecoder("utf-8")(), False
    while chunk := stream.read(_CHUNK):
        try:
            accents = not decoder.decode(chunk).isascii() or accents
        except UnicodeDecodeError as error:
            begun = decoder.getstate()[0] + chunk
            return "utf-8-sig" if accents or not begun[: error.start].isascii() else "cp1252"
    return "utf-8-sig"


def published_on(first_line: str) -> str | None:
    """The date of the extract by its first line, as written; None when it tells none."""
    parts = first_line.rstrip("\r\n;").split(";")
    return parts[3].strip() or None if len(parts) > 3 else None


def read_csv(file: str, text: TextIO) -> Iterator[Establishment | Fault]:
    """The sites of the extract in order, or what is wrong with a line. `text` is decoded with `errors="replace"`."""
    faults: list[Fault] = []
    rows = csv.reader(_lines(file, text, faults), delimiter=";", quotechar='"', doublequote=True, strict=True)
    seen: dict[str, int] = {}
    while True:
        # A quotation mark that is never closed swallows lines: the fault is where it was opened.
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Fault(file, line, "line", "…", f"cannot be split into fields: {error}", _OFFICIAL)
            continue
        yield from faults
        faults.clear()
        if row is None:
            return
        if row and row[0].strip() != _PLACE:
            yield from _read_row(file, line, row, seen)


def _lines(file: str, text: TextIO, faults: list[Fault]) -> Iterator[str]:
    """Lines of bounded length; the first one, which names the extract, is checked and given as an empty one."""
    number = 0
    while line := text.readline(_LONGEST_LINE):
        number += 1
        if number == 1:
            if not line.startswith("finess;etalab;"):
                problem = "the first line is not `finess;etalab;…`"
                faults.append(Fault(file, 1, "line", repr(line[:40]), problem, _OFFICIAL))
            yield "\n"
            continue
        if len(line) == _LONGEST_LINE:
            problem = f"longer than {_LONGEST_LINE} characters"
            faults.append(Fault(file, number, "line", repr(line[:40]), problem, "take a text file with a line a site"))
            return
        # The sign that stands for octets of another encoding; NUL would stop the driver of a database.
        if "�" in line or "\0" in line:
            problem = "octets of another encoding"
            faults.append(Fault(file, number, "line", repr(line[:40]), problem, "save the file in one encoding: UTF-8"))
            yield "\n"
            continue
        yield line


def _read_row(file: str, line: int, row: list[str], seen: dict[str, int]) -> Iterator[Establishment | Fault]:
    record = Checked(file, line, "")
    if row[0].strip() != _SITE:
        record.refuse("record", row[0], "unknown kind of record", f"{_SITE} or {_PLACE} is due")
    elif len(row) != FIELDS:
        record.refuse("fields", len(row), f"{FIELDS} fields are due", f"{_OFFICIAL}; or the file was cut off here")
    else:
        found = _site(record, row)
        if found is not None and found.finess in seen:
            first = seen[found.finess]
            record.refuse("nofinesset", found.finess, f"stands on line {first} already", "leave one of them")
        elif found is not None:
            seen[found.finess] = line
            yield found
    yield from record.faults or record.doubts


def _site(record: Checked, row: list[str]) -> Establishment | None:
    postcode, town = routed(row[15])
    return establishment(
        record,
        record.number("nofinesset", row[1]),
        record.number("nofinessej", row[2], compulsory=False),
        record.name("rslongue", row[4], row[3]),
        row[18],
        record.department("departement", row[13], postcode),
        (postcode, town),
    )
