"""What the process that does a job tells the jobs table, and what it hears from it."""

from __future__ import annotations

import time

from quizgen.errors import QuizgenError
from quizgen.store.job import Job
from quizgen.store.jobs import JobRepository

# Between two reports of one step.
_SECONDS = 0.5
# Of a job's log, so that an archive of broken lines does not fill the store.
_MOST_LINES = 200


class JobStopped(QuizgenError):
    """The job was cancelled, or its lease went to another process: what is under way must not be finished."""


class JobProgress:
    """The reports of one attempt at a job."""

    def __init__(self, repository: JobRepository, job: Job) -> None:
        self._repository = repository
        self._job = job
        self._step = ""
        self._next = 0.0
        self._lines = 0

    def report(self, step: str, done: int, total: int) -> None:
        """Say how far the job is, at most twice a second within a step; ``total`` 0: not known.

        Raises :class:`JobStopped` when the job is to be stopped.
        """
        now = time.monotonic()
        if step == self._step and now < self._next and done != total:
            return
        if step != self._step:
            self.log(step)
        self._step, self._next = step, now + _SECONDS
        self._heed(self._repository.report(self._job, step, done, total))

    def log(self, line: str) -> None:
        """Add a line to the job's log; beyond 200 they are only counted, by a last one."""
        self._lines += 1
        if self._lines < _MOST_LINES:
            self._repository.log(self._job.id, line)
        elif self._lines == _MOST_LINES:
            self._repository.log(self._job.id, "further lines are left out")

    def _heed(self, job: Job | None) -> None:
        if job is None:
            raise JobStopped(f"job {self._job.id}: its lease went to another process")
        if job.cancel_asked:
            raise JobStopped(f"job {self._job.id}: cancelled")
