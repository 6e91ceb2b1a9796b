"""Paired bootstrap of the difference between two systems on the same items (Efron and Tibshirani 1993)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
_LOW, _HIGH = 2.5, 97.5


class Difference(NamedTuple):
    """The mean of first minus second over the items, and the 95% percentile interval ``low`` to ``high``."""

    mean: float
    low: float
    high: float


def paired_difference(
    first: NDArray[np.float64], second: NDArray[np.float64], clusters: Sequence[str], seed: int
) -> Difference:
    """Return the mean difference of two systems' values (n,) and its interval.

    What is drawn anew, with repetition, are whole ``clusters``, one name an item: items of one article are not
    independent of each other. Raises :class:`ValueError` where the lengths differ or there is no item.
    """
    if not len(first) == len(second) == len(clusters) or not len(first):
        raise ValueError(
            f"bootstrap: expected as many values of each, at least one; got {len(first)}, {len(second)} and "
            f"{len(clusters)} clusters"
        )
    differences = first - second
    _, members = np.unique(np.array(clusters), return_inverse=True)
    sums = np.bincount(members, weights=differences)
    sizes = np.bincount(members)
    drawn = np.random.default_rng(seed).integers(0, len(sums), size=(RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.percentile(means, [_LOW, _HIGH])
    return Difference(float(differences.mean()), float(low), float(high))
