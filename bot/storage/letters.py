"""The journal inside a transaction: letters wait, are settled or put in quarantine; their octets come back whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select, update

from bot.desk.kept.records import LetterRow, LetterState, Settlement
from bot.errors import Illegal, Missing, Transient
from bot.storage.columns import Instant, Key
from bot.storage.schema import QUARANTINED, WAITING, letter, octets
from bot.storage.statement import Row, Statement

_ROW: tuple[sa.ColumnElement[Any], ...] = (
    letter.c.id,
    letter.c.account,
    letter.c.folder,
    letter.c.uidvalidity,
    letter.c.uid,
    letter.c.received_at,
    letter.c.journaled_at,
    letter.c.sha256,
    letter.c.size,
    letter.c.truncated,
    letter.c.state,
    letter.c.attempts,
    letter.c.cause,
    letter.c.identity,
    letter.c.message_id,
    letter.c.kind,
    letter.c.outcome,
    letter.c.ticket_id,
)
_STATE_AT = [column.key for column in _ROW].index("state")
# Written out: where a partial index stands on the state, SQLite plans a bound one anew each time it is asked.
_SETTLED = letter.c.state == sa.literal_column(f"'{LetterState.SETTLED.value}'")

_waiting = (
    select(*_ROW)
    .where(WAITING, sa.or_(letter.c.due_at.is_(None), letter.c.due_at <= bindparam("now", type_=Instant)))
    .order_by(letter.c.received_at, letter.c.id)
    .limit(bindparam("limit", type_=sa.Integer))
)
_WAITING = Statement(_waiting)
# On PostgreSQL another daemon passes over the letters this one has in hand; SQLite has one writer anyway.
_WAITING_CLAIMED = Statement(_waiting.with_for_update(skip_locked=True))
_GET = Statement(select(*_ROW).where(letter.c.id == bindparam("letter_id")))
_STATE = Statement(select(letter.c.state).where(letter.c.id == bindparam("letter_id")))
_OCTETS = Statement(
    select(octets.c.content)
    .join(letter, letter.c.sha256 == octets.c.sha256)
    .where(letter.c.id == bindparam("letter_id"))
    .order_by(octets.c.part)
)
_WORDS = letter.c.identity == bindparam("identity", type_=Key)
_settled = select(*_ROW).where(_SETTLED).order_by(letter.c.id)
_SAME_WORDS = Statement(_settled.where(_WORDS))
_SAME = Statement(_settled.where(sa.or_(_WORDS, letter.c.message_id == bindparam("mid", type_=Key))))
_SETTLE = Statement(
    update(letter)
    .where(letter.c.id == bindparam("letter_id"), WAITING)
    .values(
        state=LetterState.SETTLED.value,
        kind=bindparam("kind"),
        outcome=bindparam("outcome"),
        identity=bindparam("identity"),
        message_id=bindparam("message_id"),
        ticket_id=bindparam("ticket_id"),
        settled_at=bindparam("settled_at"),
        cause=None,
    )
)
_POSTPONE = Statement(
    update(letter)
    .where(letter.c.id == bindparam("letter_id"), WAITING)
    .values(attempts=letter.c.attempts + 1, cause=bindparam("cause"), due_at=bindparam("due_at"))
)
_QUARANTINE = Statement(
    update(letter)
    .where(letter.c.id == bindparam("letter_id"), sa.or_(WAITING, QUARANTINED))
    .values(
        state=LetterState.QUARANTINED.value,
        cause=bindparam("cause"),
        settled_at=bindparam("settled_at"),
        kind=sa.func.coalesce(bindparam("kind", type_=sa.Text), letter.c.kind),
        outcome=sa.func.coalesce(bindparam("outcome", type_=sa.Text), letter.c.outcome),
        ticket_id=sa.func.coalesce(bindparam("ticket_id", type_=sa.BigInteger), letter.c.ticket_id),
    )
)
_RELEASE = Statement(
    update(letter)
    .where(letter.c.id == bindparam("letter_id"), sa.or_(WAITING, QUARANTINED))
    .values(state=LetterState.WAITING.value, attempts=0, cause=None, due_at=None, settled_at=None)
)
_QUARANTINED = Statement(select(*_ROW).where(QUARANTINED).order_by(letter.c.id))
# Counted by the small indexes: what is neither waiting nor in quarantine is settled.
_COUNTS = Statement(
    select(
        select(sa.func.count()).select_from(letter).where(WAITING).scalar_subquery(),
        select(sa.func.count()).select_from(letter).where(QUARANTINED).scalar_subquery(),
        select(sa.func.count()).select_from(letter).scalar_subquery(),
    )
)
_OLDEST = Statement(select(sa.func.min(letter.c.journaled_at)).where(WAITING))


class SqlLetters:
    """bot.desk.ports.Letters on a connection. `claiming` locks what `waiting` gives out, where the database can."""

    def __init__(self, connection: sa.Connection, claiming: bool) -> None:
        self._connection = connection
        self._waiting = _WAITING_CLAIMED if claiming else _WAITING

    def waiting(self, now: datetime, limit: int) -> list[LetterRow]:
        return [_row(r) for r in self._waiting.rows(self._connection, {"now": now, "limit": limit})]

    def get(self, letter_id: int) -> LetterRow:
        found = _GET.row(self._connection, {"letter_id": letter_id})
        if found is None:
            raise Missing(f"no letter {letter_id} in the journal")
        return _row(found)

    def octets(self, letter_id: int) -> bytes:
        parts = _OCTETS.rows(self._connection, {"letter_id": letter_id})
        if not parts:
            raise Missing(f"no octets of a letter {letter_id} in the journal")
        return b"".join(content for (content,) in parts)

    def same(self, identity: str, message_id: str | None) -> list[LetterRow]:
        if message_id is None:
            # Asked for each letter: one index, not two joined by OR.
            return [_row(r) for r in _SAME_WORDS.rows(self._connection, {"identity": identity})]
        return [_row(r) for r in _SAME.rows(self._connection, {"identity": identity, "mid": message_id})]

    def settle(self, letter_id: int, settlement: Settlement, now: datetime) -> None:
        """Raises Transient when somebody else settled the letter first: this transaction must not count it again."""
        values = {
            "letter_id": letter_id,
            "kind": settlement.kind,
            "outcome": settlement.outcome,
            "identity": settlement.identity,
            "message_id": settlement.message_id,
            "ticket_id": settlement.ticket_id,
            "settled_at": now,
        }
        self._change(_SETTLE, values)

    def postpone(self, letter_id: int, cause: str, retry_at: datetime) -> None:
        """Raises Transient when the letter no longer waits."""
        self._change(_POSTPONE, {"letter_id": letter_id, "cause": cause, "due_at": retry_at})

    def quarantine(self, letter_id: int, cause: str, now: datetime, settlement: Settlement | None = None) -> None:
        """Raises Transient when the letter was settled meanwhile."""
        values = {
            "letter_id": letter_id,
            "cause": cause,
            "settled_at": now,
            "kind": settlement.kind if settlement else None,
            "outcome": settlement.outcome if settlement else None,
            "ticket_id": settlement.ticket_id if settlement else None,
        }
        self._change(_QUARANTINE, values)

    def release(self, letter_id: int) -> None:
        """Raises Missing, and Illegal for a letter that is settled."""
        if _RELEASE.run(self._connection, {"letter_id": letter_id}) == 0:
            raise Illegal(f"letter {letter_id} is {self._state(letter_id)}: only one in quarantine can be released")

    def quarantined(self) -> list[LetterRow]:
        return [_row(r) for r in _QUARANTINED.rows(self._connection)]

    def counts(self) -> dict[str, int]:
        """Rows per state; a state without rows is left out."""
        ((waiting, quarantined, all_rows),) = _COUNTS.rows(self._connection)
        found = {"waiting": waiting, "quarantined": quarantined, "settled": all_rows - waiting - quarantined}
        return {state: count for state, count in found.items() if count}

    def oldest_waiting(self) -> datetime | None:
        oldest: datetime | None = _OLDEST.value(self._connection)
        return oldest

    def _change(self, statement: Statement, values: dict[str, Any]) -> None:
        if statement.run(self._connection, values) == 0:
            letter_id = values["letter_id"]
            raise Transient(f"letter {letter_id} is {self._state(letter_id)} already: somebody else took it in")

    def _state(self, letter_id: int) -> str:
        state = _STATE.value(self._connection, {"letter_id": letter_id})
        if state is None:
            raise Missing(f"no letter {letter_id} in the journal")
        return str(state)


def _row(row: Row) -> LetterRow:
    values: list[Any] = list(row)
    values[_STATE_AT] = LetterState(values[_STATE_AT])
    return LetterRow(*values)
