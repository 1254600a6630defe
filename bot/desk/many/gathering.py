"""A new ticket is held against the recent ones: when some speak of the same matter it is proposed to their incident.

Only ever a proposal, with its reasons in both timelines: each declarant keeps his ticket, a person confirms or splits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.kept.incidents import Incident, Member, Trait
from bot.desk.many.likeness import comparable, named_in, reasons, traits_of
from bot.desk.many.standing import page_that_stands
from bot.desk.many.storms import shown_at_once, storming
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.writing.answers import fingerprint
from bot.tickets.model import Entry, Ticket

_PREFIX = "INC"
_MOST_FOUND, _MOST_COMPARED, _MOST_PROVIDERS, _AT_ONCE = 40, 12, 200, 8
# A person's word, or the national portal's own number, weighs more than words that look alike.
_WEIGHT = {"portal": 4, "finess": 3, "structure": 2, "provider": 2, "near": 1, "sketch": 0}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The incident a ticket was proposed to, and why."""

    incident: Incident
    reasons: tuple[str, ...]


def gather(unit: Unit, office: Office, ticket: Ticket, reading: Reading, now: datetime) -> Gathered | None:
    """Propose a new ticket to the incident of those it is like; None when it stands alone.

    Only real matters are compared: an exercise and a military hospital are nobody's storm.
    """
    if ticket.track != "real" or ticket.id is None:
        return None
    since = now - office.settings.incidents.window
    known = unit.incidents.values("provider", since, _MOST_PROVIDERS)
    traits = tuple(dict.fromkeys((*_traits(office, reading), *named_in(reading.message, known))))
    alike = _most_alike(unit, ticket, traits, since)
    unit.incidents.note_traits(ticket.id, traits, now)
    if alike is None:
        return None
    other, why = alike
    incident = _incident_of(unit, office, other, now)
    assert incident.id is not None
    unit.incidents.put_member(Member(incident.id, ticket.id, "proposed", why, now))
    note(unit, ticket, now, f"proposé à l’incident {incident.number} avec {other.number} : {' ; '.join(why)}")
    return Gathered(storming(unit, office, incident, ticket, now), why)


def _traits(office: Office, reading: Reading) -> tuple[Trait, ...]:
    if reading.foresight is not None:
        return reading.foresight.traits
    return traits_of(reading, fingerprint(reading.message), office.settings.webmail_domains)


def paged(unit: Unit, gathered: Gathered | None, ticket: Ticket, pages: tuple[str, ...]) -> None:
    """Remember that somebody was woken for this incident: in a storm that one page stands for all."""
    if gathered is not None and pages:
        unit.incidents.save(replace(unit.incidents.get(gathered.incident.number), paged=ticket.id))


def covered(
    unit: Unit, office: Office, incident: Incident, ticket: Ticket, now: datetime, reasons: Sequence[str] = ()
) -> bool:
    """Whether another's running page stands for this ticket; then its timeline says so, and a digest shows it at once.
    `reasons` are those of its proposal, if it is new."""
    stands = page_that_stands(unit, office, incident, ticket, now, reasons)
    if stands is None or not shown_at_once(unit, office, incident, stands, (ticket,), now):
        return False
    note(unit, ticket, now, f"pas d’appel à part : l’appel de {stands.number} vaut pour l’incident {incident.number}")
    return True


def note(unit: Unit, ticket: Ticket, now: datetime, text: str, author: str = "") -> None:
    """A line about incidents in a ticket's timeline."""
    assert ticket.id is not None
    line = Entry(at=now, kind="incident", direction="note", text=text, author=author)
    unit.tickets.add_entry(ticket.id, line)


def _most_alike(
    unit: Unit, ticket: Ticket, traits: tuple[Trait, ...], since: datetime
) -> tuple[Ticket, tuple[str, ...]] | None:
    """The recent ticket with the most in common, the eldest among equals, and why."""
    values = list(dict.fromkeys(t.value for t in traits if t.kind != "sketch"))
    weights: Counter[int] = Counter()
    mine = frozenset(traits)
    for found, trait in unit.incidents.sharing(values, since, _MOST_FOUND) if values else ():
        if trait in mine:
            weights[found] += _WEIGHT[trait.kind]
    candidates = sorted(weights, key=lambda number: (-weights[number], number))[:_MOST_COMPARED]
    known: dict[int, list[Trait]] = {}
    for place, candidate in enumerate(candidates):
        if place % _AT_ONCE == 0:
            known = unit.incidents.traits_of(candidates[place : place + _AT_ONCE])
        theirs = known.get(candidate, [])
        # Most of them only share a rare word: their tickets need not be read to know.
        if not comparable(traits, theirs):
            continue
        other = unit.tickets.by_id(candidate)
        why = reasons(ticket, traits, other, theirs) if other.track == "real" else ()
        if why:
            return other, why
    return None


def _incident_of(unit: Unit, office: Office, other: Ticket, now: datetime) -> Incident:
    """The incident a ticket is in, or a new one that begins with it."""
    assert other.id is not None
    known = unit.incidents.of_ticket(other.id)
    if known is not None:
        return known
    number = unit.tickets.next_number(_PREFIX, now.astimezone(office.rules.zone).year)
    woken = other.id if unit.cases.running(other.id) is not None else None
    incident = unit.incidents.add(Incident(number, now, other.id, woken))
    assert incident.id is not None
    unit.incidents.put_member(Member(incident.id, other.id, "proposed", ("premier signalement",), other.received_at))
    note(unit, other, now, f"premier signalement de l’incident {number}")
    return incident
