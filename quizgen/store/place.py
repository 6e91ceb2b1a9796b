"""Which store a data home has: a SQLite file in it, unless the environment or a settings file names another."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from quizgen.errors import StoreError

VARIABLE = "QUIZGEN_STORE"
"""The environment variable that names the store of every data home."""
SETTINGS = "settings.toml"
"""The file in a data home whose ``url`` under ``[store]`` names the store of that home."""
FILE_NAME = "store.sqlite3"

_EXPECTED = "expected a folder, an sqlite:///path URL or a postgresql://user@host/database URL"


def store_url(where: str | os.PathLike[str]) -> URL:
    """Return the URL of the store at ``where``: a data home, or itself a URL.

    The store of a data home is what ``QUIZGEN_STORE`` names, else what the home's settings file names, else the file
    :data:`FILE_NAME` in it. Raises :class:`StoreError` for a URL of another kind and for unusable settings; its
    message never has the password.
    """
    if isinstance(where, str) and "://" in where:
        return _checked(where, "store")
    home = Path(where).expanduser().absolute()
    if os.environ.get(VARIABLE):
        return _checked(os.environ[VARIABLE], f"the environment variable {VARIABLE}")
    named = _in_settings(home / SETTINGS)
    if named is not None:
        return _checked(named, f"{home / SETTINGS}, url under [store]")
    return URL.create("sqlite", database=str(home / FILE_NAME))


def store_name(url: URL) -> str:
    """Return what messages call a store: the file's path, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _in_settings(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (NotADirectoryError, UnicodeDecodeError, OSError) as error:
        if isinstance(error, NotADirectoryError):
            return None  # the home itself is no folder, which whoever opens the store says better
        raise StoreError(f"{path}: cannot be read ({error}); make it a readable UTF-8 file or remove it") from error
    try:
        settings = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StoreError(f"{path}: not readable as TOML ({error}); mend the line") from error
    section = settings.get("store", {})
    if not isinstance(section, dict) or set(section) - {"url"} or not isinstance(section.get("url", ""), str):
        raise StoreError(f'{path}: expected url = "postgresql://…" and nothing else under [store]; mend it')
    return section.get("url") or None


def _checked(text: str, origin: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"{origin}: {_EXPECTED}, got a URL that cannot be read; check its form") from error
    backend = url.get_backend_name()
    if backend == "postgres":
        url, backend = url.set(drivername="postgresql"), "postgresql"
    usable = url.database not in (None, "", ":memory:") if backend == "sqlite" else backend == "postgresql"
    if not usable:
        raise StoreError(f"{origin}: {_EXPECTED}, got {url.render_as_string(hide_password=True)}")
    return url
