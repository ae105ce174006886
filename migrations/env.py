"""Runs the migrations on the connection that `maild db upgrade` hands over, inside its one transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
