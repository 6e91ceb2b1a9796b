"""The house style in force: what a running process sees of the newsroom's file."""

from __future__ import annotations

from pathlib import Path

from quizgen.style.house import HouseStyle
from quizgen.style.stylefile import FILE_NAME


class CurrentStyle:
    """Looks before each use whether ``style.toml`` has changed; a style given by the caller stays what it is.

    Raises :class:`StyleError` for a file that is wrong, now and at each later use until it is mended.
    """

    def __init__(self, home: Path, given: HouseStyle | None = None) -> None:
        self._file = home / FILE_NAME
        self._given = given
        self._style = given or HouseStyle.read(self._file)
        self._seen = self._state()

    def get(self) -> HouseStyle:
        """Return the style in force now."""
        if self._given is None and (state := self._state()) != self._seen:
            self._style = HouseStyle.read(self._file)
            self._seen = state
        return self._style

    def _state(self) -> tuple[int, int, int] | None:
        """Return what changes when the file does; None where there is none."""
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
