"""How a ticket's people can be reached: the addresses that take part, which of them came back, the phones they gave.

Nothing is written to a number or an address found here: it is proposed, a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.desk.kept.records import OutboxEntry
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.report.numbers.told_apart import numbers_in
from bot.report.words.folded import level
from bot.tickets.model import Entry, Ticket

DEAD = "contact_dead"
PROPOSED = "contact_proposed"
_LOOKED_AT, _MOST_PHONES = 4_000, 3


def contacts(unit: Unit, ticket: Ticket) -> list[dict[str, Any]]:
    """Each way to reach somebody: {"kind": "mail" | "phone", "value", "dead", "source", "why"}, the report's phone
    first. An address that wrote again after its letter came back is alive."""
    assert ticket.id is not None
    found: list[dict[str, Any]] = []
    if phone := ticket.report.get("phone"):
        found.append(_way("phone", phone, "report"))
    entries = unit.tickets.entries(ticket.id)
    found += [_way("phone", entry.text, "absence") for entry in entries if entry.kind == PROPOSED]
    for one in unit.tickets.participants(ticket.id):
        found.append(_way("mail", one.address, one.role, _dead(entries, one.address)))
    known = {way["value"].lower() for way in found}
    for address in dict.fromkeys(to for entry in entries if entry.kind == DEAD for to in entry.to):
        if address.lower() not in known:
            found.append(_way("mail", address, "outbox", _dead(entries, address)))
    return found


def came_back(unit: Unit, entry: OutboxEntry, lost: set[str], why: str, now: datetime) -> None:
    """Mark the addresses of a letter to a declarant that could not be reached; letters to our own people are none."""
    if entry.ticket_id is None or entry.person is not None:
        return
    written = {address.lower(): address for address in entry.to}
    # What we wrote to may have been passed on: then the report names whom it did not reach.
    for address in written.values() if "" in lost else sorted(written.get(one, one) for one in lost):
        text = f"{address} n’est pas joignable : {why}"
        note = Entry(at=now, kind=DEAD, direction="note", to=(address,), text=text)
        unit.tickets.add_entry(entry.ticket_id, note)


def propose(unit: Unit, ticket: Ticket, reading: Reading, at: datetime) -> None:
    """Note the phones that an absence note gives for urgent matters; a person decides whether to call them."""
    assert ticket.id is not None
    known = {way["value"] for way in contacts(unit, ticket)}
    text = reading.message.new_text[:_LOOKED_AT]
    phones = dict.fromkeys(number.value for number in numbers_in(level(text)) if number.kind == "phone")
    for phone in [one for one in phones if one not in known][:_MOST_PHONES]:
        unit.tickets.add_entry(ticket.id, Entry(at=at, kind=PROPOSED, direction="note", text=phone))


def other_ways(unit: Unit, ticket: Ticket, french: bool) -> tuple[str, ...]:
    """For an alarm: how its people can still be reached, or that nothing else is known."""
    alive = [way for way in contacts(unit, ticket) if not way["dead"]]
    if not alive:
        told = "Aucun autre moyen de le joindre n’est connu." if french else "No other way to reach them is known."
        return (told,)
    return tuple(_worded(way, french) for way in alive)


def _worded(way: dict[str, Any], french: bool) -> str:
    source = _SOURCES.get(way["source"], ("", ""))[0 if french else 1]
    lead = {"phone": ("Téléphone", "Telephone"), "mail": ("Courriel", "Mail")}[way["kind"]][0 if french else 1]
    return f"{lead}{' : ' if french else ': '}{way['value']}{f' ({source})' if source else ''}"


_SOURCES = {
    "report": ("donné dans le signalement", "given in the report"),
    "absence": ("donné dans un message d’absence", "given in an absence note"),
    "colleague": ("collègue, à confirmer", "colleague, to be confirmed"),
}


def _way(kind: str, value: str, source: str, why: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "value": value, "dead": why is not None, "source": source, "why": why}


def _dead(entries: list[Entry], address: str) -> str | None:
    """Why an address is dead, by the last thing that was heard of it."""
    for entry in _of(entries, address):
        return entry.text if entry.kind == DEAD else None
    return None


def _of(entries: list[Entry], address: str) -> Iterator[Entry]:
    """What tells of an address, newest first: its letters and what came back from it."""
    for entry in reversed(entries):
        wrote = (
            entry.direction == "in" and entry.kind in ("report", "follow_up") and entry.from_.lower() == address.lower()
        )
        if wrote or (entry.kind == DEAD and address.lower() in (to.lower() for to in entry.to)):
            yield entry
