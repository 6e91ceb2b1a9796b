"""Beginning a run from static word vectors: the softmax knows from the first update which words are alike.

Skip-gram training is a hundred times cheaper a token than the language model's, and rare words get few updates: with
output vectors from there, they begin near the words they resemble.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from quizgen.elmo.training.network import LanguageModel

# The norm of an output vector at the start, on average.
_OUTPUT_NORM = 2.0


def set_output(model: LanguageModel, words: Sequence[str], known: Sequence[str], vectors: NDArray[np.float32]) -> int:
    """Set the output vectors of ``words``, the softmax's, from the ``vectors`` (known words, any width).

    They are reduced to the softmax's width by their principal components; words that are not known keep the vector
    they have. Returns how many words were set.
    """
    place = {word: row for row, word in enumerate(known)}
    rows = [(number, place[word]) for number, word in enumerate(words) if word in place]
    if not rows:
        return 0
    chosen = vectors[[row for _, row in rows]].astype(np.float64)
    chosen -= chosen.mean(axis=0)
    _, axes = np.linalg.eigh(chosen.T @ chosen)
    reduced = chosen @ axes[:, ::-1][:, : model.output.shape[1]]
    reduced *= _OUTPUT_NORM / np.sqrt((reduced**2).sum(axis=1).mean())
    with torch.no_grad():
        numbers = torch.tensor([number for number, _ in rows])
        model.output[numbers, : reduced.shape[1]] = torch.from_numpy(reduced.astype(np.float32)).to(model.output)
    return len(rows)
