"""Commands that train: the language model and the word vectors."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from quizgen.cli.outputs import checked_output
from quizgen.errors import InputError

corpus_option = click.option(
    "--corpus",
    "corpora",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Articles as JSON Lines, plain or gzipped; may be repeated.",
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def train() -> None:
    """Train the language model or the word vectors on an archive."""


@train.command()
@corpus_option
@click.option("--output", "-o", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to fill.")
@click.option("--settings", type=_FILE, help="A recipe.json, or its settings: every setting that is not the default.")
@click.option("--epochs", type=float, help="Passes over the corpus, counted from the first segment's beginning.")
@click.option("--vectors", type=_FILE, help="Begin from these word vectors (of quizgen train vectors).")
@click.option("--resume", is_flag=True, help="Go on from the folder's checkpoint, as if it had never stopped.")
@click.option("--continue", "earlier", type=_FILE, help="Begin a new segment from this checkpoint.")
@click.option("--device", default="cpu", show_default=True, help="cpu, or cuda for a GPU.")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1), help="Threads on a processor.")
def lm(
    corpora: tuple[Path, ...],
    output: Path,
    settings: Path | None,
    epochs: float | None,
    vectors: Path | None,
    resume: bool,
    earlier: Path | None,
    device: str,
    threads: int,
) -> None:
    """Train the bidirectional language model and write it for AllenNLP.

    A twentieth of the articles is held out; perplexity is measured on it. The folder holds the checkpoint while the
    run goes on, and in the end options.json, weights.hdf5, softmax.npz, recipe.json and log.csv.

    \b
    quizgen train lm --corpus archive.jsonl.gz -o model
    quizgen train lm --corpus archive.jsonl.gz -o model --resume
    """
    from quizgen.archive.training import TrainingPlan, train_language_model

    given = _settings(settings)
    if epochs is not None:
        given["epochs"] = epochs
    shown = sys.stderr.isatty()
    bars: dict[str, tqdm[None]] = {}

    def progress(step: str, done: int, total: int | None, note: str) -> None:
        if not shown:
            if note:
                click.echo(f"{step} {done}/{total}: {note}", err=True)
            return
        bar = bars.setdefault(step, tqdm(total=total, desc=step, unit=""))
        bar.update(done - bar.n)
        if note:
            bar.set_postfix_str(note)

    bad = 0

    def report_bad(line: object) -> None:
        nonlocal bad
        bad += 1
        click.echo(f"quizgen: {line}", err=True)

    plan = TrainingPlan(corpora, output, given, vectors, resume, earlier, device, threads)
    report = train_language_model(plan, progress=progress, on_bad=report_bad)
    for bar in bars.values():
        bar.close()
    click.echo(
        f"{output}: {report.tokens:,} tokens seen in {report.hours:.2f} hours; held-out perplexity "
        f"{report.perplexity[0]:.1f} forward, {report.perplexity[1]:.1f} backward"
    )
    if bad:
        click.get_current_context().exit(1)


@train.command()
@corpus_option
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--dimensions", default=256, show_default=True, type=click.IntRange(1))
@click.option("--epochs", default=4, show_default=True, type=click.IntRange(1), help="Passes over the corpus.")
@click.option("--min-count", default=5, show_default=True, type=click.IntRange(1), help="Rarer words get no vector.")
@click.option("--most-frequent", type=click.IntRange(1), help="Keep only so many, and every word of the lexicon.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="With 1 a run can be repeated.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
def vectors(
    corpora: tuple[Path, ...],
    output: Path,
    dimensions: int,
    epochs: int,
    min_count: int,
    most_frequent: int | None,
    workers: int,
    seed: int,
) -> None:
    """Train static word vectors (gensim's skip-gram), the lexicon's words each in one piece.

    \b
    quizgen train vectors --corpus archive.jsonl.gz -o vectors.npz
    """
    from quizgen.archive.vectors import VectorSettings, vectors_of_archive
    from quizgen.lexicon.default import default_lexicon

    target = checked_output(output)
    lexicon = default_lexicon()
    settings = VectorSettings(
        dimensions=dimensions, epochs=epochs, min_count=min_count, workers=workers, seed=seed
    )  # fmt: skip
    bad = 0

    def report_bad(line: object) -> None:
        nonlocal bad
        bad += 1
        click.echo(f"quizgen: {line}", err=True)

    shown = sys.stderr.isatty()
    with tqdm(desc="articles", unit="", disable=not shown) as articles:
        found = vectors_of_archive(
            corpora,
            lexicon,
            settings,
            on_article=lambda: _count(articles),
            on_epoch=lambda epoch: click.echo(f"pass {epoch} of {epochs} done", err=True) if shown else None,
            on_bad=report_bad,
        )
    if most_frequent is not None:
        found = found.subset(
            most_frequent, {form for entry in lexicon.entries for form in (entry.surface, *entry.aliases)}
        )
    found.save(target)
    click.echo(f"{output}: vectors of {len(found.words):,} words, {found.dimensions} dimensions")
    if bad:
        click.get_current_context().exit(1)


def _count(bar: tqdm[None]) -> None:
    bar.update(1)


def _settings(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path}: expected settings as JSON, cannot read them: {error}") from error
    if isinstance(data, dict) and "settings" in data:
        data = data["settings"]
    if not isinstance(data, dict):
        raise InputError(f"{path}: expected a JSON object of settings, got {type(data).__name__}")
    return data
