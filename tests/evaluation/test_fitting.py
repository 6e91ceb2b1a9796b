"""Learning what each feature weighs."""

from __future__ import annotations

import numpy as np
import pytest

from quizgen.distractors.ranking import FEATURES
from quizgen.evaluation.fitting import Asked, fit_retrieval, fit_weights

RANDOM = np.random.default_rng(0)
NOTHING: dict[str, float] = {}
STATIC, TYPE = FEATURES.index("static"), FEATURES.index("type")


def asked(telling: int, count: int = 20) -> list[Asked]:
    """Items of forty candidates, of which the three with most of one feature are right."""
    found = []
    for _ in range(count):
        features = RANDOM.random((40, len(FEATURES))).astype(np.float32)
        right = np.zeros(40, dtype=np.bool_)
        right[np.argsort(-features[:, telling])[:3]] = True
        found.append(Asked(features, right))
    return found


def test_the_feature_that_tells_right_from_wrong_weighs_most_and_none_weighs_less_than_nothing() -> None:
    weights = fit_weights(asked(TYPE), NOTHING)
    assert set(weights) == set(FEATURES)
    assert min(weights.values()) >= 0
    assert weights["type"] > 0.7 * sum(weights.values())


def test_a_feature_of_which_the_items_say_nothing_keeps_about_its_weight() -> None:
    items = [Asked(item.features * (np.arange(len(FEATURES)) != STATIC), item.right) for item in asked(TYPE)]
    weights = fit_weights(items, {"static": 5.0})
    assert weights["static"] == pytest.approx(5.0, abs=0.01)
    assert weights["type"] > 2.0


def test_the_same_items_give_the_same_weights() -> None:
    items = asked(TYPE, 5)
    assert fit_weights(items, NOTHING) == fit_weights(items, NOTHING)


def test_retrieval_weighs_channels_only_and_keeps_the_sum_of_its_weights() -> None:
    before = {"static": 1.0, "context": 1.0, "slot": 0.5, "topic": 0.5}
    weights = fit_retrieval(asked(FEATURES.index("slot")), before)
    assert set(weights) == set(before)
    assert sum(weights.values()) == pytest.approx(3.0, abs=0.01)
    assert max(weights, key=weights.__getitem__) == "slot"
