"""The command that does the jobs which others put into the queue."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import click

from quizgen.cli.common import home_option
from quizgen.cli.index_jobs import describe_job
from quizgen.home import data_home
from quizgen.in_use import using
from quizgen.jobs.publishing import Publishing
from quizgen.jobs.worker import Worker
from quizgen.store import open_store
from quizgen.store.job import Job
from quizgen.store.jobs import JobRepository
from quizgen.store.quiz import StoredQuiz


@click.command()
@home_option
def worker(home: Path | None) -> None:
    """Do the jobs of a data home, one build at a time, until Ctrl-C or SIGTERM; then a running one is put back.

    It publishes the quizzes, too, whose time has come.

    Messages wake it; QUIZGEN_REDIS names a Redis server for them, else they go through a file in the data home.

    \b
    quizgen worker
    """
    path = data_home(home)
    with using(path), open_store(path) as store:
        running = Worker(JobRepository(store), path, on_job=_tell, on_trouble=_warn)

        def end(number: int, frame: FrameType | None) -> None:
            running.end()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        click.echo(f"quizgen: worker of {path} waits for jobs", err=True)
        with Publishing(store, on_published=_tell_published, on_trouble=_warn):
            running.run()
    click.echo("quizgen: worker has ended", err=True)


def _tell(job: Job) -> None:
    click.echo(f"quizgen: {describe_job(job)}", err=True)


def _tell_published(quiz: StoredQuiz) -> None:
    click.echo(f"quizgen: published quiz {quiz.quiz_id} ({quiz.key})", err=True)


def _warn(message: str) -> None:
    click.echo(f"quizgen: {message}", err=True)
