"""Fitting the kind model: on the lexicon's words read alone, and on sentences in which people marked names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizgen.senses.classes import ClassModel
from quizgen.senses.kinds import CLUES, KindModel, name_features, type_features, writing_clues
from quizgen.senses.regression import fit
from quizgen.senses.spelling import BUCKETS, spellings

# Strength of the squared weights, times the number of rows: chosen on halves of the fit part.
_STRENGTH = {"name": 0.3, "spelling": 0.15, "type": 25.0, "clues": 5.0, "is name": 10.0, "is name, writing": 2.0}
_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Names:
    """Words read alone. ``alone``: (n, static + context dimensions) of their index vectors; ``labels``: what each may
    be, classes or bare categories, or types."""

    surfaces: list[str]
    alone: NDArray[np.float32]
    labels: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Keys:
    """Words in sentences. ``vectors``: (n, dimensions); ``shares``: (n, classes); ``clues``: (n, features), from
    :func:`~quizgen.senses.kinds.key_clues`; ``types``: those each may have."""

    surfaces: list[str]
    vectors: NDArray[np.float32]
    shares: NDArray[np.float32]
    clues: NDArray[np.int64]
    types: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """Names and ordinary words. ``static``: (n, dimensions); ``listings``: categories that the lexicon lists for each;
    ``own``: features of their tokens; ``names``: bool (n,), whether each is a name."""

    surfaces: list[str]
    static: NDArray[np.float32]
    listings: list[tuple[str, ...]]
    own: list[list[int]]
    names: NDArray[np.bool_]


def fit_kinds(words: Words, listed: Names, names: Names, keys: Keys, classes: ClassModel) -> KindModel:
    """Fit the model.

    ``words``: names and ordinary words, to tell the ones from the others.
    ``listed``: the lexicon's words, with classes. ``names``: words read alone, with types. ``keys``: words in
    sentences, with types, among them :data:`~quizgen.senses.kinds.OTHER`.
    """
    types = sorted({name for allowed in keys.types for name in allowed})
    permitted = np.stack([np.any([classes.known(label) for label in labels], axis=0) for labels in listed.labels])
    written = spellings(listed.surfaces)
    of_name = fit(
        listed.alone,
        permitted,
        strength=_STRENGTH["name"] / len(permitted),
        spellings=written,
        buckets=BUCKETS,
    )
    members = classes.category_of_class[:, None] == np.arange(len(classes.categories))
    of_spelling = fit(
        np.zeros((len(permitted), 0), dtype=np.float32),
        permitted @ members,
        strength=_STRENGTH["spelling"] / len(permitted),
        spellings=written,
        buckets=BUCKETS,
    )

    def told(vectors: NDArray[np.float32], shares: NDArray[np.float32], surfaces: Sequence[str]) -> NDArray[np.float32]:
        none = np.zeros((len(surfaces), 0), dtype=np.float32)
        return type_features(vectors, shares, of_spelling.probabilities(none, spellings(surfaces)), classes)

    of_key = fit(
        told(keys.vectors, keys.shares, keys.surfaces),
        _allowed(keys.types, types),
        strength=_STRENGTH["type"] / len(keys.types),
        spelling_strength=_STRENGTH["clues"] / len(keys.types),
        spellings=keys.clues,
        buckets=CLUES,
    )
    by_name = of_name.probabilities(names.alone, spellings(names.surfaces))
    of_type = fit(
        told(names.alone, by_name, names.surfaces),
        _allowed(names.labels, types),
        strength=_STRENGTH["type"] / len(names.labels),
    )
    is_name = fit(
        name_features(words.static, words.listings),
        np.stack([~words.names, words.names], axis=1),
        strength=_STRENGTH["is name"] / len(words.names),
        spelling_strength=_STRENGTH["is name, writing"] / len(words.names),
        spellings=writing_clues(words.surfaces, words.own),
        buckets=CLUES,
    )
    return KindModel(types, is_name, of_name, of_spelling, of_key, of_type, _types_of_classes(keys, types, classes))


def _types_of_classes(keys: Keys, types: Sequence[str], classes: ClassModel) -> NDArray[np.float32]:
    """Return the types that things of each class have, by expectation maximisation over the keys' class shares.

    A class that few keys are of leans on its category, and a category on all.
    """
    wanted = _allowed(keys.types, types).astype(np.float64)
    members = (classes.category_of_class[:, None] == np.arange(len(classes.categories))).astype(np.float64)
    table = np.full((len(classes.classes), len(types)), 1 / len(types))
    for _ in range(_ROUNDS):
        likelihood = (keys.shares @ table * wanted).sum(axis=1, keepdims=True)
        blame = keys.shares.T @ (wanted / np.maximum(likelihood, 1e-9)) * table  # expected counts, (classes, types)
        of_category = members.T @ blame
        of_category = (of_category + 1.0 / len(types)) / (of_category.sum(axis=1, keepdims=True) + 1.0)
        counted = blame + 5.0 * of_category[classes.category_of_class]
        table = counted / counted.sum(axis=1, keepdims=True)
    found: NDArray[np.float32] = table.astype(np.float32)
    return found


def _allowed(labels: Sequence[tuple[str, ...]], types: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([[name in allowed for name in types] for allowed in labels], dtype=np.bool_)
