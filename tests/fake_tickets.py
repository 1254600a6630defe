"""Tickets in memory: bot.desk.ports.Tickets on a `Content`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.kept.levels import Level
from bot.errors import Missing, Transient
from bot.tickets.model import Entry, Participant, Ticket
from tests.fake_content import Content
from tests.fake_incidents import FakeAwaiting


class FakeTickets(FakeAwaiting):
    """bot.desk.ports.Tickets in memory."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def next_number(self, prefix: str, year: int) -> str:
        last = self._content.numbers.get((prefix, year), 0) + 1
        self._content.numbers[prefix, year] = last
        return f"{prefix}-{year}-{last:06d}"

    def add(self, ticket: Ticket) -> Ticket:
        if any(other.number == ticket.number for other in self._content.tickets.values()):
            raise Transient(f"ticket {ticket.number} exists already")
        return self._keep(replace(ticket, id=len(self._content.tickets) + 1))

    def save(self, ticket: Ticket) -> Ticket:
        if ticket.id is None:
            raise Missing(f"ticket {ticket.number} was never stored")
        if self.by_id(ticket.id).version != ticket.version:
            raise Transient(f"ticket {ticket.number} was changed by somebody else; read it again")
        return self._keep(replace(ticket, version=ticket.version + 1))

    def get(self, number: str) -> Ticket:
        for ticket in self._content.tickets.values():
            if ticket.number == number:
                return ticket
        raise Missing(f"no ticket {number}")

    def by_id(self, ticket_id: int) -> Ticket:
        try:
            return self._content.tickets[ticket_id]
        except KeyError:
            raise Missing(f"no ticket with id {ticket_id}") from None

    def listed(self, state: str | None = None, queue: str | None = None, limit: int = 1000) -> list[Ticket]:
        newest = reversed(self._content.tickets.values())
        found = [t for t in newest if state in (None, t.state.value) and queue in (None, t.queue)]
        return found[:limit]

    def add_entry(self, ticket_id: int, entry: Entry) -> None:
        self.by_id(ticket_id)
        self._content.entries[ticket_id] = (*self._content.entries.get(ticket_id, ()), entry)

    def entries(self, ticket_id: int) -> list[Entry]:
        return list(self._content.entries.get(ticket_id, ()))

    def add_participant(self, ticket_id: int, participant: Participant) -> None:
        self.by_id(ticket_id)
        self._content.participants.setdefault(ticket_id, {})[participant.address] = participant

    def participants(self, ticket_id: int) -> list[Participant]:
        return list(self._content.participants.get(ticket_id, {}).values())

    def know(self, message_id: str, ticket_id: int, ours: bool) -> None:
        self._content.known.setdefault(message_id, (ticket_id, ours))

    def known(self, message_ids: Sequence[str]) -> dict[str, tuple[int, bool]]:
        return {m: self._content.known[m] for m in message_ids if m in self._content.known}

    def set_levels(self, ticket_id: int, levels: Sequence[Level]) -> None:
        self.by_id(ticket_id)
        for level in levels:
            before = self._content.levels.get((ticket_id, level.name))
            if before is None or before[0].met_at is None:
                told = before is not None and before[1] and before[0].due_at == level.due_at
                self._content.levels[ticket_id, level.name] = replace(level, met_at=None), told

    def meet_level(self, ticket_id: int, name: str, at: datetime) -> bool:
        before = self._content.levels.get((ticket_id, name))
        if before is None or before[0].met_at is not None:
            return False
        self._content.levels[ticket_id, name] = replace(before[0], met_at=at), before[1]
        return True

    def levels(self, ticket_id: int) -> list[Level]:
        mine = [level for (t, _), (level, _) in self._content.levels.items() if t == ticket_id]
        return sorted(mine, key=lambda level: (level.due_at, level.name))

    def levels_due(self, now: datetime, limit: int) -> list[tuple[int, Level]]:
        missed = [(ticket_id, level) for ticket_id, level in self._running() if level.due_at <= now]
        return sorted(missed, key=lambda miss: (miss[1].due_at, miss[0], miss[1].name))[:limit]

    def reminders_due(self, now: datetime, limit: int) -> list[tuple[int, Level]]:
        found = [(at, n, level) for n, level in self._running() if (at := level.remind_at) is not None and at <= now]
        return [(n, level) for _, n, level in sorted(found, key=lambda one: (one[0], one[1], one[2].name))[:limit]]

    def _running(self) -> list[tuple[int, Level]]:
        every = self._content.levels.items()
        return [(t, level) for (t, _), (level, told) in every if not (told or level.met_at or level.left is not None)]

    def level_told(self, ticket_id: int, name: str) -> None:
        before = self._content.levels.get((ticket_id, name))
        if before is not None:
            self._content.levels[ticket_id, name] = before[0], True

    def _keep(self, ticket: Ticket) -> Ticket:
        assert ticket.id is not None
        # Through JSON, as in the database: what is not JSON fails here too.
        self._content.tickets[ticket.id] = replace(ticket, report=json.loads(json.dumps(ticket.report)))
        return ticket
