"""The one form in which an article reaches the encoder: training, index builds and serving share it.

Whole sentences are packed into windows of a stated number of tokens, with ``</S> <S>`` between two sentences of a
window; the encoder itself puts ``<S>`` before and ``</S>`` after each window. Only a sentence longer than a window is
cut. States start fresh in every window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

SENTENCE_START, SENTENCE_END = "<S>", "</S>"


@dataclass(frozen=True, slots=True)
class InputForm:
    """The settings of the form; ``window``: most tokens of one window, markers between sentences not counted."""

    window: int = 128

    @property
    def identity(self) -> str:
        """Names the form in manifests."""
        return "windows:" + ",".join(f"{name}={value}" for name, value in sorted(asdict(self).items()))


@dataclass(frozen=True, slots=True)
class Window:
    """One input sequence of the encoder.

    ``first``/``last``: the half-open range of article tokens in it. ``tokens``: its sequence, markers included.
    ``positions``: for each article token of the range, its place in the encoder's output with boundaries kept (the
    encoder's own ``<S>`` is place 0, so ``positions[i] - 1`` is the place before the token).
    """

    first: int
    last: int
    tokens: tuple[str, ...]
    positions: tuple[int, ...]


def windows(surfaces: Sequence[str], sentences: Sequence[int], form: InputForm) -> Iterator[Window]:
    """Yield the windows of an article, in order, covering each token once.

    ``sentences``: the token number at which each sentence starts, with the number of tokens as the last element.
    """
    pending: list[tuple[int, int]] = []
    length = 0
    for first, last in pairwise(sentences):
        for start in range(first, last, form.window):
            end = min(start + form.window, last)
            if pending and length + end - start > form.window:
                yield _window(surfaces, pending)
                pending, length = [], 0
            pending.append((start, end))
            length += end - start
    if pending:
        yield _window(surfaces, pending)


def _window(surfaces: Sequence[str], pieces: Sequence[tuple[int, int]]) -> Window:
    tokens: list[str] = []
    positions: list[int] = []
    for first, last in pieces:
        if tokens:
            tokens += [SENTENCE_END, SENTENCE_START]
        positions.extend(range(len(tokens) + 1, len(tokens) + 1 + last - first))
        tokens.extend(surfaces[first:last])
    return Window(pieces[0][0], pieces[-1][1], tuple(tokens), tuple(positions))
