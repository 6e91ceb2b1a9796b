"""The worker: woken or not, it finds what waits; ended, killed or failed, it loses nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizgen.errors import HomeError
from quizgen.jobs import wakeups
from quizgen.jobs.owner import is_gone, new_owner
from quizgen.jobs.wakeups import Wakeups, wake_worker
from quizgen.jobs.worker import Worker
from quizgen.store import open_store
from quizgen.store.job import Job
from quizgen.store.jobs import JobRepository
from tests.conftest import ROOT
from tests.jobs.small_child import CHILD
from tests.processes import child_of, wait_for_end

# A worker for the kinds of jobs that only tests have.
PROGRAM = """
import signal, sys
from pathlib import Path
from quizgen.jobs import kinds, worker
from quizgen.store import open_store
from quizgen.store.jobs import JobRepository
from tests.jobs.small_child import CHILD, KINDS
worker.WORK = {**kinds.WORK, **KINDS}
home = Path(sys.argv[1])
with open_store(home) as store:
    running = worker.Worker(JobRepository(store), home, child=CHILD, on_job=lambda job: print(job.state, flush=True))
    signal.signal(signal.SIGTERM, lambda number, frame: running.end())
    print("ready", flush=True)
    running.run()
print("ended", flush=True)
"""


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[JobRepository]:
    with open_store(tmp_path) as store:
        yield JobRepository(store)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start_one() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert line(process) == "ready"
        return process

    yield start_one
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def until(jobs: JobRepository, job: Job, *states: str) -> Job:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        now = jobs.get(job.id)
        if now.state in states:
            return now
        time.sleep(0.05)
    raise AssertionError(f"job {job.id} is {now.state}, not {states}")


def test_a_message_is_taken_once_and_wakes(tmp_path: Path) -> None:
    wake_worker(tmp_path)
    messages = Wakeups(tmp_path)
    assert [messages.taken(), messages.taken()] == [True, False]
    messages.close()


def test_a_worker_does_what_waits_though_every_message_was_lost(
    jobs: JobRepository, start: Callable[[], subprocess.Popen[str]]
) -> None:
    before = jobs.add("fail_once", max_attempts=1)
    process = start()
    assert line(process) == "running"
    until(jobs, before, "failed")
    later = jobs.add("refuse")
    until(jobs, later, "failed")
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=60)[0].splitlines()[-1] == "ended"


def test_a_worker_told_to_end_puts_its_job_back_and_another_takes_it_up(
    jobs: JobRepository, start: Callable[[], subprocess.Popen[str]], tmp_path: Path
) -> None:
    job = jobs.add("wait")
    first = start()
    child_of(tmp_path)
    first.send_signal(signal.SIGTERM)
    assert first.communicate(timeout=60)[0].splitlines() == ["running", "queued", "ended"]
    assert first.returncode == 0
    back = jobs.get(job.id)
    assert (back.state, back.attempts) == ("queued", 0)


def test_a_killed_workers_child_ends_with_it_and_its_job_is_taken_up_at_once(
    jobs: JobRepository, start: Callable[[], subprocess.Popen[str]], tmp_path: Path
) -> None:
    job = jobs.add("wait")
    first = start()
    child = child_of(tmp_path)
    first.kill()
    first.communicate()
    wait_for_end(child)
    (tmp_path / "waiting").unlink()
    second = start()
    assert line(second) == "running"
    child_of(tmp_path)
    assert jobs.get(job.id).attempts == 2
    jobs.cancel(job.id)
    assert until(jobs, job, "cancelled").attempts == 2


def test_without_huey_the_missing_extra_is_named(
    jobs: JobRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "huey", None)
    with pytest.raises(HomeError, match=r"the worker needs huey; install quizgen\[web\]"):
        Worker(jobs, tmp_path, child=CHILD)
    wake_worker(tmp_path)


def test_messages_that_cannot_be_sent_are_named_and_hinder_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / wakeups.FILE_NAME).write_bytes(b"no database " * 100)
    with pytest.raises(HomeError, match=r"wake-up messages: .* cannot be used"):
        Wakeups(tmp_path)
    wake_worker(tmp_path)
    monkeypatch.setenv(wakeups.VARIABLE, "nonsense")
    with pytest.raises(HomeError, match="the Redis server of QUIZGEN_REDIS cannot be used"):
        Wakeups(tmp_path)


def test_an_owner_of_another_host_is_left_to_its_lease() -> None:
    assert not is_gone(new_owner())
    assert not is_gone("elsewhere:1:abc")
    assert not is_gone("nonsense")
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    host = new_owner().rpartition(":")[0].rpartition(":")[0]
    assert is_gone(f"{host}:{done.pid}:abc")
