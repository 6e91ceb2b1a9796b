"""What the encoder says of a span of tokens: the word as it reads it here, and the blank without the word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SpanVectors:
    """Raw channel vectors of spans, float32.

    ``context``: (n, layers above the first × width) — layers 1 and 2 averaged over the span's tokens, one after the
    other. ``slot``: (n, width) — the top layer's forward state before the span and its backward state after it, which
    have not seen the word.
    """

    context: NDArray[np.float32]
    slot: NDArray[np.float32]


def span_vectors(encoded: NDArray[np.float32], spans: list[tuple[int, int]]) -> SpanVectors:
    """Reduce one window's output to its spans.

    ``encoded``: (layers, tokens + 2, width) with boundaries kept. ``spans``: half-open places in it.
    """
    half = encoded.shape[2] // 2
    context = np.stack([encoded[1:, first:last].mean(axis=1).reshape(-1) for first, last in spans])
    slot = np.stack(
        [np.concatenate([encoded[-1, first - 1, :half], encoded[-1, last, half:]]) for first, last in spans]
    )
    return SpanVectors(context.astype(np.float32), slot.astype(np.float32))
