"""Working in several processes of this machine."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process

from quizgen.engines.guarded import Guarded, Load, opened
from quizgen.errors import ArgumentError, QuizgenError

# So many items each process has waiting, so that none stands idle while results are taken in order.
_AHEAD = 4
# So often the processes are started again for one and the same item before it is given up.
_TRIES = 3
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@contextmanager
def one_thread() -> Iterator[None]:
    """Let processes that start in the block compute with one thread each.

    By the environment that they inherit: a spawned process has read the main program again, and with it perhaps numpy,
    before anything of ours runs in it.
    """
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def available_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processes:
    """Works in ``workers`` processes; each loads the work once. Raises :class:`ArgumentError` for less than one.

    A process that is killed is replaced, and its items are done again.
    """

    def __init__(self, workers: int) -> None:
        if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
            raise ArgumentError(f"workers: expected a whole number of at least 1, got {workers!r}")
        self._workers = workers

    def map(self, load: Load, items: Iterable[bytes]) -> Generator[bytes]:
        """Yield the result of each item, in order.

        Raises :class:`QuizgenError` when processes keep dying over the same item.
        """
        with one_thread():
            yield from self._mapped(pickle.dumps(load), items)

    def _mapped(self, packed: bytes, items: Iterable[bytes]) -> Generator[bytes]:
        pool = self._pool(packed)
        waiting: deque[tuple[bytes, Future[bytes]]] = deque()
        source = iter(items)
        tries = 0
        try:
            while True:
                while len(waiting) < _AHEAD * self._workers and (item := next(source, None)) is not None:
                    waiting.append((item, _submitted(pool, item)))
                if not waiting:
                    return
                try:
                    result = waiting[0][1].result()
                except BrokenProcessPool as error:
                    tries += 1
                    if tries == _TRIES:
                        raise QuizgenError(
                            f"a working process died {_TRIES} times over the same article (too little memory?); "
                            "free some memory or take fewer --processes, and run it again with --resume"
                        ) from error
                    pool.shutdown(wait=True)
                    pool = self._pool(packed)
                    waiting = deque((item, _submitted(pool, item)) for item, _ in waiting)
                    continue
                waiting.popleft()
                tries = 0
                yield opened(result)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _pool(self, packed: bytes) -> ProcessPoolExecutor:
        # A forked process would share connections and threads that do not survive it.
        return ProcessPoolExecutor(
            self._workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(packed,)
        )


_work: Guarded | None = None


def _begin(packed: bytes) -> None:
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and ends us in order
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work = Guarded(pickle.loads(packed))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _do(item: bytes) -> bytes:
    assert _work is not None
    return _work(item)


def _submitted(pool: ProcessPoolExecutor, item: bytes) -> Future[bytes]:
    try:
        return pool.submit(_do, item)
    except BrokenProcessPool as error:  # it broke since the last result; told when this item's turn comes
        failed: Future[bytes] = Future()
        failed.set_exception(error)
        return failed
