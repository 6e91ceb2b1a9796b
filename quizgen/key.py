"""The key in its article: the word asked about, as the article uses it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizgen.index.loaded import SenseIndex
from quizgen.lexicon import Entry, Lexicon, surface_key
from quizgen.reading import Place, Reader, Reading
from quizgen.senses.channels import Channels
from quizgen.senses.kinds import key_clues
from quizgen.senses.surroundings import inside
from quizgen.text import normalise
from quizgen.vectors import WordVectors, unit
from quizgen.word_reader import WordReader

UNKNOWN_COUNT = -1
# Words read by themselves that are kept: some 8 MB.
_REMEMBERED = 5000
# Classes within this share of the likeliest category's probability are possible for the key.
_POSSIBLE = 0.35
# What is said to be a company in so many words is one, whatever else has its name: 食品大手の明治.
_SAID_TO_BE_COMPANY = re.compile(r"(?:大手|会社|メーカー|商社|ゼネコン|チェーン)[の・]$")
_COMPANY = "company"
_LOOKED_BACK = 12


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what is known of it here.

    ``surface``: as the body writes it; ``normalised``: its NFKC form. ``vector``: its index vector, float32.
    ``class_probabilities``: float32 (classes,), summing to 1. ``types``: float32 (entity types,), summing to 1.
    ``name``: how probably it is a name and no ordinary word, 0 to 1. ``category``: the likeliest category;
    ``categories``: all that are possible. ``names``: comparison keys of what names the same thing. ``count``: how often
    the corpus has it. ``entries``: what the lexicon has of it, of the class that it has here; empty where it has none.
    """

    surface: str
    normalised: str
    place: Place
    vector: NDArray[np.float32]
    class_probabilities: NDArray[np.float32]
    types: NDArray[np.float32]
    name: float
    category: str
    categories: frozenset[str]
    names: frozenset[str]
    count: int
    entries: tuple[Entry, ...] = ()


class KeyReader:
    """Reads keys with one set of vectors and one index."""

    def __init__(self, reader: Reader, vectors: WordVectors, index: SenseIndex) -> None:
        self._words = WordReader(reader, vectors, index.channels, index.classes)
        self._classes = index.classes
        self._kinds = index.kinds
        self._alone: dict[str, NDArray[np.float32]] = {}

    def read(self, reading: Reading, place: Place, lexicon: Lexicon) -> Key:
        """Return what the article makes of the word at ``place``."""
        surface = reading.original(place.start, place.end)
        normalised = normalise(surface).text
        vector = self._words.vector(reading, place, normalised)
        around = self._words.around(reading, place, normalised)
        probabilities = self._words.class_probabilities(vector, normalised, lexicon, around)
        entries = lexicon.named(normalised)
        probabilities = self._as_said(probabilities, entries, _before(reading, place))
        by_category = np.bincount(
            self._classes.category_of_class, weights=probabilities, minlength=len(self._classes.categories)
        )
        possible = by_category >= _POSSIBLE * by_category.max()
        clues = key_clues([normalised], [inside(reading.tokens[place.first : place.last])], around[:1])
        types = self._kinds.key_types(vector[None], probabilities[None], [normalised], clues, self._classes)[0]
        listed, own = {entry.category for entry in entries}, self._words.own(normalised)
        names = self._kinds.are_names(vector[None, : self._words.static_width], [listed], [normalised], [own])
        category = self._classes.categories[int(by_category.argmax())]
        return Key(
            surface=surface,
            normalised=normalised,
            place=place,
            vector=vector,
            class_probabilities=probabilities,
            types=types,
            name=float(names[0]),
            category=category,
            categories=frozenset(name for name, yes in zip(self._classes.categories, possible, strict=True) if yes),
            names=frozenset(lexicon.same_thing(normalised) | {surface_key(normalised)}),
            count=max((entry.count for entry in entries), default=0),
            entries=self._meant([entry for entry in entries if entry.category == category], probabilities),
        )

    def _as_said(
        self, probabilities: NDArray[np.float32], entries: Sequence[Entry], before: str
    ) -> NDArray[np.float32]:
        """Return the class probabilities of a word that is said to be a company: spread over its classes as one."""
        companies = {entry.word_class for entry in entries if entry.category == _COMPANY}
        if not companies or not _SAID_TO_BE_COMPANY.search(before):
            return probabilities
        fine = {name for name in companies if name != _COMPANY} or companies
        mask = np.logical_or.reduce([self._classes.known(name) for name in sorted(fine)])
        said = np.where(mask, np.maximum(probabilities, np.finfo(np.float32).tiny), 0)
        shares: NDArray[np.float32] = (said / said.sum()).astype(np.float32)
        return shares

    def _meant(self, entries: Sequence[Entry], probabilities: NDArray[np.float32]) -> tuple[Entry, ...]:
        """Return the entries of the class that is the likeliest of theirs; a fine class says more than a bare one."""
        entries = [entry for entry in entries if entry.word_class != entry.category] or entries
        share = {
            entry.word_class: float(probabilities[self._classes.known(entry.word_class)].sum()) for entry in entries
        }
        return tuple(entry for entry in entries if share[entry.word_class] == max(share.values()))

    def unlisted(self, surfaces: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return the index vectors (n, dimensions) of words that no index has, each read by itself, and how often the
        corpus has each (n,), :data:`UNKNOWN_COUNT` where the word vectors don't know it.

        ``surfaces``: at least one. Some :data:`_REMEMBERED` are kept, because a pool is asked about many times.
        """
        asked = dict.fromkeys(surfaces)
        new = [surface for surface in asked if surface not in self._alone]
        if len(self._alone) + len(new) > _REMEMBERED:
            self._alone.clear()
            new = list(asked)
        if new:
            self._alone.update(zip(new, self._words.alone(new), strict=True))
        vectors = np.stack([self._alone[surface] for surface in surfaces])
        counts = [self._words.count(surface) for surface in surfaces]
        return vectors, np.array([count or UNKNOWN_COUNT for count in counts], dtype=np.int64)


def _before(reading: Reading, place: Place) -> str:
    """Return what stands right before a key, in NFKC."""
    start = reading.tokens[place.first].start
    return reading.text.normalised.text[max(0, start - _LOOKED_BACK) : start]


def channel_cosines(
    query: NDArray[np.float32], rows: NDArray[np.float32], channels: Channels
) -> dict[str, NDArray[np.float32]]:
    """Return each channel's cosine between a query (dimensions,) and rows (n, dimensions); 0 where one is missing."""
    return {name: unit(rows[:, place]) @ unit(query[place]) for name, place in channels.slices.items()}
