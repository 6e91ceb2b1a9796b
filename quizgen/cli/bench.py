"""The commands that measure speed."""

from __future__ import annotations

import click

from quizgen.cli.bench_encoder import encoder


@click.group()
def bench() -> None:
    """Measure speed, beside what else could be used."""


for command in (encoder,):
    bench.add_command(command)
