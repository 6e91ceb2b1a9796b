"""The options that say where a long piece of work is done, for the commands that may spread it."""

from __future__ import annotations

import click

from quizgen.cli.common import F
from quizgen.engines import Engine
from quizgen.engines.named import ENGINES, LOCAL, engine_named


def engine_options(command: F) -> F:
    """Add --engine, --processes and --ray-address."""
    for option in (
        click.option("--ray-address", metavar="HOST:PORT", help="A Ray cluster that runs; else one on this machine."),
        click.option(
            "--processes", type=click.IntRange(1, 1024), help="Workers, of one thread each; else one a processor."
        ),
        click.option(
            "--engine", type=click.Choice(ENGINES), default="local", show_default=True, help="Ray needs quizgen[ray]."
        ),
    ):
        command = option(command)
    return command


def chosen_engine(name: str, processes: int | None, ray_address: str | None) -> Engine:
    """Return the engine that the options name."""
    if name == LOCAL and ray_address is not None:
        raise click.UsageError("--ray-address needs --engine ray")
    return engine_named(name, processes, ray_address)
