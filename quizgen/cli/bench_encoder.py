"""The command that measures how fast the encoder is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from quizgen.cli.common import as_json, print_json, print_table

if TYPE_CHECKING:
    from quizgen.bench.encoder import EncoderSpeed


@click.command()
@click.option(
    "--encoder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with options.json and weights.hdf5; else the encoder that ships.",
)
@click.option(
    "--allennlp-python",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The python of an environment with allennlp 2.10.1: measure beside its Elmo with the same weights.",
)
@click.option("--transformers/--no-transformers", default=True, help="Beside encoders of the size of BERT, or not.")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(min=1), help="Threads of every encoder.")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(min=1), help="Each times all in turn.")
@as_json
def encoder(
    encoder: Path | None, allennlp_python: Path | None, transformers: bool, threads: int, rounds: int, as_json: bool
) -> None:
    """Measure the encoder's speed, on sentences of 25 to 40 tokens of the sample articles.

    Tokens a second are medians of the rounds; "x" is how many times as fast quizgen is, the median of side-by-side
    rounds. The encoders of the size of BERT have random weights: only their speed means anything. The share is that
    of the biLSTM's matrix products, all time spent, in what the machine reaches at large ones. "1, steady=False" gives
    up that a sentence has the same last bits beside any others.

    \b
    quizgen bench encoder
    quizgen bench encoder --allennlp-python allennlp-env/bin/python --json
    """
    from quizgen.bench.encoder import measure
    from quizgen.data import data_path

    with tqdm(unit="", disable=not sys.stderr.isatty()) as bar:

        def show(step: int, total: int) -> None:
            bar.total = total
            bar.update(step)

        speed = measure(
            encoder if encoder is not None else data_path("encoder"),
            threads=threads,
            rounds=rounds,
            allennlp=allennlp_python,
            transformers=transformers,
            progress=show,
        )
    if as_json:
        print_json(speed.to_dict())
    else:
        _print(speed)


def _print(speed: EncoderSpeed) -> None:
    from quizgen.bench.encoder import LONE, QUIZGEN

    rivals = speed.rivals()
    shares = {share.batch: share for share in speed.shares}
    rows: list[list[object]] = []
    for timing in speed.timings:
        if timing.name not in (QUIZGEN, LONE):
            continue
        row: list[object] = [timing.batch if timing.name == QUIZGEN else f"{timing.batch}, steady=False"]
        row.append(f"{timing.median:.0f}")
        for name in rivals:
            rival = speed.of(name, timing.batch)
            row += ["-", "-"] if rival is None else [f"{rival.median:.0f}", f"{timing.over(rival):.2f}"]
        row.append(f"{shares[timing.batch].share:.0%}" if timing.name == QUIZGEN else "-")
        rows.append(row)
    header = ["batch", QUIZGEN, *(part for name in rivals for part in (name, "x")), "matrix share"]
    print_table(rows, header)
    machine = ", ".join(f"{name} {value}" for name, value in speed.machine.items())
    click.echo(f"tokens/s; matrix products {speed.matrix_gflops:.0f} GFLOPS; {machine}; encoder {speed.encoder[:12]}")
    click.echo(f"tokens never met: {speed.new_tokens:.0f} tokens/s (layer 0 alone)")
    if speed.difference is not None:
        click.echo(f"largest difference to AllenNLP's vectors: {speed.difference:.1e}")
