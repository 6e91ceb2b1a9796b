"""Keys whose sense is known: the keywords of the bundled pairs, each read in both of its articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizgen.data import sample_articles, sample_pairs
from quizgen.distractors.article_setting import setting_in
from quizgen.distractors.filters import Setting
from quizgen.evaluation.system import System
from quizgen.index.loaded import SenseIndex
from quizgen.key import Key, KeyReader
from quizgen.lexicon import category_of
from quizgen.reading import Reading
from quizgen.vectors import unit


@dataclass(frozen=True, slots=True)
class SensedKey:
    """A keyword in one article. ``sense``: the class that it has here; ``other``: the one that it has in the other
    article of its pair. ``key``: what an index makes of it here; ``setting``: what the rules look at."""

    keyword: str
    sense: str
    other: str
    reading: Reading
    key: Key
    setting: Setting

    @property
    def category(self) -> str:
        """The category of its sense."""
        return category_of(self.sense)


@dataclass(frozen=True, slots=True)
class SensedPair:
    """One keyword in two articles, in two senses."""

    first: SensedKey
    second: SensedKey

    @property
    def keys(self) -> tuple[SensedKey, SensedKey]:
        """Both."""
        return self.first, self.second

    @property
    def label(self) -> str:
        """Both senses, in Latin letters."""
        return f"{self.first.sense} | {self.second.sense}"


def read_pairs(system: System, most: int | None = None) -> list[SensedPair]:
    """Read the bundled pairs, the first ``most`` of them, None for all."""
    articles = {article.identity: article for article in sample_articles()}
    keys = key_reader(system, system.index)
    pairs = []
    for pair in sample_pairs()[:most]:
        sides = ((pair.first, pair.first_sense, pair.second_sense), (pair.second, pair.second_sense, pair.first_sense))
        read = []
        for identity, sense, other in sides:
            reading = system.read(articles[identity])
            place = reading.place_of(pair.keyword)
            key = keys.read(reading, place, system.model.lexicon)
            read.append(SensedKey(pair.keyword, sense, other, reading, key, setting_for(system, key, reading)))
        pairs.append(SensedPair(*read))
    return pairs


def all_keys(pairs: Sequence[SensedPair]) -> list[SensedKey]:
    """Return the keys of all pairs, in their order."""
    return [key for pair in pairs for key in pair.keys]


def key_reader(system: System, index: SenseIndex) -> KeyReader:
    """Return what reads keys with a system's model and any variant of its index."""
    return KeyReader(system.model.reader, system.model.vectors, index)


def setting_for(system: System, key: Key, reading: Reading) -> Setting:
    """Return what the rules of what must not be offered look at, for a key of an article."""
    return setting_in(reading, key, system.model.lexicon)


def leaning(index: SenseIndex, vector: NDArray[np.float32], towards: str, against: str, channel: str) -> float | None:
    """Return how much nearer an index vector lies to the words of one class than to those of another, in one channel.

    The difference of two cosines, of ``vector`` with the mean of each class's senses; -2 to 2, above 0 for
    ``towards``. None where the index has no word of either class.
    """
    part = index.channels.slices[channel]
    centres = []
    for name in (towards, against):
        rows = index.rows_of_class.get(name)
        if rows is None:
            return None
        centres.append(unit(index.vectors[rows][:, part]).mean(axis=0))
    cosines = unit(np.stack(centres)) @ unit(vector[part])
    return float(cosines[0] - cosines[1])
