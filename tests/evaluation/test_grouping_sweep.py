from __future__ import annotations

import numpy as np
import pytest

from quizgen.evaluation.grouping_sweep import by_channel, one_sense, sweep_distances, two_senses
from quizgen.senses.channels import ChannelMap, Channels


def contexts(apart: float) -> np.ndarray:
    """Two bunches of five contexts, at right angles when ``apart`` is 1 and in one place when it is 0."""
    rows = np.zeros((10, 4), dtype=np.float32)
    rows[:, 0], rows[5:, 0], rows[5:, 1] = 1, 1 - apart, apart
    return rows + 0.01 * np.random.default_rng(0).standard_normal(rows.shape).astype(np.float32)


TRUTH = [[0] * 5 + [1] * 5]


def test_between_the_distances_within_and_across_the_senses_are_found_and_beyond_them_there_is_one() -> None:
    near, wide = sweep_distances([contexts(1.0)], TRUTH, [0.5, 3.5])
    assert (near.precision, near.recall, near.f1, near.senses) == (1, 1, 1, 2)
    assert (wide.precision, wide.recall, wide.senses, wide.distance) == (0.5, 1, 1, 3.5)
    assert wide.f1 == one_sense(TRUTH) == pytest.approx(2 / 3)


def test_figures_are_means_over_the_pseudo_words() -> None:
    swept = sweep_distances([contexts(1.0), contexts(0.0)], TRUTH * 2, [0.5])[0]
    assert swept.f1 == pytest.approx((1 + 2 / 3) / 2)
    assert swept.senses == 1.5


def test_told_that_there_are_two_the_grouping_needs_no_distance() -> None:
    assert two_senses([contexts(1.0)], TRUTH) == 1


def test_contexts_are_cut_to_the_channels_that_they_have() -> None:
    sizes = {"static": 3, "context": 2, "slot": 1, "topic": 1}
    maps = {
        name: ChannelMap(np.zeros(size, dtype=np.float32), np.eye(size, dtype=np.float32))
        for name, size in sizes.items()
    }
    rows = [np.arange(8, dtype=np.float32).reshape(2, 4)]
    found = by_channel(rows, Channels(maps))
    assert {name: part[0][0].tolist() for name, part in found.items()} == {
        "all channels": [0, 1, 2, 3],
        "encoder only": [0, 1, 2],
        "context": [0, 1],
        "slot": [2],
        "topic": [3],
    }
