"""The words that editors add: found, listed, changed, merged, taken back, exported, with vectors and history."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import ArrayLike
from sqlalchemy import ColumnElement, exists, or_, select

from quizgen.errors import WordError
from quizgen.store.engine import Store, current_generation
from quizgen.store.models import actions, aliases, contexts, word_vectors, words
from quizgen.store.texts import is_storable
from quizgen.store.word import NewWord, Word, WordConflict, WordRules, katakana
from quizgen.store.word_history import (
    Action,
    Operation,
    fetch_actions,
    fetch_operations,
    words_changed,
    words_generation,
)
from quizgen.store.word_operation import (
    WordOperation,
    checked_rows,
    named_words,
    one_word,
    operating,
    word_in_row,
    word_or_none,
)
from quizgen.store.word_rows import fetch_words, vector_source
from quizgen.store.word_undo import take_back
from quizgen.store.word_vectors import StoredVectors, check_vectors, fetch_vectors, replace_vectors

_EXPORTED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the words since a generation: those that are new or changed, and identifiers now gone."""

    generation: int
    changed: tuple[Word, ...]
    removed: tuple[str, ...]


class WordRepository:
    """The words of a store, changed in the name of ``who``.

    Every change is one transaction with its line in the history. Methods that name a word by ``entry_id`` raise
    :class:`WordError` where there is none, and all raise :class:`StoreError` when the database fails.
    """

    def __init__(self, store: Store, rules: WordRules, who: str = "") -> None:
        self._store = store
        self._rules = rules
        self._who = who

    @contextmanager
    def operation(self, what: str) -> Iterator[WordOperation]:
        """Give an operation on several words: kept, and told in the history as ``what``, whole or not at all."""
        with operating(self._store, self._rules, self._who, what) as operation:
            yield operation

    def generation(self) -> int:
        """Return the number that every change of a word raises; cheap enough to ask before each search."""
        with self._store.reading() as connection:
            return words_generation(connection)

    def add(self, new: NewWord) -> Word:
        """Add a word. Raises :class:`WordError` when it is not acceptable or there already."""
        with self.operation("add") as operation:
            return operation.add(new)

    def import_words(self, rows: Iterable[NewWord]) -> tuple[Word, ...]:
        """Add words all together, or none of them; return them in their order.

        Raises one :class:`WordError` that names every bad row by its ``place``, or its number where it has none.
        """
        placed = [row if row.place else replace(row, place=f"row {number}") for number, row in enumerate(rows, start=1)]
        checked = checked_rows(placed, self._rules)
        with self.operation("import") as operation:
            return tuple(operation.add_all(checked))

    def get(self, entry_id: str) -> Word:
        """Return one word."""
        with self._store.reading() as connection:
            return one_word(connection, entry_id)

    def get_or_none(self, entry_id: str) -> Word | None:
        """Return one word, or None where the store has none with this identifier."""
        with self._store.reading() as connection:
            return word_or_none(connection, entry_id)

    def entry_ids(self) -> frozenset[str]:
        """Return the identifier of every word."""
        with self._store.reading() as connection:
            return frozenset(connection.execute(select(words.c.entry_id)).scalars())

    def find(self, surface: str) -> tuple[Word, ...]:
        """Return the words that have this surface or alias, compared by the rules' key, oldest first."""
        with self._store.reading() as connection:
            return tuple(named_words(connection, surface, self._rules))

    def list(
        self,
        query: str = "",
        *,
        category: str | None = None,
        status: str | None = None,
        blocked: bool | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[Word, ...]:
        """Return words in the order of their adding; None leaves a filter out.

        ``query``: a part of the surface, of an alias, or of the reading in either kana.
        """
        conditions = [
            column == value
            for column, value in (
                (words.c.category, category),
                (words.c.status, status),
                (words.c.blocked, blocked),
            )
            if value is not None
        ]
        if not is_storable(query):
            return ()
        if query.strip():
            conditions.append(_holds(query.strip(), self._rules))
        with self._store.reading() as connection:
            return tuple(fetch_words(connection, *conditions, limit=limit, offset=offset))

    def export(self) -> Iterator[Word]:
        """Yield every word as of one moment, in the order of their adding, holding few at a time."""
        last = 0
        with self._store.reading() as connection:
            while batch := fetch_words(connection, words.c.id > last, limit=_EXPORTED_AT_ONCE):
                yield from batch
                last = batch[-1].id

    def update(self, word: Word) -> Word:
        """Save a word that was read from the store and changed with ``dataclasses.replace``.

        Raises :class:`WordConflict`, with the word as it was read, as it stands and as it was to be, when somebody else
        saved it meanwhile, and :class:`WordError` when it is gone, not acceptable, or now a duplicate. One that was
        not changed at all keeps its version.
        """
        with self.operation("edit") as operation:
            return operation.save(word)

    def block(self, entry_id: str, reason: str) -> Word:
        """Never offer a word again."""
        return self._set(entry_id, "block", blocked=True, reason=reason)

    def unblock(self, entry_id: str) -> Word:
        """Offer a word again; unless it is sensitive too the reason goes, and stays in the history."""
        with self.operation("unblock") as operation:
            before = operation.get(entry_id)
            reason = before.reason if before.sensitive else ""
            return operation.change(before, replace(before, blocked=False, reason=reason))

    def retire(self, entry_id: str, status: str, *, last_seen: int | None = None, successor: str = "") -> Word:
        """Mark a thing of the past: with what has become of it, the last year that had it, and what took its place."""
        return self._set(entry_id, "retire", status=status, last_seen=last_seen, successor=successor)

    def merge(self, entry_id: str, into: str) -> Word:
        """Make one word of two that are the same thing, and return it.

        The word ``into`` keeps its own content; the other one's names become its aliases and its contexts are added,
        and the other one goes. Raises :class:`WordError` when only one of the two is blocked.
        """
        with self.operation("merge") as operation:
            return merge_words(operation, operation.get(entry_id), operation.get(into))

    def delete(self, entry_id: str) -> None:
        """Delete a word with its aliases, contexts and vectors; its history stays."""
        with self.operation("delete") as operation:
            operation.remove([operation.get(entry_id)])

    def undo(self, number: int) -> Operation:
        """Take back an operation as a whole; that is an operation of its own, and can be undone.

        Raises :class:`UndoConflict` when later changes overlap with it, and :class:`WordError` when there is none.
        """
        with operating(self._store, self._rules, self._who, "undo", undoes=number) as operation:
            take_back(operation, number)
            done = operation.write.generation
        with self._store.reading() as connection:
            return fetch_operations(connection, 1, actions.c.generation == done)[0]

    def operations(self, limit: int = 20, *, who: str | None = None) -> tuple[Operation, ...]:
        """Return the latest operations, of one person or of all, the latest first."""
        conditions = [] if who is None else [actions.c.who == who]
        with self._store.reading() as connection:
            return tuple(fetch_operations(connection, limit, *conditions))

    def history(self, entry_id: str) -> tuple[Action, ...]:
        """Return what was done to the word that has, or once had, this identifier, oldest first."""
        if not is_storable(entry_id):
            return ()
        bearers = select(actions.c.word_id).where(actions.c.entry_id == entry_id)
        with self._store.reading() as connection:
            return tuple(fetch_actions(connection, actions.c.word_id.in_(bearers)))

    def changes_since(self, generation: int) -> Changes:
        """Return what changed after a generation that was seen before; new vectors count as a change of the word."""
        with self._store.reading() as connection:
            changed = fetch_words(connection, words.c.generation > generation)
            done = fetch_actions(connection, actions.c.generation > generation)
            earlier = {action.before["entry_id"] for action in done if action.before}
            living = {word.entry_id for word in changed}
            return Changes(current_generation(connection), tuple(changed), tuple(sorted(earlier - living)))

    def save_vectors(self, word: Word, encoder: str, vectors: ArrayLike, n_contexts: Sequence[int]) -> None:
        """Save the vectors of a word's senses, in the place of those it had of this encoder.

        ``vectors``: float32 (senses, dims), dims the same for all words of one encoder. ``n_contexts``: how many
        contexts made each. ``encoder``: the encoder's identity. ``word``: as it was when they were computed; raises
        :class:`WordConflict` when its surface, aliases or contexts have changed since, and :class:`ArgumentError` for
        unusable vectors.
        """
        array = check_vectors(vectors, n_contexts)
        with self._store.writing() as write:
            current = word_in_row(write.connection, word)
            if vector_source(current) != vector_source(word):
                raise WordConflict(
                    f"word {word.entry_id}: its contexts changed while its vectors were computed; compute them again",
                    base=word,
                    theirs=current,
                    mine=word,
                )
            replace_vectors(write, word.id, encoder, array, n_contexts)
            words_changed(write)

    def load_vectors(self, encoder: str) -> StoredVectors:
        """Return every vector of an encoder, blocked words included, always in the same order."""
        with self._store.reading() as connection:
            return fetch_vectors(connection, encoder, current_generation(connection))

    def without_vectors(self, encoder: str) -> tuple[Word, ...]:
        """Return the words that have contexts but no vectors of this encoder yet."""
        has_contexts = exists().where(contexts.c.word_id == words.c.id)
        has_vectors = exists().where(word_vectors.c.word_id == words.c.id, word_vectors.c.encoder == encoder)
        with self._store.reading() as connection:
            return tuple(fetch_words(connection, has_contexts, ~has_vectors))

    def _set(self, entry_id: str, what: str, **fields: Any) -> Word:
        with self.operation(what) as operation:
            before = operation.get(entry_id)
            return operation.change(before, replace(before, **fields))


def merge_words(operation: WordOperation, source: Word, target: Word) -> Word:
    """Merge two words of the store within an operation; see :meth:`WordRepository.merge`."""
    if source.id == target.id:
        raise WordError(f"word {source.entry_id}: expected another word to merge it into, got itself")
    if source.blocked != target.blocked:
        blocked, other = (source, target) if source.blocked else (target, source)
        raise WordError(
            f"word {blocked.entry_id}: it is blocked and {other.entry_id} is not; block both or unblock it first"
        )
    operation.remove([source])
    return operation.change(target, with_names_of(target, source))


def with_names_of(target: Word, source: NewWord) -> Word:
    """Return a word that also has another one's names and contexts, and its warning where it is sensitive."""
    reason = target.reason or (source.reason if source.sensitive else "")
    return replace(
        target,
        aliases=(*target.aliases, source.surface, *source.aliases),
        contexts=(*target.contexts, *source.contexts),
        sensitive=target.sensitive or source.sensitive,
        reason=reason,
    )


def _holds(query: str, rules: WordRules) -> ColumnElement[bool]:
    key = rules.key(query)
    if not key:
        return words.c.surface.contains(unicodedata.normalize("NFKC", query), autoescape=True)
    named = select(aliases.c.word_id).where(aliases.c.alias_key.contains(key, autoescape=True))
    return or_(
        words.c.surface_key.contains(key, autoescape=True),
        words.c.reading.contains(katakana(query), autoescape=True),
        words.c.id.in_(named),
    )
