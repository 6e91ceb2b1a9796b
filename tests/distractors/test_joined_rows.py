from __future__ import annotations

import numpy as np
import pytest

from quizgen.distractors.joined_rows import JoinedRows

FIRST = np.arange(12, dtype=np.float32).reshape(4, 3)
SECOND = np.arange(100, 106, dtype=np.float32).reshape(2, 3)
BOTH = np.concatenate([FIRST, SECOND])
JOINED = JoinedRows(FIRST, SECOND)


def test_rows_are_those_of_both_one_below_the_other() -> None:
    assert (len(JOINED), JOINED.dimensions) == (6, 3)
    assert [JOINED.row(number).tolist() for number in range(6)] == BOTH.tolist()


@pytest.mark.parametrize("numbers", [[5, 0, 4, 3], [1, 1, 0], [4], []])
def test_many_rows_come_in_the_order_asked(numbers: list[int]) -> None:
    chosen = np.array(numbers, dtype=np.int64)
    assert JOINED.rows(chosen).tolist() == BOTH[chosen].tolist()
    assert JOINED.rows(chosen).dtype == np.float32


def test_products_are_of_every_row() -> None:
    vector = np.array([1, -1, 2], dtype=np.float32)
    assert JOINED.products(vector).tolist() == (BOTH @ vector).tolist()
    assert JoinedRows(FIRST).products(vector).tolist() == (FIRST @ vector).tolist()
