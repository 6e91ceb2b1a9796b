"""The words that editors add: add, find, list, change, block, delete, import, export, with vectors and history."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from numpy.typing import ArrayLike
from sqlalchemy import ColumnElement, Connection, exists, or_, select

from quizgen.errors import WordError
from quizgen.store.engine import Store, current_generation
from quizgen.store.models import actions, aliases, contexts, word_vectors, words
from quizgen.store.texts import is_storable
from quizgen.store.word import (
    CONTENT,
    NewWord,
    Word,
    WordConflict,
    WordRules,
    check_word,
    import_error,
    katakana,
    validate_new_word,
)
from quizgen.store.word_rows import (
    Action,
    delete_word,
    fetch_actions,
    fetch_words,
    insert_words,
    replace_word,
    snapshot,
    stored_identities,
    vector_source,
)
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

    def add(self, new: NewWord) -> Word:
        """Add a word. Raises :class:`WordError` when it is not acceptable or there already."""
        word = validate_new_word(new, self._rules)
        with self._store.writing() as write:
            _refuse_duplicate(write.connection, word, self._rules)
            return insert_words(write, [word], self._rules, self._who, "add")[0]

    def import_words(self, rows: Iterable[NewWord]) -> tuple[Word, ...]:
        """Add words all together, or none of them; return them in their order.

        Raises one :class:`WordError` that names every bad row by its ``place``, or its number where it has none.
        """
        checked: list[NewWord] = []
        problems: list[str] = []
        for number, row in enumerate(rows, start=1):
            placed = row if row.place else replace(row, place=f"row {number}")
            word, found = check_word(placed, self._rules)
            checked.append(word)
            problems.extend(f"{word.place}, {problem}" for problem in found)
        if problems:
            raise import_error(problems)
        with self._store.writing() as write:
            problems = _duplicates(write.connection, checked, self._rules)
            if problems:
                raise import_error(problems)
            return insert_words(write, checked, self._rules, self._who, "import")

    def get(self, entry_id: str) -> Word:
        """Return one word."""
        with self._store.reading() as connection:
            return _one(connection, entry_id)

    def find(self, surface: str) -> tuple[Word, ...]:
        """Return the words that have this surface or alias, compared by the rules' key, oldest first."""
        key = self._rules.key(surface)
        if not key or not is_storable(key):
            return ()
        named = select(aliases.c.word_id).where(aliases.c.alias_key == key)
        with self._store.reading() as connection:
            return tuple(fetch_words(connection, or_(words.c.surface_key == key, words.c.id.in_(named))))

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

        Raises :class:`WordConflict`, saying what and who, when somebody else saved it after it was read, and
        :class:`WordError` when it is gone, not acceptable, or now a duplicate.
        """
        new = validate_new_word(word, self._rules)
        with self._store.writing() as write:
            before = _unchanged_since(write.connection, word)
            _refuse_duplicate(write.connection, new, self._rules, but=before.entry_id)
            return replace_word(write, before, new, self._rules, self._who, "edit")

    def block(self, entry_id: str, reason: str) -> Word:
        """Never offer a word again."""
        return self._flag(entry_id, "block", blocked=True, reason=reason)

    def unblock(self, entry_id: str) -> Word:
        """Offer a word again; the reason goes, and stays in the history."""
        return self._flag(entry_id, "unblock", blocked=False, reason="")

    def delete(self, entry_id: str) -> None:
        """Delete a word with its aliases, contexts and vectors; its history stays."""
        with self._store.writing() as write:
            delete_word(write, _one(write.connection, entry_id), self._who)

    def history(self, entry_id: str) -> tuple[Action, ...]:
        """Return what was done to the word that has, or once had, this identifier, oldest first."""
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
            current = _by_row(write.connection, word)
            if vector_source(current) != vector_source(word):
                raise WordConflict(
                    f"word {word.entry_id}: its contexts changed while its vectors were computed; compute them again",
                    current,
                )
            replace_vectors(write, word.id, encoder, array, n_contexts)

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

    def _flag(self, entry_id: str, what: str, *, blocked: bool, reason: str) -> Word:
        with self._store.writing() as write:
            before = _one(write.connection, entry_id)
            new = validate_new_word(replace(before, blocked=blocked, reason=reason), self._rules)
            return replace_word(write, before, new, self._rules, self._who, what)


def _one(connection: Connection, entry_id: str) -> Word:
    found = fetch_words(connection, words.c.entry_id == entry_id) if is_storable(entry_id) else []
    if not found:
        raise WordError(f"word {entry_id!r}: the store has none with this id; list the words to see those it has")
    return found[0]


def _by_row(connection: Connection, word: Word) -> Word:
    found = fetch_words(connection, words.c.id == word.id)
    if not found:
        done = fetch_actions(connection, actions.c.word_id == word.id)
        raise WordError(f"word {word.entry_id}: it is gone{_by(done[-1:])}; add it again if it is still needed")
    return found[0]


def _unchanged_since(connection: Connection, word: Word) -> Word:
    """Return the word as it stands. Raises :class:`WordConflict` when that is another version than the given one."""
    current = _by_row(connection, word)
    if current.version == word.version:
        return current
    later = [
        action
        for action in fetch_actions(connection, actions.c.word_id == word.id)
        if action.before and action.before["version"] >= word.version
    ]
    now = snapshot(current)
    then = later[0].before if later and later[0].before else now
    differences = [f"{name} {then[name]!r} → {now[name]!r}" for name in CONTENT if then[name] != now[name]]
    raise WordConflict(
        f"word {word.entry_id}: it was changed{_by(later)} since you read it (version {word.version}, now "
        f"{current.version}): {', '.join(differences) or 'and changed back'}; read it again and repeat your change",
        current,
    )


def _by(done: Sequence[Action]) -> str:
    people = ", ".join(dict.fromkeys(action.who for action in done if action.who))
    return f" by {people}" if people else ""


def _refuse_duplicate(connection: Connection, new: NewWord, rules: WordRules, but: str | None = None) -> None:
    problems = _duplicates(connection, [new], rules, but)
    if problems:
        raise WordError(problems[0])


def _duplicates(
    connection: Connection, new_words: Sequence[NewWord], rules: WordRules, but: str | None = None
) -> list[str]:
    """Return a line for each word that the store, or the list further up, has in the same class already."""
    keys = [rules.key(new.surface) for new in new_words]
    stored = {
        identity: f"the store, as {entry_id} of {added:%Y-%m-%d}"
        for identity, (entry_id, added) in stored_identities(connection, keys).items()
        if entry_id != but
    }
    problems = []
    for key, new in zip(keys, new_words, strict=True):
        place = stored.get((key, new.word_class))
        if place is None:
            stored[key, new.word_class] = new.place
            continue
        problem = f"surface: {new.surface} ({new.word_class}) is already in {place}; edit that one"
        problems.append(f"{new.place}, {problem}" if new.place else problem)
    return problems


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
