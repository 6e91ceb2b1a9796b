from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from quizgen.evaluation.bootstrap import paired_difference


def values(*numbers: float) -> NDArray[np.float64]:
    return np.array(numbers, dtype=np.float64)


def names(count: int) -> list[str]:
    return [str(number) for number in range(count)]


def test_difference_is_first_minus_second() -> None:
    found = paired_difference(values(0.5, 1.0), values(0.25, 0.25), names(2), seed=0)
    assert found.mean == pytest.approx(0.5)
    assert (found.low, found.high) == (0.25, 0.75), "both resamples of a single item come up among a thousand"


def test_a_constant_lead_has_no_spread_however_much_the_values_vary() -> None:
    first = np.random.default_rng(1).random(50)
    found = paired_difference(first, first - 0.25, names(50), seed=0)
    assert found == pytest.approx((0.25, 0.25, 0.25))


def test_interval_is_that_of_the_mean() -> None:
    # Differences 0 and 1 in equal number: a mean of 0.5 with a deviation of 0.5 / sqrt(400) = 0.025.
    found = paired_difference(values(*[0.0, 1.0] * 200), np.zeros(400), names(400), seed=0)
    assert found.low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.01)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.01)


def test_items_of_one_cluster_are_drawn_together() -> None:
    first = values(*[0.0] * 50, *[1.0] * 50)
    apart = paired_difference(first, np.zeros(100), names(100), seed=0)
    together = paired_difference(first, np.zeros(100), ["a"] * 50 + ["b"] * 50, seed=0)
    assert together.mean == apart.mean == 0.5
    assert (together.low, together.high) == (0, 1)
    assert apart.high - apart.low < 0.3
    assert paired_difference(first, np.zeros(100), ["a"] * 100, seed=0) == (0.5, 0.5, 0.5)


def test_a_large_cluster_weighs_by_its_items() -> None:
    found = paired_difference(values(1, 1, 1, 0), np.zeros(4), ["a", "a", "a", "b"], seed=0)
    assert (found.mean, found.low, found.high) == (0.75, 0, 1)


def test_seed_decides_the_interval() -> None:
    first = np.random.default_rng(2).random(30)
    assert paired_difference(first, np.zeros(30), names(30), 3) == paired_difference(first, np.zeros(30), names(30), 3)
    assert paired_difference(first, np.zeros(30), names(30), 3) != paired_difference(first, np.zeros(30), names(30), 4)


def test_lists_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="got 2, 1 and 2 clusters"):
        paired_difference(values(1, 2), values(1), names(2), 0)
    with pytest.raises(ValueError, match="at least one"):
        paired_difference(values(), values(), [], 0)
