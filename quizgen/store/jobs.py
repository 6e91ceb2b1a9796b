"""The jobs table: the one truth about who works on what. Messages that wake a worker may be lost; rows are not.

A job is claimed by one conditional update, for the time of a lease that its process renews. A process that stops
renewing has lost the job: a sweep puts it back into the queue, and whatever that process still tries to write to the
row meets a condition that no longer holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from quizgen.errors import JobError
from quizgen.store.engine import Store
from quizgen.store.job import CANCELLED, DONE, FAILED, QUEUED, RUNNING, WAITING, Job, JobLine, job_of
from quizgen.store.models import LARGEST_NUMBER, job_lines, jobs

LEASE = timedelta(seconds=30)
"""How long a process may be silent before its job is taken from it."""
MAX_ATTEMPTS = 3

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
# Ended jobs that are kept, of each kind, with their logs.
_KEPT = 200

Clock = Callable[[], datetime]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class JobRepository:
    """The jobs of a store; ``who`` asks for them, ``clock`` tells the time (UTC)."""

    def __init__(self, store: Store, who: str = "", clock: Clock = _utc_now) -> None:
        self._store = store
        self._who = who
        self._clock = clock

    def add(self, kind: str, arguments: Mapping[str, Any] | None = None, *, max_attempts: int = MAX_ATTEMPTS) -> Job:
        """Put a job into the queue; once this returns it is on disk."""
        now = self._clock()
        values = {
            "kind": kind,
            "arguments": dict(arguments or {}),
            "state": QUEUED,
            "who": self._who,
            "attempts": 0,
            "max_attempts": max_attempts,
            "not_before": now,
            "owner": "",
            "cancel_asked": False,
            "step": "",
            "done": 0,
            "total": 0,
            "error": "",
            "created_at": now,
        }
        with self._store.noting() as connection:
            (job_id,) = connection.execute(insert(jobs).values(values)).inserted_primary_key or (None,)
            return _one(connection, int(job_id or 0))

    def get(self, job_id: int) -> Job:
        """Return a job as it stands. Raises :class:`JobError` where there is none of this number."""
        with self._store.reading() as connection:
            return _one(connection, job_id)

    def find(self, *, kind: str | None = None, states: Collection[str] = (), limit: int | None = None) -> list[Job]:
        """Return jobs, the newest first; without ``states``, those of every state."""
        query = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        if kind is not None:
            query = query.where(jobs.c.kind == kind)
        if states:
            query = query.where(jobs.c.state.in_(states))
        with self._store.reading() as connection:
            return [job_of(row) for row in connection.execute(query).mappings()]

    def lines(self, job_id: int, after: int = 0) -> list[JobLine]:
        """Return a job's log, oldest line first, from behind the line with the id ``after``."""
        query = select(job_lines.c.id, job_lines.c.at, job_lines.c.line).order_by(job_lines.c.id)
        with self._store.reading() as connection:
            rows = connection.execute(query.where(job_lines.c.job_id == job_id, job_lines.c.id > after))
            return [JobLine(*row) for row in rows]

    def log(self, job_id: int, line: str) -> None:
        """Add a line to a job's log."""
        with self._store.noting() as connection:
            self._log(connection, job_id, line)

    def claim(self, owner: str, kinds: Collection[str], *, job_id: int | None = None) -> Job | None:
        """Take the oldest job that may run now, or the one named, for the time of a lease; None where there is none.

        A job waits while another of its kind runs.
        """
        now = self._clock()
        ready = [jobs.c.state == QUEUED, jobs.c.kind.in_(kinds), jobs.c.not_before <= now]
        if job_id is not None:
            ready = [jobs.c.state == QUEUED, jobs.c.id == job_id]
        other = jobs.alias()
        free = ~exists().where(other.c.kind == jobs.c.kind, other.c.state == RUNNING)
        with self._store.noting() as connection:
            found = connection.execute(select(jobs.c.id).where(*ready, free).order_by(jobs.c.id).limit(1)).scalar()
            if found is None:
                return None
            taken = (
                update(jobs)
                .where(jobs.c.id == found, jobs.c.state == QUEUED)
                .values(
                    state=RUNNING,
                    owner=owner,
                    attempts=jobs.c.attempts + 1,
                    lease_until=now + LEASE,
                    heartbeat_at=now,
                    started_at=now,
                    step="",
                    done=0,
                    total=0,
                )
            )
            try:
                with connection.begin_nested():
                    claimed = connection.execute(taken).rowcount == 1
            except IntegrityError:  # another process began one of this kind at the same moment
                return None
            if not claimed:
                return None
            job = _one(connection, found)
            self._log(connection, job.id, f"attempt {job.attempts} of {job.max_attempts}, by {owner}")
            return job

    def beat(self, job: Job) -> Job | None:
        """Renew the lease and return the job as it stands; None where it is no longer this owner's."""
        now = self._clock()
        return self._while_held(job, lease_until=now + LEASE, heartbeat_at=now)

    def report(self, job: Job, step: str, done: int, total: int) -> Job | None:
        """Say how far the job is; returns as :meth:`beat` does."""
        now = self._clock()
        return self._while_held(job, lease_until=now + LEASE, heartbeat_at=now, step=step, done=done, total=total)

    def finish(self, job: Job, result: Mapping[str, Any]) -> Job | None:
        """End a job that succeeded; None where it was no longer this owner's, as for the others that end one."""
        return self._end(job, "done", DONE, error="", result=dict(result))

    def fail(self, job: Job, error: str, *, retry: bool = True, result: Mapping[str, Any] | None = None) -> Job | None:
        """End an attempt that failed: the job waits for its next one, or is given up where that was the last.

        ``retry=False``: another attempt would fail in the same way. ``result``: what a job that is given up leaves.
        """
        if not retry or job.attempts >= job.max_attempts:
            return self._end(
                job, f"failed: {error}", FAILED, error=error, result=None if result is None else dict(result)
            )
        pause = min(_FIRST_PAUSE * 2 ** (job.attempts - 1), _LONGEST_PAUSE)
        line = f"failed, again in {pause.total_seconds():.0f} s: {error}"
        return self._leave(job, line, state=QUEUED, error=error, not_before=self._clock() + pause)

    def end_cancelled(self, job: Job) -> Job | None:
        """End a job whose cancelling was asked for."""
        return self._end(job, "cancelled", CANCELLED)

    def give_back(self, job: Job) -> Job | None:
        """Put a job back into the queue because its process ends; the attempt does not count."""
        return self._leave(job, "put back: its process was told to end", state=QUEUED, attempts=jobs.c.attempts - 1)

    def cancel(self, job_id: int) -> Job:
        """Cancel a job: at once while it waits; while it runs, its process is asked to stop.

        Raises :class:`JobError` for a job that has ended.
        """
        now = self._clock()
        who = f" by {self._who}" if self._who else ""
        with self._store.noting() as connection:
            job = _one(connection, job_id)
            if job.state not in WAITING:
                raise JobError(f"job {job_id}: it is {job.state} already and cannot be cancelled")
            waiting = update(jobs).where(jobs.c.id == job_id, jobs.c.state == QUEUED)
            waited = connection.execute(waiting.values(state=CANCELLED, cancel_asked=True, finished_at=now)).rowcount
            if not waited:
                running = update(jobs).where(jobs.c.id == job_id, jobs.c.state == RUNNING)
                connection.execute(running.values(cancel_asked=True))
            self._log(connection, job_id, f"cancelled{who}" if waited else f"cancelling was asked for{who}")
            return _one(connection, job_id)

    def sweep(self, is_gone: Callable[[str], bool] = lambda owner: False) -> list[Job]:
        """Take the jobs whose lease has run out from their processes, and return them as they stand now.

        ``is_gone`` may know of an owner that it has ended, and need not wait for its lease. A job whose attempts are
        used up is given up.
        """
        with self._store.reading() as connection:
            running = [job_of(row) for row in connection.execute(_RUNNING).mappings()]
        swept = []
        for job in running:
            if not is_gone(job.owner) and job.lease_until is not None and job.lease_until > self._clock():
                continue
            left = self._take_from(job)
            if left is not None:
                swept.append(left)
        return swept

    def _take_from(self, job: Job) -> Job | None:
        what = f"its process ({job.owner}) ended or fell silent"
        # Should it have renewed its lease since it was read, it keeps the job.
        silent = jobs.c.heartbeat_at == job.heartbeat_at
        if job.cancel_asked:
            return self._end(job, f"cancelled; {what}", CANCELLED, silent)
        if job.attempts >= job.max_attempts:
            return self._end(job, f"failed: {what}", FAILED, silent, error=what)
        return self._leave(job, f"put back: {what}", silent, state=QUEUED, error=what)

    def _end(self, job: Job, line: str, state: str, *conditions: ColumnElement[bool], **values: Any) -> Job | None:
        return self._leave(job, line, *conditions, state=state, finished_at=self._clock(), **values)

    def _leave(self, job: Job, line: str, *conditions: ColumnElement[bool], **values: Any) -> Job | None:
        """Give up the lease, with these values and a line in the log."""
        return self._while_held(job, *conditions, line=line, owner="", lease_until=None, **values)

    def _while_held(self, job: Job, *conditions: ColumnElement[bool], line: str = "", **values: Any) -> Job | None:
        """Write to the row while the lease is the owner's; an attempt that was swept, or taken anew, writes nothing."""
        held = [jobs.c.id == job.id, jobs.c.state == RUNNING, jobs.c.owner == job.owner, *conditions]
        with self._store.noting() as connection:
            if connection.execute(update(jobs).where(*held).values(**values)).rowcount != 1:
                return None
            if line:
                self._log(connection, job.id, line)
            left = _one(connection, job.id)
            if left.state not in WAITING:
                _prune(connection, job.kind)
            return left

    def _log(self, connection: Connection, job_id: int, line: str) -> None:
        connection.execute(insert(job_lines).values(job_id=job_id, at=self._clock(), line=line))


_RUNNING = select(jobs).where(jobs.c.state == RUNNING).order_by(jobs.c.id)


def _one(connection: Connection, job_id: int) -> Job:
    asked = select(jobs).where(jobs.c.id == job_id)
    row = connection.execute(asked).mappings().first() if abs(job_id) <= LARGEST_NUMBER else None
    if row is None:
        raise JobError(f"job {job_id}: the store has none of this number; quizgen index status shows those it has")
    return job_of(row)


def _prune(connection: Connection, kind: str) -> None:
    ended = [jobs.c.kind == kind, jobs.c.state.not_in(WAITING)]
    last_kept = select(jobs.c.id).where(*ended).order_by(jobs.c.id.desc()).offset(_KEPT - 1).limit(1)
    oldest = connection.execute(last_kept).scalar()
    if oldest is not None:
        connection.execute(delete(jobs).where(*ended, jobs.c.id < oldest))
