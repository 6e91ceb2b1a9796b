from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch

from quizgen.elmo import (
    ElmoEncoder,
    dataset_shapes,
    lstm_group,
    read_weights,
    round_to_bfloat16,
    weights_identity,
    write_weights,
)
from quizgen.elmo.weights import Array
from quizgen.errors import ModelError
from tests.elmo.models import SMALL, random_weights, save_model

CELL = lstm_group(1, 0)


@pytest.fixture
def weights() -> dict[str, Array]:
    return random_weights(SMALL)


def same_bits(one: dict[str, Array], other: dict[str, Array]) -> bool:
    return one.keys() == other.keys() and all(one[name].tobytes() == other[name].tobytes() for name in one)


def test_weights_survive_writing_and_reading_bit_for_bit(weights: dict[str, Array], tmp_path: Path) -> None:
    write_weights(tmp_path / "w.hdf5", weights, SMALL)
    assert same_bits(read_weights(tmp_path / "w.hdf5", SMALL), weights)


def test_the_same_weights_give_the_same_file(weights: dict[str, Array], tmp_path: Path) -> None:
    for name in ("a.hdf5", "b.hdf5"):
        write_weights(tmp_path / name, weights, SMALL)
    assert (tmp_path / "a.hdf5").read_bytes() == (tmp_path / "b.hdf5").read_bytes()


def test_rounding_to_bfloat16_equals_that_of_torch() -> None:
    values = np.random.default_rng(0).normal(size=10_000).astype(np.float32)
    values[:4] = 0.0, -0.0, 1.00390625, 1.01171875  # the last two lie half way between neighbours
    expected = torch.from_numpy(values).bfloat16().float().numpy()
    assert round_to_bfloat16(values).tobytes() == expected.tobytes()


def test_rounded_weights_take_less_room(tmp_path: Path) -> None:
    options = replace(SMALL, lstm_dim=400)
    weights = random_weights(options)
    write_weights(tmp_path / "exact.hdf5", weights, options)
    write_weights(tmp_path / "rounded.hdf5", weights, options, bfloat16=True)
    assert (tmp_path / "rounded.hdf5").stat().st_size < 0.6 * (tmp_path / "exact.hdf5").stat().st_size
    rounded = {name: round_to_bfloat16(array) for name, array in weights.items()}
    assert same_bits(read_weights(tmp_path / "rounded.hdf5", options), rounded)


def test_the_identity_is_of_the_content_not_of_the_file(weights: dict[str, Array], tmp_path: Path) -> None:
    write_weights(tmp_path / "compressed.hdf5", weights, SMALL)
    with h5py.File(tmp_path / "plain.hdf5", "w") as file:
        for name in reversed(weights):
            file[name] = weights[name]
    SMALL.write(tmp_path / "options.json")
    identities = {
        ElmoEncoder.load(tmp_path / "options.json", tmp_path / name).identity
        for name in ("compressed.hdf5", "plain.hdf5")
    }
    assert identities == {weights_identity(weights, SMALL)}


def test_the_identity_changes_with_one_weight_and_with_the_options(weights: dict[str, Array]) -> None:
    identity = weights_identity(weights, SMALL)
    assert weights_identity(weights, replace(SMALL, activation="tanh")) != identity
    weights["char_embed"][260, 3] = np.nextafter(weights["char_embed"][260, 3], np.float32(9))
    assert weights_identity(weights, SMALL) != identity


def test_float64_datasets_are_taken_as_float32(weights: dict[str, Array], tmp_path: Path) -> None:
    with h5py.File(tmp_path / "w.hdf5", "w") as file:
        for name, array in weights.items():
            file[name] = array.astype(np.float64)
    assert same_bits(read_weights(tmp_path / "w.hdf5", SMALL), weights)


def drop(file: h5py.File) -> None:
    del file[f"{CELL}/B"]


def turn(file: h5py.File) -> None:
    data = file["CNN_proj/W_proj"][...].T
    del file["CNN_proj/W_proj"]
    file["CNN_proj/W_proj"] = data


def spoil(file: h5py.File) -> None:
    file["char_embed"][7, 1] = np.nan


