"""Index vectors of words: one that stands in an article, and one that is read by itself."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from quizgen.lexicon import Lexicon
from quizgen.reading import Place, Reader, Reading
from quizgen.senses.channels import Channels
from quizgen.senses.classes import ClassModel
from quizgen.senses.surroundings import inside, surroundings
from quizgen.span_vectors import span_vectors
from quizgen.text import normalise
from quizgen.vectors import WordVectors, unit

# Every occurrence speaks for a word's sense here, the chosen one as loud as this many others (see ``around`` too).
_CHOSEN_WEIGHT = 2.0
# A word may be met a hundred times in a long article; the first score of times say enough.
_OTHERS = 20
# What is left to classes that the lexicon does not list for a word: it may be used in a sense nobody listed.
_UNLISTED = 0.1


class WordReader:
    """Reads words with one set of vectors, channels and classes."""

    def __init__(self, reader: Reader, vectors: WordVectors, channels: Channels, classes: ClassModel) -> None:
        self._reader = reader
        self._vectors = vectors
        self._channels = channels
        self._classes = classes
        # An article is the same to all its keys; what is known of it goes with its reading.
        self._totals: WeakKeyDictionary[Reading, tuple[NDArray[np.float64], int]] = WeakKeyDictionary()

    @property
    def static_width(self) -> int:
        """Dimensions of the static channel, the first of a vector."""
        return int(self._channels.slices["static"].stop)

    @property
    def alone_width(self) -> int:
        """Dimensions of the channels that a word has when it is read alone, the first of a vector."""
        return int(self._channels.slices["context"].stop)

    def vector(self, reading: Reading, place: Place, normalised: str) -> NDArray[np.float32]:
        """Return the index vector, float32 (dimensions,), of the word at ``place``, ``normalised`` its NFKC form."""
        tokens = [token.surface for token in reading.tokens[place.first : place.last]]
        places = self._places(reading, place, normalised)
        return self._channels.vector(
            {
                "static": self._vectors.phrase(normalised, tokens),
                **self._in_sentences(reading, places),
                "topic": self._topic(reading, places),
            }
        )

    def _topic(self, reading: Reading, places: Sequence[Place]) -> NDArray[np.float32] | None:
        """Return the topic of what stands around a word: of a short text the word itself would be the topic."""
        if reading not in self._totals:
            self._totals[reading] = self._vectors.total(token.surface for token in reading.tokens)
        whole, known = self._totals[reading]
        own, own_known = self._vectors.total(
            token.surface for place in places for token in reading.tokens[place.first : place.last]
        )
        return unit((whole - own).astype(np.float32)) if known > own_known else None

    def around(self, reading: Reading, place: Place, normalised: str) -> NDArray[np.int32]:
        """Return the surroundings, int32 (occurrences, features), of a word: those of ``place`` first, and twice."""
        surfaces = [token.surface for token in reading.tokens]
        places = self._places(reading, place, normalised)
        return np.array(
            [
                surroundings(surfaces, one.first, one.last, reading.sentence_tokens(one.sentence))
                for one in (place, *places)
            ],
            dtype=np.int32,
        )

    def own(self, surface: str) -> list[int]:
        """Return the features of a word's own tokens (:func:`~quizgen.senses.surroundings.inside`), read by itself: the
        dictionary's guess at an unknown word changes from sentence to sentence."""
        return inside(self._reader.tokenizer.tokenize(normalise(surface).text))

    def static(self, surfaces: Sequence[str]) -> NDArray[np.float32]:
        """Return the static channel of words, (n, static dimensions), zeros for those that have none."""
        rows = np.zeros((len(surfaces), self.static_width), dtype=np.float32)
        for row, surface in zip(rows, surfaces, strict=True):
            vector = self._vectors.phrase(normalise(surface).text, self._reader.pieces(surface))
            if vector is not None:
                row[:] = self._channels.maps["static"].apply(vector[None])[0]
        return rows

    def alone(self, surfaces: Sequence[str]) -> NDArray[np.float32]:
        """Return the index vectors (n, dimensions) of words read by themselves; without slot and topic."""
        tokens = [self._reader.pieces(surface) for surface in surfaces]
        read = iter(self._reader.encoder.encode([row for row in tokens if row], keep_boundaries=True))
        rows = np.zeros((len(surfaces), self._channels.dimensions), dtype=np.float32)
        for number, (surface, row) in enumerate(zip(surfaces, tokens, strict=True)):
            context = span_vectors(next(read), [(1, 1 + len(row))]).context[0] if row else None
            static = self._vectors.phrase(normalise(surface).text, row)
            rows[number] = self._channels.vector({"static": static, "context": context})
        return rows

    def count(self, surface: str) -> int:
        """Return how often the corpus has a word as the word vectors know it, 0 for one that has none."""
        return self._vectors.count(normalise(surface).text)

    def class_probabilities(
        self, vector: NDArray[np.float32], surface: str, lexicon: Lexicon, around: NDArray[np.int32]
    ) -> NDArray[np.float32]:
        """Return (classes,) probabilities of a word's class, given its vector and surroundings in the article."""
        read = vector[self._channels.slices["context"].start :][None]
        generic = self._classes.probabilities(read, around[None])[0]
        listed = sorted({entry.word_class for entry in lexicon.named(surface)})
        if not listed:
            unlisted: NDArray[np.float32] = generic.astype(np.float32)
            return unlisted
        shares = self._classes.among(read, listed, around[None])[0]
        probabilities = _UNLISTED * generic
        for word_class, share in zip(listed, shares, strict=True):
            within = np.where(self._classes.known(word_class), generic + 1e-6, 0)
            probabilities = probabilities + (1 - _UNLISTED) * share * within / max(float(within.sum()), 1e-9)
        result: NDArray[np.float32] = (probabilities / probabilities.sum()).astype(np.float32)
        return result

    def _in_sentences(self, reading: Reading, places: Sequence[Place]) -> dict[str, NDArray[np.float32]]:
        found = reading.vectors(places)
        weights = np.ones(len(places), dtype=np.float32)
        weights[0] = _CHOSEN_WEIGHT
        weights /= weights.sum()
        return {"context": weights @ found.context, "slot": weights @ found.slot}

    def _places(self, reading: Reading, place: Place, normalised: str) -> list[Place]:
        """Return a word's places, the chosen one first."""
        others = [other for other in reading.places_of(normalised) if other.first != place.first]
        return [place, *others[:_OTHERS]]
