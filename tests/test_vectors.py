"""Static word vectors in memory and on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quizgen import ModelError
from quizgen.quantisation import rounded
from quizgen.vectors import WordVectors, unit

RANDOM = np.random.default_rng(0)
RAW = RANDOM.standard_normal((4, 16)).astype(np.float32)
VECTORS = WordVectors(["の", "楽天", "球団", "株価"], rounded(RAW), np.array([10_000, 30, 20, 10]))


def test_a_vector_is_of_unit_length_and_near_what_was_quantised() -> None:
    vector = VECTORS.vector("楽天")
    assert vector is not None
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert vector @ unit(RAW[1]) > 0.999
    assert VECTORS.vector("阪神") is None
    assert ("楽天" in VECTORS, "阪神" in VECTORS, VECTORS.dimensions) == (True, False, 16)


def test_the_mean_is_the_direction_of_the_total_and_nothing_known_has_none() -> None:
    total, known = VECTORS.total(["楽天", "球団", "阪神"])
    assert known == 2
    assert unit(total.astype(np.float32)) == pytest.approx(VECTORS.mean(["球団", "楽天"]), abs=1e-6)
    assert (VECTORS.total(["阪神"])[1], VECTORS.mean(["阪神"])) == (0, None)


def test_a_word_is_counted_as_the_corpus_had_it_and_an_unknown_one_not_at_all() -> None:
    assert [VECTORS.count(word) for word in ("の", "楽天", "阪神")] == [10_000, 30, 0]


def test_the_matrix_holds_every_words_unit_vector_in_order() -> None:
    matrix = VECTORS.matrix()
    assert matrix.dtype == np.float32
    assert matrix.shape == (4, 16)
    for word, row in zip(VECTORS.words, matrix, strict=True):
        assert np.array_equal(row, VECTORS.vector(word))  # type: ignore[arg-type]


def test_a_phrase_takes_its_own_vector_before_the_mean_of_its_tokens() -> None:
    own, mean = VECTORS.phrase("楽天", ["球団"]), VECTORS.phrase("楽天球団", ["楽天", "球団"])
    assert own is not None
    assert mean is not None
    assert np.array_equal(own, VECTORS.vector("楽天"))  # type: ignore[arg-type]
    assert np.array_equal(mean, VECTORS.mean(["楽天", "球団"]))  # type: ignore[arg-type]
    assert VECTORS.phrase("阪神", ["阪", "神"]) is None
    assert VECTORS.mean([]) is None


def test_frequent_words_weigh_less_in_a_mean_and_a_words_order_nothing() -> None:
    mean = VECTORS.mean(["の", "株価", "知らない語"])
    rare, frequent = VECTORS.vector("株価"), VECTORS.vector("の")
    assert mean is not None
    assert rare is not None
    assert frequent is not None
    assert mean @ rare > 0.95 > mean @ frequent
    assert np.allclose(mean, VECTORS.mean(["株価", "の"]))  # type: ignore[arg-type]


def test_saved_vectors_are_the_same_and_so_are_their_bytes(tmp_path: Path) -> None:
    VECTORS.save(tmp_path / "one.npz")
    VECTORS.save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.npz", "two.npz"]
    loaded = WordVectors.load(tmp_path / "one.npz")
    assert loaded.words == VECTORS.words
    assert loaded.identity == VECTORS.identity
    assert loaded.counts.tolist() == VECTORS.counts.tolist()
    assert np.array_equal(loaded.vector("球団"), VECTORS.vector("球団"))  # type: ignore[arg-type]


def test_identity_follows_words_and_numbers() -> None:
    other = WordVectors(["の", "楽天", "球団", "社債"], rounded(RAW), VECTORS.counts)
    turned = WordVectors(VECTORS.words, rounded(-RAW), VECTORS.counts)
    assert len({VECTORS.identity, other.identity, turned.identity}) == 3


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "flipped", "other"])
def test_a_damaged_file_is_a_model_error_that_names_it(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "vectors.npz"
    VECTORS.save(path)
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "other":
        np.savez(path, words=np.zeros(3, dtype=np.uint8))
    else:
        middle = len(data) // 2
        flipped = data[: middle - 40] + bytes(byte ^ 0xFF for byte in data[middle - 40 : middle]) + data[middle:]
        path.write_bytes({"empty": b"", "cut": data[:middle], "flipped": flipped}[damage])
    with pytest.raises(ModelError, match=r"vectors\.npz") as caught:
        WordVectors.load(path)
    assert "\n" not in str(caught.value)


def test_parts_that_do_not_belong_together_are_refused_with_their_numbers() -> None:
    with pytest.raises(ModelError, match="3 words, 4 vectors and 4 counts"):
        WordVectors(["a", "b", "c"], rounded(RAW), VECTORS.counts)


def test_a_subset_keeps_the_frequent_words_and_those_asked_for() -> None:
    subset = VECTORS.subset(1, {"株価", "阪神"})
    assert subset.words == ("の", "株価")
    assert subset.counts.tolist() == [10_000, 10]
    assert np.array_equal(subset.vector("株価"), VECTORS.vector("株価"))  # type: ignore[arg-type]


def test_zeros_stay_zeros() -> None:
    assert unit(np.zeros((2, 3), dtype=np.float32)).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_compressed_vectors_are_near_the_ones_they_were_made_of() -> None:
    rows = RANDOM.standard_normal((2000, 12)).astype(np.float32) * np.geomspace(4, 0.05, 12, dtype=np.float32)
    words = WordVectors([f"w{number}" for number in range(2000)], rounded(rows), np.arange(2000, 0, -1))
    small = words.compressed(6)
    assert small.words == words.words
    assert small.counts.tolist() == words.counts.tolist()
    likeness = words.matrix() @ words.matrix()[:50].T
    assert np.abs(small.matrix() @ small.matrix()[:50].T - likeness).mean() < 0.06
    assert small.identity == words.compressed(6).identity != words.identity
