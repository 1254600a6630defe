"""The first schema, as SQL for each database: what was true then stays true whatever `schema` says later."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every table and index."""
    dialect = op.get_context().dialect.name
    text = Path(__file__).with_suffix(f".{dialect}.sql").read_text(encoding="utf-8")
    for statement in text.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
