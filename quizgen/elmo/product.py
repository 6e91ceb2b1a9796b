"""Matrix products with fixed weights, the way a processor does them fastest without rounding them further.

Weights trained in or rounded to bfloat16 or float16 are held exactly by float16, which halves what a small product has
to read from memory. FBGEMM, which is part of PyTorch, keeps them packed so and multiplies in float32; it is also the
faster one at large products where the other library, MKL, was not made for the processor. Other weights stay float32.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import Protocol

import torch
from torch import Tensor

# Below its normal range float16 has this step between two numbers; half of it is far below what float32 sums round.
_SMALLEST_STEP = 2.0**-24
# Larger products are no faster a row.
MOST_ROWS = 240


class Product(Protocol):
    """x ↦ x · weight + bias, float32 (rows, inputs) to (rows, outputs); ``steady``: whether rows are on their own."""

    steady: bool

    def __call__(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        """Return the product in a new tensor; ``bias`` (outputs,)."""
        ...

    def rows_for(self, rows: int) -> int:
        """Return how many rows ``x`` should have, at least ``rows``, for a row's bits not to depend on the others.

        The added rows may hold any finite numbers.
        """
        ...


def products_with(*weights: Tensor) -> list[Product]:
    """Return the product with each weight, float32 (inputs, outputs), all of one kind."""
    if _has_fbgemm() and all(_fits_half(weight) for weight in weights):
        return [HalfProduct(weight) for weight in weights]
    return [FloatProduct(weight) for weight in weights]


class FloatProduct:
    """The product with float32 weights by PyTorch's own routine; a row's last bits depend on how many there are."""

    steady = False

    def __init__(self, weight: Tensor) -> None:
        self._weight = weight.contiguous()

    def __call__(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        """Return x · weight + bias."""
        return torch.mm(x, self._weight) if bias is None else torch.addmm(bias, x, self._weight)

    def rows_for(self, rows: int) -> int:
        """Return ``rows``: no count is better than another."""
        return rows


class HalfProduct:
    """The product with weights that float16 holds; on one thread.

    A row of the product has the same bits whatever and how many the other rows are, as long as the count comes from
    :meth:`rows_for`.
    """

    steady = True

    def __init__(self, weight: Tensor) -> None:
        self._packed = _pack(weight)

    def __call__(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        """Return x · weight + bias."""
        found: Tensor = torch.fbgemm_linear_fp16_weight_fp32_activation(x, self._packed, bias)
        return found

    def rows_for(self, rows: int) -> int:
        """Return the least count of rows from ``rows`` on that adds up in the usual order."""
        usual = _usual_counts()
        return usual[rows] if rows < len(usual) else -(-rows // MOST_ROWS) * MOST_ROWS


def _pack(weight: Tensor) -> Tensor:
    with warnings.catch_warnings():
        # PyTorch calls the function deprecated, once; its successor for float16 takes ten times as long to call.
        warnings.simplefilter("ignore", UserWarning)
        packed: Tensor = torch.fbgemm_pack_gemm_matrix_fp16(weight.t().contiguous())
    return packed


def _fits_half(weight: Tensor) -> bool:
    return bool(((weight.half().float() - weight).abs() <= _SMALLEST_STEP / 2).all())


@cache
def _has_fbgemm() -> bool:
    if "fbgemm" not in torch.backends.quantized.supported_engines:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            torch.fbgemm_linear_fp16_weight_fp32_activation(torch.ones(1, 16), _pack(torch.ones(16, 16)), None)
    except (AttributeError, RuntimeError):  # a PyTorch or a processor without it
        return False
    return True


@cache
def _usual_counts() -> list[int]:
    """Return for each count of rows below :data:`MOST_ROWS` the next that adds up as most counts do.

    FBGEMM has a routine each for one row, two rows and so on, and puts larger counts together from these. On the
    processors tried, only those for one and two rows add up in another order; what holds here is found by trying.
    """
    draw = torch.Generator().manual_seed(0)
    x = torch.randn(MOST_ROWS, 64, generator=draw)
    multiply = HalfProduct(torch.randn(64, 16, generator=draw))
    whole = multiply(x)
    usual = [count for count in range(1, MOST_ROWS) if torch.equal(multiply(x[:count]), whole[:count])]
    counts = []
    for rows in range(MOST_ROWS):
        counts.append(next((count for count in usual if count >= rows), MOST_ROWS))
    return counts
