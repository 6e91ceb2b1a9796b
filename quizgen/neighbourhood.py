"""The neighbourhood of a key as a picture: its candidates in this article beside the same word in its other senses.

The picture is a principal-component projection of what ranks candidates most: the index vector, weighed as retrieval
weighs it, and beside it the kind of thing that each word is. Two dimensions of some hundred keep a part of that only:
``kept`` says how much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.distractors.candidates import Pool
from quizgen.index.loaded import nearest_rows
from quizgen.key import Key
from quizgen.lexicon import category_of, surface_key
from quizgen.results import Candidate
from quizgen.vectors import unit

KEY, CANDIDATE, SENSE, NEIGHBOUR = "key", "candidate", "sense", "neighbour"
ROLES = (KEY, CANDIDATE, SENSE, NEIGHBOUR)
"""The key here; its candidates; another sense of the same word; the nearest words of that sense."""

# So many other senses are shown, each with so many of its nearest words.
_SENSES, _NEIGHBOURS = 3, 3
_DIGITS = 4
# How much the class of a word counts beside its vector: enough to keep senses apart, and words of one sense too.
_KIND = 0.6


@dataclass(frozen=True, slots=True)
class Point:
    """A word in the picture.

    ``role``: one of :data:`ROLES`. ``word_class``: the fine class, or the bare category. ``group``: 0 for the key and
    its candidates, from 1 on for each other sense and its words. ``x``, ``y``: -1 to 1, the key on the left.
    ``similarity``: cosine to the key here, -1 to 1, in the space that is drawn.
    """

    surface: str
    role: str
    word_class: str
    category: str
    group: int
    x: float
    y: float
    similarity: float


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The picture of a key. ``kept``: the share (0 to 1) of the points' differences that the picture shows.

    A number has no neighbourhood: no point.
    """

    surface: str
    points: tuple[Point, ...] = ()
    kept: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the picture as JSON-ready values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Word:
    surface: str
    role: str
    word_class: str
    group: int
    vector: NDArray[np.float32]


def neighbourhood(pool: Pool, key: Key, candidates: Sequence[Candidate]) -> Neighbourhood:
    """Draw a key among its candidates, beside the word's other senses and their nearest words."""
    space = _Space(pool)
    here = space.of(key.vector, key.class_probabilities)
    word_class = pool.index.classes.classes[int(key.class_probabilities.argmax())]
    words = [_Word(key.surface, KEY, word_class, 0, here)]
    for candidate in candidates:
        rows = pool.rows_of_entry.get(candidate.entry_id)
        if rows:
            row = max(rows, key=lambda one: (float(space.of_row(one) @ here), -one))
            words.append(_Word(candidate.surface, CANDIDATE, space.class_of(row), 0, space.of_row(row)))
    shown = {surface_key(word.surface) for word in words} | set(key.names)
    for group, row in enumerate(_other_senses(pool, key), start=1):
        words.append(_Word(space.surface_of(row), SENSE, space.class_of(row), group, space.of_row(row)))
        for other in _company(pool, row, shown):
            words.append(_Word(space.surface_of(other), NEIGHBOUR, space.class_of(other), group, space.of_row(other)))
    places, kept = project(np.stack([word.vector for word in words]))
    return Neighbourhood(
        key.surface, tuple(_point(word, place, here) for word, place in zip(words, places, strict=True)), kept
    )


class _Space:
    """The space that is drawn: index vectors weighed as in retrieval, and beside them the class of a word."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._weights = np.zeros(pool.vectors.dimensions, dtype=np.float32)
        settings: Mapping[str, float] = pool.index.settings.retrieval
        for name, place in pool.index.channels.slices.items():
            # A product of two vectors so weighed is retrieval's score.
            self._weights[place] = np.sqrt(settings.get(name, 0.0))

    def of(self, vector: NDArray[np.float32], classes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the unit vector (dimensions + classes,) of a word with these class probabilities."""
        return unit(np.concatenate([unit(vector * self._weights), _KIND * unit(classes)]))

    def of_row(self, row: int) -> NDArray[np.float32]:
        """Return the vector of an index row, whose class is the one that the lexicon states."""
        stated = self._pool.index.classes.known(self.class_of(row)).astype(np.float32)
        return self.of(self._pool.vectors.row(row), stated)

    def class_of(self, row: int) -> str:
        """Return the class of an index row, "" for one whose word was deleted."""
        entry = self._pool.entries[row]
        return entry.word_class if entry is not None else ""

    def surface_of(self, row: int) -> str:
        """Return the word of an index row, "" for one that was deleted."""
        entry = self._pool.entries[row]
        return entry.surface if entry is not None else ""


def project(vectors: NDArray[np.float32]) -> tuple[NDArray[np.float64], float]:
    """Project (n, dimensions) vectors on their two principal axes: (n, 2) in -1 to 1, and the share of variance kept.

    Signs are free in such a projection; the first row, the key, is put on the left and not below the middle.
    """
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    left, lengths, _ = np.linalg.svd(centred, full_matrices=False)
    places = np.zeros((len(vectors), 2))
    axes = min(2, len(lengths))
    places[:, :axes] = left[:, :axes] * lengths[:axes]
    places *= np.where(places[0] * (1, -1) > 0, -1, 1)
    largest = float(np.abs(places).max())
    spread = float((lengths**2).sum())
    if largest < 1e-9 or spread < 1e-12:
        return np.zeros_like(places), 0.0
    return np.round(places / largest, _DIGITS) + 0.0, round(float((lengths[:2] ** 2).sum()) / spread, _DIGITS)


def _other_senses(pool: Pool, key: Key) -> list[int]:
    """Rows of what the same word means elsewhere: of each other class the most frequent sense, the likelier first."""
    classes = pool.index.classes
    share: dict[str, float] = {}
    row_of_class: dict[str, int] = {}
    for entry in pool.lexicon.named(key.normalised):
        rows = pool.rows_of_entry.get(entry.entry_id)
        if rows:
            share[entry.word_class] = float(key.class_probabilities[classes.known(entry.word_class)].sum())
            row_of_class.setdefault(entry.word_class, rows[0])
    order = sorted(row_of_class, key=lambda name: (-share[name], name))
    # The first is what the key means here.
    return [row_of_class[name] for name in order[1 : 1 + _SENSES]]


def _company(pool: Pool, row: int, shown: set[str]) -> list[int]:
    """Rows of the words nearest to a sense, of its own class; words already in the picture are left out, and noted."""
    entry = pool.entries[row]
    members = pool.rows_of_class.get(entry.word_class) if entry is not None else None
    if members is None:
        return []
    query = pool.index.weighted(pool.vectors.row(row))
    near = members[nearest_rows(pool.vectors.rows(members), query, 10 * _NEIGHBOURS)]
    found: list[int] = []
    for other in sorted(near.tolist(), key=lambda one: (-float(pool.vectors.row(one) @ query), one)):
        neighbour = pool.entries[other]
        if neighbour is None or surface_key(neighbour.surface) in shown:
            continue
        shown.add(surface_key(neighbour.surface))
        found.append(other)
        if len(found) == _NEIGHBOURS:
            break
    return found


def _point(word: _Word, place: NDArray[np.float64], here: NDArray[np.float32]) -> Point:
    return Point(
        surface=word.surface,
        role=word.role,
        word_class=word.word_class,
        category=category_of(word.word_class),
        group=word.group,
        x=float(place[0]),
        y=float(place[1]),
        similarity=round(float(word.vector @ here), _DIGITS) + 0.0,
    )
