"""Logistic regression over dense features and spelling."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from quizgen.senses.regression import Regression, fit, softmax

RANDOM = np.random.default_rng(0)
LABELS = np.repeat(np.arange(3), 30)
# Three clouds far apart; the second dimension's scale and place must not matter.
POINTS = (np.eye(3)[LABELS] + 0.15 * RANDOM.standard_normal((90, 3))).astype(np.float32)
POINTS[:, 1] = 1000 * POINTS[:, 1] - 400
ALLOWED = LABELS[:, None] == np.arange(3)
# Two features a word, of which the first tells the label and the second nothing.
SPELLINGS = np.stack([LABELS, 3 + np.arange(90) % 2], axis=1)
NONE = np.zeros((90, 0), dtype=np.float32)


@pytest.fixture(scope="module")
def model() -> Regression:
    return fit(POINTS, ALLOWED, strength=1e-4)


def test_separable_clouds_are_told_apart_and_probabilities_sum_to_one(model: Regression) -> None:
    unseen = (np.eye(3) * [1, 1000, 1] - [0, 400, 0]).astype(np.float32)
    assert model.probabilities(POINTS).argmax(axis=1).tolist() == LABELS.tolist()
    assert model.probabilities(unseen).diagonal().min() > 0.95
    shares = model.probabilities((1e4 * RANDOM.standard_normal((50, 3))).astype(np.float32))
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert shares.dtype == np.float32


def test_spelling_alone_suffices_and_is_counted_once_a_feature() -> None:
    fitted = fit(NONE, ALLOWED, strength=1e-4, spellings=SPELLINGS, buckets=5)
    assert fitted.dense.shape == (0, 3)
    assert fitted.spelling.shape == (5, 3)
    found = fitted.probabilities(NONE, SPELLINGS)
    assert found.argmax(axis=1).tolist() == LABELS.tolist()
    assert found.max(axis=1).min() > 0.9
    twice = softmax(fitted.bias + 2 * fitted.spelling[:1])
    assert fitted.probabilities(NONE[:1], np.array([[0, 0]])) == pytest.approx(twice)


def test_spelling_helps_where_the_features_say_nothing() -> None:
    fitted = fit(np.zeros_like(POINTS), ALLOWED, strength=1e-4, spellings=SPELLINGS, buckets=5)
    assert fitted.probabilities(np.zeros_like(POINTS), SPELLINGS).argmax(axis=1).tolist() == LABELS.tolist()


def test_a_row_allowed_several_labels_teaches_just_those() -> None:
    # The last cloud may be of label 1 or 2; no other row says which.
    allowed = ALLOWED.copy()
    allowed[60:, 1:] = True
    allowed[30:60] = allowed[60:]
    shares = fit(POINTS, allowed, strength=1e-4).probabilities(POINTS[30:])
    assert shares[:, 0].max() < 0.05
    assert shares[:, 1] == pytest.approx(shares[:, 2], abs=1e-3)


def test_a_row_allowed_every_label_teaches_nothing(model: Regression) -> None:
    vague = np.concatenate([ALLOWED, np.ones((90, 3), dtype=bool)])
    twice = fit(np.concatenate([POINTS, POINTS]), vague, strength=5e-5)
    assert twice.probabilities(POINTS) == pytest.approx(model.probabilities(POINTS), abs=1e-3)


def test_rows_count_as_their_weights_say(model: Regression) -> None:
    wrong = np.concatenate([ALLOWED, np.roll(ALLOWED, 1, axis=1)])
    weights = np.repeat([2.0, 0.0], 90).astype(np.float32)
    weighed = fit(np.concatenate([POINTS, POINTS]), wrong, strength=1e-4, weights=weights)
    assert weighed.probabilities(POINTS) == pytest.approx(model.probabilities(POINTS), abs=1e-3)


def test_more_strength_makes_probabilities_less_sure(model: Regression) -> None:
    timid = fit(POINTS, ALLOWED, strength=1.0)
    assert timid.probabilities(POINTS).max() < model.probabilities(POINTS).max() - 0.2


def test_the_optimum_is_where_the_loss_rises_in_every_direction() -> None:
    strength = 0.01
    fitted = fit(POINTS, ALLOWED, strength=strength, spellings=SPELLINGS, buckets=5)

    def loss(changed: Regression) -> float:
        shares = changed.probabilities(POINTS, SPELLINGS).astype(np.float64)
        penalty = np.square(changed.dense, dtype=np.float64).sum() + np.square(changed.spelling, dtype=np.float64).sum()
        return float(-np.log(shares[ALLOWED]).mean() + strength * penalty)

    least = loss(fitted)
    for part in ("dense", "bias", "spelling"):
        for sign in (-1, 1):
            parts = {name: getattr(fitted, name) for name in ("mean", "scale", "dense", "bias", "spelling")}
            moved: NDArray[np.float32] = parts[part].copy()
            moved.flat[0] += sign * 0.05
            assert loss(Regression(**{**parts, part: moved})) > least


def test_the_same_rows_give_the_same_model(model: Regression) -> None:
    again = fit(POINTS.copy(), ALLOWED.copy(), strength=1e-4)
    for name in ("mean", "scale", "dense", "bias", "spelling"):
        assert np.array_equal(getattr(again, name), getattr(model, name))


def test_arrays_round_trip_under_their_name_and_a_missing_one_is_named() -> None:
    fitted = fit(POINTS, ALLOWED, strength=1e-4, spellings=SPELLINGS, buckets=5)
    arrays = {**fitted.arrays("one"), **fit(NONE, ALLOWED, strength=1e-4).arrays("other")}
    loaded = Regression.of_arrays("one", arrays)  # type: ignore[arg-type]
    expected = fitted.probabilities(POINTS, SPELLINGS)
    assert loaded.probabilities(POINTS, SPELLINGS) == pytest.approx(expected, abs=1e-2)
    again = Regression.of_arrays("x", loaded.arrays("x"))  # type: ignore[arg-type]
    assert np.array_equal(again.probabilities(POINTS, SPELLINGS), loaded.probabilities(POINTS, SPELLINGS))
    del arrays["one.bias"]
    with pytest.raises(KeyError, match=r"one\.bias"):
        Regression.of_arrays("one", arrays)  # type: ignore[arg-type]
