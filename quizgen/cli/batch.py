"""The command that makes quizzes of many articles."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import click
from tqdm import tqdm

from quizgen.batch.formats import FORMATS, format_of
from quizgen.batch.history import read_history
from quizgen.batch.items import Item, Outcome
from quizgen.batch.journal import journal_path
from quizgen.batch.run import BatchSettings, run_batch
from quizgen.cli.batch_inputs import count_items, find_files, read_items
from quizgen.cli.common import home_option, load_generator, making_options
from quizgen.cli.outputs import checked_output
from quizgen.options import QuizOptions

_SOME_FAILED = 1
_UNPRINTED = ("Cc", "Cf", "Cs", "Zl", "Zp")


@click.command()
@click.argument("inputs", metavar="IN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Where the quizzes go.")
@click.option("--per-article", default=3, show_default=True, type=click.IntRange(1, 50), help="Quizzes an article.")
@click.option("--format", type=click.Choice(FORMATS), help="Else what OUT's name ends in, else jsonl.")
@click.option(
    "--history",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Earlier quizzes (jsonl), or words one a line: what they offered is drawn less often.",
)
@click.option("--resume", is_flag=True, help="Go on with an unfinished run of the same command.")
@making_options
@home_option
def batch(
    inputs: tuple[Path, ...],
    output: Path,
    per_article: int,
    format: str | None,
    history: Path | None,
    resume: bool,
    seed: int,
    choices: int,
    difficulty: str,
    exclude: tuple[str, ...],
    home: Path | None,
) -> None:
    """Make quizzes of many articles.

    IN is a file of JSON lines with one article each (plain or .gz), an article (.json, .txt), or a folder of these.
    No word is asked about twice in a run, and a text that comes again is passed over. So is a story that is no game
    (deaths, crime, disasters and the like): it is named on standard error with what shows it; stories.toml in the
    data home changes the rules. An article that gives no quiz is named with the reason; the others go on, and the
    exit code is then 1.

    OUT appears when all is done. Until then OUT.part keeps the finished articles; after a crash the same command
    with --resume goes on from there.

    \b
    quizgen batch today.jsonl -o quizzes.jsonl
    quizgen batch articles/ -o quizzes.gift --per-article 1 --seed 7
    quizgen batch today.jsonl -o quizzes.jsonl --history yesterday.jsonl --resume
    """
    out = checked_output(output)
    files = find_files(inputs, out)
    words = read_history(history) if history is not None else ()
    options = QuizOptions(n_choices=choices, difficulty=difficulty, exclude=exclude, history=words, seed=seed)
    settings = BatchSettings(per_article, options, format or format_of(out.name))
    journal = journal_path(out)
    if journal.exists() and not resume:
        click.echo(
            f"quizgen: {journal}: starting the unfinished run over; --resume would have gone on with it", err=True
        )
    generator = load_generator(home)
    visible = sys.stderr.isatty()
    with tqdm(total=count_items(files) if visible else None, unit=" articles", disable=not visible) as bar:

        def report(item: Item, outcome: Outcome) -> None:
            bar.update()
            if outcome.problem:
                bar.write(_one_line(f"quizgen: {item.place}: {outcome.problem}"), file=sys.stderr)

        try:
            summary = run_batch(generator, read_items(files), out, settings, resume=resume, report=report)
        except KeyboardInterrupt:
            if journal.exists():
                bar.write(f"quizgen: {journal} keeps the finished articles; --resume goes on", file=sys.stderr)
            raise
    click.echo(
        f"{output}: {summary.quizzes} quizzes of {summary.articles} articles; "
        f"{summary.failed} failed, {summary.passed_over} passed over",
        err=True,
    )
    if summary.stories:
        kinds = ", ".join(f"{kind} {count}" for kind, count in summary.kinds.items())
        click.echo(
            f"{summary.stories} of those passed over are stories that are no game ({kinds}); to change the rules, "
            "edit stories.toml in the data home",
            err=True,
        )
    if summary.failed:
        click.get_current_context().exit(_SOME_FAILED)


def _one_line(text: str) -> str:
    """Return a text without the characters that would break its line or steer the terminal."""
    return "".join("?" if unicodedata.category(character) in _UNPRINTED else character for character in text)
