"""Commands that train: the language model, the word vectors and the topic model."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from tqdm import tqdm

from quizgen.cli.outputs import checked_output

_SOME_FAILED = 1
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
corpus_option = click.option(
    "--corpus",
    "corpora",
    multiple=True,
    required=True,
    type=_FILE,
    metavar="FILE",
    help="Articles as JSON Lines, plain or gzipped; may be repeated.",
)


@click.group()
def train() -> None:
    """Train the language model, the word vectors or the topic model on an archive."""


@train.command()
@corpus_option
@click.option("--output", "-o", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to fill.")
@click.option(
    "--settings", type=_FILE, help="A recipe.json to repeat, or a JSON object of the settings that are not the default."
)
@click.option("--epochs", type=float, help="Passes over the corpus, counted from the first segment's beginning.")
@click.option("--vectors", type=_FILE, help="Begin from these word vectors (of quizgen train vectors).")
@click.option("--resume", is_flag=True, help="Go on from the folder's checkpoint, as if it had never stopped.")
@click.option("--continue", "earlier", type=_FILE, help="Begin a new segment from this checkpoint.")
@click.option(
    "--checkpoint-every", default=200, show_default=True, type=click.IntRange(1), help="Updates between checkpoints."
)
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
    checkpoint_every: int,
    device: str,
    threads: int,
) -> None:
    """Train the bidirectional language model and write it for AllenNLP.

    A twentieth of the articles is held out; perplexity is measured on it. The folder holds the checkpoint while the
    run goes on, and in the end options.json, weights.hdf5, softmax.npz, recipe.json and log.csv.

    \b
    quizgen train lm --corpus archive.jsonl.gz -o model
    quizgen train lm --corpus archive.jsonl.gz -o model --resume
    quizgen train lm --corpus archive.jsonl.gz -o longer --continue model/before-fall.pt --epochs 5
    quizgen train lm --corpus archive.jsonl.gz -o again --settings model/recipe.json
    """
    from quizgen.archive.recipe import Recipe, read_settings
    from quizgen.archive.training import TrainingPlan, train_language_model
    from quizgen.elmo.training.trainer import CHECKPOINT, Pace

    read = {} if settings is None else read_settings(settings)
    recipe, given = (read, {}) if isinstance(read, Recipe) else (None, read)
    if epochs is not None:
        given["epochs"] = epochs
    plan = TrainingPlan(
        corpora,
        output,
        given,
        recipe,
        vectors=vectors,
        resume=resume,
        earlier=earlier,
        device=device,
        threads=threads,
        pace=Pace(checkpoint=checkpoint_every),
    )
    bad = _BadLines()
    with _Bars() as bars, _resumable(output / CHECKPOINT):
        report = train_language_model(plan, progress=bars.show, on_bad=bad.report)
    click.echo(
        f"{output}: {report.tokens:,} tokens seen in {report.hours:.2f} hours; held-out perplexity "
        f"{report.perplexity[0]:.1f} forward, {report.perplexity[1]:.1f} backward"
    )
    bad.end()


@train.command()
@corpus_option
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--dimensions", default=256, show_default=True, type=click.IntRange(1))
@click.option("--epochs", default=4, show_default=True, type=click.IntRange(1), help="Passes over the corpus.")
@click.option("--min-count", default=5, show_default=True, type=click.IntRange(1), help="Rarer words get no vector.")
@click.option("--most-frequent", type=click.IntRange(1), help="Keep only so many, and every word of the lexicon.")
@click.option(
    "--bytes", "size", type=click.IntRange(1), help="Keep a word's vector in so many bytes, not one a dimension."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="With 1 a run can be repeated.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
def vectors(
    corpora: tuple[Path, ...],
    output: Path,
    dimensions: int,
    epochs: int,
    min_count: int,
    most_frequent: int | None,
    size: int | None,
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
    if size is not None and size > dimensions:
        raise click.BadParameter(f"expected at most the {dimensions} dimensions, got {size}", param_hint="--bytes")
    lexicon = default_lexicon()
    settings = VectorSettings(
        dimensions=dimensions, epochs=epochs, min_count=min_count, workers=workers, seed=seed
    )  # fmt: skip
    bad = _BadLines()
    shown = sys.stderr.isatty()
    with tqdm(desc="articles", unit="", disable=not shown) as articles:
        found = vectors_of_archive(
            corpora,
            lexicon,
            settings,
            on_article=lambda: _count(articles),
            on_epoch=lambda epoch: click.echo(f"pass {epoch} of {epochs} done", err=True) if shown else None,
            on_bad=bad.report,
        )
    if most_frequent is not None:
        found = found.subset(
            most_frequent, {form for entry in lexicon.entries for form in (entry.surface, *entry.aliases)}
        )
    if size is not None:
        found = found.compressed(size)
    found.save(target)
    click.echo(f"{output}: vectors of {len(found.words):,} words, {found.dimensions} dimensions")
    bad.end()


@train.command()
@corpus_option
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--vectors", type=_FILE, help="Of these word vectors instead of those that ship.")
@click.option("--dimensions", default=128, show_default=True, type=click.IntRange(2), help="Of a topic vector.")
@click.option("--clusters", default=1, show_default=True, type=click.IntRange(1), help="Soft clusters of words.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
def topics(
    corpora: tuple[Path, ...], output: Path, vectors: Path | None, dimensions: int, clusters: int, seed: int
) -> None:
    """Fit the topic model (composite vectors of articles) to word vectors and an archive.

    \b
    quizgen train topics --corpus archive.jsonl.gz --vectors vectors.npz -o topics.npz
    """
    from quizgen.data import data_path
    from quizgen.topics.fitting import topics_of_archive
    from quizgen.topics.model import TopicSettings
    from quizgen.vectors import WordVectors

    target = checked_output(output)
    words = WordVectors.load(data_path("vectors.npz") if vectors is None else vectors)
    settings = TopicSettings(dimensions=dimensions, clusters=clusters, seed=seed)
    bad = _BadLines()
    with tqdm(desc="articles", unit="", disable=not sys.stderr.isatty()) as articles:
        found = topics_of_archive(corpora, words, settings, on_article=lambda: _count(articles), on_bad=bad.report)
    found.save(target)
    click.echo(f"{output}: topics of {found.dimensions} dimensions, {clusters} clusters of {len(words.words):,} words")
    bad.end()


@train.command()
@click.argument("log", type=_FILE)
@click.option(
    "--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path), help="FILE.svg or FILE.png."
)
def plot(log: Path, output: Path) -> None:
    """Draw a training log: the losses, the learning rate and the held-out perplexity over the tokens seen.

    \b
    quizgen train plot model/log.csv -o log.svg
    """
    from quizgen.elmo.training.log import read_log
    from quizgen.elmo.training.plot import plot_log

    plot_log(read_log(log), checked_output(output))


class _BadLines:
    """Names each line that holds no article; at the end the exit code tells that there were some."""

    def __init__(self) -> None:
        self._met = False

    def report(self, line: object) -> None:
        self._met = True
        tqdm.write(f"quizgen: {line}", file=sys.stderr)

    def end(self) -> None:
        if self._met:
            click.get_current_context().exit(_SOME_FAILED)


class _Bars:
    """A bar for each step on a terminal; elsewhere a line for each note."""

    def __init__(self) -> None:
        self._visible = sys.stderr.isatty()
        self._bars: dict[str, tqdm[None]] = {}

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, *_: object) -> None:
        for bar in self._bars.values():
            bar.close()

    def show(self, step: str, done: int, total: int | None, note: str) -> None:
        if not self._visible:
            if note:
                click.echo(f"{step} {done}/{total}: {note}", err=True)
            return
        if step not in self._bars:
            self._bars[step] = tqdm(desc=step, unit="")
        bar = self._bars[step]
        bar.total = total
        bar.set_postfix_str(note, refresh=False)
        bar.update(done - bar.n)


@contextmanager
def _resumable(checkpoint: Path) -> Iterator[None]:
    """Let SIGTERM end the run as Ctrl-C does, and tell what is kept."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        kept = (
            f"{checkpoint} keeps the run; --resume goes on with it" if checkpoint.exists() else "nothing was kept yet"
        )
        tqdm.write(f"quizgen: {kept}", file=sys.stderr)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def _count(bar: tqdm[None]) -> None:
    bar.update(1)
