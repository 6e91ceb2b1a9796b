"""An operation on words in progress: what one write does to them, checked, and told in the history as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from quizgen.errors import WordError
from quizgen.store.engine import Store, WriteTransaction
from quizgen.store.models import actions, aliases, words
from quizgen.store.texts import is_storable
from quizgen.store.word import (
    CONTENT,
    NewWord,
    Word,
    WordConflict,
    WordRules,
    check_word,
    import_error,
    validate_new_word,
)
from quizgen.store.word_history import Action, content_of, fetch_actions, record, snapshot
from quizgen.store.word_rows import (
    CHUNK,
    Deleted,
    delete_words,
    fetch_words,
    insert_words,
    replace_word,
    restore_words,
    stored_identities,
)

Change = tuple[Word | None, Word | None]
"""A word before and after; None where there was, or is, none."""


class WordOperation:
    """Changes words within one write; made by :func:`operating`. Methods raise :class:`WordError`."""

    def __init__(self, write: WriteTransaction, rules: WordRules) -> None:
        self.write = write
        self.rules = rules
        self.changes: list[Change] = []

    def get(self, entry_id: str) -> Word:
        """Return one word."""
        return one_word(self.write.connection, entry_id)

    def get_or_none(self, entry_id: str) -> Word | None:
        """Return one word, or None where the store has none with this identifier."""
        return word_or_none(self.write.connection, entry_id)

    def find(self, surface: str) -> list[Word]:
        """Return the words that have this surface or alias, compared by the rules' key, oldest first."""
        return named_words(self.write.connection, surface, self.rules)

    def add(self, new: NewWord) -> Word:
        """Add one word."""
        word = validate_new_word(new, self.rules)
        problems = self._duplicates([word])
        if problems:
            raise WordError(problems[0])
        return self._inserted([word])[0]

    def add_all(self, rows: Sequence[NewWord]) -> list[Word]:
        """Add words that are each acceptable; the error names every one that is there already."""
        problems = self._duplicates(rows)
        if problems:
            raise import_error(problems)
        return self._inserted(rows)

    def change(self, before: Word, new: NewWord) -> Word:
        """Give a word, as it stands in the store, new content; one that stays as it is gets no new version."""
        content = validate_new_word(new, self.rules)
        if content == content_of(snapshot(before) or {}):
            return before
        problems = self._duplicates([content], but=before.entry_id)
        if problems:
            raise WordError(problems[0])
        after = replace_word(self.write, before, content, self.rules)
        self.changes.append((before, after))
        return after

    def save(self, word: Word) -> Word:
        """Save a word that was read before. Raises :class:`WordConflict` when somebody else saved it meanwhile."""
        return self.change(_unchanged_since(self.write.connection, word), word)

    def remove(self, gone: Sequence[Word]) -> None:
        """Delete words with all that hangs on them; their history stays."""
        delete_words(self.write, gone)
        self.changes += [(word, None) for word in gone]

    def restore(self, deleted: Sequence[Deleted]) -> list[Word]:
        """Bring deleted words back."""
        problems = self._duplicates([word.content for word in deleted])
        if problems:
            raise WordError(problems[0])
        back = restore_words(self.write, deleted, self.rules)
        self.changes += [(None, word) for word in back]
        return back

    def first_added(self, rows: Sequence[int]) -> dict[int, datetime]:
        """Return when the words of these rows were first added, by row."""
        found: dict[int, datetime] = {}
        for start in range(0, len(rows), CHUNK):
            chosen = actions.c.word_id.in_(rows[start : start + CHUNK])
            query = select(actions.c.word_id, func.min(actions.c.at).label("at")).where(chosen)
            found.update(
                (row.word_id, row.at) for row in self.write.connection.execute(query.group_by(actions.c.word_id))
            )
        return found

    def _inserted(self, rows: Sequence[NewWord]) -> list[Word]:
        added = insert_words(self.write, rows, self.rules)
        self.changes += [(None, word) for word in added]
        return added

    def _duplicates(self, rows: Sequence[NewWord], but: str | None = None) -> list[str]:
        """Return a line for each word that the store, or the list further up, has in the same class already."""
        keys = [self.rules.key(new.surface) for new in rows]
        stored = {
            identity: f"the store, as {entry_id} of {added:%Y-%m-%d}"
            for identity, (entry_id, added) in stored_identities(self.write.connection, keys).items()
            if entry_id != but
        }
        problems = []
        for key, new in zip(keys, rows, strict=True):
            place = stored.get((key, new.word_class))
            if place is None:
                stored[key, new.word_class] = new.place
                continue
            problem = f"surface: {new.surface} ({new.word_class}) is already in {place}; edit that one"
            problems.append(f"{new.place}, {problem}" if new.place else problem)
        return problems


