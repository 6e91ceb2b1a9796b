"""The key in its article: the word asked about, as the article uses it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizgen.lexicon import Lexicon, surface_key
from quizgen.reading import Place, Reader, Reading
from quizgen.senses.channels import Channels
from quizgen.senses.classes import ClassModel
from quizgen.span_vectors import span_vectors
from quizgen.text import normalise
from quizgen.vectors import WordVectors, unit

# Every occurrence speaks for the key's sense here, the chosen one as loud as this many others.
_CHOSEN_WEIGHT = 2.0
# What is left to classes that the lexicon does not list for a word: it may be used in a sense nobody listed.
_UNLISTED = 0.1
# Classes within this share of the likeliest category's probability are possible for the key.
_POSSIBLE = 0.35


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what is known of it here.

    ``surface``: as the body writes it; ``normalised``: its NFKC form. ``vector``: its index vector, float32.
    ``class_probabilities``: float32 (classes,), summing to 1. ``category``: the likeliest category;
    ``categories``: all that are possible. ``names``: comparison keys of what names the same thing.
    ``count``: how often the corpus has it.
    """

    surface: str
    normalised: str
    place: Place
    vector: NDArray[np.float32]
    class_probabilities: NDArray[np.float32]
    category: str
    categories: frozenset[str]
    names: frozenset[str]
    count: int


class KeyReader:
    """Reads keys with one set of vectors, channels and classes."""

    def __init__(self, reader: Reader, vectors: WordVectors, channels: Channels, classes: ClassModel) -> None:
        self._reader = reader
        self._vectors = vectors
        self._channels = channels
        self._classes = classes

    def topic(self, reading: Reading) -> NDArray[np.float32] | None:
        """Return the article's raw topic vector, None where no word of it has a vector."""
        return self._vectors.mean(token.surface for token in reading.tokens)

    def read(self, reading: Reading, place: Place, lexicon: Lexicon) -> Key:
        """Return what the article makes of the word at ``place``."""
        surface = reading.original(place.start, place.end)
        normalised = normalise(surface).text
        tokens = [token.surface for token in reading.tokens[place.first : place.last]]
        vector = self._channels.vector(
            {
                "static": self._vectors.phrase(normalised, tokens),
                **self._read_channels(reading, place, normalised),
                "topic": self.topic(reading),
            }
        )
        probabilities = self._class_probabilities(vector, normalised, lexicon)
        by_category = np.bincount(
            self._classes.category_of_class, weights=probabilities, minlength=len(self._classes.categories)
        )
        possible = by_category >= _POSSIBLE * by_category.max()
        entries = lexicon.named(normalised)
        return Key(
            surface=surface,
            normalised=normalised,
            place=place,
            vector=vector,
            class_probabilities=probabilities,
            category=self._classes.categories[int(by_category.argmax())],
            categories=frozenset(name for name, yes in zip(self._classes.categories, possible, strict=True) if yes),
            names=frozenset(lexicon.same_thing(normalised) | {surface_key(normalised)}),
            count=max((entry.count for entry in entries), default=0),
        )

    def unlisted(self, surface: str) -> NDArray[np.float32]:
        """Return the index vector of a word that no index has, read by itself; without slot and topic."""
        tokens = self._reader.pieces(surface)
        context = None
        if tokens:
            encoded = self._reader.encoder.encode([tokens], keep_boundaries=True)[0]
            context = span_vectors(encoded, [(1, 1 + len(tokens))]).context[0]
        static = self._vectors.phrase(normalise(surface).text, tokens)
        return self._channels.vector({"static": static, "context": context})

    def _read_channels(self, reading: Reading, place: Place, surface: str) -> dict[str, NDArray[np.float32]]:
        others = [other for other in reading.places_of(surface) if other.first != place.first]
        # A key may be met a hundred times in a long article; the first score of times say enough.
        places = [place, *others[:20]]
        found = reading.vectors(places)
        weights = np.ones(len(places), dtype=np.float32)
        weights[0] = _CHOSEN_WEIGHT
        weights /= weights.sum()
        return {"context": weights @ found.context, "slot": weights @ found.slot}

    def _class_probabilities(self, vector: NDArray[np.float32], surface: str, lexicon: Lexicon) -> NDArray[np.float32]:
        read = vector[self._channels.slices["context"].start :][None]
        generic = self._classes.probabilities(read)[0]
        listed = sorted({entry.word_class for entry in lexicon.named(surface)})
        if not listed:
            unlisted: NDArray[np.float32] = generic.astype(np.float32)
            return unlisted
        shares = self._classes.among(read, listed)[0]
        probabilities = _UNLISTED * generic
        for word_class, share in zip(listed, shares, strict=True):
            within = np.where(self._classes.known(word_class), generic + 1e-6, 0)
            probabilities = probabilities + (1 - _UNLISTED) * share * within / max(float(within.sum()), 1e-9)
        result: NDArray[np.float32] = (probabilities / probabilities.sum()).astype(np.float32)
        return result


def channel_cosines(
    query: NDArray[np.float32], rows: NDArray[np.float32], channels: Channels
) -> dict[str, NDArray[np.float32]]:
    """Return each channel's cosine between a query (dimensions,) and rows (n, dimensions); 0 where one is missing."""
    return {name: unit(rows[:, place]) @ unit(query[place]) for name, place in channels.slices.items()}
