"""Searching all words: those that ship with quizgen and those that editors added or changed. Needs no model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from quizgen.lexicon import Entry, Lexicon, surface_key
from quizgen.lexicon.default import default_lexicon
from quizgen.store import NewWord, Word, WordRepository
from quizgen.store.word import katakana
from quizgen.word_changes import as_new_word

ADDED, CHANGED, SHIPPED = ORIGINS = ("added", "changed", "shipped")
"""A word that editors added, one that ships and that they changed, and one that ships as it is."""


@dataclass(frozen=True, slots=True)
class WordFilter:
    """Which words: those that meet every condition; None leaves one out.

    ``query``: a part of the surface, of an alias, or of the reading in either kana. ``origin``: one of
    :data:`ORIGINS`; ``status`` "" asks for words whose status is not known.
    """

    query: str = ""
    category: str | None = None
    status: str | None = None
    blocked: bool | None = None
    sensitive: bool | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word as it stands: ``content``, a :class:`Word` where the store has it, and where it comes from."""

    entry_id: str
    origin: str
    content: NewWord

    @property
    def version(self) -> int:
        """The version of the store's word; 0 for a word that is as it ships."""
        return self.content.version if isinstance(self.content, Word) else 0


@dataclass(frozen=True, slots=True)
class FoundWords:
    """A page of words, and how many there are on all pages."""

    words: tuple[KnownWord, ...]
    total: int


class WordSearch:
    """Finds words of a store and of a lexicon; a stored word stands for the shipped one with its identifier."""

    def __init__(self, repository: WordRepository, lexicon: Lexicon | None = None) -> None:
        self._repository = repository
        self._lexicon = default_lexicon() if lexicon is None else lexicon

    def get(self, entry_id: str) -> KnownWord | None:
        """Return the word with this identifier, or None where there is none."""
        shipped = self._lexicon.get(entry_id)
        stored = self._repository.get_or_none(entry_id)
        if stored is not None:
            return KnownWord(entry_id, ADDED if shipped is None else CHANGED, stored)
        return None if shipped is None else KnownWord(entry_id, SHIPPED, as_new_word(shipped))

    def moved_to(self, entry_id: str) -> str | None:
        """Return what a word that had this identifier has now, where a change of name or class gave it another."""
        for action in reversed(self._repository.history(entry_id)):
            now = action.after["entry_id"] if action.after else None
            if now is not None and now != entry_id and self.get(now) is not None:
                return str(now)
        return None

    def find(self, wanted: WordFilter, *, limit: int, offset: int = 0) -> FoundWords:
        """Return words: those that are named so first, then those that begin so, then the others.

        Among these the editors' own stand first, the newest of them first, then the best known.
        """
        key = surface_key(wanted.query)
        found = [*self._stored(wanted), *self._shipped(wanted, key)]
        if key:
            found.sort(key=lambda word: _nearness(word.content, key))
        return FoundWords(tuple(found[offset : offset + limit]), len(found))

    def _stored(self, wanted: WordFilter) -> Iterator[KnownWord]:
        if wanted.origin == SHIPPED:
            return
        found = self._repository.list(
            wanted.query, category=wanted.category, status=wanted.status, blocked=wanted.blocked
        )
        for word in reversed(found):
            origin = ADDED if self._lexicon.get(word.entry_id) is None else CHANGED
            if wanted.origin in (None, origin) and wanted.sensitive in (None, word.sensitive):
                yield KnownWord(word.entry_id, origin, word)

    def _shipped(self, wanted: WordFilter, key: str) -> Iterator[KnownWord]:
        if wanted.origin in (ADDED, CHANGED) or wanted.blocked or wanted.sensitive:
            return
        if wanted.query.strip() and not key:
            return
        reading = katakana(wanted.query.strip())
        stored = self._repository.entry_ids()
        for row in _rows(self._lexicon):
            entry = row.entry
            if key and key not in row.names and reading not in entry.reading:
                continue
            fits = wanted.category in (None, entry.category) and wanted.status in (None, entry.status)
            if fits and entry.entry_id not in stored:
                yield KnownWord(entry.entry_id, SHIPPED, as_new_word(entry))


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry with what it is found by: the keys of its names, a line each."""

    entry: Entry
    names: str


@cache
def _rows(lexicon: Lexicon) -> Sequence[_Row]:
    """Return the entries of a lexicon, the best known first."""
    entries = sorted(lexicon.entries, key=lambda entry: -entry.count)
    return tuple(_Row(entry, "\n".join(map(surface_key, (entry.surface, *entry.aliases)))) for entry in entries)


def _nearness(word: NewWord, key: str) -> int:
    names = [surface_key(name) for name in (word.surface, *word.aliases)]
    if key in names:
        return 0
    return 1 if any(name.startswith(key) for name in names) else 2
