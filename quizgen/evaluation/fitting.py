"""Learning what each feature of ranking and each channel of retrieval weighs, on labelled sets never reported on.

Names are learned from marked names (a candidate is right when it is of the key's entity type), other words from
questions whose wrong choices people wrote (those are right). Each set has its own weights in the ranking; retrieval,
which knows nothing of the key but its vector, has one set of both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from quizgen.archive.splits import is_fit_for_ranking
from quizgen.distractors.ranking import FEATURES, Candidates
from quizgen.errors import QuizgenError
from quizgen.evaluation.datasets import (
    ENTITIES_FILE,
    QUESTIONS_FILE,
    TRAINING_QUESTIONS_FILE,
    EntitySentence,
    Question,
    disjoint_questions,
    distinct,
    read_entity_sentences,
    read_questions,
)
from quizgen.evaluation.questions import article_of
from quizgen.evaluation.sampling import draw
from quizgen.evaluation.system import System
from quizgen.index.settings import IndexSettings, RankingWeights
from quizgen.senses.channels import CHANNELS

# Weights are drawn towards those that stood before: a set says little of features that play no part in it. Marked names
# tell only of which type a candidate must be, and not that a baseball team's fellows are baseball teams.
_PULL = 0.02
_ITEMS = 400
_QUESTIONS_IN_POOL = 800


@dataclass(frozen=True, slots=True)
class Asked:
    """A key and its candidates. ``features``: float32 (n, features), in the order of
    :data:`~quizgen.distractors.ranking.FEATURES`; ``right``: bool (n,), with at least one of each kind."""

    features: NDArray[np.float32]
    right: NDArray[np.bool_]


def fit_weights(
    asked: Sequence[Asked], before: Mapping[str, float], features: Sequence[str] = FEATURES
) -> dict[str, float]:
    """Return weights of ``features``, each at least 0, under which right candidates come first.

    ``before``: the weights that stood. The loss of an item is the cross entropy of the candidates' softmax with the
    right ones (ListNet, Cao et al. 2007).
    """
    prior = np.array([before.get(name, 0.0) for name in features])
    columns = [FEATURES.index(name) for name in features]
    items = [(item.features[:, columns], item.right) for item in asked]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros(len(features))
        for rows, right in items:
            scores = rows @ weights
            scores -= scores.max()
            powers = np.exp(scores)
            total += float(np.log(powers.sum()) - scores[right].mean())
            slope += (powers / powers.sum()) @ rows - rows[right].mean(axis=0)
        pull = weights - prior
        return total / len(items) + _PULL * float(pull @ pull), slope / len(items) + 2 * _PULL * pull

    found = minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(features))
    return {name: round(float(weight), 3) for name, weight in zip(features, found.x, strict=True)}


def fit_retrieval(asked: Sequence[Asked], before: Mapping[str, float]) -> dict[str, float]:
    """Return a weight of each channel, at least 0, under which right candidates come first by channels alone.

    Only their proportions matter in retrieval: they sum to what ``before``, the weights that stood, does.
    """
    learned = fit_weights(asked, before, CHANNELS)
    share = sum(before.get(name, 0.0) for name in CHANNELS) / (sum(learned.values()) or 1.0)
    return {name: round(weight * share, 3) for name, weight in learned.items()}


def fit_settings(
    data: Path,
    system: System,
    seed: int,
    progress: Callable[[str, int, int], None] = lambda step, done, total: None,
) -> IndexSettings:
    """Return the index's settings with weights of ranking and retrieval learned from the labelled sets in ``data``.

    Of the marked names those that neither the kind model nor a report has seen; of the training questions those that
    share no pair of key and distractor with the validation questions. Raises :class:`InputError` for missing data.
    """
    sentences = [
        sentence for sentence in read_entity_sentences(data / ENTITIES_FILE) if is_fit_for_ranking(sentence.curid)
    ]
    questions = disjoint_questions(
        read_questions(data / TRAINING_QUESTIONS_FILE), read_questions(data / QUESTIONS_FILE)
    )
    settings, ranking = system.index.settings, system.index.settings.ranking
    names = list(_entities(sentences, system, seed, progress))
    words = list(_questions(questions, system, seed, progress))
    learned = RankingWeights(
        fit_weights(names, ranking.names) if names else dict(ranking.names),
        fit_weights(words, ranking.words) if words else dict(ranking.words),
    )
    found = (*names, *words)
    retrieval = fit_retrieval(found, settings.retrieval) if found else dict(settings.retrieval)
    return replace(settings, ranking=learned, retrieval=retrieval)


def _entities(
    sentences: Sequence[EntitySentence], system: System, seed: int, progress: Callable[[str, int, int], None]
) -> list[Asked]:
    types: dict[str, set[str]] = {}
    for sentence in sentences:
        for entity in sentence.entities:
            types.setdefault(entity.name, set()).add(entity.type)
    pool = system.pool_words(distinct(types))
    asked = [(sentence, entity) for sentence in sentences for entity in sentence.entities]
    found = []
    drawn = draw(asked, lambda one: f"{one[0].curid}:{one[0].text}:{one[1].start}", _ITEMS, seed)
    for number, (sentence, entity) in enumerate(drawn, start=1):
        right = np.array([entity.type in types[word] for word, _ in pool.words])
        own = np.array([word == entity.name for word, _ in pool.words])
        found.append(_asked(system, (sentence.text, entity.start, entity.end), pool, right, own))
        progress("names", number, len(drawn))
    return [item for item in found if item is not None]


def _questions(
    questions: Sequence[Question], system: System, seed: int, progress: Callable[[str, int, int], None]
) -> list[Asked]:
    drawn = draw(questions, lambda question: question.id, _QUESTIONS_IN_POOL, seed)
    pool = system.pool_words(distinct(word for one in drawn for word in (one.key, *one.distractors)))
    found = []
    for number, question in enumerate(drawn[:_ITEMS], start=1):
        right = np.array([word in question.distractors for word, _ in pool.words])
        own = np.array([word == question.key for word, _ in pool.words])
        found.append(_asked(system, article_of(question), pool, right, own))
        progress("words", number, min(len(drawn), _ITEMS))
    return [item for item in found if item is not None]


def _asked(
    system: System, place: tuple[str, int, int], pool: Candidates, right: NDArray[np.bool_], own: NDArray[np.bool_]
) -> Asked | None:
    """Return the item, or None for a key that cannot be placed or has no candidate of either kind."""
    try:
        found = system.features(*place, pool)
    except QuizgenError:
        return None
    right, matrix = right[~own], np.stack([found[name] for name in FEATURES], axis=1)[~own]
    return Asked(matrix.astype(np.float32), right) if right.any() and not right.all() else None
