"""Ordering candidates: every channel and feature known of them, weighed as the index's settings say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizgen.key import Key, channel_cosines
from quizgen.lexicon import Entry
from quizgen.senses.channels import Channels
from quizgen.senses.classes import ClassModel

# Scores are rounded so that the last bits of a sum, which may differ between processors, order nothing.
_DIGITS = 4
# The share of the fine class in the likeness of kinds; sister classes (two kinds of company) have the rest in common.
_FINE = 0.7


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of n candidates. ``scores``: float64 (n,), 0 to 1, higher is better. ``channels``: cosines by channel, -1
    to 1, NaN where key or candidate lacks the channel, besides the features "class" and "familiarity", 0 to 1."""

    scores: NDArray[np.float64]
    channels: dict[str, NDArray[np.float64]]

    def of(self, number: int) -> dict[str, float]:
        """Return one candidate's channels, without those that are missing."""
        return {name: float(values[number]) for name, values in self.channels.items() if not np.isnan(values[number])}


def class_shares(
    entries: list[Entry | None], rows: NDArray[np.float32], channels: Channels, classes: ClassModel
) -> NDArray[np.float32]:
    """Return (n, classes) shares of each candidate's class: what the lexicon states, else what its contexts suggest.

    ``rows``: the candidates' index vectors. A word whose fine class is stated has it; one with a bare category is
    spread over the category's classes as the class model reads its vector.
    """
    read = rows[:, channels.slices["context"].start :]
    shares = classes.within_category(read)
    unknown = [number for number, entry in enumerate(entries) if entry is None]
    for number, entry in enumerate(entries):
        if entry is not None:
            stated = classes.known(entry.word_class)
            shares[number] = np.where(stated, shares[number] if stated.sum() > 1 else 1.0, 0.0)
    if unknown:
        shares[unknown] = classes.probabilities(read[unknown])
    return shares


def score(
    key: Key,
    rows: NDArray[np.float32],
    shares: NDArray[np.float32],
    counts: NDArray[np.int64],
    channels: Channels,
    classes: ClassModel,
    weights: Mapping[str, float],
) -> Scored:
    """Score candidates for a key.

    ``rows``: (n, dimensions) index vectors; ``shares``: (n, classes) from :func:`class_shares`; ``counts``: how often
    the corpus has each. The score is the weighted mean of the features, cut to 0 to 1.
    """
    features: dict[str, NDArray[np.float64]] = {
        name: cosines.astype(np.float64) for name, cosines in channel_cosines(key.vector, rows, channels).items()
    }
    features["class"] = _class_likeness(shares, key.class_probabilities, classes)
    features["familiarity"] = familiarity(key.count, counts)
    total = sum(weights.get(name, 0.0) for name in features) or 1.0
    mean = sum((weights.get(name, 0.0) * values for name, values in features.items()), np.zeros(len(rows))) / total
    rounded = {name: np.round(values, _DIGITS) + 0.0 for name, values in features.items()}
    for name, place in channels.slices.items():
        if not key.vector[place].any():
            rounded[name][:] = np.nan
        rounded[name][~rows[:, place].any(axis=1)] = np.nan
    return Scored(np.round(mean.clip(0, 1), _DIGITS), rounded)


def _class_likeness(shares: NDArray[np.float32], key: NDArray[np.float32], classes: ClassModel) -> NDArray[np.float64]:
    """How alike the kinds of candidates and key are, 0 to 1: fine classes for the most part, categories for the rest.

    Each is the Bhattacharyya coefficient of two distributions, 1 when they are the same.
    """
    members = (classes.category_of_class[:, None] == np.arange(len(classes.categories))).astype(np.float32)
    fine = np.sqrt(shares * key).sum(axis=1, dtype=np.float64)
    coarse = np.sqrt((shares @ members) * (key @ members)).sum(axis=1, dtype=np.float64)
    likeness: NDArray[np.float64] = (_FINE * fine + (1 - _FINE) * coarse).clip(0, 1)
    return likeness


def familiarity(key_count: int, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """How well known a candidate is, 0 to 1: 1 for a word at least as frequent as the key, less the rarer it is.

    A word that readers do not know is no temptation; one better known than the key does no harm.
    """
    here = np.log10(1 + counts.astype(np.float64))
    wanted = np.clip(np.log10(1 + key_count), 1.5, 3.0)
    shares: NDArray[np.float64] = np.clip(here / wanted, 0, 1)
    return shares