def overflow(file: h5py.File) -> None:
    file[f"{CELL}/W_0"][0, 0] = np.inf


def hollow(file: h5py.File) -> None:
    del file["CNN/b_cnn_0"]
    file.create_group("CNN/b_cnn_0")


def count(file: h5py.File) -> None:
    del file["CNN/b_cnn_0"]
    file["CNN/b_cnn_0"] = np.arange(4)


def deepen(file: h5py.File) -> None:
    file["RNN_0/RNN/MultiRNNCell/Cell2/LSTMCell/B"] = np.zeros(48, dtype=np.float32)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (drop, [f"{CELL}/B", "missing", "(48,)"]),
        (turn, ["CNN_proj/W_proj", "expected shape (20, 8)", "got (8, 20)"]),
        (spoil, ["char_embed", "finite"]),
        (overflow, [f"{CELL}/W_0", "finite"]),
        (hollow, ["CNN/b_cnn_0", "missing"]),
        (count, ["CNN/b_cnn_0", "int64", "float32"]),
        (deepen, ["Cell2/LSTMCell/B", "options"]),
    ],
)
def test_a_bad_dataset_is_named(damage: Callable[[h5py.File], None], says: list[str], tmp_path: Path) -> None:
    options, path = save_model(tmp_path, SMALL)
    with h5py.File(path, "r+") as file:
        damage(file)
    message = load_error(options, path)
    for part in says:
        assert part in message


@pytest.mark.parametrize("kept", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_a_truncated_file_is_refused(kept: float, tmp_path: Path) -> None:
    options, path = save_model(tmp_path, SMALL)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert "copy it again" in load_error(options, path)


def test_a_damaged_block_is_refused(tmp_path: Path) -> None:
    options, path = save_model(tmp_path, SMALL)
    with h5py.File(path, "r") as file:
        offset = file["char_embed"].id.get_chunk_info(0).byte_offset
    data = bytearray(path.read_bytes())
    data[offset : offset + 64] = bytes(64)
    path.write_bytes(data)
    assert "copy it again" in load_error(options, path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    options, path = save_model(tmp_path, SMALL)
    path.write_text("weights\n" * 1000)
    assert "copy it again" in load_error(options, path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    options, path = save_model(tmp_path, SMALL)
    path.unlink()
    assert "no such file" in load_error(options, path)
    assert "no such file" in load_error(options, tmp_path)


def load_error(options: Path, weights: Path) -> str:
    """Return the error of loading, one line that names the file."""
    with pytest.raises(ModelError) as caught:
        ElmoEncoder.load(options, weights)
    message = str(caught.value)
    assert str(weights) in message
    assert "\n" not in message
    return message


def test_unusable_weights_are_not_written(weights: dict[str, Array], tmp_path: Path) -> None:
    weights["CNN_proj/b_proj"] = np.zeros(9, dtype=np.float32)
    with pytest.raises(ModelError, match=r"CNN_proj/b_proj: expected shape \(8,\), got \(9,\)"):
        write_weights(tmp_path / "w.hdf5", weights, SMALL)
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_half_way_leaves_the_old_file(
    weights: dict[str, Array], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.hdf5"
    write_weights(path, weights, SMALL)
    before = path.read_bytes()
    create = h5py.File.create_dataset

    def full(file: h5py.File, name: str, **options: object) -> object:
        if name == "CNN_proj/b_proj":
            raise OSError("No space left on device")
        return create(file, name, **options)

    monkeypatch.setattr(h5py.File, "create_dataset", full)
    with pytest.raises(ModelError, match="No space left"):
        write_weights(path, random_weights(SMALL, seed=1), SMALL)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_does_not_exist_is_named(weights: dict[str, Array], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be written"):
        write_weights(tmp_path / "none" / "w.hdf5", weights, SMALL)


def test_every_dataset_has_its_shape(weights: dict[str, Array]) -> None:
    shapes = dataset_shapes(SMALL)
    assert shapes["char_embed"] == (261, 4)
    assert shapes["CNN/W_cnn_2"] == (1, 5, 4, 10)
    assert shapes[f"{CELL}/W_0"] == (16, 48)
    assert len(shapes) == 1 + 2 * 3 + 4 + 2 + 3 * 2 * 2
