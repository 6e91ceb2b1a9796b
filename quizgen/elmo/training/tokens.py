"""A corpus as numbers: every distinct word once, and windows of word numbers, in training and held-out articles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.elmo.characters import (
    MAX_BYTES,
    MAX_CHARACTERS,
    SENTENCE_END,
    SENTENCE_START,
    character_ids,
    split_long_token,
)
from quizgen.elmo.files import writing
from quizgen.errors import ModelError

# The two words that every corpus has, and their numbers.
START, END = 0, 1
_FILE_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of word numbers, one after the other: ``tokens`` int32, window w is bounds[w] to bounds[w + 1]."""

    tokens: NDArray[np.int32]
    bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, window: int) -> NDArray[np.int32]:
        return self.tokens[self.bounds[window] : self.bounds[window + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens in each window."""
        return np.diff(self.bounds)

    def first(self, tokens: int) -> Windows:
        """Return windows spread evenly over all, about ``tokens`` tokens together, at least one."""
        wanted = max(1, min(len(self), round(len(self) * tokens / max(len(self.tokens), 1))))
        chosen = [self[int(number)] for number in np.linspace(0, len(self) - 1, wanted)]
        return Windows(np.concatenate(chosen), np.cumsum([0, *map(len, chosen)]))


@dataclass(frozen=True, slots=True)
class TokenCorpus:
    """What a language model is trained on.

    ``words``: ``<S>``, ``</S>``, then every word of the training windows, the most frequent first, then those that
    only the held-out windows have. ``counts``: int64, how often the training windows have each. Windows have no
    outer markers.
    """

    words: list[str]
    counts: NDArray[np.int64]
    training: Windows
    held_out: Windows

    @property
    def identity(self) -> str:
        """SHA-256 over words and windows, which the counts follow from: the first 16 hex digits."""
        digest = hashlib.sha256("\n".join(self.words).encode())
        for part in (self.training, self.held_out):
            digest.update(part.tokens.astype("<i4").tobytes())
            digest.update(part.bounds.astype("<i8").tobytes())
        return digest.hexdigest()[:16]

    @classmethod
    def build(cls, windows: Iterable[tuple[bool, Sequence[str]]]) -> TokenCorpus:
        """Number the words of windows, each given with whether it is held out.

        Raises :class:`ModelError` when there is nothing to train on or nothing held out.
        """
        numbers: dict[str, int] = {SENTENCE_START: START, SENTENCE_END: END}
        parts: dict[bool, list[NDArray[np.int32]]] = {False: [], True: []}
        for held_out, tokens in windows:
            row = [numbers.setdefault(piece, len(numbers)) for token in tokens for piece in _pieces(token)]
            if row:
                parts[held_out].append(np.array(row, dtype=np.int32))
        for held_out, name in ((False, "training"), (True, "held-out")):
            if not parts[held_out]:
                raise ModelError(f"no {name} text: the corpus has too few articles that can be read; give more of it")
        training, test = (_joined(parts[held_out]) for held_out in (False, True))
        counts = np.bincount(training.tokens, minlength=len(numbers))
        words = list(numbers)
        # Markers first; equally frequent words by their spelling, so that the order of the files doesn't matter.
        order = [START, END, *sorted(range(2, len(words)), key=lambda n: (-counts[n], words[n]))]
        place = np.empty(len(order), dtype=np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        return cls(
            [words[number] for number in order],
            counts[order].astype(np.int64),
            Windows(place[training.tokens], training.bounds),
            Windows(place[test.tokens], test.bounds),
        )

    def save(self, path: Path) -> None:
        """Write the corpus as numpy's ``npz``. Raises :class:`ModelError` when it cannot."""
        with writing(path) as temporary, temporary.open("wb") as stream:
            np.savez(
                stream,
                format=np.array(_FILE_FORMAT),
                words=np.frombuffer("\n".join(self.words).encode(), dtype=np.uint8),
                counts=self.counts,
                training=self.training.tokens,
                training_bounds=self.training.bounds,
                held_out=self.held_out.tokens,
                held_out_bounds=self.held_out.bounds,
            )

    @classmethod
    def load(cls, path: Path) -> TokenCorpus:
        """Read what :meth:`save` wrote. Raises :class:`ModelError` for another or a damaged file."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
                if int(file["format"]) != _FILE_FORMAT:
                    raise ModelError(f"{path}: expected format {_FILE_FORMAT}, got {int(file['format'])}; delete it")
                return cls(
                    file["words"].tobytes().decode().split("\n"),
                    file["counts"],
                    Windows(file["training"], file["training_bounds"]),
                    Windows(file["held_out"], file["held_out_bounds"]),
                )
        except ModelError:
            raise
        except Exception as error:  # zipfile and zlib have errors of their own for a damaged file
            raise ModelError(f"{path}: no tokenised corpus ({error}); delete it, it is made again") from error

    def characters(self) -> CharacterTable:
        """Return the character ids of all words."""
        ids = character_ids(self.words).astype(np.uint16)
        # Padding ends a row; what stands before it is the two markers and the word's own codes.
        codes = np.minimum([_n_codes(word) for word in self.words], MAX_BYTES).astype(np.int64)
        return CharacterTable(ids, codes)


@dataclass(frozen=True, slots=True)
class CharacterTable:
    """Words as characters.

    ``ids``: uint16 (words, 50) as :func:`quizgen.elmo.characters.character_ids`. ``codes``: int64, how many of a
    word's ids are its own.
    """

    ids: NDArray[np.uint16]
    codes: NDArray[np.int64]

    def of(self, words: NDArray[np.int64], length: int) -> NDArray[np.int64]:
        """Return the ids (n, ``length``) of ``words``; ``length`` must be enough for the longest of them."""
        return self.ids[words, : min(length, MAX_CHARACTERS)].astype(np.int64)


def _n_codes(word: str) -> int:
    return 1 if word in (SENTENCE_START, SENTENCE_END) else len(word.encode("utf-8", "ignore"))


def _pieces(token: str) -> Iterator[str]:
    if "\n" in token:  # words are kept one a line
        token = token.replace("\n", " ")
    yield from (piece for piece in split_long_token(token) if piece)


def _joined(rows: Sequence[NDArray[np.int32]]) -> Windows:
    return Windows(np.concatenate(rows), np.cumsum([0, *map(len, rows)], dtype=np.int64))
