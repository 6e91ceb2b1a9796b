"""Whether a data home is in use: servers and workers hold it together, who replaces it must be alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizgen.errors import HomeError

FILE_NAME = "running.lock"


@contextmanager
def using(home: Path) -> Iterator[None]:
    """Hold a data home as in use while the block runs. Raises :class:`HomeError` while it is being replaced."""
    with _locked(home, fcntl.LOCK_SH, "is being restored; start again when that is done"):
        yield


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Keep servers and workers from a data home while the block runs. Raises :class:`HomeError` when one has it."""
    with _locked(home, fcntl.LOCK_EX, "a server or a worker is running on it; stop it first"):
        yield


@contextmanager
def _locked(home: Path, kind: int, otherwise: str) -> Iterator[None]:
    with (home / FILE_NAME).open("a") as stream:
        try:
            fcntl.flock(stream, kind | fcntl.LOCK_NB)
        except OSError as error:
            raise HomeError(f"data home {home}: {otherwise}") from error
        yield
