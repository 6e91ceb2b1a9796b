"""The store as a PostgreSQL database, for a newsroom with several machines (extra ``quizgen[postgres]``).

Readers see one moment of the store (repeatable read) and never wait. Writers queue as they do on SQLite: each takes
the lock on the one row of ``store_state`` as it begins, before it reads anything, so that what it then reads is what
the writer before it left.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import Pool

from quizgen.errors import StoreError

BUSY_SECONDS = 30.0
"""How long a connection waits for a lock, or for the server to answer at all, before it gives up."""

# Any number will do, so long as every quizgen that migrates one database takes the same.
_MIGRATION_LOCK = 0x717569_7A


def make_engine(url: URL, pool: type[Pool], *, migrating: bool = False) -> Engine:
    """Return an engine whose transactions read one moment, or with ``quizgen_writing`` wait for the writer before.

    ``migrating``: the one write that has no row to lock yet; it takes an advisory lock instead. Raises
    :class:`StoreError` without the extra.
    """
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            poolclass=pool,
            # A connection that the server dropped while it lay idle is replaced unseen.
            pool_pre_ping=True,
            connect_args={"connect_timeout": int(BUSY_SECONDS), "application_name": "quizgen"},
            json_serializer=partial(json.dumps, ensure_ascii=False),
        )
    except ImportError as error:
        raise StoreError(
            "store: a postgresql URL needs psycopg, which is not installed; pip install 'quizgen[postgres]'"
        ) from error
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_migrating if migrating else _begin)
    return engine


def _prepare(connection: Any, record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(BUSY_SECONDS * 1000)}")
    connection.commit()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("quizgen_writing", False):
        connection.exec_driver_sql("SELECT 1 FROM store_state FOR UPDATE")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _begin_migrating(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
