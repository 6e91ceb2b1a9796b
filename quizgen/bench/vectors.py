"""The vectors that searches are measured on: the index's own, more like them where a size asks for it, and queries.

A query is a sense that was taken out before anything is built, seen in at least one context, its channels multiplied by
the retrieval weights, as the vector of a key is. So no query is itself among what is searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import ArgumentError
from quizgen.index.loaded import CHANNELS_FILE
from quizgen.index.senses import SCALE, SenseTable, encode_rows
from quizgen.index.settings import IndexSettings
from quizgen.index.version import Manifest
from quizgen.senses.channels import Channels
from quizgen.vectors import unit

Floats = NDArray[np.float32]

# A made vector lies between two real ones: a random one, and the nearest to it of so many random others.
_PARTNERS = 32
_BETWEEN = (0.3, 0.7)
# And is moved by noise of this length, the vector's own being 1.
_NOISE = 0.1
_ROWS = 8192


@dataclass(frozen=True, slots=True)
class Senses:
    """Vectors of an index. ``codes``: int8 (senses, dimensions); ``seen``: bool (senses,), read in a context;
    ``channels``: which dimensions are whose; ``weights``: of each channel on the query side."""

    codes: NDArray[np.int8]
    seen: NDArray[np.bool_]
    channels: Mapping[str, slice]
    weights: Mapping[str, float]

    @classmethod
    def load(cls, folder: Path) -> Senses:
        """Read the vectors of an index version. Raises :class:`IndexVersionError` for one that is damaged."""
        manifest = Manifest.load(folder)
        manifest.check_files(folder)
        table, channels = SenseTable.load(folder), Channels.load(folder / CHANNELS_FILE)
        seen = np.array([sense.contexts > 0 for sense in table.senses])
        return cls(table.codes, seen, channels.slices, IndexSettings.from_dict(manifest.settings).retrieval)


@dataclass(frozen=True, slots=True)
class Trial:
    """``vectors``: float32 (size, dimensions), searched; ``queries``: float32 (n, dimensions); all of unit length.
    ``real``: how many of the vectors are the index's own."""

    vectors: Floats
    queries: Floats
    real: int


def make_trial(senses: Senses, size: int, queries: int, seed: int) -> Trial:
    """Draw queries and ``size`` vectors; beyond what there is, vectors are made between real ones.

    The same arguments give the same bits. Raises :class:`ArgumentError` for more queries than half of what was seen.
    """
    draw = np.random.default_rng(seed)
    seen = np.flatnonzero(senses.seen)
    if not 1 <= queries <= len(seen) // 2:
        raise ArgumentError(f"queries: expected 1 to {len(seen) // 2}, half of the senses seen, got {queries}")
    if size < 1:
        raise ArgumentError(f"size: expected at least 1 vector, got {size}")
    asked = draw.choice(seen, queries, replace=False)
    rest = np.setdiff1d(np.arange(len(senses.codes)), asked)
    draw.shuffle(rest)
    real = min(size, len(rest))
    vectors = np.empty((size, senses.codes.shape[1]), dtype=np.float32)
    vectors[:real] = _decoded(senses.codes[rest[:real]])
    row = real
    for made in _made(senses, rest, size - real, draw):
        vectors[row : row + len(made)] = made
        row += len(made)
    for first in range(0, size, _ROWS):
        vectors[first : first + _ROWS] = unit(vectors[first : first + _ROWS])
    return Trial(vectors, unit(_weighted(_decoded(senses.codes[asked]), senses)), real)


def _made(senses: Senses, rows: NDArray[np.int64], count: int, draw: np.random.Generator) -> Iterator[Floats]:
    """Yield ``count`` vectors between real ones, in blocks, rounded as the index rounds its own."""
    for first in range(0, count, _ROWS):
        wanted = min(_ROWS, count - first)
        ones = _decoded(senses.codes[draw.choice(rows, wanted)])
        others = _decoded(senses.codes[draw.choice(rows, _PARTNERS * 16)])
        mine = draw.integers(len(others), size=(wanted, _PARTNERS))
        similar = np.take_along_axis(ones @ others.T, mine, axis=1)
        partners = others[mine[np.arange(wanted), similar.argmax(axis=1)]]
        share = draw.uniform(*_BETWEEN, size=(wanted, 1)).astype(np.float32)
        noise = draw.standard_normal(ones.shape, dtype=np.float32)
        mixed = share * ones + (1 - share) * partners + _NOISE * np.linalg.norm(ones, axis=1).mean() * unit(noise)
        for place in senses.channels.values():
            mixed[:, place] = unit(mixed[:, place])
        yield _decoded(encode_rows(mixed))


def _weighted(vectors: Floats, senses: Senses) -> Floats:
    weighted = vectors.copy()
    for name, place in senses.channels.items():
        weighted[:, place] *= senses.weights.get(name, 0.0)
    return weighted


def _decoded(codes: NDArray[np.int8]) -> Floats:
    return codes.astype(np.float32) / np.float32(SCALE)
