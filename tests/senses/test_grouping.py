"""Grouping contexts into senses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quizgen.senses.grouping import GroupingSettings, group_contexts

SETTINGS = GroupingSettings()


def around(direction: int, count: int, seed: int) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32) * 0.1
    noise[:, direction] += 1
    return noise


def test_contexts_around_two_directions_are_two_senses_the_larger_first() -> None:
    groups = group_contexts(np.concatenate([around(0, 6, 1), around(5, 10, 2)]), SETTINGS)
    assert groups.tolist() == [1] * 6 + [0] * 10


def test_contexts_around_one_direction_are_one_sense() -> None:
    assert set(group_contexts(around(0, 20, 3), SETTINGS).tolist()) == {0}


def test_strays_and_words_with_few_contexts_make_no_sense_of_their_own() -> None:
    stray = np.concatenate([around(0, 20, 1), around(5, 1, 2)])
    assert set(group_contexts(stray, SETTINGS).tolist()) == {0}
    assert set(group_contexts(np.concatenate([around(0, 2, 1), around(5, 2, 2)]), SETTINGS).tolist()) == {0}
    assert group_contexts(np.zeros((0, 16), dtype=np.float32), SETTINGS).tolist() == []
