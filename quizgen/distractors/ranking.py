"""Ordering candidates: every channel and feature known of them, weighed as the index's settings say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quizgen.index.settings import RankingWeights
from quizgen.key import Key, channel_cosines
from quizgen.lexicon import Entry
from quizgen.senses.channels import CHANNELS, Channels
from quizgen.senses.classes import ClassModel
from quizgen.senses.kinds import KindModel
from quizgen.senses.spelling import script_of

# Scores are rounded so that the last bits of a sum, which may differ between processors, order nothing.
DIGITS = 4
# What a ranking weighs.
FEATURES = (*CHANNELS, "class", "type", "familiarity", "characters", "ending", "beginning", "length", "script")
# The share of the fine class in the likeness of kinds; sister classes (two kinds of company) have the rest in common.
_FINE = 0.7


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of n candidates. ``scores``: float64 (n,), 0 to 1, higher is better. ``channels``: cosines by channel, -1
    to 1, NaN where key or candidate lacks the channel; and the other features, 0 to 1."""

    scores: NDArray[np.float64]
    channels: dict[str, NDArray[np.float64]]

    def by_candidate(self) -> list[dict[str, float]]:
        """Return the channels of each candidate, without those that are missing."""
        rows = zip(*(values.tolist() for values in self.channels.values()), strict=True)
        # NaN is not even itself.
        return [{name: value for name, value in zip(self.channels, row, strict=True) if value == value} for row in rows]


@dataclass(frozen=True, slots=True)
class Candidates:
    """n candidates as the ranking looks at them.

    ``words``: each surface with its entry, None for a word that the lexicon lacks; ``forms``: their NFKC forms.
    ``vectors``: float32 (n, dimensions), index vectors. ``counts``: int64 (n,), how often the corpus has each, below 0
    where that is not known. ``kinds``: from :func:`read_kinds`.
    """

    words: Sequence[tuple[str, Entry | None]]
    forms: Sequence[str]
    vectors: NDArray[np.float32]
    counts: NDArray[np.int64]
    kinds: Kinds


@dataclass(frozen=True, slots=True)
class Kinds:
    """What n candidates are. ``classes``: float32 (n, classes), ``types``: float32 (n, entity types), rows summing
    to 1, or to 0 where a word's stated class is none that the model knows."""

    classes: NDArray[np.float32]
    types: NDArray[np.float32]


def read_kinds(
    forms: Sequence[str],
    entries: Sequence[Entry | None],
    rows: NDArray[np.float32],
    channels: Channels,
    classes: ClassModel,
    kinds: KindModel,
) -> Kinds:
    """Return what candidates are: what the lexicon states, else what they suggest when read alone.

    ``forms``: words in NFKC; ``entries``: of each, None for a word that the lexicon lacks; ``rows``: their index
    vectors. A word whose fine class is stated has it; one with a bare category is spread over the category's classes
    as the class model reads its vector.
    """
    listed = [(number, entry.word_class) for number, entry in enumerate(entries) if entry is not None]
    unknown = [number for number, entry in enumerate(entries) if entry is None]
    stated = np.zeros((len(entries), len(classes.classes)), dtype=bool)
    stated[[number for number, _ in listed]] = classes.stated([word_class for _, word_class in listed])
    shares = stated.astype(np.float32)
    spread = np.flatnonzero(stated.sum(axis=1) > 1)
    if len(spread):
        shares[spread] *= classes.within_category(rows[spread, channels.slices["context"].start :])
    alone = rows[unknown, : channels.slices["context"].stop]
    written = [forms[number] for number in unknown]
    if unknown:
        shares[unknown] = kinds.name_classes(alone, written)
    types = kinds.types_of_shares(shares)
    if unknown:
        types[unknown] = kinds.name_types(alone, written, classes)
    return Kinds(shares, types)


def features(
    key: Key, candidates: Candidates, channels: Channels, classes: ClassModel
) -> dict[str, NDArray[np.float64]]:
    """Return what speaks for each of n candidates, by the names of :data:`FEATURES`: the higher, the nearer to the key.

    What is not known of a candidate is given the mean of the others: it says nothing for it, and nothing against.
    """
    found = {}
    for name, cosines in channel_cosines(key.vector, candidates.vectors, channels).items():
        found[name] = _filled(cosines.astype(np.float64), _missing(candidates.vectors, channels.slices[name]))
    found["class"] = _same_kind(candidates.kinds.classes, key.class_probabilities, classes)
    found["type"] = (candidates.kinds.types @ key.types).astype(np.float64)
    found["familiarity"] = _filled(familiarity(key.count, candidates.counts), candidates.counts < 0)
    found.update(spelling_likeness(key.normalised, candidates.forms))
    return found


