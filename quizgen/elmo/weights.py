"""The weights of an ELMo as AllenNLP stores them: ``weights.hdf5``, float32, TensorFlow's names and layouts.

Weights are a mapping from dataset name to array, in the layout of the file:

- ``char_embed`` (261, character_dim): row r belongs to character id r + 1; the padding id has no row.
- ``CNN/W_cnn_k`` (1, width, character_dim, number), ``CNN/b_cnn_k`` (number,): convolution k.
- ``CNN_high_k/W_carry``, ``W_transform`` (filters, filters), ``b_carry``, ``b_transform`` (filters,): highway k,
  out = g · relu(x W_transform + b_transform) + (1 - g) · x with the gate g = sigmoid(x W_carry + b_carry).
- ``CNN_proj/W_proj`` (filters, projection), ``b_proj`` (projection,).
- ``RNN_d/RNN/MultiRNNCell/Cellk/LSTMCell/`` for direction d (0 forward, 1 backward), layer k: ``W_0`` (projection +
  projection, 4 · units), input rows before state rows; ``B`` (4 · units,); ``W_P_0`` (units, projection). Gates
  stand in TensorFlow's order, input, candidate, forget, output, and the forget bias is 1 less than its use.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt

from quizgen.elmo.characters import N_CHARACTERS
from quizgen.elmo.files import writing
from quizgen.elmo.options import ElmoOptions
from quizgen.errors import ModelError

Array = npt.NDArray[np.float32]
DIRECTIONS = 2
_REMEDY = "take the weights and the options that belong together"


def lstm_group(direction: int, layer: int) -> str:
    """Return the group of one direction (0 forward, 1 backward) and layer (from 0)."""
    return f"RNN_{direction}/RNN/MultiRNNCell/Cell{layer}/LSTMCell"


def dataset_shapes(options: ElmoOptions) -> dict[str, tuple[int, ...]]:
    """Return the shape of every dataset that ``options`` call for, by name."""
    filters, projection, units = options.n_filters, options.projection_dim, options.lstm_dim
    shapes: dict[str, tuple[int, ...]] = {"char_embed": (N_CHARACTERS - 1, options.character_dim)}
    for k, (width, number) in enumerate(options.filters):
        shapes[f"CNN/W_cnn_{k}"] = (1, width, options.character_dim, number)
        shapes[f"CNN/b_cnn_{k}"] = (number,)
    for k in range(options.n_highway):
        for gate in ("carry", "transform"):
            shapes[f"CNN_high_{k}/W_{gate}"] = (filters, filters)
            shapes[f"CNN_high_{k}/b_{gate}"] = (filters,)
    shapes["CNN_proj/W_proj"] = (filters, projection)
    shapes["CNN_proj/b_proj"] = (projection,)
    for direction in range(DIRECTIONS):
        for layer in range(options.n_layers):
            group = lstm_group(direction, layer)
            shapes[f"{group}/W_0"] = (2 * projection, 4 * units)
            shapes[f"{group}/B"] = (4 * units,)
            shapes[f"{group}/W_P_0"] = (units, projection)
    return shapes


def read_weights(path: Path, options: ElmoOptions) -> dict[str, Array]:
    """Read and check every dataset that ``options`` call for; see the module for names and layouts.

    Raises :class:`ModelError` naming the file and the dataset when one is missing, unreadable, of another shape,
    not finite, or when the file holds network parts that the options know nothing of.
    """
    path = Path(path)
    if not path.is_file():
        raise ModelError(f"{path}: expected AllenNLP's weights.hdf5, found no such file; name the weights' path")
    try:
        with h5py.File(path, "r") as file:
            names = _dataset_names(file)
            weights = {name: _read(file, name) for name in dataset_shapes(options) if name in names}
    # h5py reports a damaged file by any of these, depending on where the damage lies.
    except (OSError, RuntimeError, KeyError, ValueError, TypeError) as error:
        raise ModelError(
            f"{path}: expected AllenNLP's weights.hdf5, it is damaged or no HDF5 ({error}); copy it again"
        ) from error
    try:
        check_weights(weights, options)
        unknown = sorted(name for name in names - weights.keys() if name.startswith(("CNN", "RNN_")))
        if unknown:
            raise ModelError(f"{unknown[0]}: the file holds it, the options have no such part; {_REMEDY}")
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from error
    return weights


def check_weights(weights: Mapping[str, Array], options: ElmoOptions) -> None:
    """Raise :class:`ModelError` for the first dataset that is missing, of another shape, or not finite."""
    for name, shape in dataset_shapes(options).items():
        if name not in weights:
            raise ModelError(f"{name}: missing, expected shape {shape}; {_REMEDY}")
        if weights[name].shape != shape:
            raise ModelError(f"{name}: expected shape {shape}, got {weights[name].shape}; {_REMEDY}")
        if not np.isfinite(weights[name]).all():
            raise ModelError(
                f"{name}: expected finite numbers, got NaN or infinity; restore or train the weights again"
            )


def write_weights(path: Path, weights: Mapping[str, Array], options: ElmoOptions, *, bfloat16: bool = False) -> None:
    """Write ``weights`` for AllenNLP, compressed without loss, whole or not at all.

    ``bfloat16`` first rounds every value to the nearest that bfloat16 can hold; stored as float32 still, the file
    then takes about half. Raises :class:`ModelError` for unusable weights (as :func:`check_weights`) or paths.
    """
    if bfloat16:
        weights = {name: round_to_bfloat16(array) for name, array in weights.items()}
    check_weights(weights, options)
    with writing(Path(path)) as temporary, h5py.File(temporary, "w") as file:
        for name in dataset_shapes(options):
            data = np.asarray(weights[name], dtype=np.float32)
            file.create_dataset(name, data=data, compression="gzip", compression_opts=9, shuffle=True)


def round_to_bfloat16(array: npt.ArrayLike) -> Array:
    """Return float32 values rounded to the nearest bfloat16, ties to even."""
    bits = np.ascontiguousarray(array, dtype=np.float32).view(np.uint32)
    rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    return (rounded & np.uint32(0xFFFF0000)).view(np.float32)


def weights_identity(weights: Mapping[str, Array], options: ElmoOptions) -> str:
    """Return the SHA-256, in hex, over options and weights: the same for every file of the same content."""
    digest = hashlib.sha256(json.dumps(options.to_dict(), sort_keys=True).encode())
    for name in sorted(dataset_shapes(options)):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(weights[name], dtype="<f4").tobytes())
    return digest.hexdigest()


def _dataset_names(file: h5py.File) -> set[str]:
    names: set[str] = set()
    file.visititems(lambda name, item: names.add(name) if isinstance(item, h5py.Dataset) else None)
    return names


def _read(file: h5py.File, name: str) -> Array:
    dataset = file[name]
    if dataset.dtype.kind != "f":
        raise TypeError(f"{name} holds {dataset.dtype}, expected float32")
    return np.asarray(dataset[...], dtype=np.float32)
