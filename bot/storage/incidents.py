"""Incidents in the database: tickets found to speak of one matter, what they share, and digests that are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, func, select, update

from bot.desk.kept.incidents import Incident, Member, Trait
from bot.errors import Missing, Transient
from bot.storage.columns import Instant, Key
from bot.storage.schema_incidents import DIGESTED, IN_IT, incident, incident_member, incident_trait
from bot.storage.statement import Row, Statement, among, replacing, slots

_NAMES = tuple(field.name for field in fields(Incident))
_ROW = tuple(incident.c[name] for name in _NAMES)
_MEMBER_NAMES = tuple(field.name for field in fields(Member))
_LIMIT = bindparam("limit", type_=sa.Integer)
_SINCE = bindparam("from_at", type_=Instant)
_OF = incident_member.c.incident_id == bindparam("of")

_ADD = Statement(sa.insert(incident).returning(incident.c.id), [name for name in _NAMES if name != "id"])
_SAVE = Statement(
    update(incident)
    .where(incident.c.id == bindparam("of"), incident.c.version == bindparam("seen"))
    .values({name: bindparam(name) for name in _NAMES if name != "id"})
)
_BY_NUMBER = Statement(select(*_ROW).where(incident.c.number == bindparam("named", type_=Key)))
_OF_TICKET = Statement(
    select(*_ROW)
    .join(incident_member, incident_member.c.incident_id == incident.c.id)
    .where(IN_IT, incident_member.c.ticket_id == bindparam("of"))
)
_LISTED = Statement(select(*_ROW).order_by(incident.c.id.desc()).limit(_LIMIT))
_DUE = Statement(
    select(*_ROW)
    .where(DIGESTED, incident.c.digest_due_at <= bindparam("now", type_=Instant))
    .order_by(incident.c.digest_due_at, incident.c.id)
    .limit(_LIMIT)
)
_PUT = Statement(
    lambda insert: replacing(
        insert(incident_member), ["incident_id", "ticket_id"], ("standing", "reasons", "decided_by")
    ),
    _MEMBER_NAMES,
)
_MEMBERS = Statement(
    select(*(incident_member.c[name] for name in _MEMBER_NAMES))
    .where(_OF)
    .order_by(incident_member.c.at, incident_member.c.ticket_id)
)
_JOINED = Statement(select(func.count()).select_from(incident_member).where(_OF, IN_IT, incident_member.c.at >= _SINCE))
_NOTE = Statement(
    lambda insert: insert(incident_trait).on_conflict_do_nothing(index_elements=["ticket_id", "kind", "value"]),
    ["ticket_id", "kind", "value", "at"],
)
_TRAITS = Statement(
    select(incident_trait.c.kind, incident_trait.c.value)
    .where(incident_trait.c.ticket_id == bindparam("of"))
    .order_by(incident_trait.c.kind, incident_trait.c.value)
)
_TRAITS_OF = Statement(
    select(incident_trait.c.ticket_id, incident_trait.c.kind, incident_trait.c.value)
    .where(among(incident_trait.c.ticket_id), incident_trait.c.kind != sa.literal_column("'near'"))
    .order_by(incident_trait.c.ticket_id, incident_trait.c.kind, incident_trait.c.value)
)
_SHARING = Statement(
    select(incident_trait.c.ticket_id, incident_trait.c.kind, incident_trait.c.value)
    .where(among(incident_trait.c.value), incident_trait.c.at >= _SINCE)
    .order_by(incident_trait.c.at.desc(), incident_trait.c.ticket_id.desc())
    .limit(_LIMIT)
)
_VALUES = Statement(
    select(incident_trait.c.value)
    .distinct()
    .where(incident_trait.c.kind == bindparam("named", type_=Key), incident_trait.c.at >= _SINCE)
    .order_by(incident_trait.c.value)
    .limit(_LIMIT)
)


class SqlIncidents:
    """bot.desk.kept.incidents.Incidents on a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, new: Incident) -> Incident:
        return replace(new, id=int(_ADD.value(self._connection, _values(new))))

    def save(self, changed: Incident) -> Incident:
        if changed.id is None:
            raise Missing(f"incident {changed.number} was never stored")
        saved = replace(changed, version=changed.version + 1)
        if not _SAVE.run(self._connection, {**_values(saved), "of": changed.id, "seen": changed.version}):
            raise Transient(f"incident {changed.number} was changed by somebody else; read it again")
        return saved

    def get(self, number: str) -> Incident:
        row = _BY_NUMBER.row(self._connection, {"named": number})
        if row is None:
            raise Missing(f"no incident {number}")
        return Incident(*row)

    def of_ticket(self, ticket_id: int) -> Incident | None:
        row = _OF_TICKET.row(self._connection, {"of": ticket_id})
        return Incident(*row) if row else None

    def listed(self, limit: int = 1000) -> list[Incident]:
        return [Incident(*row) for row in _LISTED.rows(self._connection, {"limit": limit})]

    def put_member(self, member: Member) -> None:
        values = {name: getattr(member, name) for name in _MEMBER_NAMES}
        _PUT.run(self._connection, {**values, "reasons": list(member.reasons)})

    def members(self, incident_id: int) -> list[Member]:
        return [_member(row) for row in _MEMBERS.rows(self._connection, {"of": incident_id})]

    def joined_since(self, incident_id: int, since: datetime) -> int:
        return int(_JOINED.value(self._connection, {"of": incident_id, "from_at": since}))

    def note_traits(self, ticket_id: int, traits: Sequence[Trait], at: datetime) -> None:
        rows = [{"ticket_id": ticket_id, "kind": t.kind, "value": t.value, "at": at} for t in traits]
        _NOTE.run_many(self._connection, rows)

    def traits(self, ticket_id: int) -> list[Trait]:
        return [Trait(*row) for row in _TRAITS.rows(self._connection, {"of": ticket_id})]

    def traits_of(self, ticket_ids: Sequence[int]) -> dict[int, list[Trait]]:
        found: dict[int, list[Trait]] = {}
        for few in slots(list(ticket_ids)):
            for ticket_id, kind, value in _TRAITS_OF.rows(self._connection, few):
                found.setdefault(ticket_id, []).append(Trait(kind, value))
        return found

    def sharing(self, values: Sequence[str], since: datetime, limit: int) -> list[tuple[int, Trait]]:
        asked: dict[str, Any] = {"from_at": since, "limit": limit}
        rows = (row for few in slots(list(values)) for row in _SHARING.rows(self._connection, {**asked, **few}))
        return [(ticket_id, Trait(kind, value)) for ticket_id, kind, value in rows]

    def values(self, kind: str, since: datetime, limit: int) -> list[str]:
        asked = {"named": kind, "from_at": since, "limit": limit}
        return [value for (value,) in _VALUES.rows(self._connection, asked)]

    def digests_due(self, now: datetime, limit: int) -> list[Incident]:
        return [Incident(*row) for row in _DUE.rows(self._connection, {"now": now, "limit": limit})]


def _values(of: Incident) -> dict[str, Any]:
    return {name: getattr(of, name) for name in _NAMES if name != "id"}


def _member(row: Row) -> Member:
    incident_id, ticket_id, standing, reasons, at, by = row
    return Member(incident_id, ticket_id, standing, tuple(reasons), at, by)