@contextmanager
def operating(
    store: Store, rules: WordRules, who: str, what: str, undoes: int | None = None
) -> Iterator[WordOperation]:
    """Give an operation; all that it did is kept and told in the history at the end of the block, or none of it."""
    with store.writing() as write:
        operation = WordOperation(write, rules)
        yield operation
        record(write, who, what, _one_a_word(operation.changes), undoes)


def _one_a_word(changes: Sequence[Change]) -> list[Change]:
    """Join the changes of one word to one, from before the first to after the last; one that was undone goes."""
    joined: dict[int, Change] = {}
    for before, after in changes:
        word = after or before
        assert word is not None
        first = joined[word.id][0] if word.id in joined else before
        joined[word.id] = (first, after)
    return [change for change in joined.values() if change != (None, None)]


def checked_rows(rows: Sequence[NewWord], rules: WordRules) -> list[NewWord]:
    """Return rows in the form that the store keeps. Raises one :class:`WordError` that names every bad one."""
    checked: list[NewWord] = []
    problems: list[str] = []
    for row in rows:
        word, found = check_word(row, rules)
        checked.append(word)
        problems.extend(f"{word.place}, {problem}" for problem in found)
    if problems:
        raise import_error(problems)
    return checked


def one_word(connection: Connection, entry_id: str) -> Word:
    """Return one word. Raises :class:`WordError` where there is none."""
    found = word_or_none(connection, entry_id)
    if found is None:
        raise WordError(f"word {entry_id!r}: the store has none with this id; list the words to see those it has")
    return found


def word_or_none(connection: Connection, entry_id: str) -> Word | None:
    """Return one word, or None where there is none with this identifier."""
    found = fetch_words(connection, words.c.entry_id == entry_id) if is_storable(entry_id) else []
    return found[0] if found else None


def named_words(connection: Connection, surface: str, rules: WordRules) -> list[Word]:
    """Return the words that have this surface or alias, compared by the rules' key, oldest first."""
    key = rules.key(surface)
    if not key or not is_storable(key):
        return []
    named = select(aliases.c.word_id).where(aliases.c.alias_key == key)
    return fetch_words(connection, or_(words.c.surface_key == key, words.c.id.in_(named)))


def word_in_row(connection: Connection, word: Word) -> Word:
    """Return what a word that was read before is now. Raises :class:`WordError` when it is gone."""
    found = fetch_words(connection, words.c.id == word.id)
    if not found:
        done = fetch_actions(connection, actions.c.word_id == word.id)
        raise WordError(
            f"word {word.entry_id}: it is gone{by_whom([action.who for action in done[-1:]])}; "
            "add it again, or undo that, if it is still needed"
        )
    return found[0]


def by_whom(people: Sequence[str]) -> str:
    """Return " by" and the people's names, each once, or nothing where none is known."""
    names = ", ".join(dict.fromkeys(name for name in people if name))
    return f" by {names}" if names else ""


def _unchanged_since(connection: Connection, word: Word) -> Word:
    """Return the word as it stands. Raises :class:`WordConflict` when that is another version than the given one."""
    current = word_in_row(connection, word)
    if current.version == word.version:
        return current
    done = fetch_actions(connection, actions.c.word_id == word.id)
    base = _version(done, word, current)
    later = [action.who for action in done if action.after and action.after["version"] > word.version]
    conflict = WordConflict("", base=base, theirs=current, mine=word)
    differences = [f"{row.field} {row.base!r} → {row.theirs!r}" for row in conflict.fields() if row.base != row.theirs]
    versions = {"base": base, "theirs": current, "mine": word}
    if word.version > current.version:
        raise WordConflict(
            f"word {word.entry_id}: it has version {current.version}, and never had {word.version}; "
            "read it again and repeat your change",
            **versions,
        )
    raise WordConflict(
        f"word {word.entry_id}: it was changed{by_whom(later)} since you read it (version {word.version}, now "
        f"{current.version}): {', '.join(differences) or 'and changed back'}; read it again and repeat your change",
        **versions,
    )


def _version(done: Sequence[Action], word: Word, current: Word) -> Word:
    """Return a word as it was in the version that ``word`` was read in."""
    for action in done:
        if action.after is not None and action.after["version"] == word.version:
            content = {name: getattr(content_of(action.after), name) for name in CONTENT}
            known = {"entry_id": action.after["entry_id"], "version": word.version, "updated_at": action.at}
            return replace(current, **content, **known)
    return current  # a version that never was: nothing to compare with but the present
