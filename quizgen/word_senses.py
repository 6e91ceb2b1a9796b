"""The senses of a word that editors added, in one version of the index: from its sentences, or from its class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quizgen.article import Article
from quizgen.errors import QuizgenError
from quizgen.index.loaded import SenseIndex
from quizgen.index.making import Row, SenseMaker
from quizgen.lexicon import Entry, Lexicon, category_of
from quizgen.model import Model
from quizgen.results import Exemplar
from quizgen.senses.grouping import GroupingSettings
from quizgen.store import Word
from quizgen.word_store import entry_of


class WordSenseMaker:
    """Makes the senses of added words for ``index``. What a class lends its words is worked out once a class."""

    def __init__(self, model: Model, index: SenseIndex) -> None:
        self.index = index
        self._model = model
        self._maker = SenseMaker(
            model.lexicon, model.vectors, index.channels, index.classes, GroupingSettings(), model.reader.pieces
        )
        self._lent: dict[str, NDArray[np.float32]] = {}
        self._borrowed: dict[tuple[str, int], list[Row]] = {}

    def made(self, word: Word) -> list[Row]:
        """Return a word's senses with their vectors, from its contexts, or from its class where none can be read."""
        entry = self._entry(word)
        read: list[NDArray[np.float32]] = []
        sentences: list[str] = []
        for sentence in word.contexts:
            found = self._context(sentence, entry)
            if found is not None:
                read.append(found)
                sentences.append(sentence)
        if not read:
            return self.borrowed(word)
        exemplars = [Exemplar(source="editor", sentence=sentence) for sentence in sentences]
        return list(self._maker.entry_rows(entry, np.stack(read), exemplars))

    def borrowed(self, word: Word) -> list[Row]:
        """Return the one sense that a word's class lends it, or, where nobody was read in its class, its category;

        none where nobody was read there either.
        """
        name = (word.entry_id, word.version)
        if name not in self._borrowed:
            entry = self._entry(word)
            lent = self._lent_by(entry.word_class)
            self._borrowed[name] = [self._maker.borrowed_row(entry, lent)] if len(lent) else []
        return self._borrowed[name]

    def _entry(self, word: Word) -> Entry:
        return entry_of(word, self._model.lexicon.get(word.entry_id))

    def _lent_by(self, word_class: str) -> NDArray[np.float32]:
        """Return the mean of the vectors that were read in a class or else its category, (1, dimensions) or (0, …)."""
        if word_class not in self._lent:
            category = category_of(word_class)
            rows = self._read_in([word_class]) or self._read_in(
                [name for name in self.index.rows_of_class if category_of(name) == category]
            )
            vectors = self.index.vectors[rows]
            self._lent[word_class] = vectors.mean(axis=0, keepdims=True) if rows else vectors
        return self._lent[word_class]

    def _read_in(self, classes: list[str]) -> list[int]:
        """Return the rows of the first senses of words of these classes that were read somewhere, ascending."""
        rows = [row for name in classes for row in self.index.rows_of_class.get(name, np.zeros(0, dtype=int)).tolist()]
        senses = self.index.table.senses
        return sorted(row for row in rows if senses[row].number == 0 and senses[row].contexts)

    def _context(self, sentence: str, entry: Entry) -> NDArray[np.float32] | None:
        """Return the mapped context, slot and topic of a word in a sentence, or None where it cannot be read there."""
        try:
            reading = self._model.reader.read(Article(body=sentence), Lexicon([entry]))
        except QuizgenError:
            return None
        places = [place for form in (entry.surface, *entry.aliases) for place in reading.places_of(form)]
        places = places or [place for form in (entry.surface, *entry.aliases) for place in reading.places_inside(form)]
        if not places:
            return None
        found = reading.vectors(places[:1])
        topic = self._model.vectors.mean(token.surface for token in reading.tokens)
        raw = {"context": found.context[0], "slot": found.slot[0], "topic": topic}
        channels = self.index.channels
        return channels.vector(raw)[channels.slices["context"].start :]
