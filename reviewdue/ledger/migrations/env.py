"""Runs Alembic's migrations on the connection that the ledger hands over."""

from alembic import context

from reviewdue.ledger.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
