"""Static word vectors, one a word: trained by gensim (``quizgen.archive.vectors``), kept as 8-bit numbers.

Reading them needs neither gensim nor torch, so that a serving process starts quickly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import ModelError

# Smooth inverse frequency (Arora et al. 2017): a word of relative frequency f weighs SMOOTHING / (SMOOTHING + f).
SMOOTHING = 1e-3


class WordVectors:
    """Unit vectors of words.

    ``words``: by falling frequency. ``codes``: int8 (words, dimensions), each row a unit vector times its own scale.
    ``counts``: int64 occurrences in the training corpus.
    """

    def __init__(self, words: Sequence[str], codes: NDArray[np.int8], counts: NDArray[np.int64]) -> None:
        if codes.ndim != 2 or len(words) != len(codes) or len(words) != len(counts):
            raise ModelError(
                f"word vectors: {len(words)} words, {len(codes)} vectors and {len(counts)} counts do not belong "
                "together; restore the file"
            )
        self.words = tuple(words)
        self.counts = counts
        self._codes = codes
        self._row = {word: row for row, word in enumerate(words)}
        self._total = max(int(counts.sum()), 1)

    def __contains__(self, word: str) -> bool:
        return word in self._row

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return int(self._codes.shape[1])

    @property
    def identity(self) -> str:
        """SHA-256 over words and codes, in hexadecimal."""
        digest = hashlib.sha256("\n".join(self.words).encode("utf-8"))
        digest.update(np.ascontiguousarray(self._codes).tobytes())
        return digest.hexdigest()

    def vector(self, word: str) -> NDArray[np.float32] | None:
        """Return the unit vector of a word, float32 (dimensions,), or None for a word that has none."""
        row = self._row.get(word)
        return None if row is None else unit(self._codes[row].astype(np.float32))

    def count(self, word: str) -> int:
        """Return how often the training corpus had a word, 0 for one that has no vector."""
        row = self._row.get(word)
        return 0 if row is None else int(self.counts[row])

    def matrix(self) -> NDArray[np.float32]:
        """Return the unit vectors of all words, float32 (words, dimensions)."""
        return unit(self._codes.astype(np.float32))

    def phrase(self, surface: str, tokens: Iterable[str]) -> NDArray[np.float32] | None:
        """Return the vector of a surface, or of the mean of its tokens where only those are known, or None."""
        whole = self.vector(surface)
        return whole if whole is not None else self.mean(tokens)

    def mean(self, words: Iterable[str]) -> NDArray[np.float32] | None:
        """Return the unit mean of the words' vectors, frequent words weighing less (SIF); None when none is known."""
        rows = np.array([self._row[word] for word in words if word in self._row], dtype=np.int64)
        if not len(rows):
            return None
        weights = SMOOTHING / (SMOOTHING + self.counts[rows] / self._total)
        codes = self._codes[rows].astype(np.float32)
        codes = unit(codes)
        return unit((weights[:, None] * codes).sum(axis=0).astype(np.float32))

    def subset(self, most_frequent: int, always: Container[str]) -> WordVectors:
        """Return the vectors of the most frequent words, and besides of every word in ``always``."""
        rows = [row for row, word in enumerate(self.words) if row < most_frequent or word in always]
        return WordVectors([self.words[row] for row in rows], self._codes[rows], self.counts[rows])

    def save(self, path: Path) -> None:
        """Write the vectors; the same vectors give the same bytes."""
        temporary = path.with_name(path.name + ".part.npz")
        words = np.frombuffer("\n".join(self.words).encode("utf-8"), dtype=np.uint8)
        np.savez(temporary, words=words, codes=self._codes, counts=self.counts)
        temporary.replace(path)

    @classmethod
    def load(cls, path: Path) -> WordVectors:
        """Read what :meth:`save` wrote. Raises :class:`ModelError` when it is missing or corrupt."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
                words = data["words"].tobytes().decode("utf-8").split("\n")
                return cls(words, data["codes"], data["counts"])
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ModelError(f"word vectors {path}: cannot be read ({error}); restore the file") from error
        except Exception as error:  # zipfile and zlib have errors of their own for a damaged file
            raise ModelError(f"word vectors {path}: damaged ({error}); restore the file") from error


def quantise(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Round each row to 8 bits, its largest value becoming ±127 (the rows' lengths are lost)."""
    largest = np.abs(vectors).max(axis=1, keepdims=True).clip(1e-9)
    codes: NDArray[np.int8] = np.rint(vectors / largest * 127).astype(np.int8)
    return codes


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale a vector, or each row of a matrix, to length 1; zeros stay zeros."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = (vector / np.where(length > 0, length, 1)).astype(np.float32)
    return scaled
