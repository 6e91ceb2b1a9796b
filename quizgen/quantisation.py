"""Vectors in few bytes: product quantisation (Jégou, Douze and Schmid 2011) of their principal components.

Static word vectors spread most of what they say over a few dozen directions. Turned into those directions, the
dimensions are divided into groups that hold about equally much (a leading direction is a group, many trailing ones
share one), and each group of a row is replaced by the number of the nearest of its 256 typical values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_VALUES = 256
_ROUNDS = 12
_SAMPLE = 20_000
# Directions whose variance is below this share of the mean are noise, which needs no exactness.
_NOISE = 0.08
_LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Quantised:
    """n vectors. ``codes``: uint8 (n, groups); ``values``: float32 (256, dimensions), the typical values of every
    group side by side; ``groups``: int32 (dimensions,), the group of each dimension, ascending."""

    codes: NDArray[np.uint8]
    values: NDArray[np.float32]
    groups: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return int(self.values.shape[1])

    def rows(self, numbers: NDArray[np.int64] | Sequence[int] | slice) -> NDArray[np.float32]:
        """Return some vectors, float32 (chosen, dimensions)."""
        found: NDArray[np.float32] = self.values[self.codes[numbers][:, self.groups], np.arange(self.dimensions)]
        return found

    def taken(self, numbers: Sequence[int]) -> Quantised:
        """Return only these vectors."""
        return Quantised(self.codes[np.asarray(numbers, dtype=np.int64)], self.values, self.groups)

    def arrays(self) -> dict[str, NDArray[np.uint8] | NDArray[np.float16] | NDArray[np.int32]]:
        """Return what :meth:`of_arrays` reads."""
        return {"codes": self.codes, "values": self.values.astype(np.float16), "groups": self.groups}

    @classmethod
    def of_arrays(cls, data: Mapping[str, NDArray[np.generic]]) -> Quantised:
        """Read what :meth:`arrays` gave. Raises :class:`KeyError` for what is missing, :class:`ValueError` for parts
        that do not belong together."""
        codes, values, groups = data["codes"], data["values"].astype(np.float32), data["groups"].astype(np.int32)
        fits = codes.ndim == 2 and codes.dtype == np.uint8 and values.shape == (_VALUES, len(groups))
        if not fits or (len(groups) and (groups.min() < 0 or groups.max() >= codes.shape[1])):
            raise ValueError(f"codes {codes.shape}, values {values.shape} and groups {groups.shape} disagree")
        return cls(codes.astype(np.uint8), values, groups)


def rounded(vectors: NDArray[np.float32]) -> Quantised:
    """Round each number of (n, dimensions) vectors to 8 bits, a row's largest becoming ±127: its length is lost."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0).clip(1e-9)
    codes = (np.rint(vectors / largest * 127) + 128).astype(np.uint8)
    dimensions = vectors.shape[1]
    values = np.repeat(np.arange(_VALUES, dtype=np.float32)[:, None] - 128, dimensions, axis=1)
    return Quantised(codes, values, np.arange(dimensions, dtype=np.int32))


def compressed(vectors: NDArray[np.float32], size: int, seed: int = 0) -> Quantised:
    """Return (n, dimensions) vectors in ``size`` bytes each, turned into their principal directions.

    Turning changes no length and no angle. The same vectors and seed give the same codes. ``size``: 1 to dimensions.
    """
    generator = np.random.default_rng(seed)
    variances, directions = np.linalg.eigh(
        np.cov(vectors.T.astype(np.float64), bias=True).reshape(2 * (vectors.shape[1],))
    )
    variances, directions = variances[::-1].clip(0), directions[:, ::-1]
    directions = directions * np.sign(directions[np.abs(directions).argmax(axis=0), np.arange(len(variances))])
    turned = (vectors @ directions).astype(np.float32)
    groups = _groups(variances, size)
    sample = generator.permutation(len(turned))[:_SAMPLE]
    codes = np.zeros((len(turned), size), dtype=np.uint8)
    values = np.zeros((_VALUES, turned.shape[1]), dtype=np.float32)
    for number in range(size):
        columns = np.flatnonzero(groups == number)
        centres = _centres(turned[sample][:, columns], generator)
        codes[:, number] = _nearest(turned[:, columns], centres)
        values[: len(centres), columns] = centres
    return Quantised(codes, values, groups)


def _groups(variances: NDArray[np.float64], size: int) -> NDArray[np.int32]:
    """Divide the dimensions, by falling variance, so that the groups hold about equally many bits."""
    bits = np.maximum(0.5 * np.log2(np.maximum(variances, 1e-12) / (_NOISE * variances.mean() + 1e-12)), _LEAST)
    share, held, number, remaining = bits.sum() / size, 0.0, 0, len(bits)
    groups = np.zeros(len(bits), dtype=np.int32)
    for column, content in enumerate(bits):
        groups[column] = number
        held += content
        remaining -= 1
        # Every group to come needs a dimension of its own.
        if number < size - 1 and (held >= share or remaining == size - 1 - number):
            held, number = max(held - share, 0.0), number + 1
    return groups


def _centres(points: NDArray[np.float32], generator: np.random.Generator) -> NDArray[np.float32]:
    """Return up to 256 typical points by k-means."""
    distinct = np.unique(points, axis=0)
    if len(distinct) <= _VALUES:
        return distinct
    centres = distinct[np.sort(generator.permutation(len(distinct))[:_VALUES])]
    for _ in range(_ROUNDS):
        nearest = _nearest(points, centres)
        counts = np.bincount(nearest, minlength=_VALUES)
        sums = np.stack([np.bincount(nearest, weights=column, minlength=_VALUES) for column in points.T], axis=1)
        centres = np.where(counts[:, None] > 0, sums / counts.clip(1)[:, None], centres).astype(np.float32)
    return centres


def _nearest(points: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = (np.square(centres).sum(axis=1) - 2 * points @ centres.T).argmin(axis=1).astype(np.uint8)
    return found
