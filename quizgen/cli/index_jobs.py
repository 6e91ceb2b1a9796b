"""Commands about builds: build, cancel, log."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from tqdm import tqdm

from quizgen.cli.common import as_json, home_option, print_json
from quizgen.cli.engines import chosen_engine, engine_options
from quizgen.cli.user import user_name
from quizgen.engines.named import RAY
from quizgen.errors import JobError, QuizgenError
from quizgen.home import data_home
from quizgen.jobs.kinds import BUILD
from quizgen.jobs.owner import is_gone, new_owner
from quizgen.jobs.supervisor import supervise
from quizgen.jobs.wakeups import wake_worker
from quizgen.store import open_store
from quizgen.store.job import CANCELLED, FAILED, QUEUED, WAITING, Job
from quizgen.store.jobs import JobRepository

_LOOK = 0.5


class BuildFailed(QuizgenError):
    """A build ended without a version."""


@click.command()
@click.option(
    "--articles",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The newsroom's archive: JSON Lines, plain or gzipped; may be repeated.",
)
@click.option("--stored", is_flag=True, help="The articles of the store, as well or instead.")
@click.option("--keep", type=click.IntRange(min=1), help="How many versions stay; else 5.")
@click.option("--background", is_flag=True, help="Leave it to quizgen worker.")
@engine_options
@as_json
@home_option
def build(
    articles: tuple[Path, ...],
    stored: bool,
    keep: int | None,
    background: bool,
    engine: str,
    processes: int | None,
    ray_address: str | None,
    as_json: bool,
    home: Path | None,
) -> None:
    """Build a version from an archive and the words that editors added, and switch to it.

    One build runs at a time; this one waits its turn. Ctrl-C cancels it. With
    --processes or --engine ray, workers encode the archive beforehand; the
    version is the same.

    \b
    quizgen index build --articles archive.jsonl
    quizgen index build --stored                     the articles that the store has
    quizgen index build                              take in the editors' words only
    quizgen index build --background
    quizgen index build --articles archive.jsonl --processes 8
    quizgen index build --articles archive.jsonl --engine ray --ray-address HOST:PORT
    """
    from quizgen.index.version import KEPT_VERSIONS
    from quizgen.jobs.kinds import build_arguments

    path = data_home(home)
    arguments = build_arguments(articles, keep or KEPT_VERSIONS, stored=stored)
    if engine == RAY or processes is not None or ray_address is not None:
        chosen_engine(engine, processes, ray_address)  # refuses options that do not go together
        arguments["engine"] = {"name": engine, "processes": processes, "ray_address": ray_address}
    with opened_jobs(path) as repository:
        if background:
            job = repository.add(BUILD, arguments)
            wake_worker(path)
            if as_json:
                print_json(job.to_dict())
            else:
                click.echo(f"job {job.id} waits for quizgen worker; quizgen index log {job.id} shows how far it is")
            return
        # Whoever started it sees it fail and can start it again; nobody expects it to begin anew by itself.
        job = repository.add(BUILD, arguments, max_attempts=1)
        with _ending_politely() as told_to_end, _Bars() as bars:
            job = _in_foreground(repository, path, job, told_to_end, bars)
    _report(job, as_json)


@click.command()
@click.argument("job", type=int, required=False)
@home_option
def cancel(job: int | None, home: Path | None) -> None:
    """Cancel job JOB, else the one that runs, else the next; the version in use stays.

    \b
    quizgen index cancel
    """
    with opened_jobs(data_home(home)) as repository:
        cancelled = repository.cancel(job if job is not None else _next_to_end(repository).id)
    click.echo(f"job {cancelled.id} " + ("is cancelled" if cancelled.state == CANCELLED else "is asked to stop"))


@click.command()
@click.argument("job", type=int, required=False)
@as_json
@home_option
def log(job: int | None, as_json: bool, home: Path | None) -> None:
    """Print the log of job JOB, else of the newest.

    \b
    quizgen index log
    """
    with opened_jobs(data_home(home)) as repository:
        newest = repository.find(kind=BUILD, limit=1)
        if job is None and not newest:
            raise JobError("index log: there was no build yet; start one: quizgen index build")
        shown = repository.get(newest[0].id if job is None else job)
        lines = repository.lines(shown.id)
    if as_json:
        print_json({**shown.to_dict(), "log": [{"at": line.at.isoformat(), "line": line.line} for line in lines]})
        return
    click.echo(describe_job(shown))
    for line in lines:
        click.echo(f"{line.at:%Y-%m-%d %H:%M:%S} {line.line}")


@contextmanager
def opened_jobs(home: Path) -> Iterator[JobRepository]:
    """Give the jobs of a data home, asked for in the name of the user."""
    with open_store(home) as store:
        yield JobRepository(store, user_name())


def describe_job(job: Job) -> str:
    """Return a line about a job: what it does, for whom, how far it is."""
    parts = [f"job {job.id}: {job.kind}, {job.state}"]
    if job.who:
        parts.append(f"for {job.who}")
    if job.state in WAITING and job.step:
        parts.append(f"{job.step} {job.done}" + (f" of {job.total}" if job.total else ""))
    if job.error:
        parts.append(job.error)
    return ", ".join(parts)


def _next_to_end(repository: JobRepository) -> Job:
    waiting = repository.find(kind=BUILD, states=WAITING)
    if not waiting:
        raise JobError("index cancel: no build runs or waits")
    return min(waiting, key=lambda job: (job.state == QUEUED, job.id))


def _in_foreground(repository: JobRepository, home: Path, job: Job, told_to_end: threading.Event, bars: _Bars) -> Job:
    """Do the job here once it is its turn, unless a worker was faster; return it ended."""
    while job.state in WAITING:
        if job.state == QUEUED:
            repository.sweep(is_gone)
            claimed = repository.claim(new_owner(), [BUILD], job_id=job.id)
            if claimed is not None:
                return supervise(repository, home, claimed, told_to_end, bars.show, in_background=False)
            bars.wait(repository.find(kind=BUILD, states=WAITING))
        else:
            bars.show(job)
        if told_to_end.wait(_LOOK) and not job.cancel_asked:
            repository.cancel(job.id)
        job = repository.get(job.id)
    return job


def _report(job: Job, as_json: bool) -> None:
    result = job.result or {}
    if job.state == CANCELLED:
        raise click.exceptions.Abort
    if job.state == FAILED:
        failed = BuildFailed(job.error)
        failed.exit_code = int(result.get("exit_code", failed.exit_code))
        raise failed
    for line in result["bad"]:
        click.echo(f"quizgen: {line}", err=True)
    if result["bad_lines"] > len(result["bad"]):
        click.echo(f"quizgen: and {result['bad_lines'] - len(result['bad'])} more lines", err=True)
    if as_json:
        print_json(job.to_dict())
    else:
        click.echo(
            f"index version {result['number']}: {result['senses']} senses; {result['contexts']} contexts from "
            f"{result['articles']} articles, {result['encoded']} of {result['windows']} windows encoded anew; "
            f"recall@10 {result['recall']:.3f}; now in use"
        )
    if result["bad_lines"]:
        click.get_current_context().exit(1)


@contextmanager
def _ending_politely() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C and SIGTERM set; they do nothing else while the block runs."""
    told = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        told.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Bars:
    """A bar for each step, on a terminal."""

    def __init__(self) -> None:
        self._visible = sys.stderr.isatty()
        self._bars: dict[str, tqdm[None]] = {}
        self._told_to_wait = False

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, *_: object) -> None:
        for bar in self._bars.values():
            bar.close()

    def show(self, job: Job) -> None:
        """Show how far a job is."""
        if not self._visible or not job.step:
            return
        if job.step not in self._bars:
            self._bars[job.step] = tqdm(desc=job.step, unit="", position=0)
        bar = self._bars[job.step]
        bar.total = job.total or None
        bar.update(job.done - bar.n)

    def wait(self, others: list[Job]) -> None:
        """Say once what the job waits for."""
        if others and not self._told_to_wait:
            self._told_to_wait = True
            for other in others:
                if other.state != QUEUED:
                    click.echo(f"quizgen: waiting for {describe_job(other)}", err=True)
