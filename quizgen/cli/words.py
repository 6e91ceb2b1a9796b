"""Commands about the words that editors add: add, list, import, export, history, and those that change words."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click
from tqdm import tqdm

from quizgen.cli import word_changes
from quizgen.cli.common import as_json, home_option, load_generator, print_json, print_table
from quizgen.cli.outputs import checked_output
from quizgen.cli.word_common import opened, who
from quizgen.errors import WordError
from quizgen.files import replacing
from quizgen.lexicon import CATEGORIES, STATUSES, category_of
from quizgen.lexicon.wordfiles import FORMATS, read_words, write_words
from quizgen.store import Action, NewWord, Operation, Word


@click.group()
def words() -> None:
    """The words that editors add to the lexicon, or block; WORD is a surface, or an id such as 楽天|team/baseball."""


@words.command()
@click.argument("surface")
@click.option("--category", type=click.Choice(tuple(CATEGORIES)), help="Its category; else that of --class, else term.")
@click.option("--class", "word_class", help="Its fine class, such as team/baseball.")
@click.option("--context", "contexts", multiple=True, help="A sentence with the word; may be repeated, three are good.")
@click.option("--reading", default="", help="Its reading in kana.")
@click.option("--alias", "aliases", multiple=True, help="Another name of the same thing; may be repeated.")
@click.option("--status", type=click.Choice(STATUSES), default="active", show_default=True)
@as_json
@home_option
def add(
    surface: str,
    category: str | None,
    word_class: str | None,
    contexts: tuple[str, ...],
    reading: str,
    aliases: tuple[str, ...],
    status: str,
    as_json: bool,
    home: Path | None,
) -> None:
    """Add a word; every process on this data home finds it from its next search on.

    Its vector comes from the sentences given; without any, from those in the stored articles; and where no article
    has it either, from its class, which is said. Words that it may be the same as are named.

    \b
    quizgen words add 千葉ジェッツ --class team/basketball --context 千葉ジェッツは3連勝で首位に立った。
    """
    if category is not None and word_class is not None and category_of(word_class) != category:
        raise click.UsageError(f"--class {word_class} is of another category than --category {category}: leave one out")
    added = load_generator(home).register_word(
        NewWord(
            surface=surface,
            category=category_of(word_class) if word_class else category or "term",
            word_class=word_class or "",
            reading=reading,
            aliases=aliases,
            status=status,
            contexts=contexts,
        ),
        who=who(),
    )
    if as_json:
        print_json(added.to_dict())
        return
    click.echo(f"added {added.word.entry_id}")
    for notice in added.notices:
        click.echo(f"quizgen: {notice}", err=True)


@words.command(name="list")
@click.argument("query", default="")
@click.option("--category", type=click.Choice(tuple(CATEGORIES)), help="Only of this category.")
@click.option("--blocked", is_flag=True, help="Only blocked words.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many; else all.")
@as_json
@home_option
def list_words(
    query: str, category: str | None, blocked: bool, limit: int | None, as_json: bool, home: Path | None
) -> None:
    """Print the words that were added, in that order; QUERY is a part of the surface, an alias or the reading.

    \b
    quizgen words list らくてん
    quizgen words list --blocked --json
    """
    with opened(home) as changes:
        found = changes.repository.list(query, category=category, blocked=blocked or None, limit=limit)
    if as_json:
        print_json([word.to_dict() for word in found])
        return
    print_table(
        (
            (word.entry_id, word.reading, " ".join(word.aliases), word.status, len(word.contexts), _blocked(word))
            for word in found
        ),
        ("word", "reading", "aliases", "status", "contexts", "blocked"),
    )


@words.command(name="import")
@click.argument("file")
@click.option("--format", type=click.Choice(FORMATS), help="Else what the file's name ends in.")
@as_json
@home_option
def import_words(file: str, format: str | None, as_json: bool, home: Path | None) -> None:
    """Add the words of FILE (CSV or JSON lines, - for standard input): all of them, or none where one is wrong.

    The columns are those that export writes; surface and category must be there. The words are stored, and found by
    every process, before their sentences are read, which takes about a minute for a thousand.

    \b
    quizgen words import words.csv
    """
    rows = read_words(sys.stdin.buffer if file == "-" else file, format)
    with opened(home) as changes:
        added = changes.repository.import_words(rows)
    if any(word.contexts for word in added):
        _read_added(home)
    if as_json:
        print_json([word.to_dict() for word in added])
    else:
        click.echo(f"{len(added)} words imported")


@words.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Else standard output.")
@click.option("--format", type=click.Choice(FORMATS), help="Else what OUT's name ends in, else csv.")
@home_option
def export(output: Path | None, format: str | None, home: Path | None) -> None:
    """Write every word that was added, in a form that import reads.

    \b
    quizgen words export -o words.csv
    """
    if output is None:
        with opened(home) as changes:
            write_words(changes.repository.export(), sys.stdout, format or FORMATS[0])
        return
    ending = output.suffix.lower().removeprefix(".")
    format = format or (ending if ending in FORMATS else FORMATS[0])
    path = checked_output(output)
    with (
        opened(home) as changes,
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as stream,
    ):
        count = write_words(changes.repository.export(), stream, format)
    click.echo(f"{count} words written to {output}", err=True)


@words.command()
@click.argument("word", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Without WORD: so many.")
@as_json
@home_option
def history(word: str | None, limit: int, as_json: bool, home: Path | None) -> None:
    """Print who did what to a word, oldest first; without WORD, what was done last to any, as undo takes it back.

    A deleted word is named by its id.

    \b
    quizgen words history
    quizgen words history 楽天
    quizgen words history "千葉ジェッツ|team/basketball"
    """
    with opened(home) as changes:
        if word is None:
            _print_operations(changes.repository.operations(limit), as_json)
            return
        ids = [word] if "|" in word else [item.entry_id for item in changes.named(word)]
        done = [action for entry_id in ids for action in changes.repository.history(entry_id)]
    if not done:
        raise WordError(f"word {word!r}: nothing was ever done to it; quizgen words list shows the words there are")
    if as_json:
        print_json([{**asdict(action), "at": action.at.isoformat()} for action in done])
        return
    print_table(
        (
            (
                action.operation,
                f"{action.at:%Y-%m-%d %H:%M}",
                action.who,
                action.what,
                action.entry_id,
                ", ".join(_changes(action)),
            )
            for action in done
        ),
        ("number", "UTC", "who", "what", "word", "changes"),
    )


def _read_added(home: Path | None) -> None:
    """Make the vectors of what was imported, so that no search has to; interrupted, the searches go on with it."""
    with tqdm(unit=" words", disable=not sys.stderr.isatty(), leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        load_generator(home).read_added_words(show)


def _print_operations(done: Sequence[Operation], as_json: bool) -> None:
    if as_json:
        print_json([word_changes.operation_dict(operation) for operation in done])
        return
    print_table(
        (
            (
                item.number,
                f"{item.at:%Y-%m-%d %H:%M}",
                item.who,
                f"{item.what} {item.undoes}" if item.undoes else item.what,
                item.entry_id + (f" and {item.n_words - 1} more" if item.n_words > 1 else ""),
                f"by {item.undone_by}" if item.undone_by else "",
            )
            for item in done
        ),
        ("number", "UTC", "who", "what", "word", "undone"),
    )


def _blocked(word: Word) -> str:
    return (word.reason or "yes") if word.blocked else ""


def _changes(action: Action) -> Iterator[str]:
    if action.before is None and action.after is not None and action.after["blocked"]:
        yield f"blocked: {action.after['reason']}"
    if action.before is None or action.after is None:
        return
    for name, before in action.before.items():
        after = action.after.get(name)
        if name != "version" and after != before:
            yield f"{name}: {before!r} → {after!r}"


for command in (
    word_changes.edit,
    word_changes.block,
    word_changes.unblock,
    word_changes.retire,
    word_changes.merge,
    word_changes.delete,
    word_changes.undo,
):
    words.add_command(command)
