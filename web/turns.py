"""Whose turn it is: a few requests compute at once, a few more wait in order, the rest are politely refused.

What nobody waits for is patient: it comes when no other stands in line, and is the first to be refused.
"""

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


class _Call(threading.Event):
    """Set when the turn has come, or with ``sent_away`` when it will not."""

    sent_away = False


class Turns:
    """``places`` callers at once; up to ``waiting`` more stand in line, first come first served, ``seconds`` each."""

    def __init__(self, places: int, waiting: int, seconds: float) -> None:
        self._free = places
        self._limit = waiting
        self._seconds = seconds
        self._line: deque[_Call] = deque()
        self._patient: deque[_Call] = deque()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._line) + len(self._patient)

    @contextmanager
    def turn(self, *, patient: bool = False) -> Iterator[None]:
        """Wait for a turn and hold it while the block runs; ``patient``: behind all others. Raises :class:`Busy`."""
        self._enter(self._patient if patient else self._line)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, line: deque[_Call]) -> None:
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            if self.waiting >= self._limit:
                if line is self._patient or not self._patient:
                    raise Busy(self._retry_after())
                gone = self._patient.pop()
                gone.sent_away = True
                gone.set()
            called = _Call()
            line.append(called)
        called.wait(self._seconds)
        with self._lock:
            if not called.is_set():
                line.remove(called)
            elif not called.sent_away:  # perhaps called at the last moment: the turn is ours all the same
                return
        raise Busy(self._retry_after())

    def _leave(self) -> None:
        with self._lock:
            if self._line or self._patient:
                (self._line or self._patient).popleft().set()
            else:
                self._free += 1

    def _retry_after(self) -> int:
        # Half the longest wait: by then the line has moved, and not all come back at the same moment as the next.
        return max(1, round(self._seconds / 2))
