"""The command that serves the editors' page and the HTTP API."""

from __future__ import annotations

from pathlib import Path

import click

from quizgen.cli.common import home_option
from quizgen.errors import HomeError
from quizgen.home import data_home


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.option("--threads", type=click.IntRange(1, 512), default=40, show_default=True, help="Requests at once.")
@click.option("--worker/--no-worker", default=True, help="Whether to run a worker for index builds, too.")
@home_option
def serve(host: str, port: int, threads: int, worker: bool, home: Path | None) -> None:
    """Serve the editors' page and the HTTP API until Ctrl-C or SIGTERM.

    The first start prints a link by which the first administrator chooses a password. Settings are read from web.toml
    in the data home. Log lines are JSON, on standard error.

    \b
    quizgen serve
    quizgen serve --port 8080 --no-worker
    """
    try:
        from quizgen.web import serving
    except ModuleNotFoundError as error:
        raise HomeError(f"serve: needs {error.name}, which is not installed; pip install 'quizgen[web]'") from error
    path = data_home(home)
    serving.serve(path, host=host, port=port, threads=threads, worker=worker, say=lambda line: click.echo(line))
