from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from quizgen.elmo import ElmoEncoder, write_weights
from quizgen.elmo.softmax_file import UNSEEN_COUNT, Softmax
from quizgen.elmo.training.export import allennlp_weights
from quizgen.elmo.training.network import LanguageModel
from quizgen.elmo.training.softmax_export import UnseenFit, fit_linear_map, make_softmax
from tests.elmo.models import SMALL

VOCABULARY, DIM = 300, 5
WORDS = ["<S>", "</S>", *(chr(0x4E00 + n // 20) + chr(0x5E00 + n % 20) for n in range(VOCABULARY + 50))]
COUNTS = np.maximum(5000 * 0.98 ** np.arange(len(WORDS)), 1).astype(np.int64)


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    shares = torch.from_numpy(COUNTS[:VOCABULARY] / COUNTS[:VOCABULARY].sum())
    model = LanguageModel(SMALL, VOCABULARY, DIM)
    model.reset(3, shares.log().to(torch.float32))
    return model


def written(model: LanguageModel, folder: Path) -> ElmoEncoder:
    SMALL.write(folder / "options.json")
    write_weights(folder / "weights.hdf5", allennlp_weights(model), SMALL, bfloat16=True)
    return ElmoEncoder.load(folder / "options.json", folder / "weights.hdf5", threads=1)


@pytest.fixture(scope="module")
def encoder(model: LanguageModel, tmp_path_factory: pytest.TempPathFactory) -> ElmoEncoder:
    return written(model, tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def exported(model: LanguageModel, encoder: ElmoEncoder) -> tuple[Softmax, UnseenFit]:
    return make_softmax(model, WORDS, COUNTS, encoder)


def test_the_softmax_is_the_models_but_for_rounding(
    model: LanguageModel, encoder: ElmoEncoder, exported: tuple[Softmax, UnseenFit]
) -> None:
    softmax, _ = exported
    assert softmax.encoder == encoder.identity
    assert softmax.words == tuple(WORDS[:VOCABULARY])
    assert softmax.counts.tolist() == COUNTS[:VOCABULARY].tolist()
    error = np.abs(softmax.output_vectors() - model.output.detach().numpy())
    assert (error <= 0.501 * softmax.scales.astype(np.float32)[:, None]).all()
    np.testing.assert_allclose(softmax.bias, model.output_bias.detach().numpy(), rtol=1e-3)


def test_states_map_to_the_models_logits(model: LanguageModel, exported: tuple[Softmax, UnseenFit]) -> None:
    softmax, _ = exported
    states = torch.randn(4, SMALL.projection_dim, generator=torch.Generator().manual_seed(1))
    for number, direction in enumerate(model.directions):
        with torch.no_grad():
            expected = torch.addmm(model.output_bias, direction.to_softmax(states), model.output.t()).numpy()
        maps = softmax.to_softmax[number].astype(np.float32)
        contexts = states.numpy() @ maps[:-1] + maps[-1]
        found = contexts @ softmax.output_vectors().T + softmax.bias
        np.testing.assert_allclose(found, expected, atol=0.05)


def test_output_vectors_that_follow_from_characters_are_found_for_unseen_words(
    model: LanguageModel, encoder: ElmoEncoder
) -> None:
    draw = np.random.default_rng(5)
    truth = draw.normal(0, 1, (SMALL.projection_dim, DIM)).astype(np.float32)
    told = LanguageModel(SMALL, VOCABULARY, DIM)
    told.load_state_dict(model.state_dict())
    with torch.no_grad():
        told.output.copy_(torch.from_numpy(encoder.token_vectors(WORDS[:VOCABULARY]) @ truth))
    softmax, fit = make_softmax(told, WORDS, COUNTS, encoder)
    assert fit.words == VOCABULARY // 2
    assert fit.explained_vectors > 0.99
    for word in WORDS[VOCABULARY:]:
        layer0 = encoder.token_vectors([word])[0]
        vector, bias = softmax.unseen_output(layer0)
        np.testing.assert_allclose(vector, layer0 @ truth, atol=0.05)
        # Biases here are the log frequencies, so an unseen word's is that of its count.
        assert bias == pytest.approx(np.log(UNSEEN_COUNT / COUNTS[:VOCABULARY].sum()), abs=0.05)


def test_noise_is_not_learned(exported: tuple[Softmax, UnseenFit]) -> None:
    _, fit = exported  # the model's output vectors are fresh random numbers
    assert fit.strength == 1.0
    assert -0.1 < fit.explained_vectors < 0.1


def test_the_strength_is_the_one_that_is_best_for_words_left_out() -> None:
    draw = np.random.default_rng(6)
    features = draw.normal(0, 1, (60, 40)).astype(np.float32)
    clean = features @ draw.normal(0, 1, (40, 3))
    few = fit_linear_map(features, clean)[1]
    noisy = fit_linear_map(features, clean + draw.normal(0, 12, clean.shape))[1]
    assert few.strength < noisy.strength
    assert few.explained_vectors > 0.9 > noisy.explained_vectors


def test_the_constant_is_not_held_small() -> None:
    features = np.random.default_rng(7).normal(5, 1e-3, (50, 4)).astype(np.float32)
    found, _ = fit_linear_map(features, np.full((50, 3), 100.0))
    np.testing.assert_allclose(features @ found[:-1] + found[-1], 100.0, rtol=1e-6)


def test_the_softmax_of_a_tiny_vocabulary_can_be_made(tmp_path: Path) -> None:
    tiny = LanguageModel(SMALL, 2, DIM)
    tiny.reset(0, torch.zeros(2))
    softmax, fit = make_softmax(tiny, ["<S>", "</S>", "東京"], np.array([1, 1, 0]), written(tiny, tmp_path))
    assert softmax.words == ("<S>", "</S>")
    assert fit.words == 1
