"""Layer 0 for many tokens: each distinct token goes through the character CNN once and is then remembered."""

from __future__ import annotations

import threading
import zlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence

import torch
from torch import Tensor

from quizgen.elmo.characters import character_codes, character_ids
from quizgen.elmo.network import CharacterCnn

_ROWS = 32
_CONVOLVED_TOKENS = 64


class TokenVectors:
    """The character CNN behind a bounded memory of the tokens used last; safe to share between threads.

    A token's vector has the same bits whether it is remembered or computed, alone or among others. Matrix products
    and vectorised functions round by their shape and by the place in it, so tokens are projected in batches of one
    fixed size, in a row that follows from the token itself; the convolutions give the same bits in any batch.
    """

    def __init__(self, cnn: CharacterCnn, capacity: int) -> None:
        self._cnn = cnn
        self._capacity = capacity
        self._remembered: OrderedDict[str, Tensor] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, tokens: Sequence[str]) -> Tensor:
        """Return the vectors of ``tokens`` (none over 48 UTF-8 bytes), float32 (tokens, projection_dim)."""
        with self._lock:
            found = {token: self._remembered[token] for token in tokens if token in self._remembered}
        found.update(self._compute(list(dict.fromkeys(token for token in tokens if token not in found))))
        with self._lock:
            for token, vector in found.items():
                self._remembered[token] = vector
                self._remembered.move_to_end(token)
            while len(self._remembered) > self._capacity:
                self._remembered.popitem(last=False)
        return torch.stack([found[token] for token in tokens])

    def _compute(self, tokens: Sequence[str]) -> dict[str, Tensor]:
        computed = {}
        for batch in _batches_by_row(self._convolve(tokens)):
            pooled = torch.zeros(_ROWS, self._cnn.n_filters)
            for row, (_, values) in batch.items():
                pooled[row] = values
            vectors = self._cnn.project(pooled)
            for row, (token, _) in batch.items():
                # A copy, so that a remembered token does not keep its whole batch in memory.
                computed[token] = vectors[row].clone()
        return computed

    def _convolve(self, tokens: Sequence[str]) -> Iterator[tuple[str, Tensor]]:
        """Yield each token with its pooled convolutions; tokens of like length share a batch."""
        by_length = sorted(tokens, key=lambda token: len(character_codes(token)))
        for start in range(0, len(by_length), _CONVOLVED_TOKENS):
            batch = by_length[start : start + _CONVOLVED_TOKENS]
            length = self._cnn.needed_length(len(character_codes(batch[-1])))
            yield from zip(batch, self._cnn.convolve(torch.from_numpy(character_ids(batch, length))), strict=True)


def _batches_by_row(convolved: Iterable[tuple[str, Tensor]]) -> list[dict[int, tuple[str, Tensor]]]:
    """Put every token into the first batch where the row that belongs to it is free."""
    batches: list[dict[int, tuple[str, Tensor]]] = []
    taken: Counter[int] = Counter()
    for token, pooled in convolved:
        row = zlib.crc32(token.encode("utf-8", "ignore")) % _ROWS
        if taken[row] == len(batches):
            batches.append({})
        batches[taken[row]][row] = (token, pooled)
        taken[row] += 1
    return batches
