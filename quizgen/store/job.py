"""A job: work that a process does for somebody, as the store knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

QUEUED, RUNNING, DONE, FAILED, CANCELLED = STATES = ("queued", "running", "done", "failed", "cancelled")
"""A job waits, is run by the one process that holds its lease, and ends in one of three ways."""
WAITING = (QUEUED, RUNNING)
"""The states of a job that has not ended."""


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the jobs table.

    ``kind``: what is done; of each kind one job runs at a time. ``arguments``, ``result``: JSON objects that the kind
    defines. ``who`` asked for it. ``attempts`` of at most ``max_attempts`` were begun, the next not before
    ``not_before``. While it runs: ``owner`` names the process, whose lease holds until ``lease_until`` and was last
    renewed at ``heartbeat_at``. ``step``, ``done``, ``total``: how far it is; a total of 0 is not known. ``error``: of
    the last attempt that failed. All times are UTC.
    """

    id: int
    kind: str
    arguments: Mapping[str, Any]
    state: str
    who: str
    attempts: int
    max_attempts: int
    not_before: datetime
    owner: str
    lease_until: datetime | None
    heartbeat_at: datetime | None
    cancel_asked: bool
    step: str
    done: int
    total: int
    error: str
    result: Mapping[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    def to_dict(self) -> dict[str, Any]:
        """Return the job as JSON-ready values, times in ISO 8601."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
            for name, value in values.items()
        }


@dataclass(frozen=True, slots=True)
class JobLine:
    """A line of a job's log; ``id`` rises from line to line."""

    id: int
    at: datetime
    line: str


def job_of(row: RowMapping) -> Job:
    """Return a row of the jobs table as a job."""
    return Job(**{field.name: row[field.name] for field in fields(Job)})
