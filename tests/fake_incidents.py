"""Incidents and awaited answers in memory: bot.desk.kept.incidents.Incidents and bot.desk.kept.awaiting.Awaiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.kept.awaiting import Awaited
from bot.desk.kept.incidents import Incident, Member, Trait
from bot.errors import Missing, Transient
from tests.fake_content import Content


class FakeAwaiting:
    """bot.desk.kept.awaiting.Awaiting in memory."""

    _content: Content

    def await_answer(self, awaited: Awaited) -> None:
        self._content.awaited[awaited.ticket_id] = awaited

    def awaited(self, ticket_id: int) -> Awaited | None:
        return self._content.awaited.get(ticket_id)

    def answers_due(self, now: datetime, limit: int) -> list[Awaited]:
        due = [each for each in self._content.awaited.values() if each.due_at <= now]
        return sorted(due, key=lambda each: (each.due_at, each.ticket_id))[:limit]

    def stop_awaiting(self, ticket_id: int) -> None:
        self._content.awaited.pop(ticket_id, None)


class FakeIncidents:
    """bot.desk.kept.incidents.Incidents in memory."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def add(self, new: Incident) -> Incident:
        if any(each.number == new.number for each in self._content.incidents.values()):
            raise Transient(f"incident {new.number} exists already")
        return self._keep(replace(new, id=len(self._content.incidents) + 1))

    def save(self, changed: Incident) -> Incident:
        if changed.id is None:
            raise Missing(f"incident {changed.number} was never stored")
        if self._content.incidents[changed.id].version != changed.version:
            raise Transient(f"incident {changed.number} was changed by somebody else; read it again")
        return self._keep(replace(changed, version=changed.version + 1))

    def get(self, number: str) -> Incident:
        for each in self._content.incidents.values():
            if each.number == number:
                return each
        raise Missing(f"no incident {number}")

    def of_ticket(self, ticket_id: int) -> Incident | None:
        for (incident_id, member), row in self._content.members.items():
            if member == ticket_id and row.standing != "split":
                return self._content.incidents[incident_id]
        return None

    def listed(self, limit: int = 1000) -> list[Incident]:
        return list(reversed(self._content.incidents.values()))[:limit]

    def put_member(self, member: Member) -> None:
        other = self.of_ticket(member.ticket_id)
        if member.standing != "split" and other is not None and other.id != member.incident_id:
            raise Transient(f"ticket {member.ticket_id} is in incident {other.number}")
        before = self._content.members.get((member.incident_id, member.ticket_id))
        kept = member if before is None else replace(member, at=before.at)
        self._content.members[member.incident_id, member.ticket_id] = kept

    def members(self, incident_id: int) -> list[Member]:
        mine = [row for (of, _), row in self._content.members.items() if of == incident_id]
        return sorted(mine, key=lambda row: (row.at, row.ticket_id))

    def joined_since(self, incident_id: int, since: datetime) -> int:
        return sum(1 for row in self.members(incident_id) if row.standing != "split" and row.at >= since)

    def note_traits(self, ticket_id: int, traits: Sequence[Trait], at: datetime) -> None:
        for trait in traits:
            self._content.traits.setdefault((ticket_id, trait), at)

    def traits(self, ticket_id: int) -> list[Trait]:
        return sorted(trait for of, trait in self._content.traits if of == ticket_id)

    def traits_of(self, ticket_ids: Sequence[int]) -> dict[int, list[Trait]]:
        found = {number: [trait for trait in self.traits(number) if trait.kind != "near"] for number in ticket_ids}
        return {number: traits for number, traits in found.items() if traits}

    def sharing(self, values: Sequence[str], since: datetime, limit: int) -> list[tuple[int, Trait]]:
        found = [
            (at, ticket_id, trait)
            for (ticket_id, trait), at in self._content.traits.items()
            if trait.value in values and at >= since
        ]
        newest = sorted(found, key=lambda each: (each[0], each[1]), reverse=True)
        return [(ticket_id, trait) for _, ticket_id, trait in newest[:limit]]

    def values(self, kind: str, since: datetime, limit: int) -> list[str]:
        found = {t.value for (_, t), at in self._content.traits.items() if t.kind == kind and at >= since}
        return sorted(found)[:limit]

    def digests_due(self, now: datetime, limit: int) -> list[Incident]:
        due = [
            (each.digest_due_at, each.id or 0, each) for each in self._content.incidents.values() if each.digest_due_at
        ]
        return [each for at, _, each in sorted(due, key=lambda row: row[:2]) if at is not None and at <= now][:limit]

    def _keep(self, one: Incident) -> Incident:
        assert one.id is not None
        self._content.incidents[one.id] = one
        return one
