"""How the contexts of one word fall into senses as the distance changes at which groups stay apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quizgen.evaluation.measures import b_cubed
from quizgen.evaluation.pseudo_words import two_groups
from quizgen.senses.channels import Channels
from quizgen.senses.grouping import GroupingSettings, group_contexts

Rows = Sequence[NDArray[np.float32]]
Truth = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class GroupedAt:
    """Grouping at one ``distance``, means over the pseudo-words: B-cubed ``precision``, ``recall`` and ``f1``, 0 to 1;
    ``senses``: how many groups a pseudo-word has (the truth is 2)."""

    distance: float
    precision: float
    recall: float
    f1: float
    senses: float


def sweep_distances(rows: Rows, truth: Truth, distances: Sequence[float]) -> list[GroupedAt]:
    """Group each pseudo-word's contexts at every distance.

    ``rows``: of each pseudo-word, float32 (contexts, dimensions); ``truth``: which word each context is truly of.
    """
    swept = []
    for distance in distances:
        settings = replace(GroupingSettings(), distance=distance)
        groups = [group_contexts(vectors, settings).tolist() for vectors in rows]
        figures = np.mean([b_cubed(found, true) for found, true in zip(groups, truth, strict=True)], axis=0)
        precision, recall, f1 = figures.tolist()
        senses = float(np.mean([len(set(found)) for found in groups]))
        swept.append(GroupedAt(distance, precision, recall, f1, senses))
    return swept


def one_sense(truth: Truth) -> float:
    """Return the mean B-cubed F1 of one sense per word, which is what word vectors alone know."""
    return float(np.mean([b_cubed([0] * len(true), true).f1 for true in truth]))


def two_senses(rows: Rows, truth: Truth) -> float:
    """Return the mean B-cubed F1 where the grouping is told that there are two senses."""
    return float(np.mean([b_cubed(two_groups(one).tolist(), true).f1 for one, true in zip(rows, truth, strict=True)]))


def by_channel(rows: Rows, channels: Channels) -> Mapping[str, Rows]:
    """Return the contexts' vectors whole, and cut to each channel that a context has, by name."""
    start = channels.slices["context"].start
    cut = {
        name: [one[:, part.start - start : part.stop - start] for one in rows]
        for name, part in channels.slices.items()
        if name != "static"
    }
    encoder = channels.slices["topic"].start - start
    return {"all channels": rows, "encoder only": [one[:, :encoder] for one in rows], **cut}
