"""The language model that is trained: ELMo's character CNN and two directions, and the softmax above them.

Its parts compute what :mod:`quizgen.elmo.network` computes for inference, from trainable parameters; what AllenNLP's
file holds is written by :mod:`quizgen.elmo.training.export`.
"""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from quizgen.elmo.characters import N_CHARACTERS
from quizgen.elmo.network import Highway
from quizgen.elmo.options import ElmoOptions
from quizgen.elmo.training.lstm import project_lstm
from quizgen.elmo.weights import DIRECTIONS

# Highway layers begin by passing most of their input on (Srivastava et al. 2015).
_CARRY_BIAS = -2.0
_FORGET_BIAS = 1.0


class Characters(nn.Module):
    """Layer 0: character ids (n, length) to vectors (n, projection_dim)."""

    def __init__(self, options: ElmoOptions) -> None:
        super().__init__()
        dim, filters = options.character_dim, options.n_filters
        self.embedding = nn.Embedding(N_CHARACTERS, dim, padding_idx=0)
        self._convolutions = nn.ModuleList(nn.Conv1d(dim, number, width) for width, number in options.filters)
        self._highways = nn.ModuleList(Highway(filters) for _ in range(options.n_highway))
        self.projection = nn.Linear(filters, options.projection_dim)
        self.activation = functional.relu if options.activation == "relu" else torch.tanh
        self.widest = max(width for width, _ in options.filters)

    @property
    def convolutions(self) -> list[nn.Conv1d]:
        """One convolution each filter."""
        return [cast(nn.Conv1d, module) for module in self._convolutions]

    @property
    def highways(self) -> list[Highway]:
        """The layers between convolutions and projection."""
        return [cast(Highway, module) for module in self._highways]

    def reset(self, generator: torch.Generator) -> None:
        """Draw fresh weights."""
        self.embedding.weight.data.uniform_(-1, 1, generator=generator)
        self.embedding.weight.data[0] = 0
        for convolution in self.convolutions:
            spread = math.sqrt(3 / convolution.weight[0].numel())
            convolution.weight.data.uniform_(-spread, spread, generator=generator)
            cast(Tensor, convolution.bias).data.zero_()
        for highway in self.highways:
            for gate, bias in ((highway.transform, 0.0), (highway.carry, _CARRY_BIAS)):
                gate.weight.data.normal_(0, 1 / math.sqrt(gate.in_features), generator=generator)
                gate.bias.data.fill_(bias)
        self.projection.weight.data.normal_(0, 1 / math.sqrt(self.projection.in_features), generator=generator)
        self.projection.bias.data.zero_()

    def forward(self, ids: Tensor) -> Tensor:
        """Embed character ``ids`` (n, length), padding 0, longer than any token by one widest filter."""
        x = self.embedding(ids).transpose(1, 2)
        x = torch.cat([convolution(x).amax(dim=2) for convolution in self.convolutions], dim=1)
        x = self.activation(x)
        for highway in self.highways:
            x = highway(x)
        projected: Tensor = self.projection(x)
        return projected


class LstmLayer(nn.Module):
    """The weights of one :class:`~quizgen.elmo.training.lstm.ProjectedLstmLayer`."""

    def __init__(self, size: int, units: int) -> None:
        super().__init__()
        self.input = nn.Parameter(torch.empty(size, 4 * units))
        self.state = nn.Parameter(torch.empty(size, 4 * units))
        self.bias = nn.Parameter(torch.empty(4 * units))
        self.projection = nn.Parameter(torch.empty(units, size))

    def reset(self, generator: torch.Generator) -> None:
        """Draw fresh weights; the forget gates begin open."""
        units, size = self.projection.shape
        for weight in (self.input, self.state):
            weight.data.normal_(0, 1 / math.sqrt(2 * size), generator=generator)
        self.projection.data.normal_(0, 1 / math.sqrt(units), generator=generator)
        self.bias.data.zero_()
        self.bias.data[units : 2 * units] = _FORGET_BIAS

    def forward(self, x: Tensor, precision: torch.dtype) -> Tensor:
        """Read ``x`` (time, batch, size) in its order; return the projected states in the same shape."""
        return project_lstm(x, self.input, self.state, self.bias, self.projection, precision)


class Direction(nn.Module):
    """One direction's LSTM layers, each after the first adding its input to its output, and a map to the softmax."""

    def __init__(self, options: ElmoOptions, softmax_dim: int) -> None:
        super().__init__()
        self._layers = nn.ModuleList(
            LstmLayer(options.projection_dim, options.lstm_dim) for _ in range(options.n_layers)
        )
        self.to_softmax = nn.Linear(options.projection_dim, softmax_dim)

    @property
    def layers(self) -> list[LstmLayer]:
        """The layers, the lowest first."""
        return [cast(LstmLayer, module) for module in self._layers]

    def reset(self, generator: torch.Generator) -> None:
        """Draw fresh weights."""
        for layer in self.layers:
            layer.reset(generator)
        self.to_softmax.weight.data.normal_(0, 1 / math.sqrt(self.to_softmax.in_features), generator=generator)
        self.to_softmax.bias.data.zero_()

    def forward(self, x: Tensor, precision: torch.dtype, dropout: Dropout) -> Tensor:
        """Read ``x`` (time, batch, projection) in its order; return softmax contexts (time, batch, softmax_dim)."""
        x = dropout(x)
        for number, layer in enumerate(self.layers):
            read = layer(x, precision)
            x = dropout(read + x if number else read)
        mapped: Tensor = self.to_softmax(x)
        return mapped


class Dropout:
    """Drops a share of values, drawn from its own generator so that a run can be repeated; 0 drops nothing."""

    def __init__(self, share: float, generator: torch.Generator | None = None) -> None:
        self.share = share
        self.generator = generator

    def __call__(self, x: Tensor) -> Tensor:
        """Return ``x`` with values dropped and the others scaled up to the same expectation."""
        if not self.share:
            return x
        kept = torch.empty_like(x).bernoulli_(1 - self.share, generator=self.generator)
        return x * kept.div_(1 - self.share)


class LanguageModel(nn.Module):
    """Characters, both directions (forward, backward), and an output vector and bias for each softmax word."""

    def __init__(self, options: ElmoOptions, vocabulary: int, softmax_dim: int) -> None:
        super().__init__()
        self.options = options
        self.characters = Characters(options)
        self._directions = nn.ModuleList(Direction(options, softmax_dim) for _ in range(DIRECTIONS))
        self.output = nn.Parameter(torch.empty(vocabulary, softmax_dim))
        self.output_bias = nn.Parameter(torch.empty(vocabulary))

    @property
    def directions(self) -> list[Direction]:
        """Forward, backward."""
        return [cast(Direction, module) for module in self._directions]

    def reset(self, seed: int, log_frequencies: Tensor) -> None:
        """Draw fresh weights; the softmax begins as the words' frequencies (``log_frequencies``: (vocabulary,))."""
        generator = torch.Generator().manual_seed(seed)
        self.characters.reset(generator)
        for direction in self.directions:
            direction.reset(generator)
        self.output.data.normal_(0, 1 / math.sqrt(self.output.shape[1]), generator=generator)
        self.output_bias.data.copy_(log_frequencies)
