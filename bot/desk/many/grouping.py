"""What a person does with an incident: confirm that tickets belong to it, or split one off; both can be undone.

Every function gives the incident as it stands after, and raises Missing for an unknown number, Illegal when the ticket
cannot be where it is asked to be; then nothing changed. Each decision is a line in the ticket's timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.kept.incidents import Incident, Member
from bot.desk.many.gathering import note
from bot.desk.ports import Unit
from bot.errors import Illegal


def confirm(unit: Unit, number: str, tickets: Sequence[str], person: str, now: datetime) -> Incident:
    """These tickets belong to the incident (all that are proposed when none is named); one split off comes back."""
    incident, members = _found(unit, number)
    wanted = [_member(unit, incident, members, one) for one in tickets]
    wanted = wanted or [member for member in members.values() if member.standing == "proposed"]
    if not wanted:
        raise Illegal(f"nothing is proposed to {number} that was not decided already")
    for member in wanted:
        elsewhere = unit.incidents.of_ticket(member.ticket_id)
        if elsewhere is not None and elsewhere.id != incident.id:
            ticket = unit.tickets.by_id(member.ticket_id)
            raise Illegal(f"{ticket.number} is in {elsewhere.number}; split it off there first")
        unit.incidents.put_member(replace(member, standing="confirmed", decided_by=person))
        note(unit, unit.tickets.by_id(member.ticket_id), now, f"confirmé dans l’incident {number}", person)
    return unit.incidents.get(number)


def split(unit: Unit, number: str, ticket: str, person: str, now: datetime) -> Incident:
    """This ticket is another matter: it leaves the incident and is not proposed to it again."""
    incident, members = _found(unit, number)
    member = _member(unit, incident, members, ticket)
    if member.standing == "split":
        raise Illegal(f"{ticket} was split off {number} already")
    unit.incidents.put_member(replace(member, standing="split", decided_by=person))
    note(unit, unit.tickets.by_id(member.ticket_id), now, f"retiré de l’incident {number}", person)
    if incident.paged == member.ticket_id:
        # Its page speaks of another matter now: it must not keep the others from being paged.
        return unit.incidents.save(replace(incident, paged=None))
    return incident


def _found(unit: Unit, number: str) -> tuple[Incident, dict[int, Member]]:
    incident = unit.incidents.get(number)
    assert incident.id is not None, "a stored incident has an id"
    return incident, {member.ticket_id: member for member in unit.incidents.members(incident.id)}


def _member(unit: Unit, incident: Incident, members: dict[int, Member], number: str) -> Member:
    ticket = unit.tickets.get(number)
    if ticket.id not in members:
        raise Illegal(f"{number} was never proposed to {incident.number}")
    return members[ticket.id]
