"""The store as one SQLite file: safe between processes and over crashes.

Readers never wait (write-ahead log) and see one moment of the store. Writers queue: each takes the write lock as it
begins, so none fails half way because another came between its reading and its writing. A commit returns when the
disk has it (``synchronous=FULL``): NORMAL would survive a killed process but not a power cut, and edits are few enough
for one flush each.
"""

from __future__ import annotations

import json
import sqlite3
import time
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import Pool

from quizgen.errors import StoreError
from quizgen.store.failures import is_busy

BUSY_SECONDS = 30.0
"""How long a connection waits for a lock before it gives up."""


def make_engine(url: URL, pool: type[Pool], *, migrating: bool = False) -> Engine:
    """Return an engine whose transactions read one moment, or with ``quizgen_writing`` hold the write lock.

    ``migrating``: without foreign keys, for a migration that rebuilds a table drops the old one, which would cascade.
    """
    engine = create_engine(url, poolclass=pool, json_serializer=partial(json.dumps, ensure_ascii=False))
    event.listen(engine, "connect", partial(_prepare, foreign_keys=not migrating))
    event.listen(engine, "begin", _begin)
    return engine


def make_folder(url: URL) -> None:
    """Create the folder of the file. Raises :class:`StoreError`."""
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(
            f"store {path}: its folder cannot be created: {reason}; choose one that you may write"
        ) from error


def has_orphans(connection: Connection) -> bool:
    """Whether a migration left rows whose parent is gone, which no constraint refused while there were none."""
    return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None


def _prepare(connection: sqlite3.Connection, record: object, *, foreign_keys: bool) -> None:
    # The driver's own transaction handling begins too late for a snapshot and with too weak a lock; ours is _begin.
    connection.isolation_level = None
    try:
        connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA synchronous=FULL")
        _use_write_ahead_log(connection)
    except BaseException:
        connection.close()
        raise


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    # The first switch needs the file alone, and SQLite does not wait for that of its own accord.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("quizgen_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
