"""Alembic's way in; `handoff.store.migrate` calls it with a connection inside a transaction."""

from alembic import context

from handoff.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
