"""Matrix products in a block use one thread each, and afterwards as many as before."""

from __future__ import annotations

import numpy as np
from threadpoolctl import ThreadpoolController

from quizgen.threads import one_thread_each


def blas_threads() -> list[int]:
    assert np.ones((2, 2)).sum() == 4
    return [library["num_threads"] for library in ThreadpoolController().select(user_api="blas").info()]


def test_products_in_the_block_use_one_thread_and_afterwards_as_many_as_before() -> None:
    with ThreadpoolController().limit(limits=2):
        before = blas_threads()
        with one_thread_each():
            assert blas_threads()
            assert set(blas_threads()) == {1}
        assert blas_threads() == before