def score(key: Key, candidates: Candidates, channels: Channels, classes: ClassModel, weights: RankingWeights) -> Scored:
    """Score candidates: the weighted mean of their :func:`features`, cut to 0 to 1."""
    found = features(key, candidates, channels, classes)
    given = weights.for_key(key.name)
    mean = sum((given.get(feature, 0.0) * values for feature, values in found.items()), np.zeros(len(candidates.words)))
    shown = {feature: np.round(values, DIGITS) + 0.0 for feature, values in found.items()}
    for channel, place in channels.slices.items():
        shown[channel][_missing(candidates.vectors, place)] = np.nan
        if not key.vector[place].any():
            shown[channel][:] = np.nan
    return Scored(np.round(mean.clip(0, 1), DIGITS), shown)


def _filled(values: NDArray[np.float64], missing: NDArray[np.bool_]) -> NDArray[np.float64]:
    if missing.any() and not missing.all():
        values[missing] = values[~missing].mean()
    return values


def _missing(rows: NDArray[np.float32], place: slice) -> NDArray[np.bool_]:
    missing: NDArray[np.bool_] = np.abs(rows[:, place]).max(axis=1) == 0
    return missing


def _same_kind(shares: NDArray[np.float32], key: NDArray[np.float32], classes: ClassModel) -> NDArray[np.float64]:
    """How probably candidates are of the key's kind, 0 to 1: of its fine class for the most part, else its category.

    Where the key's kind is in doubt, a candidate of the likeliest is better than one that is in the same doubt.
    """
    members = (classes.category_of_class[:, None] == np.arange(len(classes.categories))).astype(np.float32)
    fine = (shares @ key).astype(np.float64)
    coarse = ((shares @ members) @ (key @ members)).astype(np.float64)
    likeness: NDArray[np.float64] = (_FINE * fine + (1 - _FINE) * coarse).clip(0, 1)
    return likeness


def familiarity(key_count: int, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """How well known a candidate is, 0 to 1: 1 for a word at least as frequent as the key, less the rarer it is.

    A word that readers do not know is no temptation; one better known than the key does no harm.
    """
    here = np.log10(1 + counts.clip(0).astype(np.float64))
    wanted = np.clip(np.log10(1 + key_count), 1.5, 3.0)
    shares: NDArray[np.float64] = np.clip(here / wanted, 0, 1)
    return shares


@lru_cache(maxsize=50_000)
def scripts(word: str) -> frozenset[str]:
    """Return the kinds of character that a word is written in."""
    return frozenset(script_of(character) for character in word) or frozenset("x")


def spelling_likeness(key: str, words: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """How alike words are written, each 0 to 1.

    "script": the share of kinds of character (kanji, katakana, hiragana, Latin, figures) that both have, of those that
    either has. "characters": the share of the shorter word's distinct characters that the other has too; "ending",
    "beginning": whether the last, the first character is the same; "length": the shorter word's share of the longer
    one's length.
    """
    mine, script = set(key), scripts(key)
    # Words are written in few mixtures of scripts.
    written = [scripts(word) for word in words]
    shares = {other: len(script & other) / len(script | other) for other in set(written)}
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    distinct = list(map(set, words))
    fewer = np.fromiter(map(len, distinct), dtype=np.int64, count=len(words)).clip(max=len(mine)).clip(min=1)
    common = np.fromiter((len(mine & other) for other in distinct), dtype=np.int64, count=len(words))
    return {
        "script": np.array([shares[other] for other in written], dtype=np.float64),
        "characters": common / fewer,
        "ending": np.array([word[-1:] == key[-1:] for word in words], dtype=np.float64),
        "beginning": np.array([word[:1] == key[:1] for word in words], dtype=np.float64),
        "length": lengths.clip(max=len(key)) / lengths.clip(min=max(len(key), 1)),
    }
