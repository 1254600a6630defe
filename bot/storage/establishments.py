"""The directory of establishments in the database: look-ups in the version in force, the next one written beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, delete, func, select, update

from bot.desk.kept.establishments import DirectoryVersion
from bot.errors import Missing
from bot.report.place.directory import Establishment, Proposal
from bot.report.place.resemblance import MOST_WORDS, ranked, search_words
from bot.storage.columns import Key, storable
from bot.storage.schema_directory import IN_FORCE, directory_version, establishment, establishment_word
from bot.storage.statement import Row, Statement, among, slots
from bot.storage.translation import translated

_CANDIDATES = 300
_FIELDS = [c for c in establishment.c if c.name != "version_id"]
_CURRENT = select(directory_version.c.id).where(IN_FORCE).scalar_subquery()
_VERSION = Statement(select(directory_version).where(IN_FORCE))
_BY_NUMBER = Statement(
    select(*_FIELDS).where(
        establishment.c.version_id == _CURRENT, establishment.c.finess == bindparam("wanted", type_=Key)
    )
)
_SITES_OF = Statement(
    select(*_FIELDS)
    .where(
        establishment.c.version_id == _CURRENT,
        establishment.c.entity == bindparam("wanted", type_=Key),
        establishment.c.active,
    )
    .order_by(establishment.c.finess)
    .limit(bindparam("most", type_=sa.Integer))
)
_BEARERS = (
    select(sa.literal_column("1"))
    .where(establishment_word.c.version_id == _CURRENT, establishment_word.c.word == bindparam("wanted", type_=Key))
    .limit(sa.literal_column(str(_CANDIDATES + 1)))
    .subquery("picked")
)
_BORNE_BY = Statement(select(func.count()).select_from(_BEARERS))
_ALIKE = (
    select(establishment_word.c.finess, func.count().label("shared"))
    .where(establishment_word.c.version_id == _CURRENT, among(establishment_word.c.word))
    .group_by(establishment_word.c.finess)
    .order_by(func.count().desc(), establishment_word.c.finess)
    .limit(sa.literal_column(str(_CANDIDATES)))
    .subquery("picked")
)
_NAMED = Statement(
    select(*_FIELDS).join(
        _ALIKE, sa.and_(establishment.c.version_id == _CURRENT, establishment.c.finess == _ALIKE.c.finess)
    )
)
_BEGIN = Statement(
    sa.insert(directory_version).returning(directory_version.c.id),
    ["in_force", "file", "format", "published", "sha256", "loaded_at", "count"],
)
_ADD = Statement(sa.insert(establishment), [c.name for c in establishment.c])
_ADD_WORD = Statement(sa.insert(establishment_word), [c.name for c in establishment_word.c])
_COUNT = Statement(select(func.count()).select_from(establishment).where(establishment.c.version_id == bindparam("of")))
_END = Statement(update(directory_version).where(IN_FORCE).values(in_force=False))
_IN_FORCE = Statement(
    update(directory_version)
    .where(directory_version.c.id == bindparam("of"))
    .values(
        in_force=True,
        **{name: bindparam(f"new_{name}") for name in ("file", "format", "published", "sha256", "loaded_at", "count")},
    )
)
_OLD = Statement(select(directory_version.c.id).where(~IN_FORCE).order_by(directory_version.c.id).limit(sa.literal(1)))


def _some_of(table: sa.Table) -> Statement:
    """Deletes the first rows of a version, up to a key: neither database deletes with a limit."""
    key = next(column for column in table.primary_key.columns if column.name != "version_id")
    mine = table.c.version_id == bindparam("of")
    ahead = select(key).where(mine).order_by(key).offset(bindparam("most", type_=sa.Integer)).limit(sa.literal(1))
    last = select(func.max(key)).where(mine)
    up_to = func.coalesce(ahead.scalar_subquery(), last.scalar_subquery())
    return Statement(delete(table).where(mine, key <= up_to))


_DISCARD = (_some_of(establishment_word), _some_of(establishment))
_DISCARD_VERSION = Statement(delete(directory_version).where(directory_version.c.id == bindparam("of")))


class SqlEstablishments:
    """bot.desk.kept.establishments.Establishments on a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._empty: bool | None = None
        self._rare: dict[str, bool] = {}

    def by_number(self, number: str) -> Establishment | None:
        if self._is_empty():
            return None
        row = _BY_NUMBER.row(self._connection, {"wanted": number})
        return _establishment(row) if row else None

    def sites_of(self, entity: str, limit: int) -> list[Establishment]:
        if self._is_empty():
            return []
        return [_establishment(row) for row in _SITES_OF.rows(self._connection, {"wanted": entity, "most": limit})]

    def named(self, name: str, town: str | None, limit: int) -> list[Proposal]:
        words = search_words(name, town)
        if not words or self._is_empty():
            return []
        assert len(words) <= MOST_WORDS
        # A word that few bear leads to all of them; the postings of common ones are long and are walked only in need.
        rare = [word for word in words if self._is_rare(word)]
        [wanted] = slots(rare or words)
        found = (_establishment(row) for row in _NAMED.rows(self._connection, wanted))
        return ranked(name, town, (each for each in found if each.active), limit)

    def _is_empty(self) -> bool:
        """Whether no directory is in force; asked once in a transaction, for letters without one are many."""
        if self._empty is None:
            self._empty = _VERSION.row(self._connection) is None
        return self._empty

    def _is_rare(self, word: str) -> bool:
        # Kept for the transaction: « centre » and « hospitalier » stand in every other name.
        if word not in self._rare:
            self._rare[word] = 0 < _BORNE_BY.value(self._connection, {"wanted": word}) <= _CANDIDATES
        return self._rare[word]

    def version(self) -> DirectoryVersion | None:
        row = _VERSION.row(self._connection)
        if row is None:
            return None
        number, _, file, kind, published, sha256, loaded_at, count = row
        return DirectoryVersion(file, kind, published, sha256, loaded_at, count, number)

    def begin(self, version: DirectoryVersion) -> int:
        return int(_BEGIN.value(self._connection, {**_described(version), "in_force": False}))

    def add(self, version_id: int, establishments: Sequence[Establishment]) -> None:
        self._pour(establishment, _ADD, [_row(version_id, each) for each in establishments])
        words = [
            {"version_id": version_id, "word": word, "finess": each.finess}
            for each in establishments
            for word in search_words(each.name, each.town)
        ]
        self._pour(establishment_word, _ADD_WORD, words)

    def _pour(self, table: sa.Table, insert: Statement, rows: list[dict[str, Any]]) -> None:
        """Many rows at once: PostgreSQL takes them by COPY for half the computing of its INSERT."""
        if self._connection.dialect.name != "postgresql" or not rows:
            insert.run_many(self._connection, rows)
            return
        dbapi, names = self._connection.dialect.loaded_dbapi, list(rows[0])
        raw: Any = self._connection.connection.cursor()
        try:
            with raw.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as stream:
                for row in rows:
                    stream.write_row([_storable(row[name]) for name in names])
        except dbapi.Error as error:
            raise translated(error) from error
        finally:
            raw.close()

    def put_in_force(self, version_id: int, version: DirectoryVersion) -> None:
        count = _COUNT.value(self._connection, {"of": version_id})
        _END.run(self._connection, {})
        described = {f"new_{name}": value for name, value in _described(version).items()}
        if not _IN_FORCE.run(self._connection, {**described, "new_count": count, "of": version_id}):
            raise Missing(f"no version {version_id} of the directory")
        self._empty = None
        self._rare.clear()

    def discard(self, limit: int) -> bool:
        old = _OLD.value(self._connection)
        if old is None:
            return False
        asked = {"of": old, "most": limit}
        if not any(statement.run(self._connection, asked) for statement in _DISCARD):
            _DISCARD_VERSION.run(self._connection, {"of": old})
        return True


def _establishment(row: Row) -> Establishment:
    return Establishment(*row)


def _storable(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


def _row(version_id: int, each: Establishment) -> dict[str, Any]:
    return {
        "version_id": version_id,
        "finess": each.finess,
        "entity": each.entity,
        "name": each.name,
        "category": each.category,
        "department": each.department,
        "postcode": each.postcode,
        "town": each.town,
        "active": each.active,
    }


def _described(version: DirectoryVersion) -> dict[str, Any]:
    return {
        "file": version.file,
        "format": version.format,
        "published": version.published,
        "sha256": version.sha256,
        "loaded_at": version.loaded_at,
        "count": version.count,
    }
