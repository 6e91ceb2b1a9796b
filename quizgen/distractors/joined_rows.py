"""The rows of two matrices seen as one: joining them anew for each added word would copy the whole index."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class JoinedRows:
    """The float32 rows (dimensions,) of ``first``, and after them those of ``second``."""

    def __init__(self, first: NDArray[np.float32], second: NDArray[np.float32] | None = None) -> None:
        self._first = first
        self._second = np.zeros((0, first.shape[1]), dtype=np.float32) if second is None else second

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    @property
    def dimensions(self) -> int:
        """Length of each row."""
        return int(self._first.shape[1])

    def row(self, number: int) -> NDArray[np.float32]:
        """Return one row, float32 (dimensions,)."""
        in_first = number < len(self._first)
        found: NDArray[np.float32] = self._first[number] if in_first else self._second[number - len(self._first)]
        return found

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return these rows in this order, float32 (numbers, dimensions)."""
        in_second = numbers >= len(self._first)
        if not in_second.any():
            return self._first[numbers]
        found = np.empty((len(numbers), self.dimensions), dtype=np.float32)
        found[~in_second] = self._first[numbers[~in_second]]
        found[in_second] = self._second[numbers[in_second] - len(self._first)]
        return found

    def products(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the inner product of every row with a vector, float32 (rows,)."""
        if not len(self._second):
            return self._first @ vector
        return np.concatenate([self._first @ vector, self._second @ vector])
