"""What the end of an attempt to send means for the desk: told, not told, held; in the settling transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry
from bot.desk.office import Office
from bot.desk.pages import escalate
from bot.desk.ports import Unit
from bot.desk.writing.alarms import alarm
from bot.tickets.model import Entry
from bot.tickets.states import Event, State, after


def sent(unit: Unit, entry: OutboxEntry, now: datetime) -> None:
    """A letter was accepted: it stands in the timeline, and a new ticket has its acknowledgement."""
    if entry.ticket_id is None:
        return
    _write_down(unit, entry, entry.template, now)
    if entry.cls is LetterClass.ANSWER:
        ticket = unit.tickets.by_id(entry.ticket_id)
        if ticket.state is State.NEW:
            unit.tickets.save(replace(ticket, state=after(ticket.state, Event.RECEIPT_ACKNOWLEDGED)))


def held(unit: Unit, entry: OutboxEntry, now: datetime) -> None:
    """A letter was decided and worded but may not leave: it stands in the timeline as such."""
    if entry.ticket_id is not None:
        _write_down(unit, entry, f"{entry.template} (held)", now)


def not_told(unit: Unit, office: Office, entry: OutboxEntry, why: str, now: datetime) -> None:
    """Given up. A page that cannot be handed over moves the escalation on; the rest is told to the operator."""
    if entry.cls is LetterClass.PAGE:
        escalate.not_told(unit, office, entry, why, now)
    elif entry.cls is not LetterClass.ALARM:
        text = f"{entry.template} for {', '.join(entry.to)} was not delivered: {why}"
        key = f"outbox/{entry.message_id}"
        alarm(unit, office, key, text, now, ticket=entry.ticket, ticket_id=entry.ticket_id)


def _write_down(unit: Unit, entry: OutboxEntry, kind: str, now: datetime) -> None:
    assert entry.ticket_id is not None
    line = Entry(
        at=now,
        kind=kind,
        direction="out",
        message_id=entry.message_id,
        to=entry.to,
        subject=entry.subject or "",
        text=entry.text or "",
    )
    unit.tickets.add_entry(entry.ticket_id, line)
