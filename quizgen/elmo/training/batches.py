"""Cutting a pass over the corpus into updates, the same way every time: an update is found again by its number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizgen.elmo.training.tokens import END, START, Windows

# Windows of like length share a batch; so many batches' windows are sorted by length at a time.
_SORTED_TOGETHER = 32
NO_TARGET = -1


@dataclass(frozen=True, slots=True)
class DirectionBatch:
    """What one direction reads: int64 (time, batch) each.

    ``inputs``: rows of :attr:`Batch.words`. ``targets``: the word number that follows in this direction, or
    :data:`NO_TARGET` at padding and where the form alone decides it (the marker of the next sentence's beginning).
    """

    inputs: NDArray[np.int64]
    targets: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows read together: their distinct ``words``, ascending (int64), and both directions' inputs and targets."""

    words: NDArray[np.int64]
    directions: tuple[DirectionBatch, DirectionBatch]
    tokens: int


def make_batch(windows: Windows, numbers: NDArray[np.int64]) -> Batch:
    """Put outer markers around the windows of these numbers and lay them out for both directions."""
    rows = [windows[int(number)] for number in numbers]
    longest = max(map(len, rows)) + 2
    tokens = np.full((len(rows), longest), NO_TARGET, dtype=np.int64)
    backward = tokens.copy()
    for row, window in enumerate(rows):
        size = len(window) + 2
        tokens[row, 0], tokens[row, 1 : size - 1], tokens[row, size - 1] = START, window, END
        backward[row, :size] = tokens[row, :size][::-1]
    words = np.unique(tokens[tokens >= 0])
    return Batch(
        words,
        (_direction(tokens, words, START), _direction(backward, words, END)),
        sum(map(len, rows)),
    )


def _direction(tokens: NDArray[np.int64], words: NDArray[np.int64], certain: int) -> DirectionBatch:
    inputs = np.searchsorted(words, np.maximum(tokens[:, :-1], words[0]))
    targets = np.where(tokens[:, 1:] == certain, NO_TARGET, tokens[:, 1:])
    return DirectionBatch(np.ascontiguousarray(inputs.T), np.ascontiguousarray(targets.T))


class Schedule:
    """Which windows each update reads: every window once a pass, in an order drawn anew for each pass."""

    def __init__(self, windows: Windows, batch: int, seed: int) -> None:
        self._windows = windows
        self._batch = batch
        self._seed = seed
        self._pass = -1
        self._plan: list[NDArray[np.int64]] = []
        self.updates_a_pass = -(-len(windows) // batch)

    def numbers(self, update: int) -> NDArray[np.int64]:
        """Return the window numbers of an update, counted from 0 over all passes."""
        number, place = divmod(update, self.updates_a_pass)
        if number != self._pass:
            self._plan = self._planned(number)
            self._pass = number
        return self._plan[place]

    def batch(self, update: int) -> Batch:
        """Return the batch of an update."""
        return make_batch(self._windows, self.numbers(update))

    def _planned(self, number: int) -> list[NDArray[np.int64]]:
        random = np.random.default_rng([self._seed, number])
        order = random.permutation(len(self._windows))
        lengths = self._windows.lengths
        group = self._batch * _SORTED_TOGETHER
        batches = []
        for start in range(0, len(order), group):
            part = order[start : start + group]
            part = part[np.argsort(lengths[part], kind="stable")]
            batches += [part[first : first + self._batch] for first in range(0, len(part), self._batch)]
        return [batches[place] for place in random.permutation(len(batches))]
