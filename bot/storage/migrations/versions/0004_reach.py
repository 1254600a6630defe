"""Proofs of reach; promises that can be reminded of and that wait for the declarant."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table of proofs and the new columns of promises; a promise under way keeps its instant."""
    dialect = op.get_context().dialect.name
    text = Path(__file__).with_suffix(f".{dialect}.sql").read_text(encoding="utf-8")
    for statement in text.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
