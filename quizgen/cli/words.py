"""Commands about the words that editors add: add, list, block, unblock, delete, import, export, history."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from quizgen.cli.common import as_json, home_option, load_generator, print_json, print_table
from quizgen.cli.outputs import checked_output
from quizgen.cli.user import user_name
from quizgen.errors import WordError
from quizgen.files import replacing
from quizgen.home import data_home
from quizgen.lexicon import CATEGORIES, STATUSES, Entry, category_of, surface_key
from quizgen.lexicon.wordfiles import FORMATS, read_words, write_words
from quizgen.store import Action, NewWord, Word, WordRepository
from quizgen.word_store import open_words


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

    Its vector comes from the sentences given; without any, from its class.

    \b
    quizgen words add 千葉ジェッツ --class team/basketball --context 千葉ジェッツは3連勝で首位に立った。
    """
    if category is not None and word_class is not None and category_of(word_class) != category:
        raise click.UsageError(f"--class {word_class} is of another category than --category {category}: leave one out")
    entry_id = load_generator(home).add_word(
        surface,
        word_class or category or "term",
        contexts,
        reading=reading,
        aliases=aliases,
        status=status,
        who=user_name(),
    )
    if as_json:
        print_json({"entry_id": entry_id})
    else:
        click.echo(f"added {entry_id}")


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
    with _opened(home) as repository:
        found = repository.list(query, category=category, blocked=blocked or None, limit=limit)
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


@words.command()
@click.argument("surface")
@click.option("--reason", required=True, help="Why; it stays in the history.")
@home_option
def block(surface: str, reason: str, home: Path | None) -> None:
    """Never offer a word again, in any of its meanings, whether it was added or is in the default lexicon.

    \b
    quizgen words block 楽天 --reason 本紙の広告主
    """
    from quizgen.lexicon.default import default_lexicon

    with _opened(home) as repository:
        stored = _with_surface(repository, surface)
        classes = {word.word_class for word in stored}
        shipped = [
            entry
            for entry in default_lexicon().entries
            if surface_key(entry.surface) == surface_key(surface) and entry.word_class not in classes
        ]
        if not stored and not shipped:
            raise WordError(_unknown(surface, repository, default_lexicon().named(surface)))
        done = [repository.block(word.entry_id, reason) for word in stored]
        done += repository.import_words({entry.word_class: _blocked_copy(entry, reason) for entry in shipped}.values())
    _say("blocked", done)


@words.command()
@click.argument("word")
@home_option
def unblock(word: str, home: Path | None) -> None:
    """Offer a blocked word again.

    \b
    quizgen words unblock 楽天
    """
    with _opened(home) as repository:
        found = [item for item in _named(repository, word) if item.blocked]
        if not found:
            raise WordError(f"word {word!r}: it is not blocked; quizgen words list --blocked shows those that are")
        done = [repository.unblock(item.entry_id) for item in found]
    _say("unblocked", done)


@words.command()
@click.argument("word")
@home_option
def delete(word: str, home: Path | None) -> None:
    """Delete a word that was added; its history stays. A word of the default lexicon is as it was shipped again.

    \b
    quizgen words delete 千葉ジェッツ
    quizgen words delete "楽天|team/baseball"
    """
    with _opened(home) as repository:
        found = _named(repository, word)
        if len(found) > 1:
            ids = ", ".join(item.entry_id for item in found)
            raise WordError(f"word {word!r}: it is {len(found)} words; name one by its id: {ids}")
        repository.delete(found[0].entry_id)
    _say("deleted", found)


@words.command(name="import")
@click.argument("file")
@click.option("--format", type=click.Choice(FORMATS), help="Else what the file's name ends in.")
@home_option
def import_words(file: str, format: str | None, home: Path | None) -> None:
    """Add the words of FILE (CSV or JSON lines, - for standard input): all of them, or none where one is wrong.

    The columns are those that export writes; surface and category must be there.

    \b
    quizgen words import words.csv
    """
    rows = read_words(sys.stdin.buffer if file == "-" else file, format)
    with _opened(home) as repository:
        added = repository.import_words(rows)
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
        with _opened(home) as repository:
            write_words(repository.export(), sys.stdout, format or FORMATS[0])
        return
    ending = output.suffix.lower().removeprefix(".")
    format = format or (ending if ending in FORMATS else FORMATS[0])
    path = checked_output(output)
    with (
        _opened(home) as repository,
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as stream,
    ):
        count = write_words(repository.export(), stream, format)
    click.echo(f"{count} words written to {output}", err=True)


@words.command()
@click.argument("word")
@as_json
@home_option
def history(word: str, as_json: bool, home: Path | None) -> None:
    """Print who did what to a word, oldest first. A deleted word is named by its id.

    \b
    quizgen words history 楽天
    quizgen words history "千葉ジェッツ|team/basketball"
    """
    with _opened(home) as repository:
        ids = [word] if "|" in word else [item.entry_id for item in _named(repository, word)]
        done = [action for entry_id in ids for action in repository.history(entry_id)]
    if not done:
        raise WordError(f"word {word!r}: nothing was ever done to it; quizgen words list shows the words there are")
    if as_json:
        print_json([{**asdict(action), "at": action.at.isoformat()} for action in done])
        return
    print_table(
        (
            (f"{action.at:%Y-%m-%d %H:%M}", action.who, action.what, action.entry_id, ", ".join(_changes(action)))
            for action in done
        ),
        ("UTC", "who", "what", "word", "changes"),
    )


@contextmanager
def _opened(home: Path | None) -> Iterator[WordRepository]:
    store, repository = open_words(data_home(home), user_name())
    with store:
        yield repository


def _named(repository: WordRepository, word: str) -> list[Word]:
    """Return the stored words that a surface or an id names. Raises :class:`WordError` where there are none."""
    if "|" in word:
        return [repository.get(word)]
    found = _with_surface(repository, word)
    if not found:
        raise WordError(_unknown(word, repository, ()))
    return found


def _with_surface(repository: WordRepository, surface: str) -> list[Word]:
    return [word for word in repository.find(surface) if surface_key(word.surface) == surface_key(surface)]


def _unknown(surface: str, repository: WordRepository, shipped: Iterable[Entry]) -> str:
    owners = dict.fromkeys([word.surface for word in repository.find(surface)] + [entry.surface for entry in shipped])
    if owners:
        return f"word {surface!r}: it is only an alias of {', '.join(owners)}; name that"
    return f"word {surface!r}: no such word was added; check its spelling, or add it: quizgen words add {surface}"


def _blocked_copy(entry: Entry, reason: str) -> NewWord:
    return NewWord(
        surface=entry.surface,
        category=entry.category,
        word_class=entry.word_class,
        reading=entry.reading,
        aliases=entry.aliases,
        status=entry.status,
        first_seen=entry.first_seen,
        last_seen=entry.last_seen,
        blocked=True,
        reason=reason,
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


def _say(done: str, changed: Iterable[Word]) -> None:
    for word in changed:
        click.echo(f"{done} {word.entry_id}")
