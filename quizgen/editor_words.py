"""The words that editors added: part of the lexicon and of every search from the next call on, in every process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import WordError
from quizgen.found_contexts import find_contexts
from quizgen.index.loaded import SenseIndex
from quizgen.index.making import Row
from quizgen.index.senses import Sense
from quizgen.lexicon import Lexicon, surface_key
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.model import Model
from quizgen.results import Candidate, Exemplar
from quizgen.store import ArticleRepository, NewWord, Word, WordRepository, validate_new_word
from quizgen.word_changes import similar_words
from quizgen.word_senses import WordSenseMaker
from quizgen.word_store import entry_of, open_words

SENSITIVE = "sensitive"
"""The warning of a candidate that editors marked: they may take it, quizgen never draws it."""
# More words that are like a new one say no more.
_SHOWN = 5
# Words whose contexts one search reads at most, some 50 ms each, so that it waits for no import of thousands.
_READ_AT_ONCE = 4

ReadProgress = Callable[[int, int], None]
"""Is told how many words were read, and how many there are to read."""


@dataclass(frozen=True, slots=True)
class AddedWord:
    """A word that was added.

    ``notices``: a line for each word that it may be the same as, and one when nothing is known of its use.
    ``from_articles``: whether its contexts come from the stored articles.
    """

    word: Word
    notices: tuple[str, ...]
    from_articles: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {
            "entry_id": self.word.entry_id,
            "notices": list(self.notices),
            "from_articles": self.from_articles,
            "word": self.word.to_dict(),
        }


class EditorWords:
    """The store's words as a running process sees them.

    :meth:`follow` takes in what changed; everything else answers as of the last time, so that one call of the library
    sees one lexicon. ``blocked``: comparison keys of the words that are blocked.
    """

    def __init__(self, home: Path, model: Model) -> None:
        self._store, self._repository = open_words(home)
        self._model = model
        self._generation = -1
        self._words: tuple[Word, ...] = ()
        self._lexicon = model.lexicon
        self._senses: tuple[tuple[int, int], tuple[Sense, ...], NDArray[np.float32]] | None = None
        self._maker: WordSenseMaker | None = None
        self.blocked: frozenset[str] = frozenset()
        self._sensitive: frozenset[str] = frozenset()

    @property
    def generation(self) -> int:
        """The generation of the store's words."""
        return self._generation

    @property
    def lexicon(self) -> Lexicon:
        """The default lexicon with the editors' words."""
        return self._lexicon

    def follow(self) -> None:
        """Take in what changed in the store."""
        generation = self._repository.generation()
        if generation != self._generation:
            self._words = tuple(self._repository.export())
            self._lexicon = self._model.lexicon.extended(
                entry_of(word, self._model.lexicon.get(word.entry_id)) for word in self._words
            )
            self.blocked = frozenset(surface_key(word.surface) for word in self._words if word.blocked)
            self._sensitive = frozenset(word.entry_id for word in self._words if word.sensitive)
            self._generation = generation

    def warned(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return candidates with the warning "sensitive" on those that editors marked so."""
        return [
            replace(item, warnings=(*item.warnings, SENSITIVE)) if item.entry_id in self._sensitive else item
            for item in candidates
        ]

    @property
    def identity(self) -> str:
        """SHA-256 over the lexicon, the blocked and the sensitive words, in hexadecimal."""
        parts = [self._lexicon.identity, *sorted(self.blocked), *sorted(self._sensitive)]
        return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()

    def senses(self, index: SenseIndex) -> tuple[tuple[Sense, ...], NDArray[np.float32]]:
        """Return the senses of words that the index has not taken in, with their vectors (n, dimensions).

        Vectors that another process, or another encoder, did not leave in the store are made and left there, of a few
        words at a time; until its turn comes a word stands with its class's vector. What is left there is a change of
        the store, so that after the next :meth:`follow` the next few are made. :meth:`read_waiting` makes all.
        """
        name = (index.number, self._generation)
        if self._senses is None or self._senses[0] != name:
            stored = self._stored_rows(index)
            maker = self._maker_for(index)
            rows: list[Row] = []
            left = _READ_AT_ONCE
            for word in self._waiting(index):
                if word.entry_id in stored:
                    rows += stored[word.entry_id]
                elif word.contexts and left:
                    made = self._leave_vectors(self._repository, word, maker)
                    left -= bool(made)
                    rows += made
                else:
                    rows += maker.borrowed(word)
            dimensions = index.channels.dimensions
            matrix = np.stack([vector for _, vector in rows]) if rows else np.zeros((0, dimensions), dtype=np.float32)
            self._senses = (name, tuple(sense for sense, _ in rows), matrix)
        return self._senses[1], self._senses[2]

    def read_waiting(self, index: SenseIndex, progress: ReadProgress = lambda done, total: None) -> int:
        """Make the vectors of every word that has contexts and is not taken in, and leave them in the store.

        Returns how many words were read. What changed in the store is taken in before and after.
        """
        self.follow()
        stored = self._stored_rows(index)
        unread = [word for word in self._waiting(index) if word.contexts and word.entry_id not in stored]
        maker = self._maker_for(index)
        for done, word in enumerate(unread, start=1):
            self._leave_vectors(self._repository, word, maker)
            progress(done, len(unread))
        self.follow()
        return len(unread)

    def _waiting(self, index: SenseIndex) -> list[Word]:
        return [word for word in self._words if word.entry_id not in index.rows_of_entry]

    def _stored_rows(self, index: SenseIndex) -> dict[str, list[Row]]:
        """Return by entry id the senses whose vectors are in the store."""
        words = {word.entry_id: word for word in self._words}
        stored = self._repository.load_vectors(vector_identity(self._model, index))
        rows: dict[str, list[Row]] = {}
        for row, entry_id in enumerate(stored.entry_ids):
            if entry_id in words:
                sense = _sense(words[entry_id], int(stored.senses[row]), int(stored.n_contexts[row]))
                rows.setdefault(entry_id, []).append((sense, stored.vectors[row]))
        return rows

    def _maker_for(self, index: SenseIndex) -> WordSenseMaker:
        if self._maker is None or self._maker.index is not index:
            self._maker = WordSenseMaker(self._model, index)
        return self._maker

    def add(self, index: SenseIndex, new: NewWord, who: str) -> AddedWord:
        """Add a word and make its vectors. Raises :class:`WordError`.

        One without contexts gets those that the stored articles have.
        """
        checked = validate_new_word(new, WORD_RULES)
        similar = similar_words(checked, self._model.lexicon, self._repository.export())
        notices = [str(sign) for sign in similar[:_SHOWN]]
        if self._model.lexicon.get(WORD_RULES.entry_id(checked.surface, checked.word_class)) is not None:
            notices.insert(0, f"{checked.surface}: it ships with quizgen in this class already; yours takes its place")
        if len(similar) > _SHOWN:
            notices.append(f"{checked.surface}: and {len(similar) - _SHOWN} more words like it")
        if not checked.contexts:
            names = (checked.surface, *checked.aliases)
            found = find_contexts(ArticleRepository(self._store), names, self._model.reader.tokenizer)
            checked = replace(checked, contexts=found)
            if not found:
                notices.append(
                    f"{checked.surface}: no context was given and no stored article has it, so that its vector is "
                    "that of its class; add a sentence or two with it"
                )
        repository = WordRepository(self._store, WORD_RULES, who)
        word = repository.add(checked)
        self._leave_vectors(repository, word, self._maker_for(index))
        return AddedWord(word, tuple(notices), bool(word.contexts) and not new.contexts)

    def _leave_vectors(self, repository: WordRepository, word: Word, maker: WordSenseMaker) -> list[Row]:
        """Make a word's senses and leave their vectors to every process, unless the word changed meanwhile."""
        made = maker.made(word)
        if word.contexts and made:
            vectors = np.stack([vector for _, vector in made])
            with suppress(WordError):
                repository.save_vectors(
                    word, vector_identity(self._model, maker.index), vectors, [sense.contexts for sense, _ in made]
                )
        return made


def vector_identity(model: Model, index: SenseIndex) -> str:
    """Name what made an index vector: the encoder, the input form, the word vectors and the channel maps."""
    return ":".join(
        [model.encoder.identity[:16], model.form.identity, model.vectors.identity[:16], index.channels.identity[:16]]
    )


def _sense(word: Word, number: int, contexts: int) -> Sense:
    exemplar = Exemplar(source="editor", sentence=word.contexts[0]) if word.contexts else None
    return Sense(word.entry_id, number, contexts, ("static", "context", "slot", "topic"), exemplar)
