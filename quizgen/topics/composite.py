"""Sparse composite document vectors (SCDV, Mekala et al. 2017), before their reduction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from quizgen.vectors import WordVectors, unit

# Where a word hardly belongs to a cluster it adds nothing to it.
_LEAST_MEMBERSHIP = 0.01


@dataclass(frozen=True, slots=True)
class Composites:
    """Makes composite vectors of documents.

    ``inverse``: float32 (words,), inverse document frequencies; ``words``: float32 (words, word dimensions), word
    vectors of unit length; ``memberships``: float32 (words, clusters), how far each word belongs to each cluster.
    """

    inverse: NDArray[np.float32]
    words: NDArray[np.float32]
    memberships: NDArray[np.float32]

    @property
    def dimensions(self) -> int:
        """Length of a composite vector: clusters × word dimensions."""
        return int(self.memberships.shape[1] * self.words.shape[1])

    def of(self, counts: sparse.csr_matrix) -> NDArray[np.float32]:
        """Return composite vectors, float32 (documents, dimensions), of unit length, zeros for one without words.

        ``counts``: how often each document has each word, (documents, words). Repetitions count by their logarithm.
        """
        weighted = counts.astype(np.float32)
        weighted.data = 1 + np.log(weighted.data)
        columns = (weighted @ sparse.diags(self.inverse)).tocsc()
        used = np.flatnonzero(np.diff(columns.indptr))
        size = self.words.shape[1]
        found = np.zeros((counts.shape[0], self.dimensions), dtype=np.float32)
        for cluster in range(self.memberships.shape[1]):
            share = self.memberships[used, cluster]
            members = used[share > _LEAST_MEMBERSHIP]
            if len(members):
                vectors = self.words[members] * self.memberships[members, cluster][:, None]
                found[:, cluster * size : (cluster + 1) * size] = columns[:, members] @ vectors
        return unit(found)


def sparse_threshold(composites: NDArray[np.float32], share: float) -> float:
    """Return below which size values become zero: ``share`` of the mean of the documents' extremes."""
    highest, lowest = composites.max(axis=1).mean(), composites.min(axis=1).mean()
    return float(share * (abs(highest) + abs(lowest)) / 2)


def sparsified(composites: NDArray[np.float32], threshold: float) -> NDArray[np.float32]:
    """Set the values below a threshold to zero."""
    return np.where(np.abs(composites) < threshold, np.float32(0), composites)


def count_words(documents: Sequence[Iterable[str]], vectors: WordVectors) -> sparse.csr_matrix:
    """Count the words that have a vector in each document, (documents, words)."""
    rows = ([vectors.row(word) for word in document] for document in documents)
    found = [np.array([row for row in document if row is not None], dtype=np.int32) for document in rows]
    starts = np.cumsum([0, *map(len, found)])
    columns = np.concatenate(found) if found else np.zeros(0, dtype=np.int32)
    counts = sparse.csr_matrix(
        (np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(found), len(vectors.words))
    )
    counts.sum_duplicates()
    return counts
