"""Alembic's migrations of the store, run by :func:`quizgen.store.open_store`."""
