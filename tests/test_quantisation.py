"""Vectors in few bytes: near what they were, ordered alike, read back the same."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from quizgen.quantisation import Quantised, compressed, rounded

RANDOM = np.random.default_rng(3)
# A few directions hold nearly everything, as in word vectors, and no axis is one of them.
TURN = np.linalg.qr(RANDOM.standard_normal((24, 24)))[0]
ROWS = ((RANDOM.standard_normal((3000, 24)) * np.geomspace(5, 0.02, 24)) @ TURN).astype(np.float32)


def cosines(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    found: NDArray[np.float32] = (one * other).sum(axis=1) / length
    return found


def test_rounding_keeps_directions_to_a_hundredth() -> None:
    found = rounded(ROWS)
    assert (len(found), found.dimensions, found.codes.shape) == (3000, 24, (3000, 24))
    assert cosines(found.rows(slice(None)), ROWS).min() > 0.999
    assert rounded(np.zeros((1, 3), dtype=np.float32)).rows([0]).tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("size", [1, 6, 12, 24])
def test_compression_takes_the_bytes_asked_for_and_more_of_them_are_nearer(size: int) -> None:
    found = compressed(ROWS, size)
    assert found.codes.shape == (3000, size)
    assert np.unique(found.groups).tolist() == list(range(size))
    assert (np.diff(found.groups) >= 0).all()
    wanted = ROWS[:40] @ ROWS.T
    got = found.rows(range(40)) @ found.rows(slice(None)).T
    error = float(np.abs(got - wanted).mean() / np.abs(wanted).mean())
    assert error < {1: 0.8, 6: 0.1, 12: 0.05, 24: 0.05}[size]


def test_leading_directions_have_groups_of_their_own_and_trailing_ones_share() -> None:
    sizes = np.bincount(compressed(ROWS, 8).groups)
    assert sizes[0] == 1
    assert sizes[-1] > 3


def test_the_same_vectors_give_the_same_codes() -> None:
    one, two = compressed(ROWS, 6), compressed(ROWS.copy(), 6)
    assert np.array_equal(one.codes, two.codes)
    assert np.array_equal(one.values, two.values)


def test_few_vectors_are_kept_exactly() -> None:
    found = compressed(ROWS[:50], 8).rows(slice(None))
    assert found @ found.T == pytest.approx(ROWS[:50] @ ROWS[:50].T, rel=1e-3, abs=1e-3)


def test_arrays_are_read_back_and_parts_that_disagree_are_refused() -> None:
    found = compressed(ROWS, 6)
    again = Quantised.of_arrays(found.arrays())
    assert np.array_equal(again.codes, found.codes)
    assert np.allclose(again.values, found.values, rtol=1e-3, atol=1e-3)
    for name, wrong in (("codes", found.codes[:, :3]), ("values", found.values[:9]), ("groups", found.groups + 1)):
        with pytest.raises(ValueError, match="disagree"):
            Quantised.of_arrays({**found.arrays(), name: wrong})
