"""The commands that measure speed."""

from __future__ import annotations

import click

from quizgen.cli.bench_batch import batch
from quizgen.cli.bench_encoder import encoder
from quizgen.cli.bench_index import index


@click.group()
def bench() -> None:
    """Measure speed, beside what else could be used."""


for command in (encoder, index, batch):
    bench.add_command(command)
