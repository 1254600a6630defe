"""Promises as they stand for a ticket: when each is due, when to remind of it, whether it waits; rows that survive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Level:
    """One promise. `clock` is `real` or the name of a window.

    `left` is what was left of it when the wait for the declarant began: while it is set nothing is due; `due_at` and
    `remind_at` are as they were. `remind_at` is None once the reminder was given, or when there is none.
    """

    name: str
    due_at: datetime
    clock: str
    remind_at: datetime | None = None
    met_at: datetime | None = None
    left: timedelta | None = None


class Levels(Protocol):
    """The part of the tickets that is about promises."""

    def set_levels(self, ticket_id: int, levels: Sequence[Level]) -> None:
        """Adds them, or replaces those of the same name that are not met; a miss told before may be told anew when the
        due instant moved."""

    def meet_level(self, ticket_id: int, name: str, at: datetime) -> bool:
        """The first meeting counts; False for an unknown name and for one that was met before."""

    def levels(self, ticket_id: int) -> list[Level]:
        """The earliest due first."""

    def levels_due(self, now: datetime, limit: int) -> list[tuple[int, Level]]:
        """Missed and not yet told, with the ticket's id; none that waits for the declarant."""

    def level_told(self, ticket_id: int, name: str) -> None:
        """The miss was told to a person."""

    def reminders_due(self, now: datetime, limit: int) -> list[tuple[int, Level]]:
        """Neither met, missed and told, nor waiting, and to be reminded of by now, with the ticket's id."""
