"""What stands around a word, as numbers for a linear model: 〜選手, 〜市, 第〜回, and the words near it.

The encoder says much of this too, but what it must infer from a small corpus a table of neighbours simply knows.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from quizgen.text import Token

BUCKETS = 8192
# Features of the direct neighbours, which come first, and of the words near by, in any order.
NEAR = 9
_REACH = 8
FEATURES = NEAR + 2 * _REACH
# Features of the word's own tokens.
INSIDE = 6
NOTHING = 0
"""The number of a place beyond the text's end: what a short text lacks speaks for no class."""
_BEFORE, _AFTER = "<S>", "</S>"


def surroundings(surfaces: Sequence[str], first: int, last: int, sentence: tuple[int, int]) -> list[int]:
    """Return the :data:`FEATURES` of the tokens ``first`` to ``last``, as numbers below :data:`BUCKETS`.

    ``surfaces``: the article's tokens; ``sentence``: the half-open tokens of the sentence, beyond which there are no
    direct neighbours. Two features may share a number (hashing, Weinberger et al. 2009).
    """
    begin, end = sentence
    before = [_BEFORE, _BEFORE, *surfaces[max(begin, first - 2) : first]][-2:]
    after = [*surfaces[last : min(end, last + 2)], _AFTER, _AFTER][:2]
    near = (
        f"l1 {before[1]}",
        f"l2 {before[0]}",
        f"ll {before[0]} {before[1]}",
        f"r1 {after[0]}",
        f"r2 {after[1]}",
        f"rr {after[0]} {after[1]}",
        f"lr {before[1]} {after[0]}",
        f"lc {before[1][-1:]}",
        f"rc {after[0][:1]}",
    )
    by = [*surfaces[max(0, first - _REACH) : first], *surfaces[last : last + _REACH]]
    words = [_bucket(f"by {surface}") for surface in by]
    return [*map(_bucket, near), *words, *[NOTHING] * (2 * _REACH - len(words))]


def inside(tokens: Sequence[Token]) -> list[int]:
    """Return the :data:`INSIDE` features of a word's own tokens, at least one: what the dictionary takes it for."""
    tags = ["/".join(token.pos[:3]) for token in tokens]
    return [
        _bucket(feature)
        for feature in (
            f"first tag {tags[0]}",
            f"last tag {tags[-1]}",
            f"tags {' '.join(sorted(set(tags)))}",
            f"tokens {min(len(tokens), 5)}",
            f"first {tokens[0].surface}",
            f"last {tokens[-1].surface}",
        )
    ]


def mean_of_rows(table: NDArray[np.float32], around: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return what ``table`` (buckets, labels) says of words: the sum over features, the mean over occurrences.

    ``around``: int32 (n, occurrences, features); the row of :data:`NOTHING` is zero. Returns float32 (n, labels).
    """
    said: NDArray[np.float32] = table[around].sum(axis=2).mean(axis=1)
    return said


@lru_cache(maxsize=200_000)
def _bucket(feature: str) -> int:
    return 1 + zlib.crc32(feature.encode("utf-8", "replace")) % (BUCKETS - 1)
