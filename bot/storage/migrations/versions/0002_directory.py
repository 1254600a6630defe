"""The directory of establishments."""

from __future__ import annotations

from bot.storage.migrations.steps import run_sql_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes its tables and their indexes."""
    run_sql_of(__file__)
