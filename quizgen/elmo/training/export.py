"""From a trained language model to the files that are shipped: AllenNLP's weights."""

from __future__ import annotations

from typing import cast

import numpy as np
from torch import Tensor

from quizgen.elmo.training.network import LanguageModel
from quizgen.elmo.weights import Array, lstm_group


def allennlp_weights(model: LanguageModel) -> dict[str, Array]:
    """Return the model's encoder under the names and in the layouts of :mod:`quizgen.elmo.weights`."""
    characters = model.characters
    weights = {"char_embed": _array(characters.embedding.weight)[1:]}
    for k, convolution in enumerate(characters.convolutions):
        # (number, character_dim, width) → (1, width, character_dim, number)
        weights[f"CNN/W_cnn_{k}"] = _array(convolution.weight).transpose(2, 1, 0)[None]
        weights[f"CNN/b_cnn_{k}"] = _array(cast(Tensor, convolution.bias))
    for k, highway in enumerate(characters.highways):
        for gate in ("carry", "transform"):
            weights[f"CNN_high_{k}/W_{gate}"] = _array(getattr(highway, gate).weight).T
            weights[f"CNN_high_{k}/b_{gate}"] = _array(getattr(highway, gate).bias)
    weights["CNN_proj/W_proj"] = _array(characters.projection.weight).T
    weights["CNN_proj/b_proj"] = _array(characters.projection.bias)
    for number, direction in enumerate(model.directions):
        for k, layer in enumerate(direction.layers):
            group = lstm_group(number, k)
            units = len(layer.projection)
            bias = _array(layer.bias).copy()
            bias[units : 2 * units] -= 1.0
            both = np.concatenate([_array(layer.input), _array(layer.state)])
            weights[f"{group}/W_0"] = _reorder_gates(both)
            weights[f"{group}/B"] = _reorder_gates(bias)
            weights[f"{group}/W_P_0"] = _array(layer.projection)
    return {name: np.ascontiguousarray(array) for name, array in weights.items()}


def _reorder_gates(array: Array) -> Array:
    """Bring the last axis from input, forget, output, candidate to TensorFlow's input, candidate, forget, output."""
    entering, kept, showing, candidate = np.split(array, 4, axis=-1)
    return np.concatenate([entering, candidate, kept, showing], axis=-1)


def _array(tensor: Tensor) -> Array:
    return tensor.detach().cpu().numpy().astype(np.float32)
