"""The network of ELMo (Peters et al. 2018): a character CNN and a stack of LSTMs in each direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from quizgen.elmo.characters import MAX_CHARACTERS, N_CHARACTERS
from quizgen.elmo.lstm import Packing, ProjectedLstm
from quizgen.elmo.options import NO_CLIP, ElmoOptions
from quizgen.elmo.weights import DIRECTIONS, Array, lstm_group


class Highway(nn.Module):
    """One highway layer (Srivastava et al. 2015): out = g · relu(W x) + (1 - g) · x, (n, dim) to (n, dim)."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.transform = nn.Linear(dim, dim)
        self.carry = nn.Linear(dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        """Apply the layer to ``x`` (n, dim)."""
        return torch.lerp(x, functional.relu(self.transform(x)), torch.sigmoid(self.carry(x)))


class CharacterConvolution(nn.Module):
    """One convolution over embedded characters and its maximum over all positions.

    Character ids come from a small set, so the product of every embedded character with every column of the filter
    is known beforehand: ``table`` (width · 262, number), row c + 262 · j for character c at place j of the window.
    A convolution then sums ``width`` rows a position, always in the same order: the same token gives the same
    bits in any batch.
    """

    def __init__(self, width: int, number: int) -> None:
        super().__init__()
        self.width = width
        self.table = nn.Parameter(torch.empty(width * N_CHARACTERS, number))
        self.bias = nn.Parameter(torch.empty(number))

    def forward(self, ids: Tensor) -> Tensor:
        """Return the pooled convolution (n, number) of character ids (n, length)."""
        windows = ids.unfold(1, self.width, 1) + torch.arange(self.width) * N_CHARACTERS  # (n, positions, width)
        summed = functional.embedding_bag(windows.reshape(-1, self.width), self.table, mode="sum")
        # The bias is the same at every position, so it can wait until after the maximum.
        return summed.view(len(ids), -1, summed.shape[1]).amax(dim=1) + self.bias


class CharacterCnn(nn.Module):
    """Layer 0: character ids to one vector a token, in two steps.

    :meth:`convolve`: ids (n, length) → pooled convolutions (n, filters). :meth:`project`: the activation, which never
    falls and so may follow the maximum, highway layers and the projection: (n, filters) → (n, projection_dim).
    """

    def __init__(self, options: ElmoOptions) -> None:
        super().__init__()
        self.n_filters = options.n_filters
        self.widest = max(width for width, _ in options.filters)
        self.activation = torch.relu if options.activation == "relu" else torch.tanh
        self.convolutions = nn.ModuleList(CharacterConvolution(width, number) for width, number in options.filters)
        self.highways = nn.ModuleList(Highway(options.n_filters) for _ in range(options.n_highway))
        self.projection = nn.Linear(options.n_filters, options.projection_dim)

    def needed_length(self, n_codes: int) -> int:
        """Return how many ids of a token with ``n_codes`` codes matter: its own and one window of mere padding."""
        return min(n_codes + 2 + self.widest, MAX_CHARACTERS)

    def convolve(self, ids: Tensor) -> Tensor:
        """Return the pooled convolutions (n, filters); ``length`` is at least what each token needs."""
        return torch.cat([convolution(ids) for convolution in self.convolutions], dim=1)

    def project(self, x: Tensor) -> Tensor:
        """Return the vectors (n, projection_dim) of pooled convolutions ``x`` (n, filters)."""
        x = self.activation(x)
        for highway in self.highways:
            x = highway(x)
        projected: Tensor = self.projection(x)
        return projected


class ElmoNetwork:
    """Character CNN and two independent stacks of :class:`ProjectedLstm`, forward and backward.

    ``lstms``: by direction, each layer's. Every layer after the first adds its input to its output.
    """

    def __init__(self, characters: CharacterCnn, lstms: Sequence[Sequence[ProjectedLstm]]) -> None:
        self.characters = characters
        self._lstms = lstms

    @property
    def steady(self) -> bool:
        """Whether it can read a sequence to the same bits whatever stands beside it, on one thread a direction."""
        return all(lstm.steady for lstms in self._lstms for lstm in lstms)

    def read(
        self,
        direction: int,
        table: Tensor,
        ids: Tensor,
        packing: Packing,
        hidden: Tensor,
        memory: Tensor,
        *,
        steady: bool = True,
    ) -> list[Tensor]:
        """Run one direction over packed tokens in the order in which it reads; each layer's (tokens, projection).

        ``table`` (n, projection): vectors of layer 0; ``ids`` (tokens,): each token's row in it. ``hidden`` (layers,
        rows, projection), ``memory`` (layers, rows, units): the states before the first step; both are updated.
        ``steady`` as in :meth:`ProjectedLstm.read`.
        """
        layers: list[Tensor] = []
        for k, lstm in enumerate(self._lstms[direction]):
            below = layers[-1] if layers else None
            inputs = lstm.token_inputs(table, ids, packing) if below is None else lstm.vector_inputs(below, packing)
            outputs = lstm.read(inputs, packing, hidden[k], memory[k], steady=steady)
            layers.append(outputs if below is None else outputs.add_(below))
        return layers


def build_network(options: ElmoOptions, weights: Mapping[str, Array]) -> ElmoNetwork:
    """Return the network with ``weights`` (checked, in the file's layout), for inference."""
    with torch.device("meta"):
        characters = CharacterCnn(options)
    characters.load_state_dict(
        {name: torch.from_numpy(array) for name, array in _character_state(options, weights).items()}, assign=True
    )
    lstms = [
        [_lstm(options, weights, lstm_group(direction, layer)) for layer in range(options.n_layers)]
        for direction in range(DIRECTIONS)
    ]
    return ElmoNetwork(characters.requires_grad_(False).eval(), lstms)


def _character_state(options: ElmoOptions, weights: Mapping[str, Array]) -> dict[str, Array]:
    embedding = np.pad(weights["char_embed"], ((1, 0), (0, 0)))  # padding has id 0 and the zero vector
    state: dict[str, Array] = {}
    for k, (width, number) in enumerate(options.filters):
        # (262, character_dim) @ (width, character_dim, number) → (width, 262, number)
        table = embedding @ weights[f"CNN/W_cnn_{k}"][0]
        state[f"convolutions.{k}.table"] = table.reshape(width * N_CHARACTERS, number)
        state[f"convolutions.{k}.bias"] = weights[f"CNN/b_cnn_{k}"]
    for k in range(options.n_highway):
        for gate in ("carry", "transform"):
            state[f"highways.{k}.{gate}.weight"] = weights[f"CNN_high_{k}/W_{gate}"].T
            state[f"highways.{k}.{gate}.bias"] = weights[f"CNN_high_{k}/b_{gate}"]
    state["projection.weight"] = weights["CNN_proj/W_proj"].T
    state["projection.bias"] = weights["CNN_proj/b_proj"]
    return {name: np.ascontiguousarray(array) for name, array in state.items()}


def _lstm(options: ElmoOptions, weights: Mapping[str, Array], group: str) -> ProjectedLstm:
    both = _reorder_gates(weights[f"{group}/W_0"])
    bias = _reorder_gates(weights[f"{group}/B"])
    bias[options.lstm_dim : 2 * options.lstm_dim] += 1.0
    return ProjectedLstm(
        torch.from_numpy(both[: options.projection_dim]),
        torch.from_numpy(both[options.projection_dim :]),
        torch.from_numpy(bias),
        torch.from_numpy(np.ascontiguousarray(weights[f"{group}/W_P_0"])),
        cell_clip=_effective(options.cell_clip),
        proj_clip=_effective(options.proj_clip),
    )


def _reorder_gates(array: Array) -> Array:
    """Bring the last axis from TensorFlow's gate order (input, candidate, forget, output) to the network's."""
    entering, candidate, kept, showing = np.split(array, 4, axis=-1)
    return np.concatenate([entering, kept, showing, candidate], axis=-1)


def _effective(clip: float | None) -> float | None:
    return None if clip is None or clip >= NO_CLIP else clip
