"""Commands about one article: keywords, candidates, quiz."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli.common import (
    as_json,
    home_option,
    key_options,
    load_generator,
    making_options,
    print_json,
    print_table,
    read_article,
)
from quizgen.data import sample_articles
from quizgen.options import QuizOptions
from quizgen.results import Quiz
from quizgen.stories.flags import StoryFlag

if TYPE_CHECKING:
    from quizgen.generator import QuizGenerator

_LETTERS = "ABCDEFGHIJ"
# Without an article, quizzes of so many bundled samples are shown.
_SAMPLES_SHOWN = 5


@click.command()
@click.argument("article")
@click.option("-k", "--most", default=20, show_default=True, help="How many to print.")
@as_json
@home_option
def keywords(article: str, most: int, as_json: bool, home: Path | None) -> None:
    """Print the words of ARTICLE worth asking about, best first.

    A story that is no game (deaths, crime, disasters and the like) is named on standard error.

    \b
    quizgen keywords article.txt
    """
    source = read_article(article)
    generator = load_generator(home)
    flags = generator.stories(source)
    warn_of_stories(flags)
    found = generator.keywords(source)[:most]
    if as_json:
        kinds = [flag.kind for flag in flags]
        print_json([{**keyword.to_dict(), "stories": kinds} for keyword in found])
    else:
        print_table(
            ((f"{word.score:.2f}", word.surface, word.category, f"{word.start}-{word.end}") for word in found),
            ("score", "keyword", "category", "place"),
        )


@click.command()
@click.argument("article")
@key_options
@click.option("-k", "most", default=10, show_default=True, help="How many to print.")
@click.option("--exclude", multiple=True, metavar="WORD", help="Never offer this word; may be repeated.")
@as_json
@home_option
def candidates(
    article: str,
    keyword: str | None,
    start: int | None,
    end: int | None,
    most: int,
    exclude: tuple[str, ...],
    as_json: bool,
    home: Path | None,
) -> None:
    """Print the candidates for a key of ARTICLE, ranked and filtered, best first.

    \b
    quizgen candidates article.txt --keyword ソフトバンク -k 10
    """
    options = QuizOptions(exclude=exclude)
    source = read_article(article)
    found = load_generator(home).candidates(source, keyword, most, start=start, end=end, options=options)
    if as_json:
        print_json([candidate.to_dict() for candidate in found])
        return
    print_table(
        (
            (
                f"{item.score:.3f}",
                item.surface,
                item.entry_id.rpartition("|")[2],
                " ".join(f"{name} {value:+.2f}" for name, value in item.channels.items()),
                ", ".join(item.warnings),
            )
            for item in found
        ),
        ("score", "candidate", "class", "why", "warnings"),
    )


@click.command()
@click.argument("article", required=False)
@key_options
@click.option("--most", default=1, show_default=True, help="Quizzes an article, where no key is named.")
@making_options
@as_json
@home_option
def quiz(
    article: str | None,
    keyword: str | None,
    start: int | None,
    end: int | None,
    most: int,
    seed: int,
    choices: int,
    difficulty: str,
    exclude: tuple[str, ...],
    as_json: bool,
    home: Path | None,
) -> None:
    """Make a quiz of ARTICLE; without ARTICLE, show quizzes of the bundled samples.

    A story that is no game (deaths, crime, disasters and the like) is named on standard error.

    \b
    quizgen quiz article.txt --keyword ソフトバンク
    quizgen quiz article.json --most 3 --seed 1 --json
    """
    options = QuizOptions(n_choices=choices, difficulty=difficulty, exclude=exclude, seed=seed)
    if article is None and (keyword is not None or start is not None or end is not None):
        raise click.UsageError("a key was named but no ARTICLE: name the article too")
    generator = load_generator(home)
    named = keyword is not None or start is not None or end is not None or most == 1
    made: list[Quiz] = []
    if article is None:
        made = _of_samples(generator, most, options)
    else:
        source = read_article(article)
        warn_of_stories(generator.stories(source))
        if named:
            made = [generator.quiz(source, keyword, start=start, end=end, options=options)]
        else:
            made = generator.quizzes(source, most, options=options)
    if as_json:
        print_json([item.to_dict() for item in made] if article is None or not named else made[0].to_dict())
        return
    for item in made:
        show_quiz(item)


def _of_samples(generator: QuizGenerator, most: int, options: QuizOptions) -> list[Quiz]:
    """Quizzes of the first bundled samples that have a word worth asking for; not every article has one."""
    made: list[Quiz] = []
    shown = 0
    for sample in sample_articles():
        quizzes = generator.quizzes(sample, most, options=options)
        made.extend(quizzes)
        shown += bool(quizzes)
        if shown == _SAMPLES_SHOWN:
            break
    return made


def warn_of_stories(flags: Iterable[StoryFlag]) -> None:
    """Name on standard error what makes an article a story that is no game."""
    for flag in flags:
        advice = "a second person should approve"
        if flag.persons_barred:
            advice = f"no person is key or choice, and {advice}"
        click.echo(f"quizgen: a story that is no game: {flag.describe()}: {advice}", err=True)


def show_quiz(item: Quiz) -> None:
    """Print a quiz as a reader would see it, with its answer."""
    if item.source.title:
        click.echo(f"《{item.source.title}》")
    click.echo(item.stem)
    for letter, choice in zip(_LETTERS, item.choices, strict=False):
        click.echo(f"  {letter}. {choice}")
    click.echo(f"  答え {_LETTERS[item.answer]}. {item.key}\n")
