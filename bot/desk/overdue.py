"""Promises that come due: the desk is reminded before, and one that passed unmet is told once, each by itself (failure
53). What is due stands in rows; a restart neither forgets nor repeats any."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.levels import Level
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.writing.alarms import alarm
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, place
from bot.tickets.model import Ticket
from bot.tickets.states import is_open


def tick(unit: Unit, office: Office, now: datetime, limit: int = 50) -> int:
    """Remind of what is due soon and tell of what was missed; the number of promises looked at."""
    return _remind(unit, office, now, limit) + _tell(unit, office, now, limit)


def _tell(unit: Unit, office: Office, now: datetime, limit: int) -> int:
    due = unit.tickets.levels_due(now, limit)
    for ticket_id, level in due:
        ticket = unit.tickets.by_id(ticket_id)
        if is_open(ticket.state):
            text = f"{ticket.number}: {level.name} was due at {level.due_at.isoformat()} and has not been given"
            alarm(unit, office, f"level/{ticket_id}/{level.name}", text, now, ticket=ticket.number, ticket_id=ticket_id)
        unit.tickets.level_told(ticket_id, level.name)
    return len(due)


def _remind(unit: Unit, office: Office, now: datetime, limit: int) -> int:
    due = unit.tickets.reminders_due(now, limit)
    for ticket_id, level in due:
        ticket = unit.tickets.by_id(ticket_id)
        # After an outage the promise itself may have passed: then only the miss is worth a letter.
        if is_open(ticket.state) and now < level.due_at:
            for name in office.settings.remind:
                _write(unit, office, ticket, level, name, now)
        unit.tickets.set_levels(ticket_id, [replace(level, remind_at=None)])
    return len(due)


def _write(unit: Unit, office: Office, ticket: Ticket, level: Level, name: str, now: datetime) -> None:
    person = office.person(name)
    if person is None or not person.mails:
        return
    order = Order(
        effect=f"{ticket.number}/level-reminder/{level.name}/{level.due_at.isoformat()}/{name}",
        cls=LetterClass.NOTICE,
        template="level-reminder",
        to=person.mails,
        context=letter_context(ticket, facts=(level.name,), answer_due_at=level.due_at),
        language=person.language,
        ticket_id=ticket.id,
        ticket=ticket.number,
    )
    place(unit, office, order, now)
