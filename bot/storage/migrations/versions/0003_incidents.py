"""Incidents of several tickets, and answers that are awaited."""

from __future__ import annotations

from bot.storage.migrations.steps import run_sql_of

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes their tables and their indexes."""
    run_sql_of(__file__)
