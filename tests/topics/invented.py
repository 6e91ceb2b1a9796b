"""Word vectors and articles of two invented subjects, balls and banks, for topic models."""

from __future__ import annotations

from functools import cache

import numpy as np

from quizgen.archive.tokenised import TokenisedArticle
from quizgen.quantisation import rounded
from quizgen.topics.fitting import fit_topics
from quizgen.topics.model import TopicModel, TopicSettings
from quizgen.vectors import WordVectors, unit

SUBJECTS, WORDS, SIZE = 2, 40, 16
SETTINGS = TopicSettings(word_dimensions=8, clusters=6, dimensions=8, articles=120, iterations=5)


def words_of(subject: int) -> list[str]:
    return [f"{'球銀'[subject]}{number}" for number in range(WORDS)]


@cache
def vectors() -> WordVectors:
    rng = np.random.default_rng(7)
    centres = rng.normal(size=(SUBJECTS + 1, SIZE)) * 3
    # The last group is of words that stand in every article.
    rows = np.concatenate([centre + rng.normal(size=(WORDS, SIZE)) for centre in centres]).astype(np.float32)
    names = [*words_of(0), *words_of(1), *(f"の{number}" for number in range(WORDS))]
    return WordVectors(names, rounded(unit(rows)), np.full(len(names), 100))


def text(subject: int, seed: int, length: int = 60) -> list[str]:
    rng = np.random.default_rng(seed)
    common = [f"の{number}" for number in range(WORDS)]
    return [str(word) for word in rng.choice(words_of(subject) + common, length)]


def article(number: int) -> TokenisedArticle:
    surfaces = text(number % SUBJECTS, number)
    lengths = np.cumsum([0, *map(len, surfaces)], dtype=np.int32)
    bounds = np.array([0, len(surfaces)], dtype=np.int32)
    return TokenisedArticle(str(number), None, None, "".join(surfaces), lengths[:-1], lengths[1:], bounds)


@cache
def model() -> TopicModel:
    return fit_topics([article(number) for number in range(160)], vectors(), SETTINGS)
