"""The command that makes quizzes of many articles."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click
from click.core import ParameterSource
from tqdm import tqdm

from quizgen.article import Article
from quizgen.batch.formats import FORMATS, format_of
from quizgen.batch.history import History, read_history
from quizgen.batch.items import Item, QuizData
from quizgen.batch.journal import unfinished_day
from quizgen.batch.manifest import Manifest, described_inputs, file_sha256
from quizgen.batch.names import failures_path, journal_path, manifest_path
from quizgen.batch.proposing import load_generator
from quizgen.batch.run import Summary, run_batch
from quizgen.batch.selection import Outcome
from quizgen.batch.settings import BatchSettings, Rules
from quizgen.cli.batch_inputs import count_items, find_files, read_items
from quizgen.cli.common import F, as_json, home_option, making_options, print_json
from quizgen.cli.engines import chosen_engine, engine_options
from quizgen.cli.outputs import checked_output
from quizgen.engines import Engine
from quizgen.home import data_home
from quizgen.options import QuizOptions

_SOME_FAILED = 1
_UNPRINTED = ("Cc", "Cf", "Cs", "Zl", "Zp")
_DATE = click.DateTime(["%Y-%m-%d"])
# What a replayed run does not take from the run that it repeats.
_OF_ITS_OWN = frozenset(
    {"output", "replay", "resume", "home", "as_json", "engine", "processes", "ray_address", "review"}
)


def rule_options(command: F) -> F:
    """Add the options of the rules that hold over all articles of a run."""
    for option in (
        click.option("--by-article-date", is_flag=True, help="Each article is of the day of its date (an archive)."),
        click.option("--until", type=_DATE, metavar="DATE", help="Only articles of this date or earlier."),
        click.option("--since", type=_DATE, metavar="DATE", help="Only articles of this date or later."),
        click.option("--skip-section", "skip_sections", multiple=True, metavar="SECTION", help="None of this section."),
        click.option("--section", "sections", multiple=True, metavar="SECTION", help="Only articles of this section."),
        click.option("--min-score", default=0.58, show_default=True, help="No distractor is worse (0 to 1)."),
        click.option(
            "--history-days", default=14, show_default=True, help="For so long no key, and no same distractors, again."
        ),
        click.option("--day", type=_DATE, metavar="DATE", help="The day that the quizzes are for; else today."),
        click.option("--per-day", type=int, help="Most quizzes of the day; every article's first comes first."),
        click.option("--per-article", default=3, show_default=True, help="Most quizzes of one article."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("inputs", metavar="IN...", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Where the quizzes go.")
@click.option("--format", type=click.Choice(FORMATS), help="Else what OUT's name ends in, else jsonl.")
@rule_options
@click.option(
    "--history",
    "histories",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Earlier quizzes (jsonl, or a folder of such), or words one a line; may be repeated.",
)
@click.option("--approved", is_flag=True, help="Take what editors approved in the store for history too.")
@click.option("--review", is_flag=True, help="Put the quizzes, and their articles, into the editors' queue.")
@click.option("--resume", is_flag=True, help="Go on with an unfinished run of the same command.")
@click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="MANIFEST",
    help="Make a run's quizzes again, from the manifest beside its output.",
)
@engine_options
@making_options
@as_json
@home_option
@click.pass_context
def batch(
    context: click.Context,
    inputs: tuple[Path, ...],
    output: Path,
    format: str | None,
    per_article: int,
    per_day: int | None,
    day: datetime | None,
    history_days: int,
    min_score: float,
    sections: tuple[str, ...],
    skip_sections: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    by_article_date: bool,
    histories: tuple[Path, ...],
    approved: bool,
    review: bool,
    resume: bool,
    replay: Path | None,
    engine: str,
    processes: int | None,
    ray_address: str | None,
    seed: int,
    choices: int,
    difficulty: str,
    exclude: tuple[str, ...],
    as_json: bool,
    home: Path | None,
) -> None:
    """Make quizzes of many articles.

    IN is a file of JSON lines with one article each (plain or .gz), an article (.json, .txt), a news feed (.rss,
    .atom, .rdf, .xml), or a folder, which is read with the folders in it.

    No word is asked about twice in a day, nor one that the history asked about in the last 14 days, under another
    name neither; a quiz with the same distractors again is left out, and a text that comes again is passed over. So is
    a story that is no game (deaths, crime, disasters and the like): it is named on standard error with what shows it;
    stories.toml in the data home changes the rules. An article that gives no quiz is named with the reason, on
    standard error and in OUT.failures.jsonl; the others go on, and the exit code is then 1.

    OUT appears when all is done, and beside it OUT.manifest.json, which names all that it follows from. Until then
    OUT.part keeps the finished articles; after a crash the same command with --resume goes on from there. The output
    is the same whatever the number of processes, and on Ray.

    \b
    quizgen batch today.jsonl -o quizzes.jsonl
    quizgen batch feeds/ -o out/2026-11-23.jsonl --history out/ --per-day 30
    quizgen batch articles/ -o quizzes.gift --per-article 1 --seed 7
    quizgen batch --replay quizzes.jsonl.manifest.json -o again.jsonl
    """
    out = checked_output(output)
    if replay is not None:
        _refuse_others(context)
        order = _replayed(replay)
    elif not inputs:
        raise click.UsageError("Missing argument 'IN...': name files or folders with articles.")
    else:
        rules = Rules(
            per_article,
            per_day,
            history_days,
            min_score,
            sections,
            skip_sections,
            _date(since),
            _date(until),
            by_article_date,
        )
        settings = BatchSettings(
            _day(day, out, resume=resume),
            rules,
            QuizOptions(n_choices=choices, difficulty=difficulty, exclude=exclude, seed=seed),
            format or format_of(out.name),
        )
        order = _Order(find_files(inputs, out), settings, read_history(histories, leave_out=out))
        if approved:
            order = replace(order, history=_with_approved(order.history, settings, home))
    if journal_path(out).exists() and not resume:
        click.echo(
            f"quizgen: {journal_path(out)}: starting the unfinished run over; --resume would have gone on with it",
            err=True,
        )
    queue = _Queue(data_home(home), order.settings.day) if review else None
    summary = _run(order, out, chosen_engine(engine, processes, ray_address), home, queue, resume=resume)
    _tell(output, summary)
    if as_json:
        print_json(_told(output, out, summary))
    same = order.repeats is None or _compare(out, order.repeats)
    if summary.failed or not same:
        context.exit(_SOME_FAILED)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be done: files, settings and history, and the run that is repeated."""

    files: Sequence[Path]
    settings: BatchSettings
    history: History
    repeats: Manifest | None = None


