"""Opening the store: one SQLite file under the data home, migrated, safe between processes and over crashes.

Readers never wait (write-ahead log) and see one moment of the store. Writers queue: each takes the write lock as it
begins, so none fails half way because another came between its reading and its writing. A commit returns when the
disk has it (``synchronous=FULL``): NORMAL would survive a killed process but not a power cut, and edits are few enough
for one flush each.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select, text, update
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool, Pool, QueuePool

from quizgen.errors import StoreError
from quizgen.store.failures import is_busy, one_line_failures
from quizgen.store.models import store_state

FILE_NAME = "store.sqlite3"
BUSY_SECONDS = 30.0
"""How long a connection waits for a lock before it gives up."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""The migrations in order. Kept here so that opening a store that is up to date need not load Alembic."""
HEAD = REVISIONS[-1]

# Alembic's environment is global to the process.
_MIGRATING = threading.Lock()


@dataclass(frozen=True, slots=True)
class WriteTransaction:
    """A write in progress: it alone writes, with ``generation`` one above the last and ``now`` (UTC) for its stamps."""

    connection: Connection
    generation: int
    now: datetime


class Store:
    """An open store. Threads may share one; a forked process gets connections of its own. Close it when done.

    Made by :func:`open_store`. Every method and block raises :class:`StoreError`, in one line, when the database fails.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._process = os.getpid()
        self.name = engine.url.database or engine.url.render_as_string()
        """What messages call it: the file's path."""

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the store throughout the block."""
        with one_line_failures(self.name), self._own_engine().connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[WriteTransaction]:
        """Give a transaction under the write lock: committed, on disk, when the block ends, and undone on an error."""
        writer = self._own_engine().execution_options(quizgen_writing=True)
        with one_line_failures(self.name), writer.begin() as connection:
            connection.execute(update(store_state).values(generation=store_state.c.generation + 1))
            yield WriteTransaction(connection, current_generation(connection), datetime.now(UTC))

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """Give a transaction that writes what no reader of words need notice (jobs): the generation stays."""
        writer = self._own_engine().execution_options(quizgen_writing=True)
        with one_line_failures(self.name), writer.begin() as connection:
            yield connection

    def generation(self) -> int:
        """Return the number that every write raises; cheap enough to ask before each search."""
        with self.reading() as connection:
            return current_generation(connection)

    def close(self) -> None:
        """Close every connection; the store can still be used, and opens new ones."""
        self._engine.dispose()

    def _own_engine(self) -> Engine:
        # SQLite's connections must not be used, nor closed, on the other side of a fork.
        if self._process != os.getpid():
            self._engine.dispose(close=False)
            self._process = os.getpid()
        return self._engine


def open_store(where: str | os.PathLike[str]) -> Store:
    """Open the store in a data home, or at an ``sqlite:///`` URL; create it or bring it up to date where needed.

    Any number of processes may do this at the same moment. Raises :class:`StoreError` for a folder that cannot be
    created or written, a damaged file, a file that is no store, and a store that a newer quizgen wrote.
    """
    url = _store_url(where)
    store = Store(_engine(url, QueuePool))
    try:
        with store.reading() as connection:
            current = _revision(connection, store.name) == HEAD
        if not current:
            _migrate(url, store.name)
    except BaseException:
        store.close()
        raise
    return store


def _store_url(where: str | os.PathLike[str]) -> URL:
    if isinstance(where, str) and "://" in where:
        url = _sqlite_url(where)
        path = Path(url.database or "")
    else:
        path = Path(where).expanduser().absolute() / FILE_NAME
        url = URL.create("sqlite+pysqlite", database=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreError(
            f"store {path}: its folder cannot be created: {reason}; choose one that you may write"
        ) from error
    return url


def _sqlite_url(where: str) -> URL:
    expected = "expected a folder or an sqlite:///path URL"
    try:
        url = make_url(where)
    except ArgumentError as error:
        raise StoreError(f"store: {expected}, got a URL that cannot be read; check its form") from error
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        raise StoreError(f"store: {expected}, got {url.render_as_string(hide_password=True)}")
    return url


def _engine(url: URL, pool: type[Pool], *, foreign_keys: bool = True) -> Engine:
    engine = create_engine(url, poolclass=pool, json_serializer=partial(json.dumps, ensure_ascii=False))
    event.listen(engine, "connect", partial(_prepare, foreign_keys=foreign_keys))
    event.listen(engine, "begin", _begin)
    return engine


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


def current_generation(connection: Connection) -> int:
    """Return the store's generation as this connection's moment has it."""
    return int(connection.execute(select(store_state.c.generation)).scalar_one())


def _revision(connection: Connection, name: str) -> str | None:
    """Return the revision of the store, one of REVISIONS, or None for an empty database."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StoreError(f"store {name}: expected a quizgen store, got a database with the tables {', '.join(tables)}")
    revision: Any = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision not in REVISIONS:
        raise StoreError(
            f"store {name}: expected revision {HEAD} or older, got {revision}: a newer quizgen wrote it, upgrade this"
        )
    return str(revision)


def _migrate(url: URL, name: str) -> None:
    from alembic import command
    from alembic.config import Config

    # A migration that rebuilds a table drops the old one, which would cascade; so no foreign keys until its end.
    engine = _engine(url, NullPool, foreign_keys=False).execution_options(quizgen_writing=True)
    with _MIGRATING, one_line_failures(name), engine.begin() as connection:
        if _revision(connection, name) == HEAD:
            return  # another process was here first
        config = Config()
        config.set_main_option("script_location", "quizgen.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise StoreError(
                f"store {name}: migrating to {HEAD} would leave rows without their word; nothing was changed"
            )
