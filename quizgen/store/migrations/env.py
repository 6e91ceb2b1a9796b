"""What Alembic runs: the migrations, in the transaction that the store opened under its write lock."""

from alembic import context

from quizgen.store.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
