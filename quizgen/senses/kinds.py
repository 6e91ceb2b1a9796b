"""Which kind of thing a name is, in eight entity types: of a key in its article, and of a word that no index has.

Classes are learned from the archive without labels; this model is learned on top, from sentences in which people
marked names. It corrects the classes where they err, above all on names that nobody listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import ModelError
from quizgen.senses.classes import ClassModel
from quizgen.senses.regression import Regression
from quizgen.senses.spelling import BUCKETS, spellings
from quizgen.senses.surroundings import BUCKETS as SURROUNDINGS
from quizgen.senses.surroundings import INSIDE, NEAR

# The type of what is no name: a term, a law, a language.
OTHER = "other"
# Categories whose words are no names.
ORDINARY = frozenset({"term", "language", "nationality"})
# The clues of a key, numbered: of its spelling, then of what is in it and around it.
CLUES = BUCKETS + SURROUNDINGS
_SURE = 1e-4


class KindModel:
    """Regressions for names in context and alone.

    ``types``: the entity types, and OTHER for what is none. ``name``: whether a word is a name (the second label) or
    an ordinary word, from its static vector, its listing and its writing. ``classes_of_name``: the fine classes of
    the class model from a word read alone, static and context channel, and its spelling. ``categories_of_spelling``:
    the categories from the spelling only. ``type_of_key``, ``type_of_name``: the types, from what the others and the
    channels say. ``type_of_class``: float32 (classes, types), the types of things of one class, rows summing to 1.
    """

    def __init__(
        self,
        types: Sequence[str],
        name: Regression,
        classes_of_name: Regression,
        categories_of_spelling: Regression,
        type_of_key: Regression,
        type_of_name: Regression,
        type_of_class: NDArray[np.float32],
    ) -> None:
        self.types = tuple(types)
        self.name = name
        self.classes_of_name = classes_of_name
        self.categories_of_spelling = categories_of_spelling
        self.type_of_key = type_of_key
        self.type_of_name = type_of_name
        self.type_of_class = type_of_class

    @property
    def identity(self) -> str:
        """SHA-256 over types and weights, in hexadecimal."""
        digest = hashlib.sha256("\n".join(self.types).encode())
        for name, array in sorted(self._arrays().items()):
            digest.update(name.encode() + np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def name_classes(self, alone: NDArray[np.float32], surfaces: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, classes) probabilities of words read alone; ``alone``: (n, static + context dimensions)."""
        return self.classes_of_name.probabilities(alone, spellings(surfaces))

    def name_types(
        self, alone: NDArray[np.float32], surfaces: Sequence[str], classes: ClassModel
    ) -> NDArray[np.float32]:
        """Return (n, types) probabilities of words read alone."""
        return self.type_of_name.probabilities(
            type_features(alone, self.name_classes(alone, surfaces), self._written(surfaces), classes)
        )

    def key_types(
        self,
        vectors: NDArray[np.float32],
        shares: NDArray[np.float32],
        surfaces: Sequence[str],
        clues: NDArray[np.int64],
        classes: ClassModel,
    ) -> NDArray[np.float32]:
        """Return (n, types) probabilities of keys: index vectors, class probabilities (n, classes), surfaces, and
        :func:`key_clues`."""
        features = type_features(vectors, shares, self._written(surfaces), classes)
        return self.type_of_key.probabilities(features, clues)

    def types_of_shares(self, shares: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (n, types) for words whose classes are known as ``shares`` (n, classes)."""
        found: NDArray[np.float32] = shares @ self.type_of_class
        return found

    def are_names(
        self,
        static: NDArray[np.float32],
        listings: Sequence[Iterable[str]],
        surfaces: Sequence[str],
        own: Sequence[Sequence[int]],
    ) -> NDArray[np.float32]:
        """Return (n,) probabilities that words are names: ``static`` (n, dimensions) of their index vectors, the
        categories that the lexicon lists for each, surfaces, and the features of their own tokens
        (:func:`~quizgen.senses.surroundings.inside`)."""
        found: NDArray[np.float32] = self.name.probabilities(
            name_features(static, listings), writing_clues(surfaces, own)
        )[:, 1]
        return found

    def _written(self, surfaces: Sequence[str]) -> NDArray[np.float32]:
        none = np.zeros((len(surfaces), 0), dtype=np.float32)
        return self.categories_of_spelling.probabilities(none, spellings(surfaces))

    def _arrays(self) -> dict[str, NDArray[np.float16] | NDArray[np.float32]]:
        return {
            **self.name.arrays("name"),
            **self.classes_of_name.arrays("classes_of_name"),
            **self.categories_of_spelling.arrays("categories_of_spelling"),
            **self.type_of_key.arrays("type_of_key"),
            **self.type_of_name.arrays("type_of_name"),
            "type_of_class": self.type_of_class,
        }

    def save(self, path: Path) -> None:
        """Write the model."""
        types = np.frombuffer("\n".join(self.types).encode("utf-8"), dtype=np.uint8)
        np.savez_compressed(path, types=types, **self._arrays())  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> KindModel:
        """Read what :meth:`save` wrote. Raises :class:`ModelError` when it is missing or damaged."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
                arrays = {name: data[name] for name in data.files}
                return cls(
                    arrays["types"].tobytes().decode("utf-8").split("\n"),
                    Regression.of_arrays("name", arrays),
                    Regression.of_arrays("classes_of_name", arrays),
                    Regression.of_arrays("categories_of_spelling", arrays),
                    Regression.of_arrays("type_of_key", arrays),
                    Regression.of_arrays("type_of_name", arrays),
                    arrays["type_of_class"].astype(np.float32),
                )
        except Exception as error:  # zipfile, zlib and numpy each have errors of their own for a damaged file
            raise ModelError(f"kind model {path}: cannot be read ({error}); restore the index version") from error


def type_features(
    vectors: NDArray[np.float32], shares: NDArray[np.float32], written: NDArray[np.float32], classes: ClassModel
) -> NDArray[np.float32]:
    """Return what a type is told from: the vectors, and log probabilities of the categories and of the spelling's."""
    return np.concatenate([vectors, _log(by_category(shares, classes)), _log(written)], axis=1, dtype=np.float32)


def name_features(static: NDArray[np.float32], listings: Sequence[Iterable[str]]) -> NDArray[np.float32]:
    """Return (n, static + 3): the static vectors, and whether a word is listed in no category, as an ordinary word,
    as a name."""
    rows = [set(categories) for categories in listings]
    listed = [[not row, bool(row & ORDINARY), bool(row - ORDINARY)] for row in rows]
    return np.concatenate([static, np.array(listed, dtype=np.float32).reshape(len(rows), 3)], axis=1, dtype=np.float32)


def writing_clues(surfaces: Sequence[str], own: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Return how words are written, and what the dictionary takes their tokens for, int64 (n, features) below
    :data:`CLUES`; ``own``: from :func:`~quizgen.senses.surroundings.inside`."""
    inner = np.array(own, dtype=np.int64).reshape(len(surfaces), INSIDE)
    return np.concatenate([spellings(surfaces), BUCKETS + inner], axis=1)


def key_clues(surfaces: Sequence[str], own: Sequence[Sequence[int]], around: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return what a key's type is told from besides, int64 (n, features) below :data:`CLUES`: its writing, and the
    direct neighbours of ``around`` (n, features)."""
    return np.concatenate([writing_clues(surfaces, own), BUCKETS + around[:, :NEAR].astype(np.int64)], axis=1)


def by_category(shares: NDArray[np.float32], classes: ClassModel) -> NDArray[np.float32]:
    """Sum (n, classes) shares to (n, categories)."""
    members = classes.category_of_class[:, None] == np.arange(len(classes.categories))
    found: NDArray[np.float32] = shares @ members.astype(np.float32)
    return found


def _log(shares: NDArray[np.float32]) -> NDArray[np.float32]:
    logs: NDArray[np.float32] = np.log(shares + _SURE)
    return logs
