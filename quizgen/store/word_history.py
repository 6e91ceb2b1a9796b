"""What was done to words, by whom, and what they were before and after: told, and taken back.

Everything that one write does is one **operation**; its number is the generation of that write. An edit is one line of
the history, a merge two, an import as many as it has rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from quizgen.store.engine import WriteTransaction
from quizgen.store.models import actions, store_state
from quizgen.store.word import CONTENT, NewWord, Word

Snapshot = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the history: who did what to a word, and the word's content before and after it.

    ``before`` is None for an added word, ``after`` for a deleted one; otherwise both hold the editors' fields,
    ``entry_id`` and ``version``. ``operation``: the number under which it can be undone. ``undoes``: the operation
    that it took back.
    """

    at: datetime
    who: str
    what: str
    entry_id: str
    before: Snapshot | None
    after: Snapshot | None
    operation: int
    undoes: int | None
    word_id: int


@dataclass(frozen=True, slots=True)
class Operation:
    """What one write did: ``n_words`` words, one of them ``entry_id``.

    ``undoes``: the operation that it took back; ``undone_by``: the latest that took it back itself.
    """

    number: int
    at: datetime
    who: str
    what: str
    n_words: int
    entry_id: str
    undoes: int | None
    undone_by: int | None


def fetch_actions(connection: Connection, *conditions: ColumnElement[bool]) -> list[Action]:
    """Return the history lines that meet all conditions, oldest first."""
    query = select(
        actions.c.at,
        actions.c.who,
        actions.c.what,
        actions.c.entry_id,
        actions.c.before,
        actions.c.after,
        actions.c.generation,
        actions.c.undoes,
        actions.c.word_id,
    ).where(*conditions)
    return [Action(*row) for row in connection.execute(query.order_by(actions.c.id))]


def fetch_operations(connection: Connection, limit: int, *conditions: ColumnElement[bool]) -> list[Operation]:
    """Return the latest operations with lines that meet all conditions, the latest first."""
    number = actions.c.generation
    query = select(
        number,
        func.min(actions.c.at).label("at"),
        func.min(actions.c.who).label("who"),
        func.min(actions.c.what).label("what"),
        func.count().label("n_words"),
        func.min(actions.c.entry_id).label("entry_id"),
        func.min(actions.c.undoes).label("undoes"),
    ).where(*conditions)
    rows = connection.execute(query.group_by(number).order_by(number.desc()).limit(limit)).all()
    undone = select(actions.c.undoes, func.max(number).label("later"))
    undone = undone.where(actions.c.undoes.in_([row.generation for row in rows])).group_by(actions.c.undoes)
    by = {row.undoes: row.later for row in connection.execute(undone)}
    return [
        Operation(
            row.generation, row.at, row.who, row.what, row.n_words, row.entry_id, row.undoes, by.get(row.generation)
        )
        for row in rows
    ]


def record(
    write: WriteTransaction,
    who: str,
    what: str,
    changes: Sequence[tuple[Word | None, Word | None]],
    undoes: int | None = None,
) -> None:
    """Write a line for each change (before, after), one of which may be None, and tell that words have changed."""
    rows = []
    for before, after in changes:
        word = after or before
        assert word is not None
        rows.append(
            {
                "generation": write.generation,
                "at": write.now,
                "who": who,
                "what": what,
                "word_id": word.id,
                "entry_id": word.entry_id,
                "before": snapshot(before),
                "after": snapshot(after),
                "undoes": undoes,
            }
        )
    if rows:
        write.connection.execute(insert(actions), rows)
        words_changed(write)


def words_changed(write: WriteTransaction) -> None:
    """Tell every process that words have changed in this write."""
    write.connection.execute(update(store_state).values(words_generation=write.generation))


def words_generation(connection: Connection) -> int:
    """Return the generation of the last write that changed words, as this connection's moment has it."""
    return int(connection.execute(select(store_state.c.words_generation)).scalar_one())


def snapshot(word: Word | None) -> Snapshot | None:
    """Return what the history keeps of a word, JSON-ready."""
    if word is None:
        return None
    content = {name: getattr(word, name) for name in CONTENT}
    return content | {
        "aliases": list(word.aliases),
        "contexts": list(word.contexts),
        "entry_id": word.entry_id,
        "version": word.version,
    }


def content_of(kept: Snapshot) -> NewWord:
    """Return the content of a snapshot; a field that did not exist when it was taken has its default."""
    values = {name: kept[name] for name in CONTENT if name in kept}
    return NewWord(**values | {"aliases": tuple(kept["aliases"]), "contexts": tuple(kept["contexts"])})
