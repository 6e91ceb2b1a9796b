"""Where work on many items is done: in this process, in several, or on Ray. The results and their order are the same.

Work is a function from bytes to bytes, made once in every worker by a loader that can be pickled. Workers compute with
one thread each, whatever their number, because results are the same bits for one number of threads only.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol

from quizgen.engines.guarded import Guarded, Load, opened

__all__ = ["Engine", "Here", "Load"]

THREADS = 1


class Engine(Protocol):
    """Does the same work for every item."""

    def map(self, load: Load, items: Iterable[bytes]) -> Generator[bytes]:
        """Yield the result of each item, in order. A :class:`QuizgenError` of loader or work is raised here.

        Close the iterator when done before its end. Items are taken some way ahead of the results.
        """


class Here:
    """Works in this process, one item after the other."""

    def map(self, load: Load, items: Iterable[bytes]) -> Generator[bytes]:
        """Yield the result of each item as it is asked for."""
        work: Callable[[bytes], bytes] = Guarded(load)
        for item in items:
            yield opened(work(item))
