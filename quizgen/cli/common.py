"""What several commands share: reading the article, loading the generator, printing."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quizgen.article import Article
from quizgen.article_file import article_of_text
from quizgen.decoding import decode_text
from quizgen.errors import InputError
from quizgen.options import DIFFICULTIES

if TYPE_CHECKING:
    from quizgen.generator import QuizGenerator

F = TypeVar("F", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
home_option = click.option(
    "--home", type=click.Path(path_type=Path), help="Data home; else QUIZGEN_HOME, else the platform's usual place."
)


def key_options(command: F) -> F:
    """Add the options that name a key: --keyword, or --start and --end."""
    for option in (
        click.option("--end", type=int, help="Its end (exclusive)."),
        click.option("--start", type=int, help="Instead of --keyword: the key's first character, counted from 0."),
        click.option("--keyword", "-w", help="The key: a word of the article."),
    ):
        command = option(command)
    return command


def making_options(command: F) -> F:
    """Add the options of what to make: --seed, --choices, --difficulty, --exclude."""
    for option in (
        click.option("--exclude", multiple=True, metavar="WORD", help="Never offer this word; may be repeated."),
        click.option("--difficulty", type=click.Choice(DIFFICULTIES), default="normal", show_default=True),
        click.option("--choices", default=4, show_default=True, help="Choices in all, the key included."),
        click.option("--seed", default=0, show_default=True, help="Fixes every draw."),
    ):
        command = option(command)
    return command


def read_article(source: str) -> Article:
    """Read ARTICLE: a text file, a JSON article, or - for standard input. Raises :class:`InputError`."""
    name = "standard input" if source == "-" else source
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}; name a text file, a JSON article, or -") from error
    return article_of_text(decode_text(data, name), name)


def load_generator(home: Path | None) -> QuizGenerator:
    """Load the generator, drawing a bar on a terminal while a fresh data home is filled."""
    from quizgen.generator import QuizGenerator

    return QuizGenerator.load(home, progress=sys.stderr.isatty())


def print_json(data: Any) -> None:
    """Print one JSON value, readable, with Japanese as it is."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def print_table(rows: Iterable[Iterable[object]], header: Iterable[str]) -> None:
    """Print rows in columns; a full-width character counts as two columns."""
    table = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(_width(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
