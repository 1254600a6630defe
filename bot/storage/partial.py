"""Indexes over some rows only: a condition in, the index with it on whichever database makes it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex, Index
from sqlalchemy.sql.compiler import DDLCompiler

_WHERE = "where"


def partial_index(
    name: str, *columns: sa.ColumnElement[Any], where: sa.ColumnElement[bool], unique: bool = False
) -> Index:
    """An index over the rows for which `where` holds.

    The condition is kept for PostgreSQL and given to it only there: an Index that names an option of a database loads
    the whole of its dialect, which a daemon on SQLite never needs.
    """
    return Index(name, *columns, unique=unique, sqlite_where=where, info={_WHERE: where})


@compiles(CreateIndex, "postgresql")
def _for_postgresql(create: CreateIndex, compiler: DDLCompiler, **options: Any) -> str:
    index = create.element
    if (where := index.info.get(_WHERE)) is not None:
        index.dialect_options["postgresql"]["where"] = where
    return str(compiler.visit_create_index(create, **options))  # type: ignore[no-untyped-call]
