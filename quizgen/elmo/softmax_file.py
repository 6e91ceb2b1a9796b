"""The language model's softmax, beside the weights: what turns the encoder's states into probabilities of words.

AllenNLP's file holds no softmax, and needs none; ``softmax.npz`` is ours. Output vectors are kept in 8 bits with one
scale a word. A word outside the vocabulary gets its output vector from its characters, by a linear map of layer 0
(as Jozefowicz et al. 2016 feed their softmax from a character CNN; ours is fitted after training).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.elmo.files import writing
from quizgen.elmo.weights import DIRECTIONS, Array
from quizgen.errors import ModelError

# How often a word outside the vocabulary is taken to have been seen.
UNSEEN_COUNT = 0.5
# Codes up to 127 would round a little finer (by 0.4 instead of 0.5 hundredths of a row's largest value), and take a
# third of a bit more each once compressed.
LARGEST_CODE = 100
_FORMAT = 1


@dataclass(frozen=True, eq=False)
class Softmax:
    """A softmax over words, for both directions of one encoder. Raises :class:`ModelError` for parts that don't fit.

    ``encoder``: identity of the weights it belongs to. ``words``: the vocabulary. ``counts``: int64 (words,), how
    often the training text has each. ``codes``: int8 (words, dim), and ``scales``: float16 (words,): output vector =
    code · scale. ``bias``: float16 (words,). ``to_softmax``: float16 (2, projection_dim + 1, dim): what takes a
    direction's topmost output to the output vectors' space, weights and then one row of biases; forward, backward.
    ``unseen``: float16 (projection_dim + 1, dim + 1): takes a token's layer 0 to an output vector and, in the last
    column, to how far its bias lies above the log of its frequency; the last row is the constant.
    """

    encoder: str
    words: tuple[str, ...]
    counts: NDArray[np.int64]
    codes: NDArray[np.int8]
    scales: NDArray[np.float16]
    bias: NDArray[np.float16]
    to_softmax: NDArray[np.float16]
    unseen: NDArray[np.float16]

    def __post_init__(self) -> None:
        number, dim = self.codes.shape if self.codes.ndim == 2 else (0, 0)
        rows = self.unseen.shape[0]
        for name, found, expected in (
            ("words", (len(self.words),), (number,)),
            ("counts", self.counts.shape, (number,)),
            ("scales", self.scales.shape, (number,)),
            ("bias", self.bias.shape, (number,)),
            ("to_softmax", self.to_softmax.shape, (DIRECTIONS, rows, dim)),
            ("unseen", self.unseen.shape, (rows, dim + 1)),
        ):
            if found != expected or not number:
                raise ModelError(
                    f"softmax: {name}: expected shape {expected} for codes of shape {self.codes.shape}, got {found}; "
                    "restore the file"
                )
        for name in ("scales", "bias", "to_softmax", "unseen"):
            if not np.isfinite(getattr(self, name)).all():
                raise ModelError(f"softmax: {name}: expected finite numbers, got NaN or infinity; restore the file")
        if len(self._rows) < number:
            raise ModelError("softmax: expected distinct words, some stand twice; restore the file")

    @property
    def dim(self) -> int:
        """Width of an output vector."""
        return int(self.codes.shape[1])

    @property
    def projection_dim(self) -> int:
        """Width of one direction of the encoder."""
        return len(self.unseen) - 1

    @cached_property
    def identity(self) -> str:
        """SHA-256 over everything it holds, in hexadecimal."""
        digest = hashlib.sha256("\n".join([self.encoder, *self.words]).encode("utf-8", "surrogatepass"))
        for name, dtype in _ARRAYS.items():
            digest.update(np.ascontiguousarray(getattr(self, name), dtype=dtype).tobytes())
        return digest.hexdigest()

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {word: row for row, word in enumerate(self.words)}

    def require_encoder(self, identity: str) -> None:
        """Raise :class:`ModelError` naming both when it belongs to another encoder than the one of ``identity``."""
        if identity != self.encoder:
            raise ModelError(
                f"the softmax belongs to encoder {self.encoder[:16]}, the encoder is {identity[:16]}; "
                "take options.json, weights.hdf5 and softmax.npz of one training run"
            )

    def row(self, word: str) -> int | None:
        """Return the word's row, or None when the vocabulary lacks it."""
        return self._rows.get(word)

    def output_vectors(self) -> Array:
        """Return the output vectors of the vocabulary, float32 (words, dim)."""
        vectors: Array = self.codes.astype(np.float32) * self.scales.astype(np.float32)[:, None]
        return vectors

    def log_frequency(self, word: str) -> float:
        """Return the log of the word's share of the training text; one not seen counts :data:`UNSEEN_COUNT` times."""
        row = self._rows.get(word)
        count = UNSEEN_COUNT if row is None else max(float(self.counts[row]), UNSEEN_COUNT)
        return float(np.log(count) - self._log_total)

    def unseen_output(self, layer0: Array) -> tuple[Array, float]:
        """Return output vector (dim,) and bias of a word outside the vocabulary from its layer 0, (projection_dim,)."""
        mapped: Array = layer0 @ self._unseen_weight + self._unseen_constant
        vector: Array = mapped[:-1]
        return vector, float(mapped[-1] + np.log(UNSEEN_COUNT) - self._log_total)

    @cached_property
    def _unseen_weight(self) -> Array:
        return self.unseen[:-1].astype(np.float32)

    @cached_property
    def _unseen_constant(self) -> Array:
        constant: Array = self.unseen[-1].astype(np.float32)
        return constant

    @cached_property
    def _log_total(self) -> float:
        return float(np.log(max(int(self.counts.sum()), 1)))

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all; the same softmax gives the same bytes.

        Raises :class:`ModelError` when it cannot be written.
        """
        arrays: dict[str, Any] = {name: np.asarray(getattr(self, name), dtype=dtype) for name, dtype in _ARRAYS.items()}
        # By column: each has its own spread, which compresses better.
        arrays["codes"] = np.asfortranarray(arrays["codes"])
        with writing(path) as temporary, temporary.open("wb") as stream:
            np.savez_compressed(
                stream,
                format=np.array(_FORMAT),
                encoder=np.array(self.encoder),
                words=np.frombuffer("\n".join(self.words).encode("utf-8", "surrogatepass"), dtype=np.uint8),
                **arrays,
            )

    @classmethod
    def load(cls, path: Path) -> Softmax:
        """Read what :meth:`save` wrote. Raises :class:`ModelError` for a missing, a damaged or another file."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
                if int(data["format"]) != _FORMAT:
                    raise ModelError(f"expected format {_FORMAT}, got {int(data['format'])}; take this version's file")
                words = data["words"].tobytes().decode("utf-8", "surrogatepass").split("\n")
                arrays: dict[str, Any] = {name: _checked(name, data[name], dtype) for name, dtype in _ARRAYS.items()}
                return cls(str(data["encoder"]), tuple(words), **arrays)
        except FileNotFoundError as error:
            raise ModelError(f"{path}: expected the language model's softmax.npz, found no such file") from error
        except ModelError as error:
            raise ModelError(f"{path}: {error}") from error
        except Exception as error:  # zipfile and zlib have errors of their own for a damaged file
            raise ModelError(
                f"{path}: expected the language model's softmax.npz, it is damaged or another file ({error}); "
                "copy it again"
            ) from error


_ARRAYS = {"counts": "<i8", "codes": "i1", "scales": "<f2", "bias": "<f2", "to_softmax": "<f2", "unseen": "<f2"}


def _checked(name: str, array: NDArray[Any], dtype: str) -> NDArray[Any]:
    if array.dtype != np.dtype(dtype):
        raise ModelError(f"softmax: {name}: expected numbers of kind {dtype}, got {array.dtype.str}; restore the file")
    return array


def quantise_rows(vectors: Array) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return codes (n, dim) and scales (n,) of vectors (n, dim): no number is off by more than half its row's scale."""
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    scales = np.maximum(largest / LARGEST_CODE, np.finfo(np.float16).tiny).astype(np.float16)
    codes = np.rint(vectors / scales.astype(np.float32)[:, None])
    return codes.astype(np.int8), scales
