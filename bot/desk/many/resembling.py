"""A structure named without its number: establishments that resemble it, noted for a person to confirm."""

from __future__ import annotations

from datetime import datetime

from bot.desk.kept.establishments import Establishments
from bot.desk.ports import Unit
from bot.report.fields import Report
from bot.report.numbers import finess
from bot.tickets.model import Entry, Ticket

_LOOKED_AT, _NOTED = 20, 3


def note_resembling(unit: Unit, ticket: Ticket, report: Report | None, at: datetime) -> None:
    """Notes up to three proposals; nothing else changes, and nothing is noted when the number placed the site."""
    if report is None or report.structure is None or report.structure.source == "directory":
        return
    if _placed(report, unit.establishments):
        return
    found = unit.establishments.named(report.structure.value, None, _LOOKED_AT)
    department = report.territory.value.department if report.territory else None
    near = [each for each in found if department in (None, each.establishment.department)][:_NOTED]
    if not near or ticket.id is None:
        return
    named = "; ".join(
        f"{each.establishment.finess} {each.establishment.name}, {each.establishment.town or '?'} "
        f"({each.establishment.department or '?'}), {each.resemblance:.2f}"
        for each in near
    )
    text = f"the directory has what resembles the structure named, to be confirmed by a person: {named}"
    unit.tickets.add_entry(ticket.id, Entry(at=at, kind="directory_proposal", direction="note", text=text))


def _placed(report: Report, directory: Establishments) -> bool:
    number = report.finess.value if report.finess else None
    return number is not None and finess.valid(number) is not False and directory.by_number(number) is not None
