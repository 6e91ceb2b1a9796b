"""The command that measures how the index can be searched."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli.common import as_json, home_option, print_table
from quizgen.cli.outputs import checked_output
from quizgen.home import data_home

if TYPE_CHECKING:
    from quizgen.bench.index import Sweep
    from quizgen.bench.searches import Contender


@click.command()
@click.option("--size", "sizes", multiple=True, type=click.IntRange(min=1), help="Senses searched; may be repeated.")
@click.option("--only", multiple=True, metavar="SEARCH", help="Only these searches; may be repeated.")
@click.option(
    "--set",
    "chosen",
    multiple=True,
    metavar="NAME=VALUES",
    help="Values of a parameter instead of the default ones, e.g. M=8,16 or efSearch=100.",
)
@click.option("--queries", default=500, show_default=True, type=click.IntRange(min=1), help="Held-out queries.")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(min=1), help="Threads that build.")
@click.option("--target-recall", default=0.98, show_default=True, type=click.FloatRange(0, 1))
@click.option(
    "--budget-ms", default=5.0, show_default=True, help="How long the slowest query of a hundred may compute."
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Fixes every draw.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Save the results here (JSON), after each build.")
@click.option("--plot", "picture", type=click.Path(path_type=Path), help="Draw recall against speed (.png, .svg).")
@click.option(
    "--results",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Measure nothing: show what -o saved.",
)
@as_json
@home_option
def index(
    sizes: tuple[int, ...],
    only: tuple[str, ...],
    chosen: tuple[str, ...],
    queries: int,
    threads: int,
    target_recall: float,
    budget_ms: float,
    seed: int,
    output: Path | None,
    picture: Path | None,
    results: Path | None,
    as_json: bool,
    home: Path | None,
) -> None:
    """Measure how well and how fast the index in use can be searched, and say which search to take.

    NMSLIB's graph and its brute force, exact search in numpy, and hnswlib, faiss and NGT where they are installed
    (quizgen[bench]). A query is a sense taken out before anything is built; recall@10 is the share of ten answers that
    are as near as the ten true neighbours. Sizes beyond the index are filled with vectors made between real ones.
    Without --size: 10,000, and all there are.

    \b
    quizgen bench index -o sweep.json --plot sweep.png
    quizgen bench index --only nmslib-hnsw --set M=16 --set efConstruction=200 --set efSearch=100,400
    quizgen bench index --size 1000000 --only exact --only nmslib-hnsw --set M=16 --set efConstruction=100
    quizgen bench index --results sweep.json --target-recall 0.95
    """
    from quizgen.bench.index import Sweep, measure
    from quizgen.bench.plot import plot
    from quizgen.bench.vectors import Senses

    contenders = _contenders(only, chosen)
    save = checked_output(output) if output is not None else None
    drawn = checked_output(picture) if picture is not None else None
    if results is not None:
        sweep = Sweep.load(results)
    else:
        senses = Senses.load(_current_version(data_home(home)))
        every = len(senses.codes) - queries
        sweep = measure(
            senses,
            sizes or tuple(size for size in (10_000, every) if 0 < size <= every),
            contenders=contenders,
            queries=queries,
            seed=seed,
            threads=threads,
            save=save,
            progress=_show,
        )
    if as_json:
        click.echo(sweep.to_json(), nl=False)
    else:
        _print(sweep, target_recall, budget_ms)
    if drawn is not None:
        plot(sweep, drawn)
    for failure in sweep.failed:
        click.echo(f"quizgen: {failure}", err=True)
    if sweep.failed:
        click.get_current_context().exit(1)


def _current_version(home: Path) -> Path:
    from quizgen.index.current import ensure_version
    from quizgen.index.version import Versions

    ensure_version(home, progress=sys.stderr.isatty())
    versions = Versions(home)
    number = versions.current()
    assert number is not None  # ensure_version made one
    return versions.path(number)


def _show(what: str) -> None:
    if sys.stderr.isatty():
        click.echo(what, err=True)


def _contenders(only: Sequence[str], chosen: Sequence[str]) -> list[Contender]:
    from quizgen.bench.searches import CONTENDERS, PARAMETERS

    names = [contender.name for contender in CONTENDERS]
    unknown = sorted(set(only) - set(names))
    if unknown:
        raise click.UsageError(f"--only: no search {', '.join(unknown)}; there are {', '.join(names)}")
    values: dict[str, list[int | float]] = {}
    for text in chosen:
        name, equals, written = text.partition("=")
        if not equals or name not in PARAMETERS:
            raise click.UsageError(f"--set: expected NAME=VALUES with a name of {', '.join(PARAMETERS)}, got {text!r}")
        try:
            values[name] = [float(value) if "." in value else int(value) for value in written.split(",")]
        except ValueError as error:
            raise click.UsageError(f"--set: expected numbers with commas between them, got {text!r}") from error
    found = [item.with_parameters(values) for item in CONTENDERS if not only or item.name in only]
    missing = [item.name for item in found if not item.installed]
    if only and missing:
        raise click.UsageError(f"--only: {', '.join(missing)} is not installed; pip install 'quizgen[bench]'")
    return found


def _print(sweep: Sweep, target: float, budget_ms: float) -> None:
    from quizgen.bench.recommending import recommend

    machine, data = sweep.machine, sweep.data
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    click.echo(
        f"{machine['system']}, {machine['processors']} processors, load {machine['load'][0]}; Python "
        f"{machine['python']}, {versions}\n{data['queries']} held-out queries, {data['dimensions']} dimensions, "
        f"{data['real_senses']} real senses ({data['sha256'][:12]}…); {machine['build_threads']} threads build, "
        "1 asks\n"
    )
    header = (
        "senses",
        "search",
        "built",
        "asked",
        "recall@10",
        "queries/s",
        "p50 ms",
        "p99 ms",
        "cpu p99",
        "build s",
        "MB",
    )
    print_table(
        (
            (
                f"{row.size:,}",
                row.search,
                _values(row.built),
                _values(row.asked),
                f"{row.recall:.4f}",
                f"{row.per_second:.0f}",
                f"{row.p50_ms:.2f}",
                f"{row.p99_ms:.2f}",
                f"{row.cpu_p99_ms:.2f}",
                f"{row.build_s:.1f}",
                f"{row.memory_mb:.0f}",
            )
            for row in sweep.rows
        ),
        header,
    )
    click.echo()
    for found in recommend(sweep.rows, target, budget_ms):
        taken = f"{found.row.search} {_values(found.row.built)} {_values(found.row.asked)}" if found.row else "none"
        click.echo(f"{found.size:,} senses: {' '.join(taken.split())} ({found.why})")


def _values(parameters: Mapping[str, int | float]) -> str:
    return " ".join(f"{name}={value:g}" for name, value in parameters.items())
