"""Proofs of reach; promises that can be reminded of and that wait for the declarant."""

from __future__ import annotations

from bot.storage.migrations.steps import run_sql_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table of proofs and the new columns of promises; a promise under way keeps its instant."""
    run_sql_of(__file__)
