"""One LSTM layer of one direction with a projected state (Sak et al. 2014), for inference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import torch
from torch import Tensor

from quizgen.elmo.product import MOST_ROWS, products_with

# The distinct ones of so many tokens are multiplied at once.
_TOKENS = 4096
# PyTorch computes what is left over after whole groups of so many numbers by another formula.
_GROUP = 16


@dataclass(frozen=True, slots=True)
class Packing:
    """How sequences, longest first, lie in one row of tokens: all first tokens, then all second ones, and so on.

    ``counts``: how many sequences, counted from the first, reach each step; never rising. Vectors of the tokens of all
    sequences are float32 (tokens, size) in this order.
    """

    counts: Sequence[int]
    offsets: Sequence[int]

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Packing:
        """Pack sequences of these lengths, which never rise."""
        counts = []
        reached = len(lengths)
        for step in range(max(lengths, default=0)):
            while lengths[reached - 1] <= step:
                reached -= 1
            counts.append(reached)
        return cls(counts, [0, *accumulate(counts)])

    def places(self, sequence: int, length: int) -> list[int]:
        """Return the places of a sequence's tokens, in the order in which they are read."""
        return [offset + sequence for offset in self.offsets[:length]]


class ProjectedLstm:
    """One layer: gates, cell and projection.

    ``input_weight``, ``state_weight``: float32 (projection, 4 · units), columns in the order input, forget, output,
    candidate; ``bias`` (4 · units) holds the whole forget bias; ``projection``: (units, projection). A clip of None
    leaves values as they are.
    """

    def __init__(
        self,
        input_weight: Tensor,
        state_weight: Tensor,
        bias: Tensor,
        projection: Tensor,
        *,
        cell_clip: float | None,
        proj_clip: float | None,
    ) -> None:
        self._units = len(projection)
        self._from_input, self._from_state, self._project = products_with(input_weight, state_weight, projection)
        self._bias = bias
        self._cell_clip = cell_clip
        self._proj_clip = proj_clip

    def token_inputs(self, table: Tensor, ids: Tensor, packing: Packing) -> Iterator[Tensor]:
        """Yield the gates' inputs at each step, (rows, 4 · units), of tokens given by their row in ``table``.

        A token that comes several times in a stretch of the text is multiplied once.
        """
        for first, last in self._stretches(packing, _TOKENS):
            start = packing.offsets[first]
            distinct, places = torch.unique(ids[start : packing.offsets[last]], return_inverse=True)
            gates = self._inputs(table[distinct])
            for step in range(first, last):
                chosen = places[packing.offsets[step] - start : packing.offsets[step + 1] - start]
                yield gates.index_select(0, chosen)

    def vector_inputs(self, x: Tensor, packing: Packing) -> Iterator[Tensor]:
        """Yield the gates' inputs at each step, (rows, 4 · units), of vectors ``x`` (tokens, projection)."""
        for first, last in self._stretches(packing, MOST_ROWS):
            start = packing.offsets[first]
            gates = self._inputs(x[start : packing.offsets[last]])
            for step in range(first, last):
                yield gates[packing.offsets[step] - start : packing.offsets[step + 1] - start]

    @property
    def steady(self) -> bool:
        """Whether it can read a row to the same bits whatever the other rows are, on one thread."""
        return self._from_state.steady and self._units % _GROUP == 0

    def read(
        self, inputs: Iterator[Tensor], packing: Packing, hidden: Tensor, memory: Tensor, *, steady: bool
    ) -> Tensor:
        """Read from the first step to the last; return the outputs, (tokens, projection).

        ``inputs`` are used up. ``hidden`` (rows, projection), ``memory`` (rows, units): the states before the first
        step; both are updated to those after each row's last step. ``steady``: take the time, for one and two rows up
        to twice as long, to give each row the bits that it has among any others.
        """
        units = self._units
        state = _padded(hidden, self._from_state.rows_for(len(hidden)) if steady else len(hidden))
        all_gates = hidden.new_empty(len(hidden), 4 * units)
        all_shown = hidden.new_zeros(len(state), units)
        outputs = []
        rows = 0
        for count, given in zip(packing.counts, inputs, strict=True):
            if count != rows:
                # The parts of the buffers stay the same while no row ends.
                rows = count
                computed = self._from_state.rows_for(rows) if steady else rows
                gates, cell, shown, to_project = all_gates[:rows], memory[:rows], all_shown[:rows], all_shown[:computed]
                sigmoids, candidate = gates[:, : 3 * units], gates[:, 3 * units :]
                entering, kept, showing = sigmoids.chunk(3, dim=1)
            torch.add(given, self._from_state(state[:computed])[:rows], out=gates)
            sigmoids.sigmoid_()
            cell.mul_(kept).addcmul_(entering, candidate.tanh_())
            if self._cell_clip is not None:
                cell.clamp_(-self._cell_clip, self._cell_clip)
            torch.tanh(cell, out=shown).mul_(showing)
            state = self._project(to_project)
            if self._proj_clip is not None:
                state.clamp_(-self._proj_clip, self._proj_clip)
            outputs.append(state[:rows])
        # What a row gave at its last step is its state: the rows that end at a step are those beyond the next one's.
        for output, left in zip(outputs, chain(packing.counts[1:], [0]), strict=False):
            if left < len(output):
                hidden[left : len(output)] = output[left:]
        return torch.cat(outputs) if outputs else hidden.new_empty(0, hidden.shape[1])

    def _stretches(self, packing: Packing, tokens: int) -> Iterator[tuple[int, int]]:
        """Yield half-open ranges of steps, each of at most ``tokens`` tokens or one step."""
        first = 0
        steps = len(packing.counts)
        while first < steps:
            last = min(first + max(tokens // packing.counts[first], 1), steps)
            yield first, last
            first = last

    def _inputs(self, x: Tensor) -> Tensor:
        """Return x · input_weight + bias, (n, 4 · units)."""
        parts = []
        for start in range(0, len(x), MOST_ROWS):
            part = x[start : start + MOST_ROWS]
            parts.append(self._from_input(_padded(part, self._from_input.rows_for(len(part))), self._bias)[: len(part)])
        return parts[0] if len(parts) == 1 else torch.cat(parts)


def _padded(x: Tensor, rows: int) -> Tensor:
    return x if rows == len(x) else torch.cat([x, x.new_zeros(rows - len(x), x.shape[1])])
