"""Words as rows: read whole, written whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, Table, delete, insert, select, update

from quizgen.store.engine import WriteTransaction
from quizgen.store.models import aliases, contexts, word_vectors, words
from quizgen.store.word import CONTENT, NewWord, Word, WordRules

CHUNK = 500
"""Keys asked for in one statement; every SQLite takes this many parameters."""

_OWN_COLUMNS = tuple(name for name in CONTENT if name not in ("aliases", "contexts"))


def fetch_words(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None, offset: int | None = None
) -> list[Word]:
    """Return the words that meet all conditions, in the order of their adding."""
    chosen = select(words.c.id).where(*conditions).order_by(words.c.id).limit(limit).offset(offset)
    rows = connection.execute(select(words).where(words.c.id.in_(chosen)).order_by(words.c.id)).mappings().all()
    names = _lists(connection, aliases, aliases.c.alias, chosen)
    sentences = _lists(connection, contexts, contexts.c.sentence, chosen)
    return [_word(row, names[row["id"]], sentences[row["id"]]) for row in rows]


def stored_identities(connection: Connection, keys: Sequence[str]) -> dict[tuple[str, str], tuple[str, datetime]]:
    """Return entry_id and time of adding by (surface key, class), for the words whose surface has one of the keys."""
    columns = (words.c.surface_key, words.c.word_class, words.c.entry_id, words.c.created_at)
    found: dict[tuple[str, str], tuple[str, datetime]] = {}
    for start in range(0, len(keys), CHUNK):
        rows = connection.execute(select(*columns).where(words.c.surface_key.in_(keys[start : start + CHUNK])))
        found.update(((key, word_class), (entry_id, added)) for key, word_class, entry_id, added in rows)
    return found


def fetch_by_row(connection: Connection, numbers: Sequence[int]) -> dict[int, Word]:
    """Return the words of the rows that there still are, by row."""
    found: list[Word] = []
    for start in range(0, len(numbers), CHUNK):
        found += fetch_words(connection, words.c.id.in_(numbers[start : start + CHUNK]))
    return {word.id: word for word in found}


def insert_words(write: WriteTransaction, new_words: Sequence[NewWord], rules: WordRules) -> list[Word]:
    """Insert words that are valid and new to the store; return them in their order."""
    if not new_words:
        return []
    stamps = {"version": 1, "created_at": write.now} | _stamps(write)
    rows = [_own_values(new, rules) | stamps for new in new_words]
    write.connection.execute(insert(words), rows)
    ids: dict[str, int] = {}
    for start in range(0, len(rows), CHUNK):
        names = [row["entry_id"] for row in rows[start : start + CHUNK]]
        inserted = select(words.c.entry_id, words.c.id).where(words.c.entry_id.in_(names))
        ids.update((found.entry_id, found.id) for found in write.connection.execute(inserted))
    numbers = [ids[row["entry_id"]] for row in rows]
    _insert_lists(write, list(zip(numbers, new_words, strict=True)), rules, {})
    by_row = fetch_by_row(write.connection, numbers)
    return [by_row[number] for number in numbers]


@dataclass(frozen=True, slots=True)
class Deleted:
    """A word that is to come back: its row, the last version it had, when it was first added, and its content."""

    row: int
    version: int
    created_at: datetime
    content: NewWord


def restore_words(write: WriteTransaction, deleted: Sequence[Deleted], rules: WordRules) -> list[Word]:
    """Insert deleted words again, in the rows and with the times of adding that they had, as new versions."""
    if not deleted:
        return []
    rows = [
        _own_values(word.content, rules)
        | {"id": word.row, "version": word.version + 1, "created_at": word.created_at}
        | _stamps(write)
        for word in deleted
    ]
    write.connection.execute(insert(words), rows)
    _insert_lists(write, [(word.row, word.content) for word in deleted], rules, {})
    by_row = fetch_by_row(write.connection, [word.row for word in deleted])
    return [by_row[word.row] for word in deleted]


def replace_word(write: WriteTransaction, before: Word, new: NewWord, rules: WordRules) -> Word:
    """Give a word new content; its vectors go when what they were computed from has changed."""
    number = before.id
    stamps = {"version": before.version + 1} | _stamps(write)
    write.connection.execute(update(words).where(words.c.id == number).values(_own_values(new, rules) | stamps))
    if vector_source(new) != vector_source(before):
        written = select(contexts.c.sentence, contexts.c.created_at).where(contexts.c.word_id == number)
        since = {row.sentence: row.created_at for row in write.connection.execute(written)}
        for table in (aliases, contexts, word_vectors):
            write.connection.execute(delete(table).where(table.c.word_id == number))
        _insert_lists(write, [(number, new)], rules, since)
    (after,) = fetch_words(write.connection, words.c.id == number)
    return after


def delete_words(write: WriteTransaction, gone: Sequence[Word]) -> None:
    """Delete words with all that hangs on them."""
    numbers = [word.id for word in gone]
    for start in range(0, len(numbers), CHUNK):
        write.connection.execute(delete(words).where(words.c.id.in_(numbers[start : start + CHUNK])))


def vector_source(word: NewWord) -> tuple[object, ...]:
    """Return the fields that a word's vectors are computed from."""
    return word.surface, word.aliases, word.contexts


def _word(row: RowMapping, names: Sequence[str], sentences: Sequence[str]) -> Word:
    own = {str(name): value for name, value in row.items() if name not in ("surface_key", "generation")}
    return Word(**own, aliases=tuple(names), contexts=tuple(sentences))


def _lists(connection: Connection, table: Table, column: Column[str], chosen: Select[Any]) -> dict[int, list[str]]:
    lists: dict[int, list[str]] = defaultdict(list)
    query = select(table.c.word_id, column).where(table.c.word_id.in_(chosen))
    for number, value in connection.execute(query.order_by(table.c.word_id, table.c.position)):
        lists[number].append(value)
    return lists


def _stamps(write: WriteTransaction) -> dict[str, Any]:
    return {"generation": write.generation, "updated_at": write.now}


def _own_values(new: NewWord, rules: WordRules) -> dict[str, Any]:
    values = {name: getattr(new, name) for name in _OWN_COLUMNS}
    return values | {
        "entry_id": rules.entry_id(new.surface, new.word_class),
        "surface_key": rules.key(new.surface),
    }


def _insert_lists(
    write: WriteTransaction, numbered: Sequence[tuple[int, NewWord]], rules: WordRules, since: dict[str, datetime]
) -> None:
    names = [
        {"word_id": number, "position": position, "alias": alias, "alias_key": rules.key(alias)}
        for number, new in numbered
        for position, alias in enumerate(new.aliases)
    ]
    sentences = [
        {"word_id": number, "position": position, "sentence": sentence, "created_at": since.get(sentence, write.now)}
        for number, new in numbered
        for position, sentence in enumerate(new.contexts)
    ]
    for table, rows in ((aliases, names), (contexts, sentences)):
        if rows:
            write.connection.execute(insert(table), rows)
