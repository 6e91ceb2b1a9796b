from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from quizgen.elmo import product
from quizgen.elmo.product import MOST_ROWS, FloatProduct, HalfProduct, products_with
from quizgen.elmo.weights import round_to_bfloat16

needs_fbgemm = pytest.mark.skipif(not product._has_fbgemm(), reason="this processor or this PyTorch has no FBGEMM")


def weight(inputs: int = 72, outputs: int = 96, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(round_to_bfloat16(np.random.default_rng(seed).normal(0.0, 0.1, (inputs, outputs))))


@pytest.fixture
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@needs_fbgemm
def test_weights_that_float16_holds_are_kept_in_half_the_bytes() -> None:
    assert [type(found) for found in products_with(weight(), weight(seed=1))] == [HalfProduct, HalfProduct]


@pytest.mark.parametrize("value", [0.1, 70_000.0, 0.0010001])
def test_one_weight_that_float16_lacks_keeps_them_all_as_they_are(value: float) -> None:
    other = weight()
    other[3, 5] = value
    assert [type(found) for found in products_with(weight(), other)] == [FloatProduct, FloatProduct]


@needs_fbgemm
def test_weights_too_small_for_float16_are_lost_without_harm() -> None:
    small = weight()
    small[0] *= 1e-6
    x = torch.ones(3, 72)
    torch.testing.assert_close(products_with(small)[0](x), x @ small, atol=1e-6, rtol=0)


def test_without_fbgemm_every_weight_stays_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product, "_has_fbgemm", lambda: False)
    assert isinstance(products_with(weight())[0], FloatProduct)


@pytest.mark.parametrize("kind", [FloatProduct, pytest.param(HalfProduct, marks=needs_fbgemm)])
@pytest.mark.parametrize("rows", [1, 2, 3, 7, 130, 300])
def test_a_product_is_that_of_the_matrices(kind: type[FloatProduct] | type[HalfProduct], rows: int) -> None:
    values, x, bias = weight(), weight(rows, 72, seed=2), weight(1, 96, seed=3)[0]
    multiply = kind(values)
    expected = x.double() @ values.double()
    torch.testing.assert_close(multiply(x).double(), expected, atol=1e-6, rtol=0)
    torch.testing.assert_close(multiply(x, bias).double(), expected + bias.double(), atol=1e-6, rtol=0)


@needs_fbgemm
@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize(("inputs", "outputs"), [(256, 512), (1024, 64), (72, 96)])
def test_a_row_has_the_same_bits_among_any_others(inputs: int, outputs: int) -> None:
    multiply = HalfProduct(weight(inputs, outputs))
    x = weight(MOST_ROWS, inputs, seed=4)
    whole = multiply(x)
    for rows in [*range(1, 20), 31, 64, 127, 200, 239, 240]:
        computed = multiply.rows_for(rows)
        assert rows <= computed <= rows + 2
        assert torch.equal(multiply(x[:computed]), whole[:computed]), rows
        start = (MOST_ROWS - computed) // 2
        assert torch.equal(multiply(x[start : start + computed]), whole[start : start + computed]), rows


def test_counts_of_rows_beyond_the_largest_are_its_multiples() -> None:
    assert HalfProduct.rows_for(HalfProduct.__new__(HalfProduct), MOST_ROWS + 1) == 2 * MOST_ROWS
