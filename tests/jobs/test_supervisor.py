"""One attempt at a job, in a process of its own: how it may end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quizgen.jobs.owner import new_owner
from quizgen.jobs.supervisor import supervise
from quizgen.store import open_store
from quizgen.store.job import Job
from quizgen.store.jobs import JobRepository
from tests.jobs.small_child import CHILD, KINDS
from tests.processes import child_of, lives
from tests.waiting import until


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[JobRepository]:
    with open_store(tmp_path) as store:
        yield JobRepository(store)


class Attempt:
    """An attempt that a test can disturb; a test that fails half-way ends it."""

    def __init__(self, jobs: JobRepository, home: Path, kind: str, *, in_background: bool = True) -> None:
        jobs.add(kind)
        job = jobs.claim(new_owner(), list(KINDS))
        assert job is not None
        self.job = job
        self.told_to_end = threading.Event()
        self.heard: list[Job] = []
        self._pool = ThreadPoolExecutor(1)
        self._ended = self._pool.submit(
            supervise, jobs, home, job, self.told_to_end, self.heard.append, in_background=in_background, child=CHILD
        )

    def __enter__(self) -> Attempt:
        return self

    def __exit__(self, *failure: object) -> None:
        self.told_to_end.set()
        self._pool.shutdown()

    def end(self) -> Job:
        return self._ended.result(120)


def test_cancelling_is_obeyed_within_seconds_and_lets_the_work_clear_up(jobs: JobRepository, tmp_path: Path) -> None:
    with Attempt(jobs, tmp_path, "wait") as attempt:
        child = child_of(tmp_path)
        asked = time.monotonic()
        jobs.cancel(attempt.job.id)
        ended = attempt.end()
    assert time.monotonic() - asked < 8
    assert ended.state == "cancelled"
    assert not lives(child)
    assert (tmp_path / "cleared").exists()
    assert attempt.heard[-1].state == "cancelled"


def test_work_that_hears_nothing_is_killed(
    jobs: JobRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizgen.jobs.supervisor._GRACE", 0.5)
    with Attempt(jobs, tmp_path, "deaf") as attempt:
        child = child_of(tmp_path)
        jobs.cancel(attempt.job.id)
        assert attempt.end().state == "cancelled"
    assert not lives(child)


@pytest.mark.parametrize(("in_background", "state"), [(True, "queued"), (False, "cancelled")])
def test_a_process_told_to_end_puts_its_job_back_or_cancels_it(
    jobs: JobRepository, tmp_path: Path, in_background: bool, state: str
) -> None:
    with Attempt(jobs, tmp_path, "wait", in_background=in_background) as attempt:
        child = child_of(tmp_path)
        attempt.told_to_end.set()
        ended = attempt.end()
    assert (ended.state, ended.attempts, ended.owner) == (state, 0 if in_background else 1, "")
    assert not lives(child)


def test_work_whose_lease_went_elsewhere_stops_and_leaves_the_row_alone(jobs: JobRepository, tmp_path: Path) -> None:
    with Attempt(jobs, tmp_path, "wait") as attempt:
        child_of(tmp_path)
        # A heartbeat between the sweep's look and its writing leaves the job where it is.
        until(lambda: jobs.sweep(lambda owner: True))
        taken = jobs.claim("other", ["wait"])
        assert taken is not None
        ended = attempt.end()
    assert (ended.state, ended.owner, ended.attempts) == ("running", "other", 2)


@pytest.mark.parametrize(
    ("kind", "state", "error"),
    [
        (
            "break_down",
            "queued",
            "its process broke down (exit code 1): ZeroDivisionError: division of the news by zero",
        ),
        ("die", "queued", "its process broke down (signal 9)"),
        ("refuse", "failed", "archive: found none"),
        ("fail_once", "queued", "no space"),
    ],
)
def test_a_failure_is_noted_and_tried_again_unless_it_would_last(
    jobs: JobRepository, tmp_path: Path, kind: str, state: str, error: str
) -> None:
    with Attempt(jobs, tmp_path, kind) as attempt:
        ended = attempt.end()
    assert (ended.state, ended.error) == (state, error)
    again = jobs.claim("a", list(KINDS), job_id=ended.id)
    assert (again is None) == (state == "failed")
