from __future__ import annotations

import torch

from quizgen.elmo.characters import character_ids
from quizgen.elmo.training.network import Dropout, LanguageModel
from tests.elmo.training.invented import TINY


def model(seed: int = 1) -> LanguageModel:
    made = LanguageModel(TINY, 5, 3)
    made.reset(seed, torch.linspace(-1, 0, 5))
    return made


def test_fresh_weights_follow_from_the_seed() -> None:
    first, again, other = (model(seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["output"], other["output"])


def test_the_softmax_begins_as_the_frequencies_and_forget_gates_begin_open() -> None:
    made = model()
    assert torch.equal(made.output_bias, torch.linspace(-1, 0, 5))
    for direction in made.directions:
        for layer in direction.layers:
            units = TINY.lstm_dim
            assert layer.bias[units : 2 * units].tolist() == [1.0] * units
            assert layer.bias.sum() == units


def test_a_tokens_vector_doesnt_depend_on_the_padding() -> None:
    made = model()
    short, long = (torch.from_numpy(character_ids(["犬", "猫だ"], length)) for length in (12, 50))
    torch.testing.assert_close(made.characters(short), made.characters(long), rtol=0, atol=1e-6)


def test_padding_has_the_zero_vector_and_keeps_it() -> None:
    made = model()
    made.characters(torch.from_numpy(character_ids(["犬"]))).sum().backward()
    gradient = made.characters.embedding.weight.grad
    assert gradient is not None
    assert made.characters.embedding.weight[0].abs().sum() == gradient[0].abs().sum() == 0
    assert gradient.abs().sum() > 0


def test_dropout_keeps_the_expectation_and_can_be_repeated() -> None:
    x = torch.ones(200, 50)
    first, again = (Dropout(0.25, torch.Generator().manual_seed(3))(x) for _ in range(2))
    assert torch.equal(first, again)
    assert set(first.flatten().tolist()) == {0.0, torch.tensor(4 / 3).item()}
    assert abs(first.mean().item() - 1) < 0.02
    assert Dropout(0.0)(x) is x


def test_dropout_changes_what_a_direction_gives() -> None:
    direction = model().directions[0]
    x = torch.randn(4, 2, TINY.projection_dim, generator=torch.Generator().manual_seed(1))
    plain = direction(x, torch.float32, Dropout(0.0))
    dropped = direction(x, torch.float32, Dropout(0.5, torch.Generator().manual_seed(1)))
    assert plain.shape == (4, 2, 3)
    assert not torch.allclose(plain, dropped)
