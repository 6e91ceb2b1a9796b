"""Static word vectors, one a word: trained by gensim (``quizgen.archive.vectors``), kept in few bytes.

Reading them needs neither gensim nor torch, so that a serving process starts quickly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import ModelError
from quizgen.quantisation import Quantised, compressed

# Smooth inverse frequency (Arora et al. 2017): a word of relative frequency f weighs SMOOTHING / (SMOOTHING + f).
SMOOTHING = 1e-3


class WordVectors:
    """Unit vectors of words.

    ``words``: by falling frequency. ``vectors``: of each, of any length above 0. ``counts``: int64 occurrences in the
    training corpus.
    """

    def __init__(self, words: Sequence[str], vectors: Quantised, counts: NDArray[np.int64]) -> None:
        if len(words) != len(vectors) or len(words) != len(counts):
            raise ModelError(
                f"word vectors: {len(words)} words, {len(vectors)} vectors and {len(counts)} counts do not belong "
                "together; restore the file"
            )
        self.words = tuple(words)
        self.counts = counts
        self._vectors = vectors
        self._row = {word: row for row, word in enumerate(words)}
        self._total = max(int(counts.sum()), 1)

    def __contains__(self, word: str) -> bool:
        return word in self._row

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._vectors.dimensions

    @cached_property
    def identity(self) -> str:
        """SHA-256 over words and vectors, in hexadecimal."""
        digest = hashlib.sha256("\n".join(self.words).encode("utf-8"))
        for _, array in sorted(self._vectors.arrays().items()):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def row(self, word: str) -> int | None:
        """Return the place of a word in :attr:`words`, None for one that has no vector."""
        return self._row.get(word)

    def vector(self, word: str) -> NDArray[np.float32] | None:
        """Return the unit vector of a word, float32 (dimensions,), or None for a word that has none."""
        row = self._row.get(word)
        return None if row is None else unit(self._vectors.rows([row])[0])

    def count(self, word: str) -> int:
        """Return how often the training corpus had a word, 0 for one that has no vector."""
        row = self._row.get(word)
        return 0 if row is None else int(self.counts[row])

    def matrix(self) -> NDArray[np.float32]:
        """Return the unit vectors of all words, float32 (words, dimensions)."""
        return unit(self._vectors.rows(slice(None)))

    def phrase(self, surface: str, tokens: Iterable[str]) -> NDArray[np.float32] | None:
        """Return the vector of a surface, or of the mean of its tokens where only those are known, or None."""
        whole = self.vector(surface)
        return whole if whole is not None else self.mean(tokens)

    def mean(self, words: Iterable[str]) -> NDArray[np.float32] | None:
        """Return the unit mean of the words' vectors, frequent words weighing less (SIF); None when none is known."""
        total, known = self.total(words)
        return unit(total.astype(np.float32)) if known else None

    def total(self, words: Iterable[str]) -> tuple[NDArray[np.float64], int]:
        """Return the sum, float64 (dimensions,), of which :meth:`mean` is the direction, and how many words it has."""
        rows = np.array([self._row[word] for word in words if word in self._row], dtype=np.int64)
        if not len(rows):
            return np.zeros(self.dimensions), 0
        weights = SMOOTHING / (SMOOTHING + self.counts[rows] / self._total)
        return (weights[:, None] * unit(self._vectors.rows(rows))).sum(axis=0), len(rows)

    def subset(self, most_frequent: int, always: Container[str]) -> WordVectors:
        """Return the vectors of the most frequent words, and besides of every word in ``always``."""
        rows = [row for row, word in enumerate(self.words) if row < most_frequent or word in always]
        return WordVectors([self.words[row] for row in rows], self._vectors.taken(rows), self.counts[rows])

    def compressed(self, size: int) -> WordVectors:
        """Return the same words with vectors in ``size`` bytes each (:func:`quizgen.quantisation.compressed`)."""
        return WordVectors(self.words, compressed(self.matrix(), size), self.counts)

    def save(self, path: Path) -> None:
        """Write the vectors; the same vectors give the same bytes."""
        temporary = path.with_name(path.name + ".part.npz")
        words = np.frombuffer("\n".join(self.words).encode("utf-8"), dtype=np.uint8)
        np.savez(temporary, words=words, counts=self.counts.astype(np.int32), **self._vectors.arrays())  # type: ignore[arg-type]
        temporary.replace(path)

    @classmethod
    def load(cls, path: Path) -> WordVectors:
        """Read what :meth:`save` wrote. Raises :class:`ModelError` when it is missing or corrupt."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
                words = data["words"].tobytes().decode("utf-8").split("\n")
                return cls(words, Quantised.of_arrays(data), data["counts"].astype(np.int64))
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ModelError(f"word vectors {path}: cannot be read ({error}); restore the file") from error
        except Exception as error:  # zipfile and zlib have errors of their own for a damaged file
            raise ModelError(f"word vectors {path}: damaged ({error}); restore the file") from error


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale a vector, or each row of a matrix, to length 1; zeros stay zeros."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = (vector / np.where(length > 0, length, 1)).astype(np.float32)
    return scaled
