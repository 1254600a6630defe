"""The receiver's door: a batch of letters with its octets and then the cursor, in one transaction (D1, D2)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.engine.interfaces import Dialect

from bot.desk.kept.records import Arrival, Cursor, Filing, LetterState
from bot.storage.columns import Instant, Key, bounded
from bot.storage.schema import cursor, filing, letter, octets
from bot.storage.statement import Statement, among, inserter, replacing, slots

CHUNK = 512 * 1024
"""Octets a row: large enough for nearly every letter, small enough for memory and for PostgreSQL's messages."""

Transaction = Callable[[], AbstractContextManager[sa.Connection]]
Position = tuple[str, str, int, int]

_KEEP_OCTETS = Statement(
    lambda insert: insert(octets).on_conflict_do_nothing(index_elements=["sha256", "part"]),
    ["sha256", "part", "content"],
)
_KNOWN = Statement(
    select(letter.c.uid, letter.c.id).where(
        letter.c.account == bindparam("account", type_=Key),
        letter.c.folder == bindparam("folder", type_=Key),
        letter.c.uidvalidity == bindparam("uidvalidity"),
        among(letter.c.uid),
    )
)
_ORDER_FILING = Statement(
    lambda insert: insert(filing).on_conflict_do_nothing(index_elements=["letter_id"]),
    ["letter_id", "account", "due_at", "attempts"],
)
_CURSOR_NAMES = ("account", "folder", "uidvalidity", "last_uid", "since")
_SET_CURSOR = Statement(lambda insert: replacing(insert(cursor), ["account", "folder"], _CURSOR_NAMES), _CURSOR_NAMES)
_CURSOR = Statement(
    select(cursor.c.account, cursor.c.folder, cursor.c.uidvalidity, cursor.c.last_uid, cursor.c.since).where(
        cursor.c.account == bindparam("account", type_=Key), cursor.c.folder == bindparam("folder", type_=Key)
    )
)
_DUE = Statement(
    select(letter.c.id, letter.c.account, letter.c.folder, letter.c.uidvalidity, letter.c.uid, filing.c.attempts)
    .join(filing, filing.c.letter_id == letter.c.id)
    .where(filing.c.account == bindparam("account", type_=Key), filing.c.due_at <= bindparam("now", type_=Instant))
    .order_by(filing.c.due_at, filing.c.letter_id)
    .limit(bindparam("limit", type_=sa.Integer))
)
_FILED = Statement(delete(filing).where(among(filing.c.letter_id)))
_NOT_FILED = Statement(
    update(filing)
    .where(among(filing.c.letter_id))
    .values(attempts=filing.c.attempts + 1, last_error=bindparam("error"), due_at=bindparam("retry_at"))
)


