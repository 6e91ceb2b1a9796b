"""Grouping a word's contexts into senses: average-linkage clustering of their vectors (no labels needed)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from quizgen.vectors import unit


@dataclass(frozen=True, slots=True)
class GroupingSettings:
    """``distance``: clusters whose mean cosine distance is larger stay apart (0 to 2; larger gives fewer senses).

    ``smallest``: least contexts of a sense; ``share``: least share of the word's contexts; ``most``: senses at most.
    """

    distance: float = 0.9
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
    tree = linkage(normal, method="average", metric="cosine")
    found = fcluster(tree, t=settings.distance, criterion="distance")
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
