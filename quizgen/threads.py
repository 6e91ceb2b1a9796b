"""How many threads numpy's matrix products use where quizgen computes for one article: one.

They are too small to be shared out. Threads that wait for each other by spinning then cost more than they compute, most
of all where something else is running; and the last bits of a sum would depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let matrix products in the block use one thread each; what the process had before comes back behind it."""
    with _libraries().limit(limits=1):
        yield


@cache
def _libraries() -> ThreadpoolController:
    """Find the libraries that numpy and SciPy have loaded; it takes milliseconds."""
    return ThreadpoolController().select(user_api="blas")
