from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from quizgen.elmo import ElmoEncoder, ElmoOptions, dataset_shapes, write_weights
from quizgen.elmo.characters import character_ids
from quizgen.elmo.training.export import allennlp_weights
from quizgen.elmo.training.network import LanguageModel
from tests.elmo.models import SMALL, WIDE

TOKENS = ["球団", "の", "投手", "は", "球場", "で", "投げ", "た", "とても" * 5, "。"]


def trained(options: ElmoOptions) -> LanguageModel:
    """Return a model of which every number differs from its neighbours."""
    model = LanguageModel(options, 4, 3)
    model.reset(5, torch.zeros(4))
    draw = torch.Generator().manual_seed(6)
    for parameter in model.parameters():
        parameter.data += 0.05 * torch.randn(parameter.shape, generator=draw)
    model.characters.embedding.weight.data[0] = 0
    return model


def own_vectors(model: LanguageModel, tokens: list[str]) -> Tensor:
    """Return what the model computes itself: (layers, tokens, width)."""
    ids = torch.from_numpy(character_ids(["<S>", *tokens, "</S>"]))
    halves = []
    for number, direction in enumerate(model.directions):
        x = model.characters(ids)[:, None]
        layers = [x := x.flip(0) if number else x]
        for place, layer in enumerate(direction.layers):
            read = layer(x, torch.float32)
            layers.append(x := read + x if place else read)
        stacked = torch.stack(layers)[:, :, 0]
        halves.append(stacked.flip(1) if number else stacked)
    return torch.cat(halves, dim=2)[:, 1:-1].detach()


@pytest.mark.parametrize("options", [SMALL, WIDE], ids=["small", "wide"])
def test_the_encoder_gives_the_vectors_of_the_model_that_was_trained(options: ElmoOptions, tmp_path: Path) -> None:
    model = trained(options)
    weights = allennlp_weights(model)
    assert {name: array.shape for name, array in weights.items()} == dataset_shapes(options)
    options.write(tmp_path / "options.json")
    write_weights(tmp_path / "weights.hdf5", weights, options)
    encoder = ElmoEncoder.load(tmp_path / "options.json", tmp_path / "weights.hdf5", threads=1)
    np.testing.assert_allclose(encoder.encode([TOKENS])[0], own_vectors(model, TOKENS), rtol=0, atol=1e-5)


def test_exporting_leaves_the_model_as_it_was() -> None:
    model = trained(SMALL)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    for array in allennlp_weights(model).values():
        array += 1
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, before[name], rtol=0, atol=0)
