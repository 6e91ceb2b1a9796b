from __future__ import annotations

import numpy as np
import pytest
import torch

from quizgen.elmo.training.network import LanguageModel
from quizgen.elmo.training.starting import set_output
from tests.elmo.training.invented import TINY

WORDS = ["<S>", "</S>", "犬", "猫", "電車", "線路", "空"]
KNOWN = ["電車", "線路", "猫", "犬", "魚"]
VECTORS = np.array([[1, 0, 0.1, 0], [0.9, 0.1, 0, 0], [0, 1, 0, 0.1], [0.1, 0.9, 0, 0], [9, 9, 9, 9]], dtype=np.float32)


def model(softmax_dim: int) -> LanguageModel:
    made = LanguageModel(TINY, len(WORDS), softmax_dim)
    made.reset(1, torch.zeros(len(WORDS)))
    return made


@pytest.mark.parametrize("softmax_dim", [2, 4, 6])
def test_words_begin_near_those_they_resemble(softmax_dim: int) -> None:
    made = model(softmax_dim)
    before = made.output.detach().clone()
    assert set_output(made, WORDS, KNOWN, VECTORS) == 4
    dog, cat, train, rails = made.output.detach()[2:6, : min(softmax_dim, 4)]
    assert torch.dist(dog, cat) < 0.3 * torch.dist(dog, train)
    assert torch.dist(train, rails) < 0.3 * torch.dist(rails, cat)
    assert torch.stack([dog, cat, train, rails]).pow(2).sum(1).mean().sqrt().item() == pytest.approx(2.0, rel=1e-3)
    assert torch.equal(made.output[[0, 1, 6]], before[[0, 1, 6]])


def test_without_a_known_word_nothing_changes() -> None:
    made = model(3)
    before = made.output.detach().clone()
    assert set_output(made, WORDS, ["魚"], VECTORS[-1:]) == 0
    assert torch.equal(made.output, before)