class SqlJournal:
    """bot.desk.ports.Journal: every method is one committed transaction of its own."""

    def __init__(self, transaction: Transaction, view: Transaction) -> None:
        self._transaction, self._view = transaction, view

    def cursor(self, account: str, folder: str) -> Cursor | None:
        with self._view() as connection:
            found = _CURSOR.row(connection, {"account": account, "folder": folder})
        return None if found is None else Cursor(*found)

    def record(self, arrivals: Sequence[Arrival], cursor: Cursor | None, filing: bool, now: datetime) -> list[int]:
        """Rows and octets of a batch, and then the cursor, in one committed transaction; the ids in order."""
        digests = [hashlib.sha256(arrival.octets).hexdigest() for arrival in arrivals]
        rows = [_waiting(arrival, digest, now) for arrival, digest in zip(arrivals, digests, strict=True)]
        with self._transaction() as connection:
            ids: dict[Position, int] = {}
            if rows:
                _KEEP_OCTETS.run_many(connection, _chunks(dict(zip(digests, arrivals, strict=True))))
                # Two receivers that write the same keys in the same order cannot wait for each other in a circle.
                ordered = sorted(rows, key=_position)
                new = connection.execute(_keeping(connection.dialect), ordered).all()
                ids = {(r.account, r.folder, r.uidvalidity, r.uid): r.id for r in new}
                if filing and ids:
                    _ORDER_FILING.run_many(connection, [_filing(where, number, now) for where, number in ids.items()])
                if len(ids) < len(rows):
                    ids.update(_known(connection, {_position(row) for row in rows} - ids.keys()))
            if cursor is not None:
                _SET_CURSOR.run(connection, _cursor(cursor))
        return [ids[_position(row)] for row in rows]

    def move_cursor(self, cursor: Cursor) -> None:
        with self._transaction() as connection:
            _SET_CURSOR.run(connection, _cursor(cursor))

    def filings_due(self, account: str, now: datetime, limit: int) -> list[Filing]:
        with self._view() as connection:
            return [Filing(*r) for r in _DUE.rows(connection, {"account": account, "now": now, "limit": limit})]

    def filed(self, letter_ids: Sequence[int]) -> None:
        with self._transaction() as connection:
            _FILED.run_many(connection, slots(letter_ids))

    def filing_failed(self, letter_ids: Sequence[int], error: str, retry_at: datetime) -> None:
        with self._transaction() as connection:
            _NOT_FILED.run_many(
                connection, [{**few, "error": error, "retry_at": retry_at} for few in slots(letter_ids)]
            )


@lru_cache(maxsize=4)
def _keeping(dialect: Dialect) -> Any:
    """The INSERT of many rows that gives back those that are new: SQLAlchemy knows how to do it in few statements."""
    return (
        inserter(dialect)(letter)
        .on_conflict_do_nothing(index_elements=["account", "folder", "uidvalidity", "uid"])
        .returning(letter.c.id, letter.c.account, letter.c.folder, letter.c.uidvalidity, letter.c.uid)
    )


def _waiting(arrival: Arrival, digest: str, now: datetime) -> dict[str, Any]:
    return {
        "account": bounded(arrival.account),
        "folder": bounded(arrival.folder),
        "uidvalidity": arrival.uidvalidity,
        "uid": arrival.uid,
        "received_at": arrival.received_at,
        "journaled_at": now,
        "sha256": digest,
        "size": arrival.size,
        "truncated": arrival.truncated,
        "state": LetterState.WAITING.value,
        "attempts": 0,
    }


def _position(row: dict[str, Any]) -> Position:
    return row["account"], row["folder"], row["uidvalidity"], row["uid"]


def _chunks(letters: dict[str, Arrival]) -> Iterator[dict[str, Any]]:
    for digest in sorted(letters):
        content = letters[digest].octets
        # An empty letter has one empty part: no part at all would mean that it is missing.
        for part, start in enumerate(range(0, max(len(content), 1), CHUNK)):
            yield {"sha256": digest, "part": part, "content": content[start : start + CHUNK]}


def _filing(where: Position, letter_id: int, now: datetime) -> dict[str, Any]:
    return {"letter_id": letter_id, "account": where[0], "due_at": now, "attempts": 0}


def _known(connection: sa.Connection, wanted: Iterable[Position]) -> dict[Position, int]:
    folders: dict[tuple[str, str, int], list[int]] = {}
    for account, folder, uidvalidity, uid in wanted:
        folders.setdefault((account, folder, uidvalidity), []).append(uid)
    ids: dict[Position, int] = {}
    for (account, folder, uidvalidity), uids in folders.items():
        for few in slots(uids):
            asked = {**few, "account": account, "folder": folder, "uidvalidity": uidvalidity}
            for uid, letter_id in _KNOWN.rows(connection, asked):
                ids[account, folder, uidvalidity, uid] = letter_id
    return ids


def _cursor(cursor: Cursor) -> dict[str, Any]:
    return {
        "account": cursor.account,
        "folder": cursor.folder,
        "uidvalidity": cursor.uidvalidity,
        "last_uid": cursor.last_uid,
        "since": cursor.since,
    }
