"""Opening the store: migrated, with one order of writes that every process sees.

A store is a SQLite file under the data home, or a PostgreSQL database (``quizgen.store.sqlite``, ``.postgresql``); the
rest of the store is the same for both. Reading gives one moment; writers queue, each raising one generation.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Connection, Engine, inspect, select, text, update
from sqlalchemy.pool import NullPool, Pool, QueuePool

from quizgen.errors import StoreError
from quizgen.store import postgresql, sqlite
from quizgen.store.failures import one_line_failures
from quizgen.store.models import store_state
from quizgen.store.place import store_name, store_url

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
        self.name = store_name(engine.url)
        """What messages call it: the file's path, or the URL without its password."""

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
        # A connection must not be used, nor closed, on the other side of a fork.
        if self._process != os.getpid():
            self._engine.dispose(close=False)
            self._process = os.getpid()
        return self._engine


def open_store(where: str | os.PathLike[str]) -> Store:
    """Open the store of a data home, or at a URL; create it or bring it up to date where needed.

    The store of a data home is a SQLite file in it, unless ``QUIZGEN_STORE`` or the home's ``settings.toml`` names
    another (:func:`quizgen.store.place.store_url`). Any number of processes may do this at the same moment. Raises
    :class:`StoreError` for a folder that cannot be created or written, a damaged file, a server that cannot be
    reached, a database that is no store, and a store that a newer quizgen wrote.
    """
    url = store_url(where)
    if _is_sqlite(url):
        sqlite.make_folder(url)
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


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _engine(url: URL, pool: type[Pool], *, migrating: bool = False) -> Engine:
    make = sqlite.make_engine if _is_sqlite(url) else postgresql.make_engine
    return make(url, pool, migrating=migrating)


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

    engine = _engine(url, NullPool, migrating=True).execution_options(quizgen_writing=True)
    with _MIGRATING, one_line_failures(name), engine.begin() as connection:
        if _revision(connection, name) == HEAD:
            return  # another process was here first
        config = Config()
        config.set_main_option("script_location", "quizgen.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
        if _is_sqlite(url) and sqlite.has_orphans(connection):
            raise StoreError(
                f"store {name}: migrating to {HEAD} would leave rows without what they belong to; nothing was changed"
            )
