"""Multinomial logistic regression over dense features and the spelling of a word, fitted to the optimum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted model of ``labels`` labels.

    ``mean``, ``scale``: float32 (dense,), what standardises the dense features; ``dense``: float32 (dense, labels);
    ``bias``: float32 (labels,); ``spelling``: float32 (buckets, labels), no rows where spelling plays no part.
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    dense: NDArray[np.float32]
    bias: NDArray[np.float32]
    spelling: NDArray[np.float32]

    def probabilities(
        self, features: NDArray[np.float32], spellings: NDArray[np.int64] | None = None
    ) -> NDArray[np.float32]:
        """Return (n, labels), rows summing to 1, for ``features`` (n, dense) and ``spellings`` (n, features a word)."""
        logits = ((features - self.mean) * self.scale) @ self.dense + self.bias
        if len(self.spelling) and spellings is not None:
            logits = logits + self.spelling[spellings].sum(axis=1)
        return softmax(logits)

    def arrays(self, name: str) -> dict[str, NDArray[np.float16] | NDArray[np.float32]]:
        """Return what :meth:`of_arrays` reads, under keys that begin with ``name``."""
        return {
            f"{name}.mean": self.mean,
            f"{name}.scale": self.scale,
            f"{name}.dense": self.dense.astype(np.float16),
            f"{name}.bias": self.bias,
            f"{name}.spelling": self.spelling.astype(np.float16),
        }

    @classmethod
    def of_arrays(cls, name: str, data: Mapping[str, NDArray[np.float32]]) -> Regression:
        """Read what :meth:`arrays` gave. Raises :class:`KeyError` for what is missing."""
        parts = ("mean", "scale", "dense", "bias", "spelling")
        return cls(*(np.asarray(data[f"{name}.{part}"], dtype=np.float32) for part in parts))


def fit(
    features: NDArray[np.float32],
    allowed: NDArray[np.bool_],
    *,
    strength: float,
    spelling_strength: float | None = None,
    weights: NDArray[np.float32] | None = None,
    spellings: NDArray[np.int64] | None = None,
    buckets: int = 0,
    iterations: int = 100,
) -> Regression:
    """Fit by L-BFGS to the least regularised loss.

    ``features``: (n, dense), possibly of no column. ``allowed``: (n, labels), the labels that may be a row's: its loss
    is the negative log of their probabilities' sum, so that one that is known in part teaches that part. ``strength``:
    of the squared weights beside the mean loss; ``spelling_strength``: of the spellings', where it is another.
    ``spellings``: (n, features a word) numbers below ``buckets``.
    """
    n, labels = allowed.shape
    columns = features.shape[1]
    mean = features.mean(axis=0, dtype=np.float64).astype(np.float32)
    scale = (1 / np.maximum(features.std(axis=0, dtype=np.float64), 1e-6)).astype(np.float32)
    dense = ((features - mean) * scale).astype(np.float32)
    importance = np.ones(n, dtype=np.float32) if weights is None else weights
    importance = (importance / importance.sum())[:, None]
    permitted = allowed.astype(np.float32)
    of_spelling = strength if spelling_strength is None else spelling_strength

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        matrix, bias, table = _parts(flat.astype(np.float32), columns, buckets, labels)
        logits = dense @ matrix + bias
        if spellings is not None:
            for column in spellings.T:
                logits += table[column]
        shares = softmax(logits)
        right = shares * permitted
        total = np.maximum(right.sum(axis=1, keepdims=True), _TINY)
        slope = (shares - right / total) * importance
        parts = [dense.T @ slope + 2 * strength * matrix, slope.sum(axis=0)]
        if spellings is not None:
            counted = np.zeros_like(table)
            for column in spellings.T:
                np.add.at(counted, column, slope)
            parts.append(counted + 2 * of_spelling * table)
        penalty = strength * float(np.square(matrix).sum()) + of_spelling * float(np.square(table).sum())
        value = -float((np.log(total) * importance).sum(dtype=np.float64)) + penalty
        return value, np.concatenate([part.ravel() for part in parts]).astype(np.float64)

    from scipy.optimize import minimize  # only fitting needs it, and reading must not wait for it

    size = (columns + 1 + (buckets if spellings is not None else 0)) * labels
    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": iterations})
    matrix, bias, table = _parts(found.x.astype(np.float32), columns, buckets if spellings is not None else 0, labels)
    return Regression(mean, scale, matrix, bias, table)


def softmax(logits: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Return the rows' softmax."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32, copy=False)
    return shares


def _parts(
    flat: NDArray[np.float32], columns: int, buckets: int, labels: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    rows = flat.reshape(-1, labels)
    return rows[:columns], rows[columns], rows[columns + 1 :]
