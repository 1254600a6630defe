"""Tickets with their timeline, participants and known Message-IDs; a save over somebody else's is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select, update

from bot.errors import Missing, Transient
from bot.mail.message import Cut
from bot.storage.awaiting import SqlAwaiting
from bot.storage.columns import Key, bounded
from bot.storage.levels import SqlLevels
from bot.storage.schema import entry, known_message, participant, ticket, ticket_number
from bot.storage.statement import Row, Statement, among, replacing, slots
from bot.tickets.model import Entry, Participant, Ticket
from bot.tickets.states import State

_NAMES = tuple(field.name for field in fields(Ticket))
_ROW = tuple(ticket.c[name] for name in _NAMES)
_STATE = _NAMES.index("state")
_TUPLES = tuple(_NAMES.index(name) for name in ("labels", "questions"))

_NUMBER = Statement(
    lambda insert: (
        insert(ticket_number)
        .values(last=1)
        .on_conflict_do_update(index_elements=["prefix", "year"], set_={"last": ticket_number.c.last + 1})
        .returning(ticket_number.c.last)
    ),
    ["prefix", "year", "last"],
)
_ADD = Statement(sa.insert(ticket).returning(ticket.c.id), [name for name in _NAMES if name != "id"])
_SAVE = Statement(
    update(ticket)
    .where(ticket.c.id == bindparam("of"), ticket.c.version == bindparam("seen"))
    .values({name: bindparam(name) for name in _NAMES if name != "id"})
)
_BY_NUMBER = Statement(select(*_ROW).where(ticket.c.number == bindparam("number", type_=Key)))
_BY_ID = Statement(select(*_ROW).where(ticket.c.id == bindparam("of")))
_newest = select(*_ROW).order_by(ticket.c.id.desc()).limit(bindparam("limit", type_=sa.Integer))
_IN_STATE = ticket.c.state == bindparam("state", type_=Key)
_IN_QUEUE = ticket.c.queue == bindparam("queue", type_=Key)
_LISTED = {
    (False, False): Statement(_newest),
    (True, False): Statement(_newest.where(_IN_STATE)),
    (False, True): Statement(_newest.where(_IN_QUEUE)),
    (True, True): Statement(_newest.where(_IN_STATE, _IN_QUEUE)),
}

_ENTRY_NAMES = tuple(field.name for field in fields(Entry))
_ADD_ENTRY = Statement(sa.insert(entry), ["ticket_id", *_ENTRY_NAMES])
_ENTRIES = Statement(
    select(*(entry.c[name] for name in _ENTRY_NAMES)).where(entry.c.ticket_id == bindparam("of")).order_by(entry.c.id)
)
# The order they came in, so that the requester stands first.
_POSITION = (
    select(sa.func.count())
    .select_from(participant)
    .where(participant.c.ticket_id == bindparam("of", type_=sa.BigInteger))
    .scalar_subquery()
)
_ADD_PARTICIPANT = Statement(
    lambda insert: replacing(
        insert(participant).values(position=_POSITION), ["ticket_id", "address"], ("name", "role", "confirmed")
    ),
    ["ticket_id", "address", "name", "role", "confirmed"],
)
_PARTICIPANTS = Statement(
    select(participant.c.address, participant.c.name, participant.c.role, participant.c.confirmed)
    .where(participant.c.ticket_id == bindparam("of"))
    .order_by(participant.c.position, participant.c.address)
)
_KNOW = Statement(
    lambda insert: insert(known_message).on_conflict_do_nothing(index_elements=["message_id"]),
    ["message_id", "ticket_id", "ours"],
)
_KNOWN = Statement(
    select(known_message.c.message_id, known_message.c.ticket_id, known_message.c.ours).where(
        among(known_message.c.message_id)
    )
)


class SqlTickets(SqlLevels, SqlAwaiting):
    """bot.desk.ports.Tickets on a connection."""

    def next_number(self, prefix: str, year: int) -> str:
        """`PREFIX-YEAR-000123`; on PostgreSQL the next asker waits for this transaction to end."""
        last = _NUMBER.value(self._connection, {"prefix": prefix, "year": year})
        return f"{prefix}-{year}-{last:06d}"

    def add(self, ticket: Ticket) -> Ticket:
        values = _values(ticket)
        return replace(ticket, id=_ADD.value(self._connection, values))

    def save(self, ticket: Ticket) -> Ticket:
        saved = replace(ticket, version=ticket.version + 1)
        values = {**_values(saved), "of": ticket.id, "seen": ticket.version}
        if _SAVE.run(self._connection, values) == 0:
            if ticket.id is None:
                raise Missing(f"ticket {ticket.number} was never stored")
            self.by_id(ticket.id)
            raise Transient(f"ticket {ticket.number} was changed by somebody else; read it again")
        return saved

    def get(self, number: str) -> Ticket:
        found = _BY_NUMBER.row(self._connection, {"number": number})
        if found is None:
            raise Missing(f"no ticket {number}")
        return _ticket(found)

    def by_id(self, ticket_id: int) -> Ticket:
        found = _BY_ID.row(self._connection, {"of": ticket_id})
        if found is None:
            raise Missing(f"no ticket with id {ticket_id}")
        return _ticket(found)

    def listed(self, state: str | None = None, queue: str | None = None, limit: int = 1000) -> list[Ticket]:
        asked: dict[str, Any] = {"limit": limit}
        if state is not None:
            asked["state"] = state
        if queue is not None:
            asked["queue"] = queue
        return [_ticket(r) for r in _LISTED[state is not None, queue is not None].rows(self._connection, asked)]

    def add_entry(self, ticket_id: int, entry: Entry) -> None:
        values = {name: getattr(entry, name) for name in _ENTRY_NAMES}
        values["cuts"] = [[cut.start, cut.end, cut.pattern] for cut in entry.cuts] or None
        _ADD_ENTRY.run(self._connection, {**values, "ticket_id": ticket_id})

    def entries(self, ticket_id: int) -> list[Entry]:
        """In the order in which they were added."""
        found = (dict(zip(_ENTRY_NAMES, r, strict=True)) for r in _ENTRIES.rows(self._connection, {"of": ticket_id}))
        return [
            Entry(**{**row, "to": tuple(row["to"]), "cuts": tuple(Cut(*cut) for cut in row["cuts"] or ())})
            for row in found
        ]

    def add_participant(self, ticket_id: int, participant: Participant) -> None:
        values = {
            "of": ticket_id,
            "ticket_id": ticket_id,
            "address": participant.address,
            "name": participant.name,
            "role": participant.role,
            "confirmed": participant.confirmed,
        }
        _ADD_PARTICIPANT.run(self._connection, values)

    def participants(self, ticket_id: int) -> list[Participant]:
        """In the order in which they joined."""
        return [Participant(*row) for row in _PARTICIPANTS.rows(self._connection, {"of": ticket_id})]

    def know(self, message_id: str, ticket_id: int, ours: bool) -> None:
        _KNOW.run(self._connection, {"message_id": message_id, "ticket_id": ticket_id, "ours": ours})

    def known(self, message_ids: Sequence[str]) -> dict[str, tuple[int, bool]]:
        keys = {bounded(message_id): message_id for message_id in message_ids}
        found = (row for few in slots(list(keys)) for row in _KNOWN.rows(self._connection, few))
        return {keys[key]: (ticket_id, ours) for key, ticket_id, ours in found}


def _values(ticket: Ticket) -> dict[str, Any]:
    values = {name: getattr(ticket, name) for name in _NAMES}
    del values["id"]
    return {**values, "state": ticket.state.value}


def _ticket(row: Row) -> Ticket:
    values = list(row)
    values[_STATE] = State(values[_STATE])
    for place in _TUPLES:
        values[place] = tuple(values[place])
    return Ticket(*values)
