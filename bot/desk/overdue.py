"""Promises not kept: a service level that passed unmet is told to the desk once, each level by itself (failure 53)."""

from __future__ import annotations

from datetime import datetime

from bot.desk.alarms import alarm
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.tickets.states import is_open


def tick(unit: Unit, office: Office, now: datetime, limit: int = 50) -> int:
    """Tell of missed levels; the number of levels looked at."""
    due = unit.tickets.levels_due(now, limit)
    for ticket_id, name, due_at in due:
        ticket = unit.tickets.by_id(ticket_id)
        if is_open(ticket.state):
            text = f"{ticket.number}: {name} was due at {due_at.isoformat()} and has not been given"
            alarm(unit, office, f"level/{ticket_id}/{name}", text, now, ticket=ticket.number, ticket_id=ticket_id)
        unit.tickets.level_told(ticket_id, name)
    return len(due)
