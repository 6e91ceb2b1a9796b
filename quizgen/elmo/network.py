"""The network of ELMo (Peters et al. 2018): a character CNN and a stack of LSTMs in each direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from quizgen.elmo.characters import MAX_CHARACTERS, N_CHARACTERS
from quizgen.elmo.options import NO_CLIP, ElmoOptions
from quizgen.elmo.weights import DIRECTIONS, Array, lstm_group

# Inputs of this many steps and rows are multiplied at once: enough for full speed, little enough to stay in cache.
_GATE_ROWS = 1024


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


class ProjectedLstm(nn.Module):
    """One LSTM layer of one direction with a projected state (Sak et al. 2014), for inference.

    The gates' columns stand in the order input, forget, output, candidate; ``bias`` holds the whole forget bias.
    """

    def __init__(self, options: ElmoOptions) -> None:
        super().__init__()
        size, units = options.projection_dim, options.lstm_dim
        self.units = units
        self.cell_clip = _effective(options.cell_clip)
        self.proj_clip = _effective(options.proj_clip)
        self.input_weight = nn.Parameter(torch.empty(size, 4 * units))
        self.state_weight = nn.Parameter(torch.empty(size, 4 * units))
        self.bias = nn.Parameter(torch.empty(4 * units))
        self.projection = nn.Parameter(torch.empty(units, size))

    def forward(self, x: Tensor, active: Sequence[int], hidden: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Read ``x`` (time, batch, projection) from its first step to its last.

        ``active``: how many rows, counted from the first, are still within their sequence at each step; never
        rising. ``hidden`` (batch, projection), ``memory`` (batch, units): the states before the first step;
        ``memory`` is updated in place. Returns the outputs (time, batch, projection), zero where a row is not
        active, and the hidden states after each row's last step.
        """
        units = self.units
        outputs = torch.zeros_like(x)
        last = hidden.clone()
        state = hidden
        shown = torch.empty_like(memory)
        steps = max(_GATE_ROWS // len(memory), 1)
        for start in range(0, len(active), steps):
            counts = active[start : start + steps]
            inputs = x[start : start + steps, : counts[0]].reshape(-1, x.shape[2])
            block = torch.addmm(self.bias, inputs, self.input_weight).view(len(counts), counts[0], 4 * units)
            for step, rows in enumerate(counts):
                gates = block[step, :rows]
                gates.addmm_(state[:rows], self.state_weight)
                gates[:, : 3 * units].sigmoid_()
                entering, kept, showing, candidate = gates.chunk(4, dim=1)
                cell = memory[:rows]
                cell.mul_(kept).addcmul_(entering, candidate.tanh_())
                if self.cell_clip is not None:
                    cell.clamp_(-self.cell_clip, self.cell_clip)
                torch.tanh(cell, out=shown[:rows]).mul_(showing)
                state = outputs[start + step, :rows]
                torch.mm(shown[:rows], self.projection, out=state)
                if self.proj_clip is not None:
                    state.clamp_(-self.proj_clip, self.proj_clip)
                last[:rows] = state
        return outputs, last


class ElmoNetwork(nn.Module):
    """Character CNN and two independent stacks of :class:`ProjectedLstm`, forward and backward.

    ``lstms``: the forward layers, then the backward layers. Every layer after the first adds its input to its output.
    """

    def __init__(self, options: ElmoOptions) -> None:
        super().__init__()
        self.options = options
        self.characters = CharacterCnn(options)
        self.lstms = nn.ModuleList(ProjectedLstm(options) for _ in range(DIRECTIONS * options.n_layers))

    def read(
        self, direction: int, x: Tensor, active: Sequence[int], hidden: Tensor, memory: Tensor
    ) -> tuple[list[Tensor], Tensor]:
        """Run one direction over ``x`` (time, batch, projection), given in the order in which it reads.

        ``hidden`` (layers, batch, projection), ``memory`` (layers, batch, units), updated in place; the rest as for
        :class:`ProjectedLstm`. Returns each layer's outputs and the last hidden states (layers, batch, projection).
        """
        layers = []
        last = []
        for k in range(self.options.n_layers):
            outputs, state = self.lstms[direction * self.options.n_layers + k](x, active, hidden[k], memory[k])
            x = outputs + x if k else outputs
            layers.append(x)
            last.append(state)
        return layers, torch.stack(last)


def build_network(options: ElmoOptions, weights: Mapping[str, Array]) -> ElmoNetwork:
    """Return the network with ``weights`` (checked, in the file's layout), set to inference."""
    with torch.device("meta"):
        network = ElmoNetwork(options)
    network.load_state_dict(
        {name: torch.from_numpy(array) for name, array in _state(options, weights).items()}, assign=True
    )
    return network.requires_grad_(False).eval()


def _state(options: ElmoOptions, weights: Mapping[str, Array]) -> dict[str, Array]:
    embedding = np.pad(weights["char_embed"], ((1, 0), (0, 0)))  # padding has id 0 and the zero vector
    state: dict[str, Array] = {}
    for k, (width, number) in enumerate(options.filters):
        # (262, character_dim) @ (width, character_dim, number) → (width, 262, number)
        table = embedding @ weights[f"CNN/W_cnn_{k}"][0]
        state[f"characters.convolutions.{k}.table"] = table.reshape(width * N_CHARACTERS, number)
        state[f"characters.convolutions.{k}.bias"] = weights[f"CNN/b_cnn_{k}"]
    for k in range(options.n_highway):
        for gate in ("carry", "transform"):
            state[f"characters.highways.{k}.{gate}.weight"] = weights[f"CNN_high_{k}/W_{gate}"].T
            state[f"characters.highways.{k}.{gate}.bias"] = weights[f"CNN_high_{k}/b_{gate}"]
    state["characters.projection.weight"] = weights["CNN_proj/W_proj"].T
    state["characters.projection.bias"] = weights["CNN_proj/b_proj"]
    for direction in range(DIRECTIONS):
        for layer in range(options.n_layers):
            source, target = lstm_group(direction, layer), f"lstms.{direction * options.n_layers + layer}"
            both = _reorder_gates(weights[f"{source}/W_0"])
            state[f"{target}.input_weight"] = both[: options.projection_dim]
            state[f"{target}.state_weight"] = both[options.projection_dim :]
            bias = _reorder_gates(weights[f"{source}/B"])
            bias[options.lstm_dim : 2 * options.lstm_dim] += 1.0
            state[f"{target}.bias"] = bias
            state[f"{target}.projection"] = weights[f"{source}/W_P_0"]
    return {name: np.ascontiguousarray(array) for name, array in state.items()}


def _reorder_gates(array: Array) -> Array:
    """Bring the last axis from TensorFlow's gate order (input, candidate, forget, output) to the network's."""
    entering, candidate, kept, showing = np.split(array, 4, axis=-1)
    return np.concatenate([entering, kept, showing, candidate], axis=-1)


def _effective(clip: float | None) -> float | None:
    return None if clip is None or clip >= NO_CLIP else clip
