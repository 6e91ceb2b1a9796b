"""Tokens as character ids: the UTF-8 bytes of a token between two markers, as AllenNLP's ELMo maps them.

Id 0 pads a batch, so every other id is its code plus 1: bytes 0 to 255, then the markers below. A token has 50 ids.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

SENTENCE_START = "<S>"
SENTENCE_END = "</S>"

MAX_CHARACTERS = 50
MAX_BYTES = MAX_CHARACTERS - 2
N_CHARACTERS = 262

_SENTENCE_START, _SENTENCE_END, _WORD_START, _WORD_END, _PADDING = range(256, 261)
_BOUNDARIES = {SENTENCE_START: (_SENTENCE_START,), SENTENCE_END: (_SENTENCE_END,)}


def character_codes(token: str) -> Sequence[int]:
    """Return what stands between a token's word markers: its UTF-8 bytes, or the one code of a boundary token.

    Lone surrogates, which UTF-8 cannot hold, are left out.
    """
    boundary = _BOUNDARIES.get(token)
    return token.encode("utf-8", "ignore") if boundary is None else boundary


def character_ids(tokens: Sequence[str], length: int = MAX_CHARACTERS) -> npt.NDArray[np.int64]:
    """Return the ids of tokens, shape (tokens, ``length``): markers, bytes and padding.

    ``length`` may be less than 50 where the tokens fit into it. Bytes after the 48th are cut, as AllenNLP does;
    :func:`split_long_token` avoids that.
    """
    ids = np.full((len(tokens), length), _PADDING, dtype=np.int64)
    for row, token in enumerate(tokens):
        codes = character_codes(token)[:MAX_BYTES]
        ids[row, 0] = _WORD_START
        ids[row, 1 : 1 + len(codes)] = list(codes)
        ids[row, 1 + len(codes)] = _WORD_END
    return ids + 1


def split_long_token(token: str) -> list[str]:
    """Split a token of more than 48 UTF-8 bytes into pieces that fit, between code points; others stay whole.

    Every piece but the last is as long as it can be. The pieces joined give the token, without lone surrogates.
    """
    data = token.encode("utf-8", "ignore")
    if len(data) <= MAX_BYTES:
        return [token]
    pieces = []
    start = 0
    while start < len(data):
        end = min(start + MAX_BYTES, len(data))
        # A byte 10xxxxxx continues a code point.
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end].decode("utf-8"))
        start = end
    return pieces
