"""An invented index: four classes, each a direction of its own in every channel that is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizgen.index.embedded import finish_version
from quizgen.index.loaded import CHANNELS_FILE, CLASSES_FILE, KINDS_FILE
from quizgen.index.senses import Sense, SenseTable, encode_rows
from quizgen.index.settings import IndexSettings
from quizgen.index.version import MANIFEST, Versions
from quizgen.results import Exemplar
from quizgen.senses.channels import CHANNELS, ChannelMap, Channels
from quizgen.senses.classes import ClassModel, Step
from quizgen.senses.kinds import OTHER, KindModel, key_clues
from quizgen.senses.regression import Regression
from quizgen.senses.surroundings import BUCKETS, FEATURES, INSIDE

CLASSES = ("company/railway", "company/telecom", "team/baseball", "team/football")
SIZE = len(CLASSES)
# Companies are of one entity type, teams of another; of no word is it said that it is no name.
TYPES = ("組織", "法人", OTHER)
CHANNELS_OF_FOUR = Channels(
    {name: ChannelMap(np.zeros(SIZE, dtype=np.float32), np.eye(SIZE, dtype=np.float32)) for name in CHANNELS}
)
IDENTITIES = {"encoder": "e" * 64, "input_form": "windows:window=128", "dictionary": "d", "vectors": "v" * 64}
BUILT = {"origin": "archive", "lexicon": "l" * 64, **IDENTITIES}


def class_model() -> ClassModel:
    """A model that reads a class from its direction in the context, and a situation from slot and topic."""
    eye = np.eye(SIZE, dtype=np.float32)
    fine = np.concatenate([5 * eye, 0 * eye, 0 * eye, np.zeros((1, SIZE))]).astype(np.float32)
    members = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)
    situation = np.concatenate([4 * eye, 4 * eye, np.zeros((1, SIZE))]).astype(np.float32)
    return ClassModel(CLASSES, _step(fine @ members), _step(fine), _step(situation))


def _step(weights: NDArray[np.float32]) -> Step:
    return Step(weights, np.zeros((BUCKETS, weights.shape[1]), dtype=np.float32))


def nothing_around(count: int) -> NDArray[np.int32]:
    """The surroundings of words of which an invented model knows nothing by them."""
    return np.zeros((count, FEATURES), dtype=np.int32)


def no_clues(surfaces: Sequence[str]) -> NDArray[np.int64]:
    """The clues of keys with nothing around and nothing inside."""
    return key_clues(surfaces, [[0] * INSIDE] * len(surfaces), nothing_around(len(surfaces)))


def regression(dense: NDArray[np.floating[Any]]) -> Regression:
    """A regression with these weights, (features, labels), that standardises nothing and looks at no spelling."""
    features, labels = dense.shape
    return Regression(
        np.zeros(features, dtype=np.float32),
        np.ones(features, dtype=np.float32),
        dense.astype(np.float32),
        np.zeros(labels, dtype=np.float32),
        np.zeros((0, labels), dtype=np.float32),
    )


def name_model() -> Regression:
    """A model that takes what the lexicon lists as a name for one, and of other words knows nothing."""
    dense = np.zeros((SIZE + 3, 2))
    dense[-1, 1] = 20
    return regression(dense)


def kind_model() -> KindModel:
    """A model that reads a class from its direction in the context, and the type from the category found."""
    eye = np.eye(SIZE)
    # Of the log probabilities of company and team; what is no name is as improbable as both.
    of_category = np.array([[0, 2, 2], [2, 0, 2]])
    unread = np.zeros((2, len(TYPES)))
    return KindModel(
        TYPES,
        name_model(),
        regression(np.concatenate([0 * eye, 5 * eye])),
        regression(np.zeros((0, 2))),
        regression(np.concatenate([np.zeros((4 * SIZE, len(TYPES))), of_category, unread])),
        regression(np.concatenate([np.zeros((2 * SIZE, len(TYPES))), of_category, unread])),
        np.array([[0, 1, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0]], dtype=np.float32),
    )


def vector(word_class: str, *, static: int | None = 0, lean: float = 0.0) -> NDArray[np.float32]:
    """An index vector of a class: ``static`` is the direction of the word itself, None where it has none; ``lean``
    turns context, slot and topic that far (0 to 1) towards the next class."""
    read = np.zeros(SIZE, dtype=np.float32)
    column = CLASSES.index(word_class)
    read[column], read[(column + 1) % SIZE] = np.sqrt(1 - lean**2), lean
    own = np.zeros(SIZE, dtype=np.float32)
    if static is not None:
        own[static] = 1
    return np.concatenate([own, read, read, read])


def sense(entry_id: str, number: int = 0, contexts: int = 5, source: str | None = "a1") -> Sense:
    return Sense(entry_id, number, contexts, CHANNELS, Exemplar(source) if source else None)


def table(rows: Iterable[tuple[Sense, NDArray[np.float32]]]) -> SenseTable:
    rows = list(rows)
    return SenseTable(tuple(item for item, _ in rows), encode_rows(np.stack([vector for _, vector in rows])))


def publish(home: Path, senses: SenseTable, *, settings: IndexSettings | None = None) -> int:
    """Publish and activate a version with these senses; return its number."""
    versions = Versions(home)
    with versions.building() as folder:
        senses.save(folder)
        CHANNELS_OF_FOUR.save(folder / CHANNELS_FILE)
        class_model().save(folder / CLASSES_FILE)
        kind_model().save(folder / KINDS_FILE)
        number = finish_version(versions, folder, BUILT, progress=False, settings=settings)
    versions.activate(number)
    return number


def make_older(folder: Path) -> None:
    """Turn a version into one of the release before this: without kinds, with one set of ranking weights."""
    (folder / KINDS_FILE).unlink()
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del manifest["files"][KINDS_FILE]
    manifest["settings"]["ranking"] = {"static": 0.8, "context": 0.6, "class": 2.5, "familiarity": 0.8}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
