"""Small softmaxes with seeded random numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quizgen.elmo import ElmoOptions
from quizgen.elmo.softmax_file import Softmax, quantise_rows

WORDS = ("<S>", "</S>", "。", "の", "東京", "大阪", "都", "府", "日本", "銀行", "球場", "が", "勝つ")


def random_softmax(
    encoder: str, options: ElmoOptions, *, words: Sequence[str] = WORDS, dim: int = 6, seed: int = 0
) -> Softmax:
    """Return a softmax for an encoder of these options; the words' counts fall from 1000 by tenths."""
    draw = np.random.default_rng(seed)
    rows = options.projection_dim + 1
    codes, scales = quantise_rows(draw.normal(0, 1, (len(words), dim)).astype(np.float32))
    return Softmax(
        encoder,
        tuple(words),
        np.maximum(1000 * 0.9 ** np.arange(len(words)), 1).astype(np.int64),
        codes,
        scales,
        draw.normal(-2, 1, len(words)).astype(np.float16),
        draw.normal(0, 1, (2, rows, dim)).astype(np.float16),
        draw.normal(0, 0.3, (rows, dim + 1)).astype(np.float16),
    )
