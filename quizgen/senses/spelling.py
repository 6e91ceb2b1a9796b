"""What the way a word is written says of its kind: 〜市, 〜大学, katakana with a middle dot, four kanji."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BUCKETS = 4096
# Features of a word: endings, beginnings, and its shape.
FEATURES = 8
_LONGEST = 12


def spellings(surfaces: Sequence[str]) -> NDArray[np.int64]:
    """Return each word's features as numbers below :data:`BUCKETS`, int64 (words, :data:`FEATURES`).

    Two features may share a number (hashing, Weinberger et al. 2009).
    """
    rows = [[zlib.crc32(feature.encode("utf-8", "replace")) % BUCKETS for feature in _features(s)] for s in surfaces]
    return np.array(rows, dtype=np.int64).reshape(len(surfaces), FEATURES)


def _features(surface: str) -> tuple[str, ...]:
    shape = "".join(dict.fromkeys(script_of(character) for character in surface))
    return (
        f"1<{surface[-1:]}",
        f"2<{surface[-2:]}",
        f"3<{surface[-3:]}",
        f"1>{surface[:1]}",
        f"2>{surface[:2]}",
        f"scripts {shape}",
        f"length {min(len(surface), _LONGEST)}",
        f"last {script_of(surface[-1:])} length {min(len(surface), _LONGEST)}",
    )


def script_of(character: str) -> str:
    """Return the kind of a character, as one letter; of rarer ones the character or "x"."""
    if "ァ" <= character <= "ヺ" or character == "ー":
        return "k"
    if "ぁ" <= character <= "ゖ":
        return "h"
    if "一" <= character <= "鿿" or character == "々":
        return "c"
    if character.isascii() and character.isalpha():
        return "A" if character.isupper() else "a"
    if character.isdigit():
        return "0"
    return character if character in "・=-. " else "x"
