"""The clock of a ticket's promises: it stands while the ticket waits for its declarant, and runs on afterwards.

The deadlines of NIS2 never stand: the law knows no wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.kept.levels import Level
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.rules.decision import ServiceLevel
from bot.rules.nis2 import PREFIX
from bot.rules.service_levels import due_after, time_left
from bot.tickets.model import Ticket
from bot.tickets.states import State

QUALIFICATION = "qualification"


def state_changed(unit: Unit, office: Office, old: Ticket, new: Ticket, now: datetime) -> None:
    """Hold or start the clock as the state asks; nothing when neither state is the wait for the declarant."""
    waited, waits = (ticket.state is State.WAITING_DECLARANT for ticket in (old, new))
    if waited is waits or new.id is None:
        return
    levels = [level for level in unit.tickets.levels(new.id) if level.met_at is None]
    moved = [_held(office, level, now) if waits else _run_on(office, level, now) for level in levels]
    changed = [after for before, after in zip(levels, moved, strict=True) if after != before]
    if changed:
        unit.tickets.set_levels(new.id, changed)


def promised_anew(unit: Unit, ticket_id: int, promised: Sequence[ServiceLevel]) -> None:
    """A graver matter is promised more: what is due sooner than what stood, or did not stand, counts from now on."""
    standing = {level.name: level for level in unit.tickets.levels(ticket_id)}
    new = [Level(one.name, one.due_at, one.clock, one.remind_at) for one in promised]
    sooner = [one for one in new if one.name not in standing or one.due_at < standing[one.name].due_at]
    if sooner:
        unit.tickets.set_levels(ticket_id, sooner)


def _held(office: Office, level: Level, now: datetime) -> Level:
    # What has passed unmet stays passed: asking a question does not mend it.
    if level.left is not None or level.due_at <= now or level.name.startswith(PREFIX):
        return level
    return replace(level, left=time_left(level.clock, now, level.due_at, office.rules.windows))


def _run_on(office: Office, level: Level, now: datetime) -> Level:
    if level.left is None:
        return level
    due_at = due_after(level.clock, level.left, now, office.rules.windows)
    remind_at = due_at - (level.due_at - level.remind_at) if level.remind_at else None
    return replace(level, due_at=due_at, remind_at=remind_at, left=None)
