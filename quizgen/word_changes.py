"""Changing words, whether an editor added them or they ship with quizgen. Needs no model.

A word that ships is no row of the store; changing it adds a row that stands for it, and deleting that row brings the
shipped word back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

from quizgen.errors import WordError
from quizgen.lexicon import Entry, Lexicon, make_entry_id, surface_key
from quizgen.lexicon.default import default_lexicon
from quizgen.lexicon.similar import Similar, SimilarWords
from quizgen.store import NewWord, Word, WordOperation, WordRepository
from quizgen.store.words import merge_words, with_names_of
from quizgen.word_store import entry_of

_OWN_FIELDS = tuple(field.name for field in fields(NewWord) if field.name not in ("place", "contexts"))


class WordChanges:
    """The words of a store and the shipped ones, changed in the name of the repository's person.

    WORD is a surface, or an identifier (楽天|team/baseball) where the surface names several. Every method is one
    operation, told in the history and undone as one, and raises :class:`WordError`.
    """

    def __init__(self, repository: WordRepository, lexicon: Lexicon | None = None) -> None:
        self._repository = repository
        self._given = lexicon

    @property
    def repository(self) -> WordRepository:
        """The words of the store."""
        return self._repository

    def named(self, word: str) -> list[Word]:
        """Return the stored words that a surface or an identifier names, at least one."""
        found = self._stored(self._repository, word)
        if not found:
            raise WordError(self._unknown(word, ()))
        return found

    def similar(self, new: NewWord) -> tuple[Similar, ...]:
        """Return the words, shipped and stored, that a new one may be the same as."""
        return similar_words(new, self._lexicon(), self._repository.export())

    def block(self, word: str, reason: str) -> list[Word]:
        """Never offer a word again, in any of its meanings, whether it was added or ships."""
        with self._repository.operation("block") as operation:
            found = self._all(operation, word)
            return [self._set(operation, item, blocked=True, reason=reason) for item in found]

    def unblock(self, word: str) -> list[Word]:
        """Offer a blocked word again, in all its meanings."""
        found = [item for item in self.named(word) if item.blocked]
        if not found:
            raise WordError(f"word {word!r}: it is not blocked; quizgen words list --blocked shows those that are")
        with self._repository.operation("unblock") as operation:
            return [
                operation.change(item, replace(item, blocked=False, reason=item.reason if item.sensitive else ""))
                for item in (operation.get(item.entry_id) for item in found)
            ]

    def edit(self, word: str, version: int | None = None, **changed: Any) -> Word:
        """Give fields of a word another value; a callable is given the old one and returns the new.

        ``version``: the one that was read; raises :class:`WordConflict` when the store has another by now.
        """
        with self._repository.operation("edit") as operation:
            before = self._one(operation, word)
            values = {
                name: value(getattr(before, name)) if callable(value) else value for name, value in changed.items()
            }
            if isinstance(before, Word):
                new = replace(before, **values)
                return operation.save(new if version is None else replace(new, version=version))
            if {"surface", "category", "word_class"} & {
                name for name in values if values[name] != getattr(before, name)
            }:
                raise WordError(
                    f"word {word!r}: it ships with quizgen, so that its name and class stay; block it and add another"
                )
            return operation.add(replace(before, **values))

    def retire(self, word: str, status: str, *, last_seen: int | None = None, successor: str = "") -> Word:
        """Mark a thing of the past: what has become of it, the last year that had it, and what took its place."""
        changed = {"status": status, "last_seen": last_seen, "successor": successor}
        with self._repository.operation("retire") as operation:
            found = self._one(operation, word)
            # A year or successor that is known already stays unless another one is given.
            return self._set(
                operation, found, **{name: value or getattr(found, name) for name, value in changed.items()}
            )

    def merge(self, word: str, into: str) -> Word:
        """Make one word of two that are the same thing; names and contexts of the first go to the second.

        A shipped word cannot go: it is blocked.
        """
        with self._repository.operation("merge") as operation:
            source, target = self._one(operation, word), self._one(operation, into)
            if not isinstance(target, Word):
                target = operation.add(target)
            if isinstance(source, Word) and self._lexicon().get(source.entry_id) is None:
                return merge_words(operation, source, target)
            if isinstance(source, Word) and source.id == target.id:
                raise WordError(f"word {word!r}: expected another word to merge it into, got itself")
            merged = operation.change(target, with_names_of(target, source))
            self._set(operation, source, blocked=True, reason=f"merged into {target.entry_id}")
            return merged

    def delete(self, word: str) -> Word:
        """Delete a word that was added. A shipped one that was changed is as it ships again."""
        with self._repository.operation("delete") as operation:
            found = self._stored(operation, word)
            if not found:
                raise WordError(self._unknown(word, ()))
            _only(word, found)
            operation.remove(found)
            return found[0]

    def _lexicon(self) -> Lexicon:
        return default_lexicon() if self._given is None else self._given

    def _set(self, operation: WordOperation, word: NewWord, **values: Any) -> Word:
        new = replace(word, **values)
        return operation.change(word, new) if isinstance(word, Word) else operation.add(new)

    def _one(self, operation: WordOperation, word: str) -> NewWord:
        """Return the one word that is meant: of the store, or as a shipped one would be added."""
        return _only(word, self._all(operation, word))

    def _all(self, operation: WordOperation, word: str) -> list[NewWord]:
        """Return every word that is meant, at least one; a stored one stands for the shipped one with its id."""
        stored = self._stored(operation, word)
        there = {item.entry_id for item in stored}
        lexicon = self._lexicon()
        shipped = (
            [entry for entry in [lexicon.get(word)] if entry is not None]
            if lexicon.get(word) is not None
            else [entry for entry in lexicon.entries if surface_key(entry.surface) == surface_key(word)]
        )
        added = {entry.entry_id: as_new_word(entry) for entry in shipped if entry.entry_id not in there}
        found = [*stored, *added.values()]
        if not found:
            raise WordError(self._unknown(word, lexicon.named(word)))
        return found

    def _stored(self, words: WordRepository | WordOperation, word: str) -> list[Word]:
        by_id = words.get_or_none(word)
        if by_id is not None:
            return [by_id]
        return [item for item in words.find(word) if surface_key(item.surface) == surface_key(word)]

    def _unknown(self, word: str, shipped: Iterable[Entry]) -> str:
        owners = dict.fromkeys(
            [item.surface for item in self._repository.find(word)] + [entry.surface for entry in shipped]
        )
        if owners:
            return f"word {word!r}: it is only an alias of {', '.join(owners)}; name that"
        return f"word {word!r}: no such word was added; check its spelling, or add it: quizgen words add {word}"


def as_new_word(entry: Entry) -> NewWord:
    """Return a shipped word in the form in which it is added to the store."""
    return NewWord(**{name: getattr(entry, name) for name in _OWN_FIELDS if hasattr(entry, name)})


def similar_words(new: NewWord, lexicon: Lexicon, stored: Iterable[Word]) -> tuple[Similar, ...]:
    """Return the words, shipped and stored, that a new one may be the same as; a stored one stands for its shipped."""
    word_class = new.word_class or new.category
    shipped = _similar_in(lexicon)
    known = [entry_of(word) for word in stored]
    ids = {entry.entry_id for entry in known}
    found = [*SimilarWords(known).of(new.surface, word_class, new.aliases, new.reading)]
    for similar in shipped.of(new.surface, word_class, new.aliases, new.reading):
        if similar.entry.entry_id not in ids:
            found.append(similar)
    return tuple(found)


@lru_cache(maxsize=2)  # a process has one lexicon, and another one while it takes up a version with its own
def _similar_in(lexicon: Lexicon) -> SimilarWords:
    return SimilarWords(lexicon.entries)


def _only(word: str, found: Sequence[NewWord]) -> NewWord:
    if len(found) > 1:
        ids = ", ".join(make_entry_id(item.surface, item.word_class) for item in found)
        raise WordError(f"word {word!r}: it is {len(found)} words; name one by its id: {ids}")
    return found[0]
