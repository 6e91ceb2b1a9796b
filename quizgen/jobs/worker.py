"""The worker: sweeps the jobs table, claims what waits and does it. A message wakes it; it looks by itself as well."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from quizgen.errors import HomeError, StoreError
from quizgen.jobs import alive
from quizgen.jobs.kinds import WORK
from quizgen.jobs.owner import is_gone, new_owner
from quizgen.jobs.supervisor import CHILD, supervise
from quizgen.jobs.wakeups import Wakeups
from quizgen.store.job import Job
from quizgen.store.jobs import JobRepository

# Between two looks at the messages, and at the table whether or not there was a message.
_LISTEN, _LOOK = 0.5, 5.0


class Worker:
    """One worker of a data home. :meth:`run` returns once :meth:`end` was called, its job back in the queue."""

    def __init__(
        self,
        repository: JobRepository,
        home: Path,
        *,
        child: Sequence[str] = CHILD,
        on_job: Callable[[Job], None] = lambda job: None,
        on_trouble: Callable[[str], None] = lambda message: None,
    ) -> None:
        self._repository = repository
        self._home = home
        self._child = child
        self._on_job = on_job
        self._on_trouble = on_trouble
        self._wakeups = Wakeups(home)
        self._woken = threading.Event()
        self._told_to_end = threading.Event()

    def run(self) -> None:
        """Work until told to end. A store that cannot be reached is waited for."""
        listener = threading.Thread(target=self._listen, daemon=True)
        listener.start()
        while not self._told_to_end.is_set():
            self._woken.clear()
            try:
                worked = self.work_once()
            except StoreError as error:
                self._on_trouble(str(error))
                worked = False
            if not worked:
                self._woken.wait(_LOOK)
        listener.join()

    def end(self) -> None:
        """Have the worker end; may be called by a signal's handler."""
        self._told_to_end.set()
        self._woken.set()

    def work_once(self) -> bool:
        """Sweep, and do one job where one waits; returns whether there was one."""
        self._repository.sweep(is_gone)
        job = self._repository.claim(new_owner(), list(WORK))
        if job is None:
            return False
        self._on_job(job)
        ended = supervise(self._repository, self._home, job, self._told_to_end, in_background=True, child=self._child)
        self._on_job(ended)
        return True

    def _listen(self) -> None:
        trouble = ""
        while not self._told_to_end.is_set():
            alive.sign(self._home)
            try:
                if self._wakeups.taken():
                    self._woken.set()
                    continue
            except HomeError as error:
                if str(error) != trouble:
                    trouble = str(error)
                    self._on_trouble(trouble)
            self._told_to_end.wait(_LISTEN)
        self._wakeups.close()
