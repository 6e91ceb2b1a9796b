"""Where a command writes: checked before the work begins, so that none is lost at its end."""

from __future__ import annotations

import os
from pathlib import Path

from quizgen.errors import ArgumentError


def checked_output(output: Path) -> Path:
    """Return the real path of a file to write, links followed, so that replacing it by rename keeps them.

    Raises :class:`ArgumentError` where no file can be put: in a folder that is missing or may not be written, and in
    the place of a folder or a device.
    """
    path = output.resolve()
    if not path.parent.is_dir():
        raise ArgumentError(f"{output}: its folder does not exist; create it or choose another -o")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise ArgumentError(f"{output}: its folder cannot be written; choose another -o")
    if path.exists() and not path.is_file():
        raise ArgumentError(
            f"{output}: expected a file that can be replaced, got a folder or a device; choose another -o"
        )
    return path
