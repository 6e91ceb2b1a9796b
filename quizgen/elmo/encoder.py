"""ELMo over sequences of tokens: the one way into this room."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import torch

from quizgen.elmo.characters import SENTENCE_END, SENTENCE_START, split_long_token
from quizgen.elmo.lstm import Packing
from quizgen.elmo.network import ElmoNetwork, build_network
from quizgen.elmo.options import ElmoOptions
from quizgen.elmo.product import MOST_ROWS
from quizgen.elmo.token_vectors import TokenVectors
from quizgen.elmo.weights import DIRECTIONS, Array, read_weights, weights_identity
from quizgen.errors import ArgumentError

T = TypeVar("T")
BATCH_TOKENS = 4096
# Some 80 MB of vectors 256 wide.
REMEMBERED_TOKENS = 50_000


@dataclass(frozen=True, slots=True)
class ElmoState:
    """The LSTM states after a batch, one row a sequence of the batch.

    ``hidden``: float32 (layers, 2, rows, projection_dim); ``memory``: float32 (layers, 2, rows, lstm_dim), forward
    then backward. The backward states are those at each sequence's first token.
    """

    hidden: Array
    memory: Array


@dataclass(frozen=True, slots=True)
class DirectionState:
    """One direction's LSTM states: ``hidden`` (layers, rows, projection_dim), ``memory`` (layers, rows, lstm_dim)."""

    hidden: Array
    memory: Array

    def rows(self, numbers: Sequence[int]) -> DirectionState:
        """Return the states of these rows, in their order; a row may stand in it several times."""
        chosen = list(numbers)
        return DirectionState(self.hidden[:, chosen], self.memory[:, chosen])

    @classmethod
    def joined(cls, parts: Sequence[DirectionState]) -> DirectionState:
        """Return the rows of all parts, one after the other."""
        return cls(
            np.concatenate([part.hidden for part in parts], axis=1),
            np.concatenate([part.memory for part in parts], axis=1),
        )


