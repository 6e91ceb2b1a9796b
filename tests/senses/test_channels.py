"""Channels: maps fitted to raw vectors, and index vectors made with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quizgen import ModelError
from quizgen.senses.channels import CHANNELS, ChannelMap, Channels, fit_map

RANDOM = np.random.default_rng(0)
RAW = {name: (RANDOM.standard_normal((300, 12)) * np.arange(12, 0, -1) + 3).astype(np.float32) for name in CHANNELS}


@pytest.fixture(scope="module")
def channels() -> Channels:
    return Channels({name: fit_map(RAW[name], size) for name, size in zip(CHANNELS, (6, 5, 4, 3), strict=True)})


def test_an_index_vector_is_unit_blocks_one_after_the_other(channels: Channels) -> None:
    vector = channels.vector({name: RAW[name][7] for name in CHANNELS})
    assert vector.dtype == np.float32
    assert vector.shape == (channels.dimensions,) == (18,)
    assert channels.slices == {
        "static": slice(0, 6), "context": slice(6, 11), "slot": slice(11, 15), "topic": slice(15, 18),
    }  # fmt: skip
    for place in channels.slices.values():
        assert np.linalg.norm(vector[place]) == pytest.approx(1, abs=1e-5)


def test_a_missing_channel_is_zero_and_changes_no_other(channels: Channels) -> None:
    whole = channels.vector({name: RAW[name][7] for name in CHANNELS})
    partly = channels.vector({"context": RAW["context"][7], "slot": None})
    assert np.array_equal(partly[channels.slices["context"]], whole[channels.slices["context"]])
    for name in ("static", "slot", "topic"):
        assert not partly[channels.slices[name]].any()


def test_the_order_of_channels_is_fixed_whatever_order_they_come_in(channels: Channels) -> None:
    turned = Channels({name: channels.maps[name] for name in reversed(CHANNELS)})
    assert turned.slices == channels.slices
    assert turned.identity == channels.identity


def test_a_map_centres_and_keeps_what_varies_most() -> None:
    raw = RAW["static"]
    fitted = fit_map(raw, 4, power=0.0)
    assert np.allclose(fitted.mean, raw.mean(axis=0), atol=1e-4)
    centred = raw - raw.mean(axis=0)
    covariance = centred.T @ centred / (len(raw) - 1)
    values = np.sort(np.linalg.eigvalsh(covariance))[::-1]
    kept = (centred @ fitted.matrix).var(axis=0, ddof=1)
    assert np.allclose(kept, values[:4], rtol=1e-3)


def test_power_says_how_far_deviations_are_evened_out() -> None:
    centred = RAW["static"] - RAW["static"].mean(axis=0)
    deviations = {power: (centred @ fit_map(RAW["static"], 6, power=power).matrix).std(axis=0) for power in (0, 0.5, 1)}
    spread = {power: values.max() / values.min() for power, values in deviations.items()}
    assert spread[1] == pytest.approx(1, abs=1e-2)
    assert spread[0] == pytest.approx(spread[0.5] ** 2, rel=1e-2)
    assert spread[0] > 1.5


def test_a_repeated_fit_is_the_same_with_every_direction_turned_so_that_its_largest_part_is_positive() -> None:
    one, other = fit_map(RAW["slot"], 5), fit_map(RAW["slot"].copy(), 5)
    assert np.array_equal(one.matrix, other.matrix)
    assert np.array_equal(one.mean, other.mean)
    for name in CHANNELS:
        matrix = fit_map(RAW[name], 5).matrix
        assert (matrix.max(axis=0) == np.abs(matrix).max(axis=0)).all()


def test_saved_channels_map_alike_and_keep_their_identity_when_saved_again(channels: Channels, tmp_path: Path) -> None:
    channels.save(tmp_path / "channels.npz")
    loaded = Channels.load(tmp_path / "channels.npz")
    raw = {name: RAW[name][3] for name in CHANNELS}
    assert loaded.vector(raw) @ channels.vector(raw) == pytest.approx(4, abs=1e-3)
    loaded.save(tmp_path / "again.npz")
    assert Channels.load(tmp_path / "again.npz").identity == loaded.identity
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "channels.npz").read_bytes()


@pytest.mark.parametrize("damage", ["missing", "empty", "cut"])
def test_a_damaged_file_is_a_model_error_that_names_it(channels: Channels, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "channels.npz"
    channels.save(path)
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"" if damage == "empty" else data[: len(data) // 2])
    with pytest.raises(ModelError, match=r"channels\.npz"):
        Channels.load(path)


def test_rows_are_mapped_to_unit_length_and_the_mean_itself_to_zero() -> None:
    channel = ChannelMap(np.ones(3, dtype=np.float32), np.eye(3, dtype=np.float32)[:, :2])
    raw = np.array([[4, 5, 9], [1, 1, 1]], dtype=np.float32)
    assert channel.apply(raw).tolist() == [pytest.approx([0.6, 0.8]), [0, 0]]
