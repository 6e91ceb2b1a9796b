"""Commands that change words: edit, block, unblock, retire, merge, delete, undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from quizgen.cli.common import as_json, home_option, print_json
from quizgen.cli.word_common import opened, say, who
from quizgen.errors import WordError
from quizgen.lexicon import CATEGORIES, STATUSES, category_of
from quizgen.store import Operation

_CLEARABLE: dict[str, Any] = {
    "reading": "",
    "status": "",
    "first-seen": None,
    "last-seen": None,
    "successor": "",
    "reason": "",
}


@click.command()
@click.argument("word")
@click.option("--surface", help="Its new surface.")
@click.option("--category", type=click.Choice(tuple(CATEGORIES)), help="Its new category, without a fine class.")
@click.option("--class", "word_class", help="Its new fine class, such as team/baseball.")
@click.option("--reading", help="Its reading in kana.")
@click.option("--status", type=click.Choice(STATUSES))
@click.option("--first-seen", type=int, metavar="YEAR", help="The year in which it began.")
@click.option("--last-seen", type=int, metavar="YEAR", help="The last year that had it.")
@click.option("--successor", help="The word for what took its place.")
@click.option("--sensitive/--not-sensitive", default=None, help="Offered with a warning, and never drawn.")
@click.option("--reason", help="Why it is sensitive or blocked.")
@click.option("--alias", "aliases", multiple=True, help="Another name to add; may be repeated.")
@click.option("--remove-alias", "no_aliases", multiple=True, help="A name to remove; may be repeated.")
@click.option("--context", "contexts", multiple=True, help="A sentence to add; may be repeated.")
@click.option("--remove-context", "no_contexts", multiple=True, help="A sentence to remove; may be repeated.")
@click.option("--clear", type=click.Choice(tuple(_CLEARABLE)), multiple=True, help="Empty a field; may be repeated.")
@click.option("--version", type=int, help="Only if it still has this version; words list --json shows it.")
@as_json
@home_option
def edit(
    word: str,
    category: str | None,
    word_class: str | None,
    aliases: tuple[str, ...],
    no_aliases: tuple[str, ...],
    contexts: tuple[str, ...],
    no_contexts: tuple[str, ...],
    clear: tuple[str, ...],
    version: int | None,
    as_json: bool,
    home: Path | None,
    **given: Any,
) -> None:
    """Change fields of a word; what is not named stays.

    \b
    quizgen words edit 千葉ジェッツ --reading ちばじぇっつ --alias ジェッツ
    quizgen words edit "楽天|team/baseball" --sensitive --reason 本紙の広告主
    quizgen words edit 千葉ジェッツ --clear last-seen --version 3
    """
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    changed |= {name.replace("-", "_"): _CLEARABLE[name] for name in clear}
    if category is not None and word_class is not None and category_of(word_class) != category:
        raise click.UsageError(f"--class {word_class} is of another category than --category {category}: leave one out")
    if word_class is not None or category is not None:
        changed["word_class"] = word_class if word_class is not None else category
        changed["category"] = category_of(changed["word_class"])
    if aliases or no_aliases:
        changed["aliases"] = _with_and_without(word, "alias", aliases, no_aliases)
    if contexts or no_contexts:
        changed["contexts"] = _with_and_without(word, "context", contexts, no_contexts)
    if not changed:
        raise click.UsageError("nothing to change: name a field, such as --reading")
    with opened(home) as words:
        done = words.edit(word, version, **changed)
    say("edited", [done], as_json)


@click.command()
@click.argument("word")
@click.option("--reason", required=True, help="Why; it stays in the history.")
@as_json
@home_option
def block(word: str, reason: str, as_json: bool, home: Path | None) -> None:
    """Never offer a word again, in any of its meanings, whether it was added or is in the default lexicon.

    \b
    quizgen words block 楽天 --reason 本紙の広告主
    """
    if not reason.strip():
        raise click.UsageError("--reason: expected why the word is blocked, got nothing")
    with opened(home) as words:
        done = words.block(word, reason)
    say("blocked", done, as_json)


@click.command()
@click.argument("word")
@as_json
@home_option
def unblock(word: str, as_json: bool, home: Path | None) -> None:
    """Offer a blocked word again.

    \b
    quizgen words unblock 楽天
    """
    with opened(home) as words:
        done = words.unblock(word)
    say("unblocked", done, as_json)


@click.command()
@click.argument("word")
@click.option(
    "--status", type=click.Choice(STATUSES[1:]), default="former", show_default=True, help="What became of it."
)
@click.option("--last-seen", type=int, metavar="YEAR", help="The last year that had it; later articles get it no more.")
@click.option("--successor", default="", help="The word for what took its place.")
@as_json
@home_option
def retire(word: str, status: str, last_seen: int | None, successor: str, as_json: bool, home: Path | None) -> None:
    """Mark a thing of the past: it is offered only in articles of its time.

    \b
    quizgen words retire 旧社名 --last-seen 2025 --successor 新社名
    """
    with opened(home) as words:
        done = words.retire(word, status, last_seen=last_seen, successor=successor)
    say("retired", [done], as_json)


@click.command()
@click.argument("word")
@click.argument("into")
@as_json
@home_option
def merge(word: str, into: str, as_json: bool, home: Path | None) -> None:
    """Make one word of two that are the same thing: WORD becomes an alias of INTO, its sentences go there too.

    \b
    quizgen words merge ジェッツ 千葉ジェッツ
    """
    with opened(home) as words:
        done = words.merge(word, into)
    say(f"merged {word} into", [done], as_json)


@click.command()
@click.argument("word")
@as_json
@home_option
def delete(word: str, as_json: bool, home: Path | None) -> None:
    """Delete a word that was added; its history stays. A word of the default lexicon is as it was shipped again.

    \b
    quizgen words delete 千葉ジェッツ
    quizgen words delete "楽天|team/baseball"
    """
    with opened(home) as words:
        done = words.delete(word)
    say("deleted", [done], as_json)


@click.command()
@click.argument("number", type=int, required=False)
@as_json
@home_option
def undo(number: int | None, as_json: bool, home: Path | None) -> None:
    """Take back the operation with this NUMBER, as words history shows it, as a whole; else your own latest.

    What came later stays, unless it changed the same: then nothing is undone. An undo can be undone.

    \b
    quizgen words undo
    quizgen words undo 42
    """
    with opened(home) as words:
        repository = words.repository
        if number is None:
            mine = repository.operations(50, who=who())
            number = next((item.number for item in mine if item.undoes is None and item.undone_by is None), None)
        if number is None:
            raise WordError("undo: you have done nothing lately; quizgen words history shows what others did")
        done = repository.undo(number)
    if as_json:
        print_json(operation_dict(done))
    else:
        click.echo(f"undone {number}, by operation {done.number}: {done.n_words} words")


def operation_dict(operation: Operation) -> dict[str, Any]:
    """Return an operation as JSON-ready values."""
    return {
        "operation": operation.number,
        "at": operation.at.isoformat(),
        "who": operation.who,
        "what": operation.what,
        "words": operation.n_words,
        "entry_id": operation.entry_id,
        "undoes": operation.undoes,
        "undone_by": operation.undone_by,
    }


def _with_and_without(
    word: str, kind: str, added: tuple[str, ...], removed: tuple[str, ...]
) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    def change(values: tuple[str, ...]) -> tuple[str, ...]:
        for value in removed:
            if value not in values:
                raise WordError(f"word {word!r}: it has no {kind} {value!r}; it has {', '.join(values) or 'none'}")
        return (*(value for value in values if value not in removed), *added)

    return change
