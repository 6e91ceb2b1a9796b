"""Words as rows: read whole, written whole, each change with its line in the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, Table, delete, insert, select, update

from quizgen.store.engine import WriteTransaction
from quizgen.store.models import actions, aliases, contexts, word_vectors, words
from quizgen.store.word import CONTENT, NewWord, Word, WordRules

# Keys asked for in one statement; every SQLite takes this many parameters.
_CHUNK = 500

_Snapshot = dict[str, Any] | None

_OWN_COLUMNS = tuple(name for name in CONTENT if name not in ("aliases", "contexts"))


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the history: who did what to a word, and the word's content before and after it.

    ``before`` is None for an added word, ``after`` for a deleted one; otherwise both hold the editors' fields,
    ``entry_id`` and ``version``.
    """

    at: datetime
    who: str
    what: str
    entry_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


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
    for start in range(0, len(keys), _CHUNK):
        rows = connection.execute(select(*columns).where(words.c.surface_key.in_(keys[start : start + _CHUNK])))
        found.update(((key, word_class), (entry_id, added)) for key, word_class, entry_id, added in rows)
    return found


def insert_words(
    write: WriteTransaction, new_words: Sequence[NewWord], rules: WordRules, who: str, what: str
) -> tuple[Word, ...]:
    """Insert words that are valid and new to the store; return them in their order."""
    if not new_words:
        return ()
    stamps = {"version": 1, "generation": write.generation, "created_at": write.now, "updated_at": write.now}
    write.connection.execute(insert(words), [_own_values(new, rules) | stamps for new in new_words])
    # A write inserts once, so its generation marks just these rows.
    inserted = select(words.c.entry_id, words.c.id).where(words.c.generation == write.generation)
    ids = {row.entry_id: row.id for row in write.connection.execute(inserted)}
    numbered = [(ids[rules.entry_id(new.surface, new.word_class)], new) for new in new_words]
    _insert_lists(write, numbered, rules, {})
    by_id = {word.id: word for word in fetch_words(write.connection, words.c.generation == write.generation)}
    added = tuple(by_id[number] for number, _ in numbered)
    _record(write, who, what, [(word, None, snapshot(word)) for word in added])
    return added


def replace_word(write: WriteTransaction, before: Word, new: NewWord, rules: WordRules, who: str, what: str) -> Word:
    """Give a word new content; its vectors go when what they were computed from has changed."""
    number = before.id
    stamps = {"version": before.version + 1, "generation": write.generation, "updated_at": write.now}
    write.connection.execute(update(words).where(words.c.id == number).values(_own_values(new, rules) | stamps))
    if vector_source(new) != vector_source(before):
        written = select(contexts.c.sentence, contexts.c.created_at).where(contexts.c.word_id == number)
        since = {row.sentence: row.created_at for row in write.connection.execute(written)}
        for table in (aliases, contexts, word_vectors):
            write.connection.execute(delete(table).where(table.c.word_id == number))
        _insert_lists(write, [(number, new)], rules, since)
    (after,) = fetch_words(write.connection, words.c.id == number)
    _record(write, who, what, [(after, snapshot(before), snapshot(after))])
    return after


def delete_word(write: WriteTransaction, word: Word, who: str) -> None:
    """Delete a word with all that hangs on it; its history stays."""
    write.connection.execute(delete(words).where(words.c.id == word.id))
    _record(write, who, "delete", [(word, snapshot(word), None)])


def fetch_actions(connection: Connection, *conditions: ColumnElement[bool]) -> list[Action]:
    """Return the history lines that meet all conditions, oldest first."""
    query = select(
        actions.c.at, actions.c.who, actions.c.what, actions.c.entry_id, actions.c.before, actions.c.after
    ).where(*conditions)
    return [Action(*row) for row in connection.execute(query.order_by(actions.c.id))]


def snapshot(word: Word) -> dict[str, Any]:
    """Return what the history keeps of a word, JSON-ready."""
    content = {name: getattr(word, name) for name in CONTENT}
    return content | {
        "aliases": list(word.aliases),
        "contexts": list(word.contexts),
        "entry_id": word.entry_id,
        "version": word.version,
    }


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


def _record(write: WriteTransaction, who: str, what: str, changes: Sequence[tuple[Word, _Snapshot, _Snapshot]]) -> None:
    rows = [
        {
            "generation": write.generation,
            "at": write.now,
            "who": who,
            "what": what,
            "word_id": word.id,
            "entry_id": word.entry_id,
            "before": before,
            "after": after,
        }
        for word, before, after in changes
    ]
    write.connection.execute(insert(actions), rows)
