"""The database's own errors, said in one line with the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
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

_UNREACHABLE = "the server cannot be reached, or ended the connection; check that it runs and try again"
_REFUSED = "the server refuses the connection; check user, password and database in the URL"
_DENIED = "the database user may not do this; make it the owner of the database"

# Keys are PostgreSQL's error codes, or the two characters of their class
# (https://www.postgresql.org/docs/current/errcodes-appendix.html); "" is a connection that was never made.
_SERVER_MEANINGS = {
    "": _UNREACHABLE,
    "08": _UNREACHABLE,
    "57P": _UNREACHABLE,
    "28": _REFUSED,
    "3D": _REFUSED,
    "42501": _DENIED,
    "25006": "it is read-only; name the server that takes writes",
    "40": _BUSY,
    "55P03": _BUSY,
    "53100": "the server's disk is full; nothing was changed, free some space and try again",
    "53300": "the server has no connection left; raise its max_connections, or end a process",
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
    """Whether SQLite's error says that another connection holds the lock."""
    return _code(error) in ("SQLITE_BUSY", "SQLITE_LOCKED")


def _meaning(error: DBAPIError) -> str:
    detail = str(error.orig).splitlines()[0] if str(error.orig) else type(error.orig).__name__
    known = _server_meaning(error) if hasattr(error.orig, "sqlstate") else _MEANINGS.get(_code(error.orig))
    return f"{known} ({detail})" if known else detail


def _server_meaning(error: DBAPIError) -> str | None:
    state: str = getattr(error.orig, "sqlstate", None) or ""
    if not state and not isinstance(error, OperationalError):
        return None  # the driver's own complaint about a value
    return next((_SERVER_MEANINGS[key] for key in (state, state[:3], state[:2]) if key in _SERVER_MEANINGS), None)


def _code(error: BaseException | None) -> str:
    # Extended codes such as SQLITE_IOERR_WRITE begin with the primary one.
    return "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
