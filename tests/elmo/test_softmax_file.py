from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quizgen.elmo.softmax_file import LARGEST_CODE, UNSEEN_COUNT, Softmax, quantise_rows
from quizgen.errors import ModelError
from tests.elmo.models import SMALL
from tests.elmo.softmaxes import WORDS, random_softmax

ARRAYS = ("counts", "codes", "scales", "bias", "to_softmax", "unseen")


@pytest.fixture
def softmax() -> Softmax:
    return random_softmax("a" * 64, SMALL)


def test_a_file_gives_back_what_was_saved(softmax: Softmax, tmp_path: Path) -> None:
    softmax.save(tmp_path / "softmax.npz")
    loaded = Softmax.load(tmp_path / "softmax.npz")
    assert (loaded.encoder, loaded.words, loaded.identity) == (softmax.encoder, softmax.words, softmax.identity)
    for name in ARRAYS:
        assert getattr(loaded, name).dtype == getattr(softmax, name).dtype
        assert np.array_equal(getattr(loaded, name), getattr(softmax, name)), name


def test_the_same_softmax_gives_the_same_bytes(softmax: Softmax, tmp_path: Path) -> None:
    for name in ("one.npz", "other.npz"):
        softmax.save(tmp_path / name)
    Softmax.load(tmp_path / "one.npz").save(tmp_path / "again.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "again.npz").read_bytes()


def test_a_vocabulary_of_45000_words_takes_at_most_6_mb(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    # Normal numbers are the worst case: what training leaves is less even, and compresses better.
    codes, scales = quantise_rows(draw.normal(0, 0.2, (45_000, 128)).astype(np.float32))
    letters = [chr(code) for code in range(0x4E00, 0x5600)]
    words = dict.fromkeys("".join(draw.choice(letters, size)) for size in draw.integers(2, 5, 46_000))
    counts = np.sort(draw.zipf(1.3, 45_000).clip(12, 10**6))[::-1].astype(np.int64)
    full = Softmax(
        "a" * 64,
        tuple(words)[:45_000],
        counts,
        codes,
        scales,
        draw.normal(-10, 2, 45_000).astype(np.float16),
        draw.normal(0, 0.1, (2, 257, 128)).astype(np.float16),
        draw.normal(0, 0.1, (257, 129)).astype(np.float16),
    )
    full.save(tmp_path / "softmax.npz")
    assert (tmp_path / "softmax.npz").stat().st_size <= 6_000_000


def test_rounding_is_bounded_by_half_a_rows_scale() -> None:
    vectors = np.random.default_rng(2).normal(0, [[0.001], [0.3], [50.0]], (3, 400)).astype(np.float32)
    codes, scales = quantise_rows(vectors)
    restored = codes.astype(np.float32) * scales.astype(np.float32)[:, None]
    assert (np.abs(restored - vectors) <= 0.5001 * scales.astype(np.float32)[:, None]).all()
    assert np.abs(codes.astype(int)).max() <= LARGEST_CODE + 1
    assert (scales[1:] <= 1.001 * np.abs(vectors[1:]).max(axis=1) / LARGEST_CODE).all()


def test_a_row_of_zeros_stays_zeros() -> None:
    codes, scales = quantise_rows(np.zeros((2, 5), dtype=np.float32))
    assert not codes.any()
    assert np.isfinite(scales).all()


@pytest.mark.parametrize("name", ["encoder", "words", *ARRAYS])
def test_the_identity_is_over_every_part(softmax: Softmax, name: str) -> None:
    changed: Any = {"encoder": "b" * 64, "words": (*WORDS[:-1], "負ける")}.get(name)
    if changed is None:
        changed = getattr(softmax, name).copy()
        changed.flat[-1] += 1
    assert replace(softmax, **{name: changed}).identity != softmax.identity


def test_frequencies_are_shares_of_the_counts(softmax: Softmax) -> None:
    total = float(softmax.counts.sum())
    assert softmax.log_frequency("東京") == pytest.approx(np.log(softmax.counts[4] / total))
    assert softmax.log_frequency("未知") == pytest.approx(np.log(UNSEEN_COUNT / total))


def test_another_encoder_is_refused_naming_both(softmax: Softmax) -> None:
    softmax.require_encoder("a" * 64)
    with pytest.raises(ModelError, match=f"{16 * 'a'}.*{16 * 'b'}"):
        softmax.require_encoder("b" * 64)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"softmax\.npz.*no such file"):
        Softmax.load(tmp_path / "softmax.npz")


def test_damage_anywhere_is_refused(softmax: Softmax, tmp_path: Path) -> None:
    path = tmp_path / "softmax.npz"
    softmax.save(path)
    whole = path.read_bytes()
    draw = np.random.default_rng(3)
    for data in (whole[: len(whole) // 2], whole[:-1], b"", b"no zip"):
        path.write_bytes(data)
        with pytest.raises(ModelError, match=r"softmax\.npz"):
            Softmax.load(path)
    for place in draw.integers(0, len(whole), 60).tolist():
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        # A byte of the archive's own dates and flags may change without harm; what is loaded is never other numbers.
        with suppress(ModelError):
            assert Softmax.load(path).identity == softmax.identity


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("format", np.array(2), "format 1, got 2"),
        ("codes", np.zeros((3, 6), dtype=np.int8), "words"),
        ("codes", np.zeros((13, 6), dtype=np.float32), "codes"),
        ("to_softmax", np.zeros((2, 9, 7), dtype=np.float16), "to_softmax"),
        ("unseen", np.zeros((4, 7), dtype=np.float16), "to_softmax"),
        ("bias", np.full(13, np.nan, dtype=np.float16), "bias.*finite"),
        ("words", np.frombuffer("\n".join(["同じ"] * 13).encode(), dtype=np.uint8), "distinct"),
    ],
)
def test_a_file_whose_parts_do_not_fit_is_refused(
    softmax: Softmax, tmp_path: Path, name: str, value: Any, message: str
) -> None:
    path = tmp_path / "softmax.npz"
    softmax.save(path)
    with np.load(path) as data:
        parts: Any = dict(data)
    np.savez(path, **{**parts, name: value})
    with pytest.raises(ModelError, match=message):
        Softmax.load(path)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", words=np.zeros(3))
    with pytest.raises(ModelError, match="another file"):
        Softmax.load(tmp_path / "other.npz")


def test_a_folder_that_cannot_be_written_to_is_an_error(softmax: Softmax, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be written"):
        softmax.save(tmp_path / "missing" / "softmax.npz")
