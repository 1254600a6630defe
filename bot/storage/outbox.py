"""Letters out: ordered once by key, claimed by lease, settled per recipient (promise D4).

A claim is one UPDATE that pushes `ready_at` to the end of the lease. A letter counts as handed over only from *queued*
to *sending* while that lease still runs, so a worker that slept past its lease can send nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select, update

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, OutboxStatus, RecipientOutcome
from bot.errors import Missing, Transient
from bot.storage.columns import Instant, Key
from bot.storage.recipients import SqlRecipients
from bot.storage.schema_effects import ANSWER, QUEUED, SENDING, UNSENT, WAITING, outbox
from bot.storage.statement import Row, Statement, among, slots

_NAMES = tuple(field.name for field in fields(OutboxEntry) if field.name != "to")
_ROW = tuple(outbox.c[name] for name in _NAMES)

_ID = _NAMES.index("id")
_ALL = 2**31 - 1

_other = outbox.alias("other")
_PENDING: list[sa.ColumnClause[str]] = [sa.literal_column("'queued'"), sa.literal_column("'sending'")]
_AWAITED_IS_SETTLED = sa.exists().where(_other.c.key == outbox.c.waits_for, _other.c.status.not_in(_PENDING))
_FREE = sa.or_(
    outbox.c.waits_for.is_(None), outbox.c.waits_until <= bindparam("now", type_=Instant), _AWAITED_IS_SETTLED
)
_ADD = Statement(
    lambda insert: insert(outbox).on_conflict_do_nothing(index_elements=["key"]).returning(outbox.c.id),
    [name for name in (*_NAMES, "priority", "ready_at") if name != "id"],
)
# A CTE is run once; as a plain sub-select PostgreSQL may run it again for each row and claim more than the limit.
_picked = (
    select(outbox.c.id)
    .where(QUEUED, outbox.c.ready_at <= bindparam("now", type_=Instant), _FREE)
    .order_by(outbox.c.priority, outbox.c.ready_at, outbox.c.id)
    .limit(bindparam("limit", type_=sa.Integer))
    .with_for_update(skip_locked=True, of=outbox)
    .cte("picked")
)
_CLAIM = Statement(
    update(outbox)
    .where(outbox.c.id.in_(select(_picked.c.id)))
    .values(ready_at=bindparam("lease_until"), worker=bindparam("by"), attempts=outbox.c.attempts + 1)
    .returning(*_ROW)
)
_stranded = (
    select(*_ROW)
    .where(SENDING, outbox.c.ready_at <= bindparam("now", type_=Instant))
    .order_by(outbox.c.ready_at, outbox.c.id)
)
_STRANDED = Statement(_stranded)
_STRANDED_CLAIMED = Statement(_stranded.with_for_update(skip_locked=True))
_WRITTEN = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in ("template", "subject", "text", "html")})
)
_SENDING = Statement(
    update(outbox)
    .where(among(outbox.c.id), QUEUED, outbox.c.ready_at > bindparam("now", type_=Instant))
    .values(status=OutboxStatus.SENDING.value)
)
_SETTLE = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("of"))
    .values(
        status=bindparam("status"),
        last_error=bindparam("error"),
        # The instant it was accepted stays, also when a delivery report makes it failed later.
        sent_at=sa.func.coalesce(bindparam("accepted_at", type_=Instant), outbox.c.sent_at),
        worker=None,
    )
)
_RETRY = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("of"))
    .values(
        status=OutboxStatus.QUEUED.value,
        due_at=bindparam("due_at"),
        ready_at=bindparam("due_at"),
        last_error=bindparam("error"),
        worker=None,
    )
)
_FREE_CLAIMS = Statement(
    update(outbox).where(QUEUED, outbox.c.worker.is_not(None)).values(ready_at=outbox.c.due_at, worker=None)
)
_BY_MESSAGE_ID = Statement(select(*_ROW).where(outbox.c.message_id == bindparam("message_id", type_=Key)))
_BY_KEY = Statement(select(*_ROW).where(outbox.c.key == bindparam("key", type_=Key)))
_newest = select(*_ROW).order_by(outbox.c.id.desc()).limit(bindparam("limit", type_=sa.Integer))
_NEWEST = Statement(_newest)
_OF_TICKET = Statement(_newest.where(outbox.c.ticket_id == bindparam("of")))
# A partial index serves a statement that says its condition word for word, and that no order tempts to walk all rows.
_few = select(*_ROW).order_by((outbox.c.id + sa.literal_column("0")).desc())
_few = _few.limit(bindparam("limit", type_=sa.Integer))
_IN_STATUS: dict[OutboxStatus, Statement] = {
    OutboxStatus.QUEUED: Statement(_few.where(QUEUED)),
    OutboxStatus.SENDING: Statement(_few.where(SENDING)),
    OutboxStatus.SENT: Statement(_newest.where(outbox.c.status == OutboxStatus.SENT.value)),
    **{
        status: Statement(_few.where(UNSENT, outbox.c.status == status.value))
        for status in OutboxStatus
        if status not in (OutboxStatus.QUEUED, OutboxStatus.SENDING, OutboxStatus.SENT)
    },
}
_ANSWERS = Statement(select(sa.func.count()).where(ANSWER, outbox.c.created_at >= bindparam("since", type_=Instant)))
_NEXT_BY_PRIORITY = [
    select(sa.func.min(outbox.c.ready_at)).where(QUEUED, outbox.c.priority == priority, outbox.c.waits_for.is_(None))
    for priority in (0, 1)
]
_NEXT_WAITING = select(
    sa.func.min(
        sa.case(
            (_AWAITED_IS_SETTLED, outbox.c.ready_at),
            (outbox.c.waits_until > outbox.c.ready_at, outbox.c.waits_until),
            (outbox.c.waits_until.is_not(None), outbox.c.ready_at),
        )
    )
).where(WAITING)
_NEXT = Statement(sa.union_all(*_NEXT_BY_PRIORITY, _NEXT_WAITING))
# Counted by the small indexes: what is neither pending nor failed, uncertain, held or cancelled was sent.
_COUNTS = Statement(
    sa.union_all(
        *(
            select(outbox.c.status, sa.func.count()).where(pending).group_by(outbox.c.status)
            for pending in (QUEUED, SENDING, UNSENT)
        ),
        select(sa.literal_column("'sent'"), sa.func.count()).select_from(outbox),
    )
)


class SqlOutbox:
    """bot.desk.ports.Outbox on a connection. `claiming` locks what `stranded` gives out, where the database can."""

    def __init__(self, connection: sa.Connection, claiming: bool) -> None:
        self._connection = connection
        self._recipients = SqlRecipients(connection)
        self._stranded = _STRANDED_CLAIMED if claiming else _STRANDED

    def add(self, entry: OutboxEntry) -> bool:
        values = {name: getattr(entry, name) for name in _NAMES if name != "id"}
        values["cls"], values["status"] = entry.cls.value, entry.status.value
        values["priority"], values["ready_at"] = int(entry.cls is not LetterClass.PAGE), entry.due_at
        entry_id = _ADD.value(self._connection, values)
        if entry_id is None:
            return False
        self._recipients.add(entry_id, entry)
        return True

    def claim(self, now: datetime, lease_until: datetime, worker: str, limit: int) -> list[OutboxEntry]:
        """Each claim counts an attempt, so that a letter that kills its worker cannot do so for ever."""
        asked = {"now": now, "lease_until": lease_until, "by": worker, "limit": limit}
        claimed = self._entries(_CLAIM.rows(self._connection, asked))
        # RETURNING promises no order.
        return sorted(claimed, key=lambda entry: (entry.cls is not LetterClass.PAGE, entry.due_at, entry.id))

    def stranded(self, now: datetime) -> list[OutboxEntry]:
        return self._entries(self._stranded.rows(self._connection, {"now": now}))

    def free_claims(self) -> int:
        return _FREE_CLAIMS.run(self._connection, {})

    def unsettled_of(self, entry_id: int) -> tuple[str, ...]:
        return self._recipients.unsettled_of(entry_id)

    def written(self, entry_id: int, template: str, subject: str, text: str, html: str) -> None:
        words = {"template": template, "subject": subject, "text": text, "html": html}
        self._change(_WRITTEN, {"of": entry_id, **words})

    def sending(self, entry_ids: Sequence[int], now: datetime) -> None:
        """Raises Transient when a letter is no longer ours to send: cancelled, or its lease ended."""
        wanted = list(dict.fromkeys(entry_ids))
        changed = sum(_SENDING.run(self._connection, {**few, "now": now}) for few in slots(wanted))
        if changed != len(wanted):
            raise Transient(f"letters {sorted(entry_ids)}: the lease on at least one ended, or it was cancelled")

    def settle(
        self,
        entry_id: int,
        status: OutboxStatus,
        outcomes: Sequence[RecipientOutcome],
        error: str | None,
        now: datetime,
    ) -> None:
        accepted_at = now if status is OutboxStatus.SENT else None
        self._change(_SETTLE, {"of": entry_id, "status": status.value, "error": error, "accepted_at": accepted_at})
        self._recipients.record(entry_id, outcomes)

    def retry(self, entry_id: int, due_at: datetime, outcomes: Sequence[RecipientOutcome], error: str) -> None:
        self._change(_RETRY, {"of": entry_id, "due_at": due_at, "error": error})
        self._recipients.record(entry_id, outcomes)

    def get(self, message_id: str) -> OutboxEntry:
        found = self.find(message_id)
        if found is None:
            raise Missing(f"no letter {message_id} in the outbox")
        return found

    def find(self, message_id: str) -> OutboxEntry | None:
        found = self._entries(_BY_MESSAGE_ID.rows(self._connection, {"message_id": message_id}))
        return found[0] if found else None

    def by_key(self, key: str) -> OutboxEntry | None:
        found = self._entries(_BY_KEY.rows(self._connection, {"key": key}))
        return found[0] if found else None

    def listed(
        self, statuses: Sequence[OutboxStatus] = (), ticket_id: int | None = None, limit: int = 1000
    ) -> list[OutboxEntry]:
        if ticket_id is not None:
            # A ticket has few letters: their status is looked at here.
            mine = self._entries(_OF_TICKET.rows(self._connection, {"of": ticket_id, "limit": _ALL}))
            return [entry for entry in mine if not statuses or entry.status in statuses][:limit]
        asked = [_IN_STATUS[status] for status in dict.fromkeys(statuses)] or [_NEWEST]
        rows = [row for statement in asked for row in statement.rows(self._connection, {"limit": limit})]
        return self._entries(sorted(rows, key=lambda row: -int(row[_ID]))[:limit])

    def answered(self, address: str, since: datetime) -> list[tuple[datetime, str]]:
        return self._recipients.answered(address, since)

    def answers_since(self, since: datetime) -> int:
        return int(_ANSWERS.value(self._connection, {"since": since}))

    def next_due(self) -> datetime | None:
        """When the next queued entry can be claimed: a lease that runs and a letter waited for put it off."""
        instants = (instant for (instant,) in _NEXT.rows(self._connection) if instant is not None)
        return min(instants, default=None)

    def counts(self) -> dict[str, int]:
        """Letters per status; a status without letters is left out."""
        *others, (sent, in_all) = _COUNTS.rows(self._connection)
        counts: dict[str, int] = dict(others)
        counts[sent] = in_all - sum(counts.values())
        return {status: count for status, count in counts.items() if count}

    def _change(self, statement: Statement, values: dict[str, Any]) -> None:
        if statement.run(self._connection, values) == 0:
            raise Missing(f"no letter {values['of']} in the outbox")

    def _entries(self, rows: Iterable[Row]) -> list[OutboxEntry]:
        found = [dict(zip(_NAMES, row, strict=True)) for row in rows]
        to = self._recipients.of([values["id"] for values in found])
        for values in found:
            values["cls"], values["status"] = LetterClass(values["cls"]), OutboxStatus(values["status"])
            values["references"] = tuple(values["references"])
        return [OutboxEntry(to=to.get(values["id"], ()), **values) for values in found]
