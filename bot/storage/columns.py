"""Column types that say the same on SQLite and PostgreSQL: instants in UTC, text without NUL, bounded keys, JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator

KEY_LENGTH = 255

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# PostgreSQL refuses NUL in text, and neither driver encodes a lone surrogate.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without NUL and lone surrogates: what both databases take and give back unchanged."""
    if "\x00" not in text:
        try:
            # Encoding tells a lone surrogate a hundred times as fast as a look at each sign.
            text.isascii() or text.encode()
            return text
        except UnicodeEncodeError:
            pass
    return _UNSTORABLE.sub("", text)


def bounded(key: str) -> str:
    """The text as a key of an index: too long for PostgreSQL (2.7 kB) becomes a digest."""
    key = storable(key)
    if len(key) <= KEY_LENGTH:
        return key
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept and given back in UTC. Raises ValueError for a naive one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """The function itself, without SQLAlchemy's two calls around it: it runs for each value of each statement."""
        return _to_sqlite if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """See bind_processor."""
        return _from_sqlite if dialect.name == "sqlite" else _to_utc


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"instant without a zone: {value.isoformat()}")
    return value.astimezone(UTC)


@lru_cache(maxsize=1024)
def _to_sqlite(value: datetime | None) -> str | None:
    """Of fixed width, so that text in order is time in order; without the zone, as SQLite's own functions read it."""
    # Kept: a transaction writes the same few instants dozens of times.
    utc = _to_utc(value)
    return None if utc is None else utc.replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_sqlite(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class CleanText(TypeDecorator[str]):
    """Text of any length, made storable."""

    impl = sa.Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """See Instant."""
        return _to_text

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Text comes back as it is."""


class Key(CleanText):
    """Text that is looked up: storable and bounded."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """See Instant."""
        return _to_key


def _to_text(value: str | None) -> str | None:
    return None if value is None else storable(value)


def _to_key(value: str | None) -> str | None:
    return None if value is None else bounded(value)


class Json(TypeDecorator[Any]):
    """A JSON value kept as text, so that key order and text survive on both databases; tuples come back as lists."""

    impl = sa.Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """See Instant."""
        return _to_json

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """See Instant."""
        return _from_json


def _to_json(value: Any) -> str | None:
    if value is None:
        return None
    text = _encode(value)
    return storable(_encode(without_nul(value)) if "\\u0000" in text else text)


def _from_json(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def without_nul(value: Any) -> Any:
    """A JSON value whose texts are storable, keys included."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {without_nul(name): without_nul(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_nul(inner) for inner in value]
    return value


Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A row's number; SQLite numbers rows by itself only for a column that is INTEGER."""
