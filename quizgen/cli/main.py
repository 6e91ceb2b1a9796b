"""The entry point: the group of commands, and what an error looks like."""

from __future__ import annotations

import logging
import os
import signal
import sys
from importlib import metadata

import click

from quizgen.cli import articles, backup, batch, bench, evaluate, index, serve, train, users, words, worker
from quizgen.errors import QuizgenError

EXIT_SOME_FAILED, EXIT_UNUSABLE, EXIT_CANNOT_RUN = 1, 2, 3


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(metadata.version("quizgen"), prog_name="quizgen")
def cli() -> None:
    """Four-choice quizzes from Japanese news articles.

    The wrong choices fit what the key means in this article. ARTICLE is a text file, a JSON article, or - for
    standard input.

    \b
    quizgen quiz                                  quizzes from the bundled sample articles
    quizgen keywords article.txt                  what is worth asking about
    quizgen candidates article.txt --keyword 楽天  the ranked candidates
    quizgen batch today.jsonl -o quizzes.jsonl    a day's articles
    quizgen evaluate --data eval                  how good the model and the index are

    Data are kept in QUIZGEN_HOME, else in the platform's usual place.
    """


for command in (
    articles.keywords,
    articles.candidates,
    articles.quiz,
    batch.batch,
    words.words,
    index.index,
    train.train,
    evaluate.evaluate,
    bench.bench,
    serve.serve,
    worker.worker,
    users.users,
    backup.backup,
    backup.restore,
):
    cli.add_command(command)


def run() -> None:
    """Run the command line; library errors become one line and an exit code, never a traceback."""
    logging.getLogger("quizgen").addHandler(logging.NullHandler())
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        _fail("interrupted", 128 + signal.SIGINT)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_UNUSABLE)
    except QuizgenError as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader of our output has gone (| head); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_SOME_FAILED)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        _fail(f"cannot go on:{where} {error.strerror or error}", EXIT_CANNOT_RUN)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    click.echo(f"quizgen: {message}", err=True)
    sys.exit(code)
