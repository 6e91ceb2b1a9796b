"""The jobs table: claims, leases, retries, cancelling, the sweep and the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from quizgen.errors import JobError
from quizgen.store import Store
from quizgen.store.job import Job
from quizgen.store.jobs import LEASE, JobRepository


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(store: Store, clock: Clock) -> JobRepository:
    return JobRepository(store, "佐藤", clock)


def claimed(jobs: JobRepository, owner: str = "a") -> Job:
    job = jobs.claim(owner, ["build"])
    assert job is not None
    return job


def lines(jobs: JobRepository, job: Job) -> list[str]:
    return [line.line for line in jobs.lines(job.id)]


def test_a_job_goes_from_the_queue_to_its_result_and_says_who_wanted_it(jobs: JobRepository) -> None:
    added = jobs.add("build", {"archive": ["記事.jsonl"]})
    assert (added.state, added.who, added.attempts) == ("queued", "佐藤", 0)
    job = claimed(jobs)
    assert (job.id, job.state, job.attempts, job.arguments) == (added.id, "running", 1, {"archive": ["記事.jsonl"]})
    told = jobs.report(job, "windows", 3, 9)
    assert told is not None
    assert (told.step, told.done, told.total) == ("windows", 3, 9)
    done = jobs.finish(job, {"version": 2})
    assert done is not None
    assert (done.state, done.result, done.owner, done.finished_at) == ("done", {"version": 2}, "", job.started_at)
    assert lines(jobs, job) == ["attempt 1 of 3, by a", "done"]
    assert jobs.claim("a", ["build"]) is None


def test_jobs_of_a_kind_run_one_at_a_time_oldest_first_and_those_of_another_beside_them(jobs: JobRepository) -> None:
    first, second, other = jobs.add("build"), jobs.add("build"), jobs.add("fetch")
    running = claimed(jobs)
    assert running.id == first.id
    assert jobs.claim("b", ["build"]) is None
    assert jobs.claim("b", ["build"], job_id=second.id) is None
    beside = jobs.claim("b", ["build", "fetch"])
    assert beside is not None
    assert beside.id == other.id
    jobs.finish(running, {})
    assert claimed(jobs, "b").id == second.id


def test_the_database_itself_refuses_a_second_running_job_of_a_kind(jobs: JobRepository, store: Store) -> None:
    jobs.add("build")
    claimed(jobs)
    second = jobs.add("build")
    with pytest.raises(Exception, match=r"(?i)unique"), store.noting() as connection:
        connection.exec_driver_sql(f"UPDATE jobs SET state = 'running' WHERE id = {second.id}")
    assert jobs.get(second.id).state == "queued"


def test_of_processes_that_claim_at_once_one_gets_the_job(jobs: JobRepository) -> None:
    jobs.add("build")
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda number: jobs.claim(f"p{number}", ["build"]), range(8)))
    assert sum(outcome is not None for outcome in outcomes) == 1


def test_a_failed_job_is_tried_again_after_growing_pauses_and_then_given_up(jobs: JobRepository, clock: Clock) -> None:
    added = jobs.add("build")
    for pause in (30, 60):
        assert jobs.fail(claimed(jobs), "no space") is not None
        clock.pass_(timedelta(seconds=pause - 1))
        assert jobs.claim("a", ["build"]) is None
        clock.pass_(timedelta(seconds=1))
    last = jobs.fail(claimed(jobs), "no space")
    assert last is not None
    assert (last.state, last.attempts, last.error) == ("failed", 3, "no space")
    assert lines(jobs, added)[1::2] == [
        "failed, again in 30 s: no space", "failed, again in 60 s: no space", "failed: no space"
    ]  # fmt: skip


def test_what_would_fail_again_is_not_tried_again(jobs: JobRepository) -> None:
    jobs.add("build")
    failed = jobs.fail(claimed(jobs), "archive: no such file", retry=False)
    assert failed is not None
    assert (failed.state, failed.attempts) == ("failed", 1)


def test_a_silent_process_loses_its_job_and_can_write_nothing_more(jobs: JobRepository, clock: Clock) -> None:
    jobs.add("build")
    job = claimed(jobs)
    clock.pass_(LEASE * 0.9)
    assert jobs.beat(job) is not None
    clock.pass_(LEASE * 0.9)
    assert jobs.sweep() == []
    clock.pass_(LEASE * 0.2)
    assert [swept.state for swept in jobs.sweep()] == ["queued"]
    for outcome in (jobs.beat(job), jobs.report(job, "x", 1, 2), jobs.finish(job, {}), jobs.fail(job, "late")):
        assert outcome is None
    again = claimed(jobs, "b")
    assert (again.id, again.attempts) == (job.id, 2)
    assert jobs.finish(job, {}) is None
    assert jobs.get(job.id).owner == "b"


def test_a_process_known_to_be_gone_is_not_waited_for(jobs: JobRepository) -> None:
    jobs.add("build")
    claimed(jobs)
    assert jobs.sweep(lambda owner: owner != "a") == []
    assert [swept.error for swept in jobs.sweep(lambda owner: owner == "a")] == ["its process (a) ended or fell silent"]


def test_a_job_that_takes_its_processes_with_it_is_given_up(jobs: JobRepository) -> None:
    added = jobs.add("build")
    for _ in range(3):
        claimed(jobs)
        jobs.sweep(lambda owner: True)
    job = jobs.get(added.id)
    assert (job.state, job.attempts) == ("failed", 3)


def test_a_process_told_to_end_puts_its_job_back_without_using_up_an_attempt(jobs: JobRepository) -> None:
    jobs.add("build")
    back = jobs.give_back(claimed(jobs))
    assert back is not None
    assert (back.state, back.attempts) == ("queued", 0)
    assert claimed(jobs).attempts == 1


def test_cancelling_ends_a_waiting_job_and_asks_a_running_one(jobs: JobRepository) -> None:
    running, waiting = jobs.add("build"), jobs.add("build")
    job = claimed(jobs)
    assert jobs.cancel(waiting.id).state == "cancelled"
    assert jobs.cancel(running.id).state == "running"
    heard = jobs.beat(job)
    assert heard is not None
    assert heard.cancel_asked
    ended = jobs.end_cancelled(job)
    assert ended is not None
    assert ended.state == "cancelled"
    with pytest.raises(JobError, match=f"job {running.id}: it is cancelled already"):
        jobs.cancel(running.id)
    assert lines(jobs, running)[1:] == ["cancelling was asked for by 佐藤", "cancelled"]


def test_a_cancelled_job_whose_process_is_gone_is_not_run_again(jobs: JobRepository) -> None:
    added = jobs.add("build")
    claimed(jobs)
    jobs.cancel(added.id)
    assert [swept.state for swept in jobs.sweep(lambda owner: True)] == ["cancelled"]


def test_an_unknown_job_is_refused(jobs: JobRepository) -> None:
    with pytest.raises(JobError, match="the store has none of this number"):
        jobs.get(10**20)
    with pytest.raises(JobError, match="job 7: the store has none of this number"):
        jobs.get(7)


def test_jobs_do_not_disturb_the_readers_of_words(jobs: JobRepository, store: Store) -> None:
    before = store.generation()
    jobs.add("build")
    jobs.finish(claimed(jobs), {})
    assert store.generation() == before


def test_lists_and_logs_can_be_read_in_part(jobs: JobRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizgen.store.jobs._KEPT", 3)
    added = [jobs.add("build") for _ in range(6)]
    for _ in range(5):
        jobs.finish(claimed(jobs), {})
    ids = [job.id for job in added]
    assert [job.id for job in jobs.find(kind="build")] == [ids[5], *reversed(ids[2:5])], "old ones go, with their logs"
    assert [job.id for job in jobs.find(states=["queued"])] == [ids[5]]
    assert jobs.lines(ids[0]) == []
    first, second = jobs.lines(ids[4])
    assert jobs.lines(ids[4], after=first.id) == [second]
