"""Decisions as they were taken, word for word, so that each can be told again (promise D6).

Each record carries the hash of the one before it: a record that was changed or taken out later breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, select

from bot.desk.kept.judgements import Judged, Verified
from bot.storage.columns import CleanText, Instant, storable, without_nul
from bot.storage.schema_effects import trace
from bot.storage.statement import Statement, command

_CHAIN = "chain"
_BATCH = 200
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TURN = 5_121_953
"""The advisory lock under which the chain grows on PostgreSQL, where transactions run beside each other."""

_RECORD = Statement(
    sa.insert(trace).values(judgement=bindparam("judgement", type_=CleanText)), ["ticket_id", "letter_id", "at"]
)
_TRACES = Statement(select(trace.c.judgement).where(trace.c.ticket_id == bindparam("of")).order_by(trace.c.id))
_LAST = Statement(select(trace.c.judgement).order_by(trace.c.id.desc()).limit(1))
_AFTER = Statement(
    select(trace.c.id, trace.c.ticket_id, trace.c.letter_id, trace.c.at, sa.type_coerce(trace.c.judgement, CleanText))
    .where(trace.c.id > bindparam("after", type_=sa.BigInteger), trace.c.at >= bindparam("since", type_=Instant))
    .order_by(trace.c.id)
    .limit(_BATCH)
)


class SqlAudit:
    """bot.desk.ports.Audit on a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._chained: str | None = None

    def forget(self) -> None:
        """What was recorded in this transaction may have been undone: the next record looks at the last one again."""
        self._chained = None

    def record(self, ticket_id: int | None, letter_id: int | None, at: datetime, judgement: dict[str, Any]) -> None:
        previous = self._chained or self._last_hash()
        text = _canonical(judgement)
        self._chained = _digest(previous, text, (ticket_id, letter_id, at))
        # The text that was hashed is the text that is kept: a judgement is long, and is put into JSON once.
        chain = _encode({"previous": previous, "hash": self._chained})
        kept = f'{text[:-1]}{"," if judgement else ""}"{_CHAIN}":{chain}}}'
        _RECORD.run(self._connection, {"ticket_id": ticket_id, "letter_id": letter_id, "at": at, "judgement": kept})

    def traces(self, ticket_id: int) -> list[dict[str, Any]]:
        return [_without_chain(judgement) for (judgement,) in _TRACES.rows(self._connection, {"of": ticket_id})]

    def judged_since(self, since: datetime) -> Iterator[Judged]:
        return (
            Judged(number, ticket_id, letter_id, at, _without_chain(judgement))
            for number, ticket_id, letter_id, at, judgement in self._rows(since)
        )

    def verify(self) -> Verified:
        previous: str | None = None
        records = 0
        for number, ticket_id, letter_id, at, judgement in self._rows(_EPOCH):
            chain, bare = judgement.get(_CHAIN) or {}, _without_chain(judgement)
            digest = _digest(previous, _canonical(bare), (ticket_id, letter_id, at))
            if chain.get("previous") != previous or chain.get("hash") != digest:
                return Verified(records, previous, Judged(number, ticket_id, letter_id, at, bare))
            previous, records = digest, records + 1
        return Verified(records, previous, None)

    def _rows(self, since: datetime) -> Iterator[tuple[int, int | None, int | None, datetime, dict[str, Any]]]:
        after = 0
        while rows := _AFTER.rows(self._connection, {"after": after, "since": since}):
            for row in rows:
                after = row[0]
                yield row[0], row[1], row[2], row[3], _decoded(row[4])

    def _last_hash(self) -> str | None:
        if self._connection.dialect.name == "postgresql":
            command(self._connection, f"SELECT pg_advisory_xact_lock({_TURN})")
        last = _LAST.value(self._connection)
        return None if last is None else (last.get(_CHAIN) or {}).get("hash")


def _canonical(judgement: dict[str, Any]) -> str:
    # What a database cannot keep does not count: what is read back has the hash of what was written.
    text = _encode(judgement)
    return storable(_encode(without_nul(judgement)) if "\\u0000" in text else text)


def _digest(previous: str | None, text: str, about: tuple[int | None, int | None, datetime]) -> str:
    ticket_id, letter_id, at = about
    of = f"{ticket_id or ''}/{letter_id or ''}/{at.astimezone(UTC).isoformat()}"
    return hashlib.sha256(f"{previous or ''}\n{of}\n{text}".encode()).hexdigest()


def _decoded(text: str) -> dict[str, Any]:
    """A record that is no JSON any more was tampered with: it fits nothing."""
    try:
        judgement = json.loads(text)
    except ValueError:
        return {}
    return judgement if isinstance(judgement, dict) else {}


def _without_chain(judgement: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in judgement.items() if key != _CHAIN}
