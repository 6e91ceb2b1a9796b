"""What is measured: a model with an index, asked as the Python call asks them.

Ranking goes the way of :meth:`quizgen.QuizGenerator.rank`, but that a pool may be looked up once for many keys. Words
that editors added or blocked play no part, so that two homes with the same model and index measure the same.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quizgen.article import Article
from quizgen.distractors.article_setting import setting_in
from quizgen.distractors.candidates import Pool, find_candidates, rank_pool, read_pool
from quizgen.distractors.filters import Setting
from quizgen.distractors.ranking import Candidates, features
from quizgen.index.loaded import SenseIndex
from quizgen.key import Key, KeyReader
from quizgen.model import Model
from quizgen.reading import Place, Reading
from quizgen.results import Candidate, RankedWord
from quizgen.threads import one_thread_each


class System:
    """A model and an index. Methods that take a key raise what the Python call raises:
    :class:`quizgen.errors.QuizgenError`."""

    def __init__(self, model: Model, index: SenseIndex) -> None:
        self.model = model
        self.index = index
        self.senses = Pool.of(index, model.lexicon)
        self._keys = KeyReader(model.reader, model.vectors, index)

    @cached_property
    def identities(self) -> dict[str, str]:
        """What was measured: model and index as a quiz names them, and the parts of the model."""
        return {
            "model": self.model.encoder.identity[:16],
            "index": self.index.identity,
            "lexicon": self.model.lexicon.identity,
            **self.model.identities,
        }

    def read(self, article: Article) -> Reading:
        """Read an article."""
        return self.model.reader.read(article, self.model.lexicon)

    def rank(self, body: str, start: int, end: int, words: tuple[str, ...]) -> list[RankedWord]:
        """Rank words for the key at ``start`` to ``end`` of a body, best first, unsuitable ones last."""
        reading = self.read(Article(body))
        key, setting = self._asked(reading, reading.place_at(start, end))
        return rank_pool(self.senses, key, setting, self.pool_words(words))

    def pool_words(self, words: tuple[str, ...]) -> Candidates:
        """Return what the ranking knows of words."""
        return read_pool(self.senses, words, self._keys.unlisted)

    def features(self, body: str, start: int, end: int, pool: Candidates) -> dict[str, NDArray[np.float64]]:
        """Return what speaks for each word of a pool beside the key at ``start`` to ``end`` of a body.

        The ranking weighs these and then lowers words of another region, league or time
        (:func:`quizgen.distractors.standing.kinships`), of which nothing is learned.
        """
        reading = self.read(Article(body))
        key, _ = self._asked(reading, reading.place_at(start, end))
        return features(key, pool, self.index.channels, self.index.classes)

    def candidates(self, reading: Reading, place: Place, k: int) -> list[Candidate]:
        """Return the first ``k`` candidates for a key."""
        key, setting = self._asked(reading, place)
        with one_thread_each():
            return find_candidates(self.senses, key, setting).candidates[:k]

    def _asked(self, reading: Reading, place: Place) -> tuple[Key, Setting]:
        with one_thread_each():
            key = self._keys.read(reading, place, self.model.lexicon)
        return key, setting_in(reading, key, self.model.lexicon)
