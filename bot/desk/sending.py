"""What a person does with a letter out: send it again under the same Message-ID, or never."""

from __future__ import annotations

from datetime import datetime

from bot.desk.kept.records import OutboxEntry, OutboxStatus
from bot.desk.ports import Unit
from bot.errors import Illegal

_AGAIN = (OutboxStatus.FAILED, OutboxStatus.UNCERTAIN, OutboxStatus.HELD)
_WAITING = (OutboxStatus.QUEUED, OutboxStatus.HELD)


def retry(unit: Unit, message_id: str, now: datetime) -> OutboxEntry:
    """Queue it again, due now. Raises Missing, or Illegal when it waits, is being sent, was sent or cancelled."""
    entry = unit.outbox.get(message_id.strip("<>"))
    if entry.status not in _AGAIN or entry.id is None:
        raise Illegal(f"{entry.message_id} is {entry.status}: only {', '.join(_AGAIN)} letters are sent again")
    unit.outbox.retry(entry.id, now, (), "sent again by hand")
    return unit.outbox.get(entry.message_id)


def cancel(unit: Unit, message_id: str, now: datetime) -> OutboxEntry:
    """Take it out of what waits. Raises Missing, or Illegal when it is past that."""
    entry = unit.outbox.get(message_id.strip("<>"))
    if entry.status not in _WAITING or entry.id is None:
        raise Illegal(f"{entry.message_id} is {entry.status}: only {', '.join(_WAITING)} letters can be cancelled")
    unit.outbox.settle(entry.id, OutboxStatus.CANCELLED, (), "cancelled by hand", now)
    return unit.outbox.get(entry.message_id)
