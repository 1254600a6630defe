"""The SQL of a step, kept beside it for each database: what was true then stays true whatever `schema` says later."""

from __future__ import annotations

from pathlib import Path

from alembic import op


def run_sql_of(step: str) -> None:
    """Runs the statements that stand beside a step (its `__file__`) for the database at hand."""
    dialect = op.get_context().dialect.name
    text = Path(step).with_suffix(f".{dialect}.sql").read_text(encoding="utf-8")
    for statement in text.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
