"""The baseline: word vectors alone, which give a word the same neighbours in every article."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from quizgen.evaluation.datasets import distinct
from quizgen.evaluation.sampling import number
from quizgen.model import Model
from quizgen.text import normalise
from quizgen.vectors import unit

# Cosines are rounded so that the last bits of a sum, which may differ between processors, order nothing.
_DIGITS = 6


class VectorRanking:
    """Ranks a pool of words by the cosine of their word vectors with a key's.

    A word without a vector takes the mean of its tokens' vectors; where none of these is known either, a random vector
    that the word and the seed decide.
    """

    def __init__(self, model: Model, pool: Iterable[str], seed: int) -> None:
        self._model = model
        self._seed = seed
        self.words = tuple(sorted(distinct(pool)))
        self._vectors = np.stack([self._vector(word) for word in self.words])

    def rank(self, key: str) -> list[str]:
        """Return the pool's words other than the key itself, the nearest first; ties go by the word."""
        cosines = (self._vectors @ self._vector(key)).round(_DIGITS)
        order = np.argsort(-cosines, kind="stable")
        return [self.words[row] for row in order.tolist() if self.words[row] != key]

    def _vector(self, word: str) -> NDArray[np.float32]:
        vectors = self._model.vectors
        known = vectors.phrase(normalise(word).text.strip(), self._model.reader.pieces(word))
        if known is not None:
            return known
        random = np.random.default_rng(number(str(self._seed), word)).standard_normal(vectors.dimensions)
        return unit(random.astype(np.float32))
