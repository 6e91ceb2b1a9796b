"""Model files that appear whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizgen.errors import ModelError
from quizgen.files import replacing


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Give a temporary path that takes the place of ``path`` when the block succeeds.

    Raises :class:`ModelError` when the file cannot be written; ``path`` then is as it was.
    """
    try:
        with replacing(path) as temporary:
            yield temporary
    except OSError as error:
        raise ModelError(f"{path} cannot be written: {error}; choose a folder that you may write") from error
