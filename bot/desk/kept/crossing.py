"""Tickets that cross over at an edge of the desk's hours: critical, unfinished, nobody's. What the database tells of
each is little, so that ten thousand are looked through at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.tickets.states import State, is_open

UNFINISHED = tuple(
    state for state in State if is_open(state) and state not in (State.RESOLVED_DECLARED, State.EXERCISE)
)
"""States of real matters on which the desk still has work; not those told as resolved."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One such ticket, by id. `case_id` is its running case, of another policy; `incident` the number of the incident
    it is in; `asks_for_help` what its report says."""

    ticket_id: int
    case_id: int | None
    incident: str | None
    asks_for_help: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """What the list of the night sorts by."""

    ticket_id: int
    number: str
    severity: str | None


class Crossings(Protocol):
    """The part of the cases that is about many tickets at once, with or without one."""

    def uncalled(self, policy: str, after: int, limit: int) -> list[Crossing]:
        """Real critical unfinished tickets that nobody owns and for which no running case of this policy calls, those
        with an id beyond `after`, by id."""

    def unowned(self) -> list[Brief]:
        """Real critical unfinished tickets that nobody owns, in no order."""

    def opened_since(self, since: datetime, newest: int) -> list[Brief]:
        """Of so many newest tickets the real ones opened then or later, in no order; no duplicates."""
