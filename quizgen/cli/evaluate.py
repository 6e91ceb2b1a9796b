"""The command that measures how good the model and the index are."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from quizgen.cli.common import as_json, home_option, load_generator, print_json, print_table
from quizgen.cli.outputs import checked_output
from quizgen.evaluation.groups import GROUPS

if TYPE_CHECKING:
    from quizgen.evaluation.bootstrap import Difference
    from quizgen.evaluation.evaluation import Evaluation
    from quizgen.evaluation.run import Run
    from quizgen.generator import QuizGenerator

_SOME_FAILED = 1


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with ner_dev.jsonl.gz and jcommonsenseqa_valid.jsonl.gz.",
)
@click.option(
    "--corpus",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Articles for the pseudo-words: JSON Lines, plain or gzipped; may be repeated.",
)
@click.option("--only", multiple=True, type=click.Choice(GROUPS), help="Only these lines; may be repeated.")
@click.option("--sample", type=click.IntRange(min=1), help="At most so many items a line, for a quick look.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Fixes every draw.")
@click.option("--fit", is_flag=True, help="First learn the weights and publish them as an index version.")
@click.option("--output", type=click.Path(path_type=Path), help="Keep every item's values in this JSON file.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare with another model: a file that --output wrote.",
)
@as_json
@home_option
def evaluate(
    data: Path | None,
    corpus: tuple[Path, ...],
    only: tuple[str, ...],
    sample: int | None,
    seed: int,
    fit: bool,
    output: Path | None,
    against: Path | None,
    as_json: bool,
    home: Path | None,
) -> None:
    """Measure the model and the index: one table, each line beside word vectors alone and beside chance.

    Behind each difference stands its 95% interval. A line whose data are not given is left out and named on standard
    error. An item that quizgen has no answer for counts as the worst value and is named; the exit code is then 1.

    \b
    quizgen evaluate --data eval --corpus wikinews.jsonl.gz --corpus livedoor.jsonl.gz
    quizgen evaluate --data eval --only questions --sample 50
    quizgen evaluate --data eval --output new.json --against old.json
    """
    from quizgen.evaluation.evaluate import Sources, plan
    from quizgen.evaluation.evaluate import evaluate as measure
    from quizgen.evaluation.evaluation import Evaluation
    from quizgen.evaluation.run import Run
    from quizgen.evaluation.system import System

    out = checked_output(output) if output is not None else None
    other = Evaluation.load(against) if against is not None else None
    failures = 0
    bars = _Bars()

    def failed(text: str) -> None:
        nonlocal failures
        failures += 1
        _say(text)

    run = Run(seed, sample, notice=_say, failed=failed, progress=bars.show)
    planned = plan(Sources(data, corpus), run, only)
    generator = load_generator(home)
    try:
        if fit:
            if data is None:
                raise click.UsageError("--fit learns from labelled sets: give their folder with --data")
            _fit(generator, data, run)
            generator = load_generator(home)
        evaluation = measure(System(generator.model, generator.index), planned, run)
    finally:
        bars.close()
    if out is not None:
        evaluation.save(out)
    leads = evaluation.against(other) if other is not None else None
    if as_json:
        print_json(_as_json(evaluation, leads, other))
    else:
        _print(evaluation, leads)
    if failures:
        click.get_current_context().exit(_SOME_FAILED)


def _fit(generator: QuizGenerator, data: Path, run: Run) -> None:
    """Learn the weights, publish them, and say what they are."""
    from quizgen.evaluation.fitting import fit_settings
    from quizgen.evaluation.system import System
    from quizgen.index.reweigh import publish_settings
    from quizgen.index.version import Versions

    settings = fit_settings(data, System(generator.model, generator.index), run.seed, run.progress)
    number = publish_settings(Versions(generator.home), generator.index, settings)
    ranking = settings.ranking
    learned = (("retrieval", settings.retrieval), ("names", ranking.names), ("other words", ranking.words))
    for name, weights in learned:
        _say(f"weights for {name}: {', '.join(f'{feature} {weight:.3f}' for feature, weight in weights.items())}")
    _say(f"index version {number} has them and is now in use")


class _Bars:
    """A progress bar a step, on standard error when it is a terminal."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm[None]] = {}

    def show(self, step: str, done: int, total: int) -> None:
        if step not in self._bars:
            self._bars[step] = tqdm(total=total or None, desc=step, unit="", disable=not sys.stderr.isatty())
        bar = self._bars[step]
        bar.update(done - bar.n)

    def close(self) -> None:
        for bar in self._bars.values():
            bar.close()


def _say(text: str) -> None:
    tqdm.write(f"quizgen: {text}", file=sys.stderr)


def _print(evaluation: Evaluation, leads: Sequence[tuple[int, Difference] | None] | None) -> None:
    header = ["line", "measure", "better", "n", "quizgen", "vectors", "chance", "over vectors", "over chance"]
    rows: list[list[object]] = []
    for line in evaluation.lines:
        means = (f"{values.mean():.3f}" for values in (line.quizgen, line.vectors, line.chance))
        better = "lower" if line.lower_is_better else "higher"
        intervals = _interval(line.over_vectors(evaluation.seed)), _interval(line.over_chance(evaluation.seed))
        rows.append([line.name, line.measure, better, len(line.ids), *means, *intervals])
    if leads is not None:
        header += ["n in common", "over the other"]
        for row, lead in zip(rows, leads, strict=True):
            row += ["-", "-"] if lead is None else [lead[0], _interval(lead[1])]
    print_table(rows, header)
    click.echo(f"model {evaluation.identities['model']}, index {evaluation.identities['index']}")


def _interval(difference: Difference) -> str:
    return f"{difference.mean:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"


def _as_json(
    evaluation: Evaluation, leads: Sequence[tuple[int, Difference] | None] | None, other: Evaluation | None
) -> dict[str, Any]:
    from quizgen.evaluation.lines import rounded_difference

    summary = evaluation.summary()
    if leads is None or other is None:
        return summary
    for line, lead in zip(summary["lines"], leads, strict=True):
        line["over_other"] = None if lead is None else {"n": lead[0], "difference": rounded_difference(lead[1])}
    return {**summary, "other": other.identities}
