"""Whose turn it is: a few requests compute at once, a few more wait in order, the rest are politely refused."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Busy(Exception):
    """Too many wait already, or the turn did not come in time; come again in ``retry_after`` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too busy; try again in {retry_after} s")
        self.retry_after = retry_after


class Turns:
    """``places`` callers at once; up to ``waiting`` more stand in line, first come first served, ``seconds`` each."""

    def __init__(self, places: int, waiting: int, seconds: float) -> None:
        self._free = places
        self._limit = waiting
        self._seconds = seconds
        self._line: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it while the block runs. Raises :class:`Busy`."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            if len(self._line) >= self._limit:
                raise Busy(self._retry_after())
            called = threading.Event()
            self._line.append(called)
        if called.wait(self._seconds):
            return
        with self._lock:
            if called.is_set():  # called at the last moment: the turn is ours
                return
            self._line.remove(called)
            raise Busy(self._retry_after())

    def _leave(self) -> None:
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1

    def _retry_after(self) -> int:
        # Half the longest wait: by then the line has moved, and not all come back at the same moment as the next.
        return max(1, round(self._seconds / 2))
