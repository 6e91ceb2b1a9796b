"""How a run measures: how many items, drawn by which seed, and whom it tells what happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _ignore(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Run:
    """``sample``: most items a line, None for each line's default. ``seed``: decides every draw.

    ``notice`` is told in one line what is left out and what to give for it; ``failed`` what could not be measured or
    read; ``progress`` a group's name, how many of its items are done, and of how many.
    """

    seed: int = 0
    sample: int | None = None
    notice: Callable[[str], None] = _ignore
    failed: Callable[[str], None] = _ignore
    progress: Callable[[str, int, int], None] = _ignore

    def most(self, default: int) -> int:
        """Return how many items a line takes at most."""
        return default if self.sample is None else self.sample
