"""The vectors of added words: what makes a word found by the next search of every process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sqlalchemy import Connection, delete, insert, select, update

from quizgen.errors import ArgumentError, StoreError
from quizgen.store.engine import WriteTransaction
from quizgen.store.models import word_vectors, words

_STORED = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """The vectors of one encoder, a row a sense, in the order of the words' adding and then of the senses.

    ``entry_ids``: n, one a row. ``senses``: int64 (n,), from 0 within a word. ``n_contexts``: int64 (n,), how many
    contexts made the vector. ``vectors``: float32 (n, dims), (0, 0) when there are none. ``generation``: the store's
    at the time of reading.
    """

    entry_ids: tuple[str, ...]
    senses: NDArray[np.int64]
    n_contexts: NDArray[np.int64]
    vectors: NDArray[np.float32]
    generation: int


def check_vectors(vectors: ArrayLike, n_contexts: Sequence[int]) -> NDArray[np.float32]:
    """Return the vectors as float32 (senses, dims). Raises :class:`ArgumentError` for other shapes and for NaN."""
    array = np.asarray(vectors, dtype=np.float32)
    if array.ndim != 2 or 0 in array.shape:
        raise ArgumentError(f"vectors: expected an array (senses, dims), got the shape {array.shape}")
    if not np.isfinite(array).all():
        raise ArgumentError("vectors: expected finite numbers, got NaN or infinity; check what computed them")
    if len(n_contexts) != len(array):
        raise ArgumentError(f"n_contexts: expected {len(array)} counts, one a sense, got {len(n_contexts)}")
    return array


def replace_vectors(
    write: WriteTransaction, word_id: int, encoder: str, vectors: NDArray[np.float32], n_contexts: Sequence[int]
) -> None:
    """Put a word's vectors (senses, dims) of one encoder in the place of those it had of that encoder."""
    senses, dims = vectors.shape
    stored = select(word_vectors.c.dims).where(word_vectors.c.encoder == encoder, word_vectors.c.word_id != word_id)
    others = write.connection.execute(stored.limit(1)).scalar()
    if others not in (None, dims):
        raise ArgumentError(f"vectors: expected {others} dimensions as all vectors of encoder {encoder}, got {dims}")
    same = (word_vectors.c.word_id == word_id) & (word_vectors.c.encoder == encoder)
    write.connection.execute(delete(word_vectors).where(same))
    rows = [
        {
            "word_id": word_id,
            "encoder": encoder,
            "sense": sense,
            "n_contexts": int(n_contexts[sense]),
            "dims": dims,
            "vector": vectors[sense].astype(_STORED).tobytes(),
        }
        for sense in range(senses)
    ]
    write.connection.execute(insert(word_vectors), rows)
    # No new version: vectors are no editor's change. But other processes must learn of them.
    write.connection.execute(update(words).where(words.c.id == word_id).values(generation=write.generation))


def fetch_vectors(connection: Connection, encoder: str, generation: int) -> StoredVectors:
    """Return the vectors of one encoder. Raises :class:`StoreError` when one has not the size that it states."""
    query = (
        select(
            words.c.entry_id,
            word_vectors.c.sense,
            word_vectors.c.n_contexts,
            word_vectors.c.dims,
            word_vectors.c.vector,
        )
        .join_from(word_vectors, words, words.c.id == word_vectors.c.word_id)
        .where(word_vectors.c.encoder == encoder)
        .order_by(word_vectors.c.word_id, word_vectors.c.sense)
    )
    rows = connection.execute(query).all()
    dims = rows[0].dims if rows else 0
    for row in rows:
        if row.dims != dims or len(row.vector) != dims * _STORED.itemsize:
            raise StoreError(
                f"store: the vector of {row.entry_id} has {len(row.vector)} bytes, expected {dims} float32 values; "
                "save the word's contexts again to compute it anew"
            )
    data = b"".join(row.vector for row in rows)
    return StoredVectors(
        entry_ids=tuple(row.entry_id for row in rows),
        senses=np.array([row.sense for row in rows], dtype=np.int64),
        n_contexts=np.array([row.n_contexts for row in rows], dtype=np.int64),
        vectors=np.frombuffer(data, dtype=_STORED).astype(np.float32).reshape(len(rows), dims),
        generation=generation,
    )
