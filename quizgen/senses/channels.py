"""Channels of similarity: each raw vector is centred, reduced by a stored linear map, and made of unit length.

An index vector is the concatenation of its channels. A missing channel is the channel's mean, which after centring is
zero: it neither helps nor harms a cosine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import ModelError
from quizgen.vectors import unit

CHANNELS = ("static", "context", "slot", "topic")
MAX_DIMENSIONS = 384

Raw = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class ChannelMap:
    """The linear map of one channel. ``mean``: float32 (raw,); ``matrix``: float32 (raw, reduced)."""

    mean: NDArray[np.float32]
    matrix: NDArray[np.float32]

    def apply(self, raw: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map (n, raw) to unit rows (n, reduced)."""
        mapped = (raw.astype(np.float32) - self.mean) @ self.matrix
        return unit(mapped.astype(np.float32, copy=False))


class Channels:
    """The maps of every channel, in the order in which index vectors hold them."""

    def __init__(self, maps: Mapping[str, ChannelMap]) -> None:
        self.maps = {name: maps[name] for name in CHANNELS if name in maps}
        self.slices: dict[str, slice] = {}
        position = 0
        for name, channel in self.maps.items():
            self.slices[name] = slice(position, position + channel.matrix.shape[1])
            position = self.slices[name].stop
        self.dimensions = position

    @cached_property
    def identity(self) -> str:
        """SHA-256 over names and maps, in hexadecimal."""
        digest = hashlib.sha256()
        for name, channel in self.maps.items():
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(channel.mean).tobytes())
            digest.update(np.ascontiguousarray(channel.matrix).tobytes())
        return digest.hexdigest()

    def vector(self, raw: Mapping[str, NDArray[np.float32] | None]) -> NDArray[np.float32]:
        """Map one word's raw vectors to an index vector, float32 (dimensions,); an absent channel is zero."""
        result = np.zeros(self.dimensions, dtype=np.float32)
        for name, place in self.slices.items():
            value = raw.get(name)
            if value is not None:
                result[place] = self.maps[name].apply(value[None])[0]
        return result

    def save(self, path: Path) -> None:
        """Write the maps (float16, which costs no figure of any cosine that is shown)."""
        arrays: dict[str, NDArray[np.float16]] = {}
        for name, channel in self.maps.items():
            arrays[f"{name}.mean"] = channel.mean.astype(np.float16)
            arrays[f"{name}.matrix"] = channel.matrix.astype(np.float16)
        np.savez(path, **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> Channels:
        """Read what :meth:`save` wrote. Raises :class:`ModelError` when it is missing or damaged."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
                return cls(
                    {
                        name: ChannelMap(
                            data[f"{name}.mean"].astype(np.float32), data[f"{name}.matrix"].astype(np.float32)
                        )
                        for name in CHANNELS
                        if f"{name}.mean" in data
                    }
                )
        except Exception as error:  # zipfile, zlib and numpy each have errors of their own for a damaged file
            raise ModelError(f"channel maps {path}: cannot be read ({error}); restore the index version") from error


def fit_map(raw: NDArray[np.float32], dimensions: int, power: float = 0.5) -> ChannelMap:
    """Fit a map to (n, raw) vectors: principal components, each divided by its deviation to ``power``.

    ``power`` 0 is plain PCA, 1 whitens fully; language-model vectors are anisotropic (Ethayarajh 2019), so that
    something between keeps a few directions from drowning the others.
    """
    mean = raw.mean(axis=0, dtype=np.float64)
    covariance = np.zeros((raw.shape[1], raw.shape[1]))
    for first in range(0, len(raw), 65536):
        part = raw[first : first + 65536].astype(np.float64) - mean
        covariance += part.T @ part
    values, directions = np.linalg.eigh(covariance / max(len(raw) - 1, 1))
    order = np.argsort(values)[::-1][:dimensions]
    scales = values[order].clip(values[order[0]] * 1e-6) ** (-power / 2)
    # Signs of eigenvectors are free; fixing them keeps a repeated fit the same.
    chosen = directions[:, order]
    chosen *= np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(len(order))])
    return ChannelMap(mean.astype(np.float32), (chosen * scales).astype(np.float32))