def _refuse_others(context: click.Context) -> None:
    given = [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    others = sorted(set(given) - _OF_ITS_OWN)
    if others:
        raise click.UsageError(f"--replay takes {', '.join(others)} from the manifest: leave that out.")


def _replayed(path: Path) -> _Order:
    manifest = Manifest.load(path)
    return _Order(manifest.input_paths(), manifest.settings, manifest.history, manifest)


def _date(given: datetime | None) -> date | None:
    return given.date() if given is not None else None


def _day(given: datetime | None, out: Path, *, resume: bool) -> date:
    """Return the day of the run: a run that goes on after midnight is still yesterday's."""
    if given is not None:
        return given.date()
    earlier = unfinished_day(journal_path(out)) if resume else None
    return earlier or date.today()


def _with_approved(history: History, settings: BatchSettings, home: Path | None) -> History:
    from quizgen.batch.review import approved_history

    found = approved_history(data_home(home), settings.day, settings.rules.days)
    return History((*history.quizzes, *found.quizzes), history.words)


class _Queue:
    """The editors' queue of a data home, for the quizzes of a day."""

    def __init__(self, home: Path, day: date) -> None:
        self._home, self._day = home, day
        self._articles: list[Article] = []

    def remember(self, item: Item, outcome: Outcome) -> None:
        """Keep the articles that gave quizzes."""
        if outcome.picks and item.article is not None:
            self._articles.append(item.article)

    def put(self, quizzes: Iterable[QuizData]) -> None:
        """Put the quizzes into the queue and say how many are new there."""
        from quizgen.batch.review import put_in_queue

        done = put_in_queue(self._home, quizzes, self._articles, self._day)
        for problem in done.problems:
            click.echo(f"quizgen: {problem}", err=True)
        click.echo(
            f"{len(done.added)} quizzes put into the editors' queue, {len(done.already)} there already", err=True
        )


def _run(order: _Order, out: Path, engine: Engine, home: Path | None, queue: _Queue | None, *, resume: bool) -> Summary:
    visible = sys.stderr.isatty()
    with tqdm(total=count_items(order.files) if visible else None, unit=" articles", disable=not visible) as bar:

        def report(item: Item, outcome: Outcome) -> None:
            bar.update()
            if queue is not None:
                queue.remember(item, outcome)
            if outcome.problem:
                bar.write(_one_line(f"quizgen: {item.place}: {outcome.problem}"), file=sys.stderr)

        try:
            return run_batch(
                engine,
                partial(load_generator, str(data_home(home))),
                read_items(order.files),
                out,
                order.settings,
                history=order.history,
                inputs=described_inputs(order.files),
                replay=order.repeats,
                resume=resume,
                report=report,
                deliver=queue.put if queue is not None else lambda quizzes: None,
            )
        except KeyboardInterrupt:
            journal = journal_path(out)
            if journal.exists():
                bar.write(f"quizgen: {journal} keeps the finished articles; --resume goes on", file=sys.stderr)
            raise


def _tell(output: Path, summary: Summary) -> None:
    working = summary.seconds - summary.loading
    click.echo(
        f"{output}: {summary.quizzes} quizzes of {summary.articles} articles; "
        f"{summary.failed} failed, {summary.passed_over} passed over; "
        f"{summary.loading:.1f} s loading, then {summary.articles / max(working, 1e-9):.1f} articles a second",
        err=True,
    )
    if summary.dropped:
        click.echo("quizzes left out: " + ", ".join(f"{why} {n}" for why, n in summary.dropped.items()), err=True)
    if summary.stories:
        kinds = ", ".join(f"{kind} {count}" for kind, count in summary.kinds.items())
        click.echo(
            f"{summary.stories} of those passed over are stories that are no game ({kinds}); to change the rules, "
            "edit stories.toml in the data home",
            err=True,
        )


def _told(output: Path, out: Path, summary: Summary) -> dict[str, object]:
    failures = failures_path(out)
    return {
        "output": str(output),
        "manifest": str(manifest_path(out)),
        "failures": str(failures) if failures.exists() else None,
        **summary.to_dict(),
    }


def _compare(out: Path, repeated: Manifest) -> bool:
    """Tell whether the replayed run gave the same bytes."""
    same = file_sha256(out) == repeated.output
    click.echo("the same bytes as the run that was replayed" if same else f"{out}: other bytes than the run", err=True)
    return same


def _one_line(text: str) -> str:
    """Return a text without the characters that would break its line or steer the terminal."""
    return "".join("?" if unicodedata.category(character) in _UNPRINTED else character for character in text)
