"""The recipients of letters out, one row each: what the server said of each, and which addresses were answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import bindparam, select, update

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, RecipientOutcome
from bot.storage.columns import CleanText, Instant, Key
from bot.storage.schema_effects import outbox, recipient
from bot.storage.statement import Statement, among, slots

_ENDED: list[sa.ColumnClause[str]] = [sa.literal_column("'accepted'"), sa.literal_column("'refused'")]

_ADD = Statement(sa.insert(recipient), ["outbox_id", "position", "address", "answered", "ordered_at"])
_OF = Statement(
    select(recipient.c.outbox_id, recipient.c.address)
    .where(among(recipient.c.outbox_id))
    .order_by(recipient.c.outbox_id, recipient.c.position)
)
_UNSETTLED = Statement(
    select(recipient.c.address)
    .where(
        recipient.c.outbox_id == bindparam("of"),
        sa.or_(recipient.c.result.is_(None), recipient.c.result.not_in(_ENDED)),
    )
    .order_by(recipient.c.position)
)
_RECORD = Statement(
    update(recipient)
    .where(recipient.c.outbox_id == bindparam("of"), recipient.c.address == bindparam("whom", type_=CleanText))
    .values(result=bindparam("result"), code=bindparam("code"), response=bindparam("response"))
)
_ANSWERED = Statement(
    select(recipient.c.ordered_at, outbox.c.fingerprint)
    .join(outbox, outbox.c.id == recipient.c.outbox_id)
    .where(
        recipient.c.answered == bindparam("whom", type_=Key),
        recipient.c.ordered_at >= bindparam("since", type_=Instant),
    )
    .order_by(recipient.c.ordered_at, recipient.c.outbox_id)
)


class SqlRecipients:
    """The part of bot.desk.ports.Outbox that is about single recipients."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, entry_id: int, entry: OutboxEntry) -> None:
        """The recipients of a new letter; an answer also counts as one for each address, whatever its case."""
        answer = entry.cls is LetterClass.ANSWER
        rows = [
            {
                "outbox_id": entry_id,
                "position": position,
                "address": address,
                "answered": address.lower() if answer else None,
                "ordered_at": entry.created_at if answer else None,
            }
            for position, address in enumerate(entry.to)
        ]
        _ADD.run_many(self._connection, rows)

    def of(self, entry_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Letter → its recipients, in the order given when it was ordered."""
        found: dict[int, tuple[str, ...]] = {}
        for few in slots(entry_ids):
            for entry_id, address in _OF.rows(self._connection, few):
                found[entry_id] = (*found.get(entry_id, ()), address)
        return found

    def unsettled_of(self, entry_id: int) -> tuple[str, ...]:
        """Recipients that were neither accepted nor refused yet."""
        return tuple(address for (address,) in _UNSETTLED.rows(self._connection, {"of": entry_id}))

    def record(self, entry_id: int, outcomes: Sequence[RecipientOutcome]) -> None:
        """The last word on each recipient; an address that is none of this letter's changes nothing."""
        rows = [
            {"of": entry_id, "whom": o.address, "result": o.result, "code": o.code, "response": o.response}
            for o in outcomes
        ]
        _RECORD.run_many(self._connection, rows)

    def answered(self, address: str, since: datetime) -> list[tuple[datetime, str]]:
        """Automatic answers ordered to an address since then: instant and fingerprint, oldest first."""
        asked = {"whom": address.lower(), "since": since}
        return [(at, fingerprint) for at, fingerprint in _ANSWERED.rows(self._connection, asked)]
