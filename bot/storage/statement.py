"""SQL written once by SQLAlchemy and run straight on the driver: a tenth of the work of `Connection.execute`.

A statement is compiled at its first use on a dialect; values are converted by its column types on the way in and out.
Driver errors leave as ours, as they do from `bot.storage.connect`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect

from bot.errors import Transient, VeilleurError
from bot.storage.translation import translated

Clause = sa.Select[Any] | sa.CompoundSelect[Any] | sa.UpdateBase
SLOTS = 8
Processor = Callable[[Any], Any] | None
Row = tuple[Any, ...]


def among(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The column is one of a few values, given as `slots` gives them: one text of the statement for all lists."""
    return column.in_([sa.bindparam(f"slot{n}", type_=column.type) for n in range(SLOTS)])


def slots(values: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """The parameters of `among` for a list of any length, a few at a time; an empty slot equals nothing in SQL."""
    for at in range(0, len(values), SLOTS):
        few = values[at : at + SLOTS]
        yield {f"slot{n}": few[n] if n < len(few) else None for n in range(SLOTS)}


class Inserter(Protocol):
    """What begins an INSERT that can say ON CONFLICT: both databases can, each by a class of its own dialect."""

    def __call__(self, table: sa.Table, /) -> Any: ...


def inserter(dialect: Dialect) -> Inserter:
    """The one of this dialect. That of the other is not even loaded: it is a good part of the library."""
    if dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert


def replacing(new: Any, key: Sequence[str], names: Sequence[str]) -> Any:
    """The INSERT with ON CONFLICT: the row of that key takes over the new values of these columns."""
    return new.on_conflict_do_update(
        index_elements=list(key), set_={name: new.excluded[name] for name in names if name not in key}
    )


class Statement:
    """A statement with named parameters; for a list of values see `among`. Safe to share among threads.

    One with ON CONFLICT is given as a function of the INSERT of its dialect. `columns` names the columns of a plain
    INSERT, whose values then come by these names.
    """

    def __init__(self, clause: Clause | Callable[[Inserter], Clause], columns: Sequence[str] = ()) -> None:
        self._clause, self._columns = clause, columns or None
        self._forms: dict[str, _Form] = {}

    def rows(self, connection: sa.Connection, values: Mapping[str, Any] | None = None) -> list[Row]:
        """The rows it gives, as plain tuples. Raises Transient, Permanent."""
        form, cursor = self._form(connection), connection.connection.cursor()
        try:
            cursor.execute(form.text, form.parameters(values or {}))
            found = form.converted(cursor.fetchall())
        except form.error as error:
            raise _failed(connection, cursor, error) from error
        cursor.close()
        return found

    def row(self, connection: sa.Connection, values: Mapping[str, Any] | None = None) -> Row | None:
        """The first row, or None. Raises Transient, Permanent."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def value(self, connection: sa.Connection, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None. Raises Transient, Permanent."""
        found = self.rows(connection, values)
        return found[0][0] if found else None

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> int:
        """How many rows were written. Raises Transient, Permanent."""
        form, cursor = self._form(connection), connection.connection.cursor()
        try:
            cursor.execute(form.text, form.parameters(values))
        except form.error as error:
            raise _failed(connection, cursor, error) from error
        written = int(cursor.rowcount)
        cursor.close()
        return written

    def run_many(self, connection: sa.Connection, values: Iterable[Mapping[str, Any]]) -> None:
        """Runs once for each; nothing at all for none. Raises Transient, Permanent."""
        form = self._form(connection)
        many: Any = [form.parameters(each) for each in values]
        if not many:
            return
        cursor = connection.connection.cursor()
        try:
            if len(many) == 1:
                cursor.execute(form.text, many[0])
            else:
                cursor.executemany(form.text, many)
        except form.error as error:
            raise _failed(connection, cursor, error) from error
        cursor.close()

    def _form(self, connection: sa.Connection) -> _Form:
        form = self._forms.get(connection.dialect.name)
        if form is None:
            dialect, clause = connection.dialect, self._clause
            made = clause if isinstance(clause, sa.ClauseElement) else clause(inserter(dialect))
            form = self._forms[dialect.name] = _Form(made, self._columns, dialect)
        return form


def command(connection: sa.Connection, text: str) -> None:
    """Runs SQL without parameters that gives nothing back. Raises Transient, Permanent."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _failed(connection, cursor, error) from error
    cursor.close()


def _failed(connection: sa.Connection, cursor: Any, error: Any) -> VeilleurError:
    """Our error; a connection whose transaction is gone is given up, lest what follows be committed piece by piece."""
    raw: Any = connection.connection.dbapi_connection
    # SQLite undoes the whole transaction by itself after some errors (sqlite.org/lang_transaction.html, section 3).
    undone = getattr(raw, "in_transaction", True) is False
    lost = undone or connection.dialect.is_disconnect(error, raw, cursor)
    cursor.close()
    if lost:
        connection.invalidate(error)
    return Transient(f"database: the transaction was lost: {error}") if undone else translated(error)


class _Form:
    """The statement in one dialect."""

    def __init__(self, clause: Any, columns: Sequence[str] | None, dialect: Dialect) -> None:
        compiled = clause.compile(dialect=dialect, column_keys=columns)
        self.text = str(compiled)
        self.error: type[Exception] = dialect.loaded_dbapi.Error
        parts = {name: part for part, name in compiled.bind_names.items()}
        processors = {name: _into(part.type, dialect) for name, part in parts.items()}
        self._constants = {name: part.value for name, part in parts.items() if not part.required}
        self._positional = compiled.positional
        order: Sequence[str] = compiled.positiontup or tuple(parts)
        self._names = tuple(order)
        # Two names at least make it give a tuple.
        self._picked = itemgetter(*self._names) if len(self._names) > 1 else None
        # NULL is NULL in every type: only values are converted.
        self._converted = [(at, convert) for at, name in enumerate(order) if (convert := processors[name]) is not None]
        types = [column["type"] for column in getattr(clause, "returning_column_descriptions", ())]
        if isinstance(clause, sa.Select | sa.CompoundSelect):
            types = [column.type for column in clause.selected_columns]
        self._columns = [_out_of(kind, dialect) for kind in types]
        self._plain = not any(self._columns)

    def parameters(self, values: Mapping[str, Any]) -> Sequence[Any] | Mapping[str, Any]:
        if self._constants:
            values = {**self._constants, **values}
        row = list(self._picked(values)) if self._picked else [values[name] for name in self._names]
        for place, convert in self._converted:
            if (value := row[place]) is not None:
                row[place] = convert(value)
        return row if self._positional else dict(zip(self._names, row, strict=True))

    def converted(self, rows: Sequence[Any]) -> list[Row]:
        if self._plain:
            return list(rows)
        columns = self._columns
        return [
            tuple(
                [
                    value if convert is None or value is None else convert(value)
                    for value, convert in zip(row, columns, strict=True)
                ]
            )
            for row in rows
        ]


def _into(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
