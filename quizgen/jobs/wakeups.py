"""Waking a worker: a message through huey, so that it need not wait until it next looks at the jobs table.

A message says no more than "look"; huey forgets it once it is taken, and nothing is lost with it. Messages go through
a SQLite file in the data home, or through the Redis server that ``QUIZGEN_REDIS`` names.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from quizgen.errors import HomeError

VARIABLE = "QUIZGEN_REDIS"
FILE_NAME = "wakeups.sqlite3"
_QUEUE = "quizgen"


class Wakeups:
    """The messages of one data home. Raises :class:`HomeError` when they cannot be reached, naming the remedy."""

    def __init__(self, home: Path) -> None:
        self._huey, self._where = _open(home)

    def send(self) -> None:
        """Wake a worker."""
        self._storage("sent", lambda storage: storage.enqueue(b"look"))

    def taken(self) -> bool:
        """Whether there was a message; with Redis it waits up to a second for one."""
        return self._storage("read", lambda storage: storage.dequeue()) is not None

    def close(self) -> None:
        """Close the connections of this thread."""
        close = getattr(self._huey.storage, "close", None)
        if close is not None:
            close()

    def _storage(self, what: str, use: Any) -> Any:
        try:
            return use(self._huey.storage)
        except Exception as error:  # the driver's own: sqlite3's or redis's
            raise HomeError(
                f"wake-up messages of {self._where}: cannot be {what} ({error}); check that it is there and yours"
            ) from error


def wake_worker(home: Path) -> None:
    """Wake a worker of this data home; where messages cannot be sent, it finds the job by itself a little later."""
    try:
        wakeups = Wakeups(home)
    except HomeError:
        return
    try:
        wakeups.send()
    except HomeError:
        return
    finally:
        wakeups.close()


def _open(home: Path) -> tuple[Any, str]:
    try:
        from huey import RedisHuey, SqliteHuey
    except ImportError as error:
        raise HomeError("the worker needs huey; install quizgen[web]") from error
    url = os.environ.get(VARIABLE)
    where = f"the Redis server of {VARIABLE}" if url else str(home / FILE_NAME)
    remedy = "it needs the package redis; or unset it" if url else "check that the data home is yours to write"
    try:
        if url:
            return RedisHuey(_QUEUE, url=url, read_timeout=1), where
        opened = SqliteHuey(_QUEUE, filename=where, create_tables=False)
        try:
            opened.storage.initialize_schema()
        except BaseException:
            opened.storage.close()
            raise
        return opened, where
    except Exception as error:  # the driver's, or huey's where the package redis is missing
        raise HomeError(f"wake-up messages: {where} cannot be used ({error}); {remedy}") from error