class ElmoEncoder:
    """ELMo (Peters et al. 2018) as AllenNLP runs it, without memory between calls.

    A layer is one of 1 + n_layers: the character CNN (both halves the same), then each biLSTM layer. A vector is
    ``width`` = 2 · projection_dim float32 numbers, the forward half first. Every sequence is read between ``<S>`` and
    ``</S>``. A token of more than 48 UTF-8 bytes is read in pieces, and its vector is the mean of theirs.
    """

    def __init__(self, options: ElmoOptions, network: ElmoNetwork, identity: str, threads: int) -> None:
        self.options = options
        self.identity = identity
        self.threads = threads
        self._network = network
        self._token_vectors = TokenVectors(network.characters, REMEMBERED_TOKENS)

    @classmethod
    def load(
        cls, options: str | os.PathLike[str], weights: str | os.PathLike[str], *, threads: int | None = None
    ) -> ElmoEncoder:
        """Load AllenNLP's ``options.json`` and ``weights.hdf5``.

        ``threads``: how many threads a call computes with; None takes PyTorch's setting. Results are the same bits
        for the same number; 1, 2 and 3 give the same. Raises :class:`~quizgen.errors.ModelError` for files that are
        missing, corrupt or do not match, :class:`~quizgen.errors.ArgumentError` for ``threads``.
        """
        if threads is not None and (isinstance(threads, bool) or not isinstance(threads, int) or threads < 1):
            raise ArgumentError(f"threads: expected a whole number of at least 1 or None, got {threads!r}")
        sizes = ElmoOptions.read(Path(options))
        arrays = read_weights(Path(weights), sizes)
        return cls(
            sizes, build_network(sizes, arrays), weights_identity(arrays, sizes), threads or torch.get_num_threads()
        )

    @property
    def n_layers(self) -> int:
        """Layers of a vector: the character CNN and every biLSTM layer."""
        return 1 + self.options.n_layers

    @property
    def width(self) -> int:
        """Width of a vector: forward and backward half."""
        return self.options.width

    @property
    def steady(self) -> bool:
        """Whether :meth:`encode` gives a sequence the same bits whatever stands beside it.

        So it is for weights that float16 holds, as those that ship, on up to 3 threads.
        """
        return self._network.steady and self.threads < 2 * DIRECTIONS

    def encode(
        self,
        sequences: Sequence[Sequence[str]],
        *,
        keep_boundaries: bool = False,
        batch_tokens: int = BATCH_TOKENS,
        steady: bool = True,
    ) -> list[Array]:
        """Return the vectors of each sequence, float32 (n_layers, tokens, width), in the order given.

        Every sequence starts from zero states, whatever was encoded before: alone, the same sequence gives the same
        bits. Among others, too, where the encoder is :attr:`steady`; elsewhere it differs by less than 1e-5, and with
        ``steady=False``, which reads one or two sequences up to one and a half times as fast. ``keep_boundaries`` adds
        the vectors of ``<S>`` and ``</S>``: tokens + 2. ``batch_tokens``: how many tokens are computed at once; it
        bounds memory beside the result, for one long sequence too. Raises :class:`~quizgen.errors.ArgumentError`.
        """
        _require_batch_tokens(batch_tokens)
        readings = _readings(sequences)
        by_length = sorted(range(len(readings)), key=lambda i: -len(readings[i].pieces))
        results: list[Array | None] = [None] * len(readings)
        with self._computing():
            for batch in _batches(by_length, readings, batch_tokens):
                vectors, _ = self._run([readings[i] for i in batch], self._zero_state(len(batch)), steady)
                for i, array in zip(batch, vectors, strict=True):
                    results[i] = readings[i].whole_tokens(array, keep_boundaries)
        return [array for array in results if array is not None]

    def encode_batch(
        self, sequences: Sequence[Sequence[str]], state: ElmoState | None
    ) -> tuple[list[Array], ElmoState]:
        """Encode one batch from ``state`` on, as AllenNLP and TensorFlow carry states from batch to batch.

        Sequence i continues row i of ``state`` (None: zeros). Rows beyond the state start from zeros; rows of the
        state beyond the batch stay as they are. Returns float32 (n_layers, tokens, width) for each sequence and the
        new state. Raises :class:`~quizgen.errors.ArgumentError`.
        """
        readings = _readings(sequences)
        state = self._grown(state, len(readings))
        if not readings:
            return [], state
        order = sorted(range(len(readings)), key=lambda i: -len(readings[i].pieces))
        with self._computing():
            start = ElmoState(state.hidden[:, :, order], state.memory[:, :, order])
            vectors, end = self._run([readings[i] for i in order], start)
        hidden, memory = state.hidden.copy(), state.memory.copy()
        hidden[:, :, order], memory[:, :, order] = end.hidden, end.memory
        by_row = dict(zip(order, vectors, strict=True))
        results = [reading.whole_tokens(by_row[i], False) for i, reading in enumerate(readings)]
        return results, ElmoState(hidden, memory)

    def token_vectors(self, tokens: Sequence[str]) -> Array:
        """Return layer 0 of tokens, float32 (tokens, projection_dim): the character CNN, blind to context."""
        reading = _Reading(checked_tokens("tokens", tokens))
        with self._computing():
            vectors: Array = self._token_vectors(reading.pieces).numpy()[None]
        return cast(Array, reading.whole_tokens(vectors, False)[0])

    def read_on(
        self, direction: int, rows: Sequence[Sequence[str]], start: DirectionState | None = None
    ) -> tuple[Array, DirectionState]:
        """Read tokens in one direction (0 forward, 1 backward) from ``start`` on, without markers around them.

        ``rows``: equally many tokens each, none over 48 UTF-8 bytes, in the order in which the direction reads them.
        ``start``: one row each; None: zeros. Returns the topmost layer after every token, float32 (tokens, rows,
        projection_dim), and the states after the last. A row gives the same bits whatever the others hold, in the same
        place among as many.
        """
        if start is None:
            zeros = self._zero_state(len(rows))
            start = DirectionState(zeros.hidden[:, direction], zeros.memory[:, direction])
        steps = len(rows[0])
        with self._computing():
            table = self._token_vectors([row[step] for step in range(steps) for row in rows])
            end = DirectionState(start.hidden.copy(), start.memory.copy())
            hidden, memory = torch.from_numpy(end.hidden), torch.from_numpy(end.memory)
            packing = Packing.of([steps] * len(rows))
            top = self._network.read(direction, table, torch.arange(len(table)), packing, hidden, memory)[-1]
            return top.view(steps, len(rows), self.options.projection_dim).numpy(), end

    def for_each_direction(self, work: Callable[[int], T]) -> tuple[T, T]:
        """Return ``work(0)`` and ``work(1)``, forward and backward, on the encoder's threads, without gradients."""
        found: dict[int, T] = {}

        def keep(direction: int) -> None:
            found[direction] = work(direction)

        with self._computing():
            self._for_each_direction(keep)
        return found[0], found[1]

    @contextmanager
    def _computing(self) -> Iterator[None]:
        # Each direction has a Python thread of its own, and PyTorch's threads are shared out between the two. On two
        # cores PyTorch then needs no threads: its own wait by spinning and stall when something else is running.
        before = torch.get_num_threads()
        torch.set_num_threads(max(self.threads // DIRECTIONS, 1))
        try:
            with torch.inference_mode():
                yield
        finally:
            torch.set_num_threads(before)

    def _for_each_direction(self, work: Callable[[int], None]) -> None:
        def backward() -> None:
            with self._computing():
                work(1)

        if self.threads == 1:
            work(0)
            work(1)
            return
        with ThreadPoolExecutor(max_workers=1) as helper:
            other = helper.submit(backward)
            work(0)
            other.result()

    def _zero_state(self, rows: int) -> ElmoState:
        layers = self.options.n_layers
        return ElmoState(
            np.zeros((layers, DIRECTIONS, rows, self.options.projection_dim), dtype=np.float32),
            np.zeros((layers, DIRECTIONS, rows, self.options.lstm_dim), dtype=np.float32),
        )

    def _grown(self, state: ElmoState | None, rows: int) -> ElmoState:
        """Return ``state`` with at least ``rows`` rows, the new ones zero."""
        if state is None:
            return self._zero_state(rows)
        given = self._zero_state(state.hidden.shape[2] if state.hidden.ndim == 4 else 0)
        if (state.hidden.shape, state.memory.shape) != (given.hidden.shape, given.memory.shape):
            raise ArgumentError(
                f"state: expected shapes {given.hidden.shape} and {given.memory.shape} but for the third number, "
                f"got {state.hidden.shape} and {state.memory.shape}; pass a state that this encoder returned"
            )
        new = self._zero_state(max(rows - state.hidden.shape[2], 0))
        return ElmoState(
            np.concatenate([state.hidden, new.hidden], axis=2), np.concatenate([state.memory, new.memory], axis=2)
        )

    def _run(
        self, readings: Sequence[_Reading], state: ElmoState, steady: bool = True
    ) -> tuple[list[Array], ElmoState]:
        """Encode readings given longest first; each array holds every piece, boundaries included."""
        lengths = [len(reading.pieces) for reading in readings]
        packing = Packing.of(lengths)
        places = [np.array(packing.places(row, length)) for row, length in enumerate(lengths)]
        distinct = {piece: k for k, piece in enumerate(dict.fromkeys(p for r in readings for p in r.pieces))}
        table = self._token_vectors(list(distinct))  # (distinct pieces, projection)
        rows = [np.array([distinct[piece] for piece in reading.pieces]) for reading in readings]
        results = [np.empty((self.n_layers, length, self.width), dtype=np.float32) for length in lengths]
        end = ElmoState(state.hidden.copy(), state.memory.copy())
        size = self.options.projection_dim

        def read(direction: int) -> None:
            ids = np.empty(packing.offsets[-1], dtype=np.int64)
            for place, row in zip(places, rows, strict=True):
                ids[place] = row[::-1] if direction else row
            hidden, memory = (torch.from_numpy(part[:, direction]) for part in (end.hidden, end.memory))
            order = torch.from_numpy(ids)
            layers = self._network.read(direction, table, order, packing, hidden, memory, steady=steady)
            vectors = [layer.numpy() for layer in (table[order], *layers)]
            half = slice(direction * size, (direction + 1) * size)
            for place, result in zip(places, results, strict=True):
                for k, layer in enumerate(vectors):
                    result[k, :, half] = layer[place[::-1] if direction else place]

        self._for_each_direction(read)
        return results, end


class _Reading:
    """A sequence as the network reads it: pieces of at most 48 bytes between the boundaries."""

    def __init__(self, tokens: Sequence[str]) -> None:
        pieces = [split_long_token(token) for token in tokens]
        self.pieces = [SENTENCE_START, *(piece for parts in pieces for piece in parts), SENTENCE_END]
        self._counts = np.array([1, *(len(parts) for parts in pieces), 1])

    def whole_tokens(self, vectors: Array, keep_boundaries: bool) -> Array:
        """Turn (layers, pieces, width) into (layers, tokens, width): the mean of each token's pieces."""
        if len(self.pieces) > len(self._counts):
            sums = np.add.reduceat(vectors, np.cumsum(self._counts) - self._counts, axis=1)
            vectors = (sums / self._counts[:, None]).astype(np.float32)
        return vectors if keep_boundaries else vectors[:, 1:-1].copy()


def _batches(order: Sequence[int], readings: Sequence[_Reading], batch_tokens: int) -> Iterator[list[int]]:
    """Cut ``order``, longest first, into batches of at most ``batch_tokens``, or of one sequence that is longer."""
    start = 0
    while start < len(order):
        rows = min(max(batch_tokens // len(readings[order[start]].pieces), 1), MOST_ROWS)
        yield list(order[start : start + rows])
        start += rows


def _readings(sequences: Sequence[Sequence[str]]) -> list[_Reading]:
    if isinstance(sequences, str) or not isinstance(sequences, Iterable):
        raise ArgumentError(f"sequences: expected a list of sequences of tokens, got {type(sequences).__name__}")
    return [_Reading(checked_tokens(f"sequences[{position}]", tokens)) for position, tokens in enumerate(sequences)]


def checked_tokens(name: str, tokens: Sequence[str]) -> list[str]:
    """Return the tokens as a list. Raises :class:`ArgumentError`, calling them ``name``, when they are no strings."""
    if isinstance(tokens, str):
        raise ArgumentError(f"{name}: expected a list of tokens, got the string {tokens[:20]!r}; tokenise it first")
    if not isinstance(tokens, Iterable):
        raise ArgumentError(f"{name}: expected a list of tokens, got {type(tokens).__name__}")
    checked = list(tokens)
    for token in checked:
        if not isinstance(token, str):
            raise ArgumentError(f"{name}: expected tokens as strings, got {type(token).__name__}")
    return checked


def _require_batch_tokens(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ArgumentError(f"batch_tokens: expected a whole number of at least 1, got {value!r}")
