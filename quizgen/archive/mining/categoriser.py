"""A linear classifier that gives a surface its category: from how it is written and from its word vector.

A multinomial logistic regression over hashed surface features (Weinberger et al. 2009) and the static vector.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

_BUCKETS = 1 << 16
_EPOCHS = 40


class Categoriser:
    """Predicts categories of surfaces; train with :meth:`fit` first.

    ``labels``: the categories, in the order of the columns of :meth:`probabilities`.
    """

    def __init__(self, labels: Sequence[str], dimensions: int, seed: int = 0) -> None:
        self.labels = tuple(labels)
        torch.manual_seed(seed)
        self._surface = nn.EmbeddingBag(_BUCKETS, len(labels), mode="sum")
        self._dense = nn.Linear(dimensions, len(labels))
        nn.init.zeros_(self._surface.weight)
        self._seed = seed

    def fit(self, surfaces: Sequence[str], vectors: NDArray[np.float32], targets: Sequence[str]) -> None:
        """Train on labelled surfaces; ``vectors`` is (n, dimensions), zero rows where there is no vector."""
        wanted = torch.tensor([self.labels.index(target) for target in targets])
        dense = torch.from_numpy(vectors)
        weights = _balanced(wanted, len(self.labels))
        parameters = [*self._surface.parameters(), *self._dense.parameters()]
        optimizer = torch.optim.Adam(parameters, lr=0.01)
        generator = torch.Generator().manual_seed(self._seed)
        bags = [features(surface) for surface in surfaces]
        for _ in range(_EPOCHS):
            for rows in torch.randperm(len(surfaces), generator=generator).split(512):  # type: ignore[no-untyped-call]
                logits = self._logits([bags[row] for row in rows.tolist()], dense[rows])
                loss = nn.functional.cross_entropy(logits, wanted[rows], weight=weights)
                loss = loss + 1e-4 * sum(parameter.square().sum() for parameter in parameters)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()

    def probabilities(self, surfaces: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (n, labels) float32 probabilities, rows summing to 1."""
        if not surfaces:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        with torch.inference_mode():
            logits = self._logits([features(surface) for surface in surfaces], torch.from_numpy(vectors))
            result: NDArray[np.float32] = logits.softmax(dim=1).numpy()
        return result

    def _logits(self, bags: Sequence[Sequence[int]], dense: torch.Tensor) -> torch.Tensor:
        flat = torch.tensor([bucket for bag in bags for bucket in bag])
        offsets = torch.tensor([0, *np.cumsum([len(bag) for bag in bags])[:-1].tolist()])
        logits: torch.Tensor = self._surface(flat, offsets) + self._dense(dense)
        return logits


def features(surface: str) -> list[int]:
    """Return the hashed features of how a surface is written: its ends, character pairs, scripts and length."""
    names = [f"length={min(len(surface), 12)}", f"shape={shape(surface)}"]
    names += [f"ends={surface[-size:]}" for size in (1, 2, 3, 4) if size <= len(surface)]
    names += [f"starts={surface[:size]}" for size in (1, 2) if size <= len(surface)]
    names += [f"pair={surface[i : i + 2]}" for i in range(len(surface) - 1)]
    return [zlib.crc32(name.encode()) % _BUCKETS for name in names]


def shape(surface: str) -> str:
    """Return the scripts of a surface with repeats left out: 東京タワー is ``KA`` (kanji, katakana)."""
    letters = [_script(character) for character in surface]
    return "".join(now for before, now in zip(["", *letters], letters, strict=False) if now != before)


def _script(character: str) -> str:
    if character in "ー・":
        return "A"
    name = unicodedata.name(character, "")
    for prefix, letter in (("CJK", "K"), ("KATAKANA", "A"), ("HIRAGANA", "H"), ("LATIN", "L"), ("DIGIT", "D")):
        if name.startswith(prefix):
            return letter
    return "O"


def _balanced(targets: torch.Tensor, labels: int) -> torch.Tensor:
    """Weights that soften how much more often some categories occur (inverse square root of their counts)."""
    counts = torch.bincount(targets, minlength=labels).clamp(min=1).float()
    weights = counts.rsqrt()
    return weights / weights.mean()
