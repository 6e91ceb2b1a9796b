"""From a trained language model to ``softmax.npz``: 8-bit output vectors, and a map for words it has never seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.elmo.encoder import ElmoEncoder
from quizgen.elmo.softmax_file import Softmax, quantise_rows
from quizgen.elmo.training.network import LanguageModel
from quizgen.elmo.weights import Array

# Ridge strengths tried, as shares of the features' mean variance.
_STRENGTHS = tuple(float(strength) for strength in np.geomspace(1e-5, 1.0, 11))
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class UnseenFit:
    """How the map for words outside the vocabulary came out.

    ``words``: how many it was fitted on. ``strength``: the ridge strength that cross-validation chose, as a share of
    the features' mean variance. ``explained_vectors``, ``explained_bias``: the shares of the variance of output
    vectors and biases that it explains for words that it was not fitted on, by cross-validation at that strength.
    """

    words: int
    strength: float
    explained_vectors: float
    explained_bias: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures, JSON-ready."""
        return {name: float(f"{value:.4g}") for name, value in asdict(self).items()} | {"words": self.words}


def make_softmax(
    model: LanguageModel, words: Sequence[str], counts: NDArray[np.int64], encoder: ElmoEncoder
) -> tuple[Softmax, UnseenFit]:
    """Return the model's softmax for the encoder that was written from it, and how good its map for unseen words is.

    ``words``, ``counts``: a :class:`~quizgen.elmo.training.tokens.TokenCorpus`'s, the most frequent words first;
    the softmax has the first of them. ``encoder`` is loaded from the written weights, which are rounded.
    """
    output, bias = _array(model.output), _array(model.output_bias)
    vocabulary, seen = words[: len(output)], counts[: len(output)]
    codes, scales = quantise_rows(output)
    # The rarer half: unseen words are rarer still, and resemble it most.
    rare = slice(len(output) // 2, len(output))
    log_shares = np.log(np.maximum(seen, 1) / max(int(seen.sum()), 1))
    targets = np.column_stack([output[rare], (bias - log_shares)[rare]])
    weights, fit = fit_linear_map(encoder.token_vectors(vocabulary[rare]), targets)
    maps = [
        np.concatenate([_array(direction.to_softmax.weight).T, _array(direction.to_softmax.bias)[None]])
        for direction in model.directions
    ]
    return Softmax(
        encoder.identity,
        tuple(vocabulary),
        seen.astype(np.int64),
        codes,
        scales,
        bias.astype(np.float16),
        np.stack(maps).astype(np.float16),
        weights.astype(np.float16),
    ), fit


def fit_linear_map(features: Array, targets: NDArray[np.floating[Any]]) -> tuple[NDArray[np.float64], UnseenFit]:
    """Fit ``targets`` (n, m + 1), output vectors and a bias, from ``features`` (n, k) by ridge regression.

    The strength is the one with the least error of the output vectors on words left out, in :data:`_FOLDS` folds.
    Returns the map (k + 1, m + 1), the constant in its last row, which is not held small.
    """
    x, y = features.astype(np.float64), targets.astype(np.float64)
    folds = np.arange(len(x)) % min(_FOLDS, len(x))
    whole = _Moments.of(x, y)
    errors = np.zeros((len(_STRENGTHS), y.shape[1]))
    for fold in np.unique(folds):
        left_out = folds == fold
        moments = whole.without(_Moments.of(x[left_out], y[left_out]))
        for number, strength in enumerate(_STRENGTHS):
            found = moments.solved(strength)
            errors[number] += ((x[left_out] @ found[:-1] + found[-1] - y[left_out]) ** 2).sum(axis=0)
    best = int(errors[:, :-1].sum(axis=1).argmin())
    spread = ((y - y.mean(axis=0)) ** 2).sum(axis=0)
    return whole.solved(_STRENGTHS[best]), UnseenFit(
        len(x),
        _STRENGTHS[best],
        _explained(errors[best, :-1].sum(), spread[:-1].sum()),
        _explained(errors[best, -1], spread[-1]),
    )


@dataclass(frozen=True, slots=True)
class _Moments:
    """Sums over rows, from which a regression on any union or difference of row sets follows."""

    rows: int
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    xx: NDArray[np.float64]
    xy: NDArray[np.float64]

    @classmethod
    def of(cls, x: NDArray[np.float64], y: NDArray[np.float64]) -> _Moments:
        return cls(len(x), x.sum(axis=0), y.sum(axis=0), x.T @ x, x.T @ y)

    def without(self, other: _Moments) -> _Moments:
        return _Moments(
            self.rows - other.rows, self.x - other.x, self.y - other.y, self.xx - other.xx, self.xy - other.xy
        )

    def solved(self, strength: float) -> NDArray[np.float64]:
        """Return the ridge regression (k + 1, m), the constant last."""
        rows = max(self.rows, 1)
        mean_x, mean_y = self.x / rows, self.y / rows
        covariance = self.xx / rows - np.outer(mean_x, mean_x)
        # The floor is for features that are all alike.
        ridge = max(strength * float(np.trace(covariance)) / len(covariance), 1e-12)
        found = np.linalg.solve(covariance + ridge * np.eye(len(covariance)), self.xy / rows - np.outer(mean_x, mean_y))
        return np.concatenate([found, (mean_y - mean_x @ found)[None]])


def _explained(error: float, spread: float) -> float:
    return float(1 - error / spread) if spread > 0 else 0.0


def _array(tensor: Any) -> Array:
    array: Array = tensor.detach().cpu().numpy().astype(np.float32)
    return array
