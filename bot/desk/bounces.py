"""Delivery reports: a page that bounced was not told, a declarant's address that bounced needs a human, a delay waits.

A report never causes mail to the address that bounced, nor to anyone because of what it changed (failure 41).
"""

from __future__ import annotations

from datetime import datetime

from bot.desk.contacts import came_back, other_ways
from bot.desk.entries import entry_of
from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import LetterRow, OutboxEntry, OutboxStatus, RecipientOutcome
from bot.desk.office import Office
from bot.desk.pages import escalate
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.writing.alarms import alarm
from bot.tickets.model import Ticket


def take_in(unit: Unit, office: Office, row: LetterRow, reading: Reading, now: datetime) -> Ticket | None:
    """Settle the letter a delivery report answers; the ticket it belongs to, or None when it is not one of ours."""
    entry = _original(unit, reading)
    if entry is None:
        return None
    failed = [d for d in reading.message.deliveries if d.action == "failed"]
    if entry.ticket_id is not None:
        unit.tickets.add_entry(entry.ticket_id, entry_of(reading, row, "delivery_report"))
    if failed:
        outcomes = [RecipientOutcome(d.recipient or "", "refused", None, d.diagnostic or d.reason) for d in failed]
        _not_delivered(unit, office, entry, outcomes, now)
    return unit.tickets.by_id(entry.ticket_id) if entry.ticket_id is not None else None


def _original(unit: Unit, reading: Reading) -> OutboxEntry | None:
    message = reading.message
    ids = (message.original_message_id, *message.in_reply_to, *message.inner_ids, *reversed(message.references))
    for message_id in ids:
        entry = unit.outbox.find(message_id) if message_id else None
        if entry is not None:
            return entry
    return None


def _not_delivered(
    unit: Unit, office: Office, entry: OutboxEntry, outcomes: list[RecipientOutcome], now: datetime
) -> None:
    """What a bounce means by the class of the letter. The bounce of an alarm only shows in `status`: no loops."""
    assert entry.id is not None
    why = outcomes[0].response[:200]
    lost = {o.address.lower() for o in outcomes}
    came_back(unit, entry, lost, why, now)
    all_lost = not lost.isdisjoint({""}) or {a.lower() for a in entry.to} <= lost
    if all_lost:
        unit.outbox.settle(entry.id, OutboxStatus.FAILED, outcomes, f"returned: {why}", now)
    if entry.cls is LetterClass.PAGE and all_lost:
        escalate.not_told(unit, office, entry, f"the page came back: {why}", now)
    elif entry.cls is not LetterClass.ALARM and all_lost:
        text = f"{entry.template} for {', '.join(entry.to)} came back: {why}"
        key, ticket_id = f"bounce/{entry.message_id}", entry.ticket_id
        ways = _ways(unit, office, entry)
        alarm(unit, office, key, text, now, ticket=entry.ticket, ticket_id=ticket_id, facts=ways)


def _ways(unit: Unit, office: Office, entry: OutboxEntry) -> tuple[str, ...]:
    """How the declarant can still be reached; nothing for a letter to our own people."""
    if entry.ticket_id is None or entry.person is not None:
        return ()
    french = office.settings.identity.default_language != "en"
    return other_ways(unit, unit.tickets.by_id(entry.ticket_id), french)
