"""Alembic's entrance: runs the steps on the connection that `climb` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from bot.storage.schema_incidents import everything

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=everything,
    # SQLite alters a table by making it anew.
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
context.run_migrations()
