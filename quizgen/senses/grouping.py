"""Grouping a word's contexts into senses, without labels: Ward's clustering of their vectors (Ward 1963)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from quizgen.vectors import unit


@dataclass(frozen=True, slots=True)
class GroupingSettings:
    """``distance``: groups stay apart when merging them costs more, in Ward's terms: the square root of twice what it
    adds to the sum of squared distances from the groups' means, of contexts of unit length (0 or more; larger gives
    fewer senses). It asks more of few contexts than of many, so that chance splits no rare word; average linkage,
    whose bound does not, told pseudo-words apart worse at the same share of single words split.

    ``smallest``: least contexts of a sense; ``share``: least share of the word's contexts; ``most``: senses at most.
    """

    distance: float = 1.8
    smallest: int = 3
    share: float = 0.15
    most: int = 4


def group_contexts(vectors: NDArray[np.float32], settings: GroupingSettings) -> NDArray[np.int64]:
    """Return the sense number of each of (n, dimensions) contexts: 0 for the largest, then by falling size.

    Contexts of clusters too small to be a sense go to the nearest that is one.
    """
    count = len(vectors)
    if count < 2 * settings.smallest:
        return np.zeros(count, dtype=np.int64)
    normal = unit(vectors)
    found = fcluster(merge_tree(normal), t=settings.distance, criterion="distance")
    sizes = np.bincount(found)
    least = max(settings.smallest, int(np.ceil(settings.share * count)))
    kept = [cluster for cluster in np.argsort(-sizes, kind="stable") if sizes[cluster] >= least][: settings.most]
    if len(kept) < 2:
        return np.zeros(count, dtype=np.int64)
    centres = unit(np.stack([normal[found == cluster].mean(axis=0) for cluster in kept]))
    nearest: NDArray[np.int64] = (normal @ centres.T).argmax(axis=1)
    for sense, cluster in enumerate(kept):
        nearest[found == cluster] = sense
    order = np.argsort(-np.bincount(nearest, minlength=len(kept)), kind="stable")
    rank: NDArray[np.int64] = np.argsort(order)[nearest]
    return rank


def merge_tree(contexts: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return in which order (n, dimensions) contexts of unit length merge, as SciPy writes it: (n - 1, 4)."""
    tree: NDArray[np.float64] = linkage(contexts, method="ward")
    return tree
