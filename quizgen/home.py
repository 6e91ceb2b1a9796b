"""The data home: where indexes, the store and built graphs live (``QUIZGEN_HOME``, else the platform's place)."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from quizgen.errors import HomeError

VARIABLE = "QUIZGEN_HOME"


def chosen_home(home: str | os.PathLike[str] | None = None) -> tuple[Path, str]:
    """Return where the data home is to be, and what says so; it may not exist."""
    if home is not None:
        return Path(home), "the home given"
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE]), f"the environment variable {VARIABLE}"
    return Path(platformdirs.user_data_dir("quizgen", appauthor=False)), "the platform's usual place"


def data_home(home: str | os.PathLike[str] | None = None) -> Path:
    """Return the data home and create it where it is missing.

    ``home`` wins over ``QUIZGEN_HOME``, which wins over the platform's usual place.
    Raises :class:`HomeError` when it cannot be created or is no writable directory.
    """
    path, origin = chosen_home(home)
    remedy = f"set {VARIABLE} to a directory that you may write"
    try:
        path = path.expanduser().absolute()
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError, ValueError) as error:  # ~ of an unknown user; a NUL character
        reason = getattr(error, "strerror", None) or error
        raise HomeError(f"data home {path} ({origin}) cannot be created: {reason}; {remedy}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise HomeError(f"data home {path} ({origin}) cannot be written; {remedy}")
    return path
