"""Answers that are awaited: since when, when to remind, how often that was done. The rows survive a restart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Awaited:
    """Questions of one ticket that wait for its declarant. `asked` is the Message-ID of the letter that asked them."""

    ticket_id: int
    asked: str
    since: datetime
    due_at: datetime
    reminders: int = 0


class Awaiting(Protocol):
    """The part of the tickets that is about answers still to come."""

    def await_answer(self, awaited: Awaited) -> None:
        """Adds the row of its ticket, or replaces it."""

    def awaited(self, ticket_id: int) -> Awaited | None:
        """What a ticket waits for; None when nothing is asked or the declarant has written."""

    def answers_due(self, now: datetime, limit: int) -> list[Awaited]:
        """Rows whose instant has come, the oldest due first."""

    def stop_awaiting(self, ticket_id: int) -> None:
        """Nothing is awaited any more; no row is no fault."""
