"""The first schema, as SQL for each database: what was true then stays true whatever `schema` says later."""

from __future__ import annotations

from bot.storage.migrations.steps import run_sql_of

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every table and index."""
    run_sql_of(__file__)
