"""What was cut from a letter's text, kept with its line in the timeline."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; what is known of earlier letters stays unknown: their octets can be read again."""
    dialect = op.get_context().dialect.name
    text = Path(__file__).with_suffix(f".{dialect}.sql").read_text(encoding="utf-8")
    for statement in text.split(";\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement)
