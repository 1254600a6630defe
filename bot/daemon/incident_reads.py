"""What outside programs read of incidents: many reports that may be one matter, with the reasons."""

from __future__ import annotations

from typing import Any

from bot.desk.kept.incidents import Incident, Member
from bot.desk.ports import Unit
from bot.desk.screen import shown


def incident_lines(unit: Unit) -> list[dict[str, Any]]:
    """`incidents list --json`, newest first."""
    return [incident_line(unit, incident) for incident in unit.incidents.listed()]


def incident_line(unit: Unit, incident: Incident) -> dict[str, Any]:
    """One line of `incidents list --json`; counts are of its tickets by standing."""
    members = _members(unit, incident)
    counts = {word: sum(1 for m in members if m.standing == word) for word in ("proposed", "confirmed", "split")}
    return {
        "number": incident.number,
        "opened_at": incident.opened_at.isoformat(),
        "tickets": [unit.tickets.by_id(m.ticket_id).number for m in members if m.standing != "split"],
        **counts,
        "storm": incident.storm_at is not None,
        "storm_at": incident.storm_at.isoformat() if incident.storm_at else None,
        "digested_at": incident.digested_at.isoformat() if incident.digested_at else None,
    }


def incident_whole(unit: Unit, number: str) -> dict[str, Any]:
    """`incidents show --json`: the same and its members, those split off too. Raises Missing."""
    incident = unit.incidents.get(number)
    members = [_member(unit, member) for member in _members(unit, incident)]
    return {**incident_line(unit, incident), "members": members}


def _members(unit: Unit, incident: Incident) -> list[Member]:
    assert incident.id is not None, "a stored incident has an id"
    return unit.incidents.members(incident.id)


def _member(unit: Unit, member: Member) -> dict[str, Any]:
    ticket = unit.tickets.by_id(member.ticket_id)
    territory = ticket.report.get("territory") or {}
    return {
        "ticket": ticket.number,
        "standing": member.standing,
        "reasons": list(member.reasons),
        "at": member.at.isoformat(),
        "decided_by": member.decided_by,
        "severity": ticket.severity,
        "structure": shown(ticket.structure) if ticket.structure else None,
        "department": territory.get("department"),
    }
