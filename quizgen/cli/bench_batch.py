"""The command that measures how fast articles become quizzes."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from quizgen.cli.common import as_json, home_option, print_json, print_table
from quizgen.home import data_home


@click.command()
@click.option("--articles", default=24, show_default=True, type=click.IntRange(min=1), help="Articles in each round.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(min=1), help="Each times all ways in turn.")
@click.option(
    "--processes", multiple=True, type=click.IntRange(min=1), default=(1, 2), show_default=True, help="May be repeated."
)
@as_json
@home_option
def batch(articles: int, rounds: int, processes: tuple[int, ...], as_json: bool, home: Path | None) -> None:
    """Measure articles a second: by a batch, and by quizzes() called in a loop in one process.

    Articles of 800 characters, put together from the bundled samples, three quizzes each. A batch proposes more keys
    than it needs, for its rules to choose from; its workers have one thread each, the loop has two. Loading is told
    apart. Rates are medians of the rounds.

    \b
    quizgen bench batch
    quizgen bench batch --articles 100 --rounds 5 --processes 2
    """
    from quizgen.bench.batch import PER_ARTICLE, measure

    def show(what: str) -> None:
        if sys.stderr.isatty():
            click.echo(what, err=True)

    load = os.getloadavg()[0]
    speeds = measure(data_home(home), articles=articles, rounds=rounds, processes=processes, progress=show)
    if as_json:
        print_json([{**asdict(speed), "articles_per_second": speed.median} for speed in speeds])
        return
    click.echo(f"{articles} articles of 800 characters, {PER_ARTICLE} quizzes each; load before {load:.1f}\n")
    print_table(
        (
            (
                speed.way,
                f"{speed.median:.2f}",
                f"{min(speed.rates):.2f}-{max(speed.rates):.2f}",
                speed.quizzes,
                f"{speed.loading_s:.1f}",
            )
            for speed in speeds
        ),
        ("way", "articles/s", "range", "quizzes", "loading s"),
    )
