"""Choosing in which contexts of an archive the lexicon's words are read, and having the encoder read them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizgen.archive.tokenised import TokenisedArticle
from quizgen.elmo import ElmoEncoder
from quizgen.input_form import InputForm, Window, windows
from quizgen.lexicon import Lexicon
from quizgen.span_vectors import span_vectors

# Windows encoded in one call: enough for full batches, little enough to bound the memory.
WINDOWS_PER_CALL = 250
_BATCH_TOKENS = 16384


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence of a lexicon word: the form found, its tokens, and its offsets in the normalised text."""

    form: str
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ChosenWindow:
    """A window to encode, the article it is of, and the occurrences in it that are wanted."""

    article: int
    window: Window
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Contexts:
    """Encoded occurrences: one row each.

    ``forms``: the form found. ``articles``: int32 number of the article. ``starts``/``ends``: int32 offsets in its
    normalised text. ``context``, ``slot``: float16 raw channel vectors (:class:`quizgen.span_vectors.SpanVectors`).
    """

    forms: list[str]
    articles: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    context: NDArray[np.float16]
    slot: NDArray[np.float16]

    @classmethod
    def of(cls, chosen: Sequence[ChosenWindow], context: NDArray[np.float16], slot: NDArray[np.float16]) -> Contexts:
        """Return the vectors of the occurrences of these windows, one row each, in their order."""
        found = [(item.article, occurrence) for item in chosen for occurrence in item.occurrences]
        return cls(
            [occurrence.form for _, occurrence in found],
            _column(article for article, _ in found),
            _column(occurrence.start for _, occurrence in found),
            _column(occurrence.end for _, occurrence in found),
            context,
            slot,
        )


def occurrences(article: TokenisedArticle, lexicon: Lexicon) -> list[Occurrence]:
    """Find the lexicon's words in an article, as token ranges, by position."""
    starts, ends = article.starts.tolist(), article.ends.tolist()
    token_at = {start: number for number, start in enumerate(starts)}
    token_to = {end: number + 1 for number, end in enumerate(ends)}
    return [
        Occurrence(match.surface, token_at[match.start], token_to[match.end], match.start, match.end)
        for match in lexicon.find(article.text, starts, ends)
    ]


def choose_windows(
    articles: Sequence[TokenisedArticle],
    lexicon: Lexicon,
    form: InputForm,
    *,
    per_word: int,
    per_article: int = 2,
    order: Sequence[int] | None = None,
) -> Iterator[ChosenWindow]:
    """Yield the windows to encode until every form has ``per_word`` contexts or the archive ends.

    Articles come in ``order`` (their numbers), else in one fixed by a hash of their ids and numbers, so that a word's
    contexts are spread over the archive; ``per_article`` bounds how many contexts of one word an article gives. A
    window in which every word has enough is not encoded.
    """
    taken: Counter[str] = Counter()
    if order is None:
        order = sorted(range(len(articles)), key=lambda number: _order(articles[number].id, number))
    for number in order:
        article = articles[number]
        found = occurrences(article, lexicon)
        if not found:
            continue
        here: Counter[str] = Counter()
        position = 0
        for window in windows(article.surfaces, article.sentences.tolist(), form):
            wanted = []
            while position < len(found) and found[position].first < window.last:
                occurrence = found[position]
                position += 1
                # A word cut by a window's edge (in a sentence longer than a window) is passed over.
                if occurrence.last > window.last or here[occurrence.form] >= per_article:
                    continue
                if taken[occurrence.form] < per_word:
                    taken[occurrence.form] += 1
                    here[occurrence.form] += 1
                    wanted.append(occurrence)
            if wanted:
                yield ChosenWindow(number, window, tuple(wanted))


def encode_contexts(
    chosen: Sequence[ChosenWindow], encoder: ElmoEncoder, progress: Callable[[int], None] = lambda _: None
) -> Contexts:
    """Encode the chosen windows; ``progress`` is told how many windows each step has done."""
    contexts, slots = [], []
    for first in range(0, len(chosen), WINDOWS_PER_CALL):
        group = chosen[first : first + WINDOWS_PER_CALL]
        context, slot = encode_windows(group, encoder)
        contexts.append(context)
        slots.append(slot)
        progress(len(group))
    if not contexts:
        return Contexts.of((), *encode_windows((), encoder))
    return Contexts.of(chosen, np.concatenate(contexts), np.concatenate(slots))


def encode_windows(
    chosen: Sequence[ChosenWindow], encoder: ElmoEncoder
) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
    """Return the raw context and slot vectors of the windows' occurrences, one row each; all are encoded at once."""
    total = sum(len(window.occurrences) for window in chosen)
    context = np.zeros((total, (encoder.n_layers - 1) * encoder.width), dtype=np.float16)
    slot = np.zeros((total, encoder.width), dtype=np.float16)
    if not chosen:
        return context, slot
    encoded = encoder.encode([item.window.tokens for item in chosen], keep_boundaries=True, batch_tokens=_BATCH_TOKENS)
    row = 0
    for item, output in zip(chosen, encoded, strict=True):
        vectors = span_vectors(output, [places(item.window, found) for found in item.occurrences])
        rows = slice(row, row + len(item.occurrences))
        context[rows], slot[rows] = vectors.context, vectors.slot
        row = rows.stop
    return context, slot


def places(window: Window, occurrence: Occurrence) -> tuple[int, int]:
    """Return where a range of article tokens stands in the encoder's output for its window."""
    first = window.positions[occurrence.first - window.first]
    last = window.positions[occurrence.last - 1 - window.first] + 1
    return first, last


def _column(values: Iterable[int]) -> NDArray[np.int32]:
    return np.fromiter(values, dtype=np.int32)


def _order(identity: str, number: int) -> bytes:
    return hashlib.sha256(f"{identity}\n{number}".encode()).digest()
