"""What outside programs read of the daemon's state, in the contract's words."""

from __future__ import annotations

from typing import Any

from bot.desk.contacts import contacts
from bot.desk.kept.ending import KEY, end_of
from bot.desk.kept.records import OutboxEntry, OutboxStatus
from bot.desk.ports import Unit
from bot.desk.screen import screened, shown
from bot.errors import Illegal, Missing
from bot.report.taxonomy import CATEGORIES, rsit_tags
from bot.tickets.model import Entry, Ticket


def ticket_lines(unit: Unit, state: str | None = None, queue: str | None = None) -> list[dict[str, Any]]:
    """`tickets list --json`, newest first."""
    return [ticket_line(unit, ticket) for ticket in unit.tickets.listed(state, queue)]


def ticket_line(unit: Unit, ticket: Ticket) -> dict[str, Any]:
    """One line of `tickets list --json`."""
    assert ticket.id is not None
    return {
        "number": ticket.number,
        "state": ticket.state,
        "track": ticket.track,
        "severity": ticket.severity,
        "queue": ticket.queue,
        "structure": shown(ticket.structure) if ticket.structure else None,
        "opened_at": ticket.opened_at.isoformat(),
        "owner": ticket.owner,
        "participants": [p.address for p in unit.tickets.participants(ticket.id)],
        "significant": ticket.significant,
        "received_at": ticket.received_at.isoformat(),
        "claims": ticket.claims,
        "merged_into": ticket.merged_into,
    }


def ticket_whole(unit: Unit, number: str) -> dict[str, Any]:
    """`tickets show --json`. Raises Missing."""
    ticket = unit.tickets.get(number)
    assert ticket.id is not None
    row = unit.cases.latest(ticket.id)
    case = None
    if row is not None:
        events = [
            {"at": at.isoformat(), "kind": kind, **{name: told for name, told in detail.items() if name != "case"}}
            for at, kind, detail in unit.cases.events(row.id)
        ]
        case = {"id": row.id, **row.case.to_dict(), "events": events}
    traces = screened(unit.audit.traces(ticket.id))
    incident = unit.incidents.of_ticket(ticket.id)
    levels = [
        {
            "name": level.name,
            "due_at": None if level.left is not None else level.due_at.isoformat(),
            "clock": level.clock,
            "met_at": level.met_at.isoformat() if level.met_at else None,
            "waiting_with_left_s": None if level.left is None else round(level.left.total_seconds()),
        }
        for level in unit.tickets.levels(ticket.id)
    ]
    return {
        **ticket_line(unit, ticket),
        "entries": [_entry(entry) for entry in unit.tickets.entries(ticket.id)],
        "report": screened({name: value for name, value in ticket.report.items() if name != KEY}),
        "trace": traces[-1]["trace"] if traces else [],
        "judgements": traces,
        "case": case,
        "incident": incident.number if incident else None,
        "service_levels": levels,
        "questions": list(ticket.questions),
        "resolution": screened(end_of(ticket.report)),
        "rsit": list(rsit_tags(category)) if (category := ticket.report.get("category")) in CATEGORIES else [],
        "contacts": contacts(unit, ticket),
    }


def outbox_lines(unit: Unit, statuses: list[str]) -> list[dict[str, Any]]:
    """`outbox list --json`, newest first. Raises Illegal for a word that is no status."""
    try:
        wanted = [OutboxStatus(status) for status in statuses]
    except ValueError as error:
        raise Illegal(f"{error}; there are {', '.join(OutboxStatus)}") from None
    return [_outbox(entry) for entry in unit.outbox.listed(wanted)]


def outbox_whole(unit: Unit, message_id: str) -> dict[str, Any]:
    """One letter out with its words. Raises Missing."""
    entry = unit.outbox.get(message_id.strip("<>"))
    words = {"text": entry.text, "html": entry.html, "context": entry.context}
    return {**_outbox(entry), **screened(words)}


def quarantine_lines(unit: Unit) -> list[dict[str, Any]]:
    """`quarantine list --json`."""
    return [
        {
            "id": row.id,
            "account": row.account,
            "received_at": row.received_at.isoformat(),
            "cause": row.cause,
            "sha256": row.sha256,
            "size": row.size,
        }
        for row in unit.letters.quarantined()
    ]


def quarantine_whole(unit: Unit, letter_id: int) -> tuple[dict[str, Any], bytes]:
    """One letter set aside and its octets. Raises Missing when it is not in quarantine."""
    found = next((line for line in quarantine_lines(unit) if line["id"] == letter_id), None)
    if found is None:
        raise Missing(f"no letter {letter_id} in quarantine")
    return found, unit.letters.octets(letter_id)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "message_id": entry.message_id,
        "direction": entry.direction,
        "from": entry.from_,
        "to": list(entry.to),
        "subject": shown(entry.subject),
        "text": shown(entry.text),
        "author": entry.author,
    }


def _outbox(entry: OutboxEntry) -> dict[str, Any]:
    return {
        "message_id": entry.message_id,
        "ticket": entry.ticket,
        "template": entry.template,
        "to": list(entry.to),
        "subject": entry.subject,
        "status": entry.status,
        "attempts": entry.attempts,
        "due_at": entry.due_at.isoformat(),
        "last_error": entry.last_error,
        "class": entry.cls,
        "sent_at": entry.sent_at.isoformat() if entry.sent_at else None,
    }
