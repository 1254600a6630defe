"""What was cut from a letter's text, kept with its line in the timeline."""

from __future__ import annotations

from bot.storage.migrations.steps import run_sql_of

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; what is known of earlier letters stays unknown: their octets can be read again."""
    run_sql_of(__file__)
