"""The database's own errors, said in one line with the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from quizgen.errors import StoreError

_BUSY = "another process or thread has kept it locked for too long; try again, or end that process"
_CANNOT_WRITE = "it cannot be opened for writing; check that the file and its folder are yours to write"
_DAMAGED = "the file is damaged or no quizgen store; put a backup in its place, or move it away to start afresh"

# Keys are SQLite's primary result codes (https://www.sqlite.org/rescode.html).
_MEANINGS = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_CANTOPEN": _CANNOT_WRITE,
    "SQLITE_PERM": _CANNOT_WRITE,
    "SQLITE_READONLY": _CANNOT_WRITE,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_FULL": "the disk is full; nothing was changed, free some space and try again",
    "SQLITE_IOERR": "the disk failed to read or write it; check the disk and its free space, then try again",
}


@contextmanager
def one_line_failures(name: str) -> Iterator[None]:
    """Turn what the database driver raises inside the block into a :class:`StoreError` that names the store."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"store {name}: {_meaning(error)}") from error
    except PoolTimeoutError as error:
        raise StoreError(f"store {name}: {_BUSY}") from error


def is_busy(error: Exception) -> bool:
    """Whether a driver's error says that another connection holds the lock."""
    return _code(error) in ("SQLITE_BUSY", "SQLITE_LOCKED")


def _meaning(error: DBAPIError) -> str:
    code = _code(error.orig)
    detail = str(error.orig).splitlines()[0] if str(error.orig) else type(error.orig).__name__
    return f"{_MEANINGS[code]} ({detail})" if code in _MEANINGS else detail


def _code(error: BaseException | None) -> str:
    # Extended codes such as SQLITE_IOERR_WRITE begin with the primary one.
    return "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
