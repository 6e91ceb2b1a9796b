"""What the commands on words share: opening them in somebody's name, and saying what was done."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from quizgen.cli.common import print_json
from quizgen.home import data_home
from quizgen.store import Word
from quizgen.word_changes import WordChanges
from quizgen.word_store import open_words


@contextmanager
def opened(home: Path | None) -> Iterator[WordChanges]:
    """Open the words of a data home for the person at the terminal."""
    store, repository = open_words(data_home(home), who())
    with store:
        yield WordChanges(repository)


def who() -> str:
    """Return the name under which the person at the terminal stands in the history."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user often has no name
        return f"uid {os.getuid()}"


def say(done: str, changed: Iterable[Word], as_json: bool) -> None:
    """Print what was done to words: a line each, or the words as they are now as JSON."""
    if as_json:
        print_json([word.to_dict() for word in changed])
        return
    for word in changed:
        click.echo(f"{done} {word.entry_id}")
