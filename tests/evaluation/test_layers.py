from __future__ import annotations

import numpy as np
import pytest

from quizgen.evaluation.layers import key_vectors, told_apart
from quizgen.evaluation.sensed_keys import SensedPair, all_keys, read_pairs
from quizgen.evaluation.system import System


@pytest.fixture(scope="module")
def pairs(system: System) -> list[SensedPair]:
    return read_pairs(system, 4)


def test_vectors_of_the_sense_tell_apart_wholly_and_vectors_of_the_word_not_at_all(pairs: list[SensedPair]) -> None:
    keys = all_keys(pairs)
    categories = sorted({key.category for key in keys})
    words = [key.keyword for key in keys]
    sense = np.eye(len(categories), dtype=np.float32)[[categories.index(key.category) for key in keys]]
    word = np.eye(len(keys), dtype=np.float32)[[words.index(key.keyword) for key in keys]]
    found = told_apart({"sense": sense, "word": word}, pairs)
    assert found["sense"].tolist() == [1.0] * 4
    assert found["word"].tolist() == [0.5] * 4


def test_a_pair_without_another_to_ask_about_says_nothing(pairs: list[SensedPair]) -> None:
    assert np.isnan(told_apart({"x": np.eye(2, dtype=np.float32)}, pairs[:1])["x"]).all()


def test_layers_without_context_are_level_and_those_with_it_are_not(system: System, pairs: list[SensedPair]) -> None:
    vectors = key_vectors(system, all_keys(pairs))
    half = system.model.encoder.width // 2
    assert vectors["layer 1"].shape == (8, 2 * half)
    np.testing.assert_array_equal(vectors["layer 2"][:, half:], vectors["layer 2, backward"])
    np.testing.assert_array_equal(vectors["layer 0"][0], vectors["layer 0"][1])
    found = told_apart(vectors, pairs)
    for name in ("layer 0", "static channel"):
        assert found[name].tolist() == [0.5] * 4
    for name in ("layer 1", "layer 2", "context channel", "slot channel", "topic channel", "all channels"):
        assert found[name].mean() > 0.5
