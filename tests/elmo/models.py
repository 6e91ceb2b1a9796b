"""Small models with seeded random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from quizgen.elmo import ElmoEncoder, ElmoOptions, dataset_shapes, write_weights
from quizgen.elmo.weights import Array

SMALL = ElmoOptions(
    filters=((1, 4), (2, 6), (5, 10)), character_dim=4, n_highway=1, projection_dim=8, lstm_dim=12, n_layers=2
)
# Wide enough that matrix products are cut into blocks and rounded differently from shape to shape.
WIDE = ElmoOptions(
    filters=((1, 17), (3, 40), (7, 90)),
    character_dim=8,
    n_highway=2,
    projection_dim=72,
    lstm_dim=200,
    n_layers=2,
    activation="tanh",
)


def random_weights(options: ElmoOptions, seed: int = 0, scale: float = 0.3) -> dict[str, Array]:
    draw = np.random.default_rng(seed)
    return {name: draw.normal(0.0, scale, shape).astype(np.float32) for name, shape in dataset_shapes(options).items()}


def save_model(folder: Path, options: ElmoOptions, seed: int = 0, scale: float = 0.3) -> tuple[Path, Path]:
    """Write a random model; return the paths of its options and weights."""
    paths = folder / "options.json", folder / "weights.hdf5"
    options.write(paths[0])
    write_weights(paths[1], random_weights(options, seed, scale), options)
    return paths


def load_model(folder: Path, options: ElmoOptions, threads: int | None = 2) -> ElmoEncoder:
    return ElmoEncoder.load(*save_model(folder, options), threads=threads)
