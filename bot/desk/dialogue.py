"""Questions and answers: which questions a letter answers, and the report as those answers complete it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.report.answers import read_answers
from bot.report.fields import Report, Territory
from bot.report.territory import zone_of
from bot.tickets.model import Ticket

_LOOKED_AT = 50


def completed(unit: Unit, office: Office, ticket: Ticket, reading: Reading, received_at: datetime) -> Reading:
    """The reading with what the letter answers to our numbered questions put into its report."""
    asked = asked_in(unit, ticket, reading)
    if office.lexicons is None or reading.report is None or not asked:
        return reading
    territory = ticket.report.get("territory") or {}
    zone = zone_of(Territory(territory.get("department"), None, None))
    answers = read_answers(reading.message, asked, office.lexicons, received_at, zone)
    return replace(reading, report=_with(reading.report, answers))


def asked_in(unit: Unit, ticket: Ticket, reading: Reading) -> tuple[str, ...]:
    """The questions as the letter that is answered numbered them: by what it replies to, else our last that asked."""
    message = reading.message
    for message_id in (*message.in_reply_to, *reversed(message.references), *message.inner_ids):
        entry = unit.outbox.find(message_id)
        if entry is not None and entry.ticket_id == ticket.id and entry.context.get("questions"):
            return tuple(entry.context["questions"])
    declarant = (entry for entry in unit.outbox.listed(ticket_id=ticket.id, limit=_LOOKED_AT) if not entry.person)
    return next((tuple(e.context["questions"]) for e in declarant if e.context.get("questions")), ticket.questions)


def still_missing(asked: tuple[str, ...], merged: Mapping[str, Any]) -> tuple[str, ...]:
    """What of the questions is not answered yet. « Je ne sais pas » is an answer, a FINESS with a wrong key none."""
    unsure = merged.get("unsure") or ()
    return tuple(name for name in asked if name not in unsure and not _told(name, merged))


def _told(name: str, merged: Mapping[str, Any]) -> bool:
    if name == "finess" and merged.get("finess_valid") is False:
        return False
    return merged.get(name) not in (None, "unknown", [], ())


def _with(report: Report, answers: Mapping[str, Any]) -> Report:
    if not answers:
        return report
    before = report.unsure.value if report.unsure else ()
    unsure = answers.get("unsure")
    if unsure is not None and before:
        answers = {**answers, "unsure": replace(unsure, value=tuple(dict.fromkeys((*before, *unsure.value))))}
    return replace(report, **answers)
