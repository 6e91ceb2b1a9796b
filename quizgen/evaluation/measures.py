"""Measures of ranked lists and of groupings, with what chance would give.

A ranked list is given as its hits: whether each word, best first, is right. Every measure is between 0 and 1, higher
is better, unless it says otherwise. Words that a list lacks count as wrong. ``expected_…`` is the exact mean of a
measure over all orders of a pool of ``total`` words of which ``right`` are right.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple


def precision_at(hits: Sequence[bool], k: int) -> float:
    """Return the share of right words among the first ``k``."""
    return sum(hits[:k]) / k


def f1_at(hits: Sequence[bool], k: int, right: int) -> float:
    """Return the harmonic mean of precision and recall of the first ``k``, ``right`` words being right in all."""
    return 2 * sum(hits[:k]) / (k + right)


def reciprocal_rank(hits: Sequence[bool]) -> float:
    """Return 1 / the place of the first right word, from 1; 0 where there is none."""
    return next((1 / place for place, hit in enumerate(hits, start=1) if hit), 0.0)


def ndcg_at(hits: Sequence[bool], k: int, right: int) -> float:
    """Return the normalised discounted cumulative gain of the first ``k`` with gains 0 and 1 (Järvelin, Kekäläinen)."""
    gain = sum(_discount(place) for place, hit in enumerate(hits[:k], start=1) if hit)
    return gain / _ideal_gain(k, right) if right else 0.0


def expected_precision(right: int, total: int) -> float:
    """Return the precision of a shuffled pool, the same at every k that the pool fills."""
    return right / total if total else 0.0


def expected_f1_at(k: int, right: int, total: int) -> float:
    """Return the expected F1 of the first ``k`` of a shuffled pool."""
    return 2 * min(k, total) * expected_precision(right, total) / (k + right)


def expected_reciprocal_rank(right: int, total: int) -> float:
    """Return the expected reciprocal rank of the first right word of a shuffled pool."""
    if not right:
        return 0.0
    none_yet, expected = 1.0, 0.0
    for place in range(1, total - right + 2):
        here = right / (total - place + 1)
        expected += none_yet * here / place
        none_yet *= 1 - here
    return expected


def expected_ndcg_at(k: int, right: int, total: int) -> float:
    """Return the expected NDCG of the first ``k`` of a shuffled pool."""
    if not right:
        return 0.0
    gain = expected_precision(right, total) * sum(_discount(place) for place in range(1, min(k, total) + 1))
    return gain / _ideal_gain(k, right)


def overlap_at(first: Sequence[Hashable], second: Sequence[Hashable], k: int) -> float:
    """Return the share that the first ``k`` of two lists have in common: of the longer one, 0 where one is empty.

    Neither direction is better by itself: lists of two senses should differ, lists of one sense agree.
    """
    here, there = set(first[:k]), set(second[:k])
    return len(here & there) / max(len(here), len(there)) if here and there else 0.0


class BCubed(NamedTuple):
    """How well groups match the truth, each from 0 to 1, higher is better."""

    precision: float
    recall: float
    f1: float


def b_cubed(groups: Sequence[Hashable], truth: Sequence[Hashable]) -> BCubed:
    """Compare the group of each item with its true group (B-cubed; Bagga and Baldwin 1998).

    Precision is the mean over the items of the share of their group that is truly theirs; recall the mean of the share
    of their true group that is in their group. Raises :class:`ValueError` for lists that differ in length or are empty.
    """
    both = Counter(zip(groups, truth, strict=True))
    if not both:
        raise ValueError("b_cubed: expected at least one item, got none")
    of_group, of_truth = Counter(groups), Counter(truth)
    precision = sum(count * count / of_group[group] for (group, _), count in both.items()) / len(groups)
    recall = sum(count * count / of_truth[true] for (_, true), count in both.items()) / len(groups)
    return BCubed(precision, recall, 2 * precision * recall / (precision + recall))


def _discount(place: int) -> float:
    return 1 / math.log2(place + 1)


def _ideal_gain(k: int, right: int) -> float:
    return sum(_discount(place) for place in range(1, min(k, right) + 1))
