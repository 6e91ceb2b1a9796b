"""An index version in memory: retrieval, and what the ranking needs to know of each sense."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import IndexVersionError
from quizgen.index.graph import Graph
from quizgen.index.senses import SENSES, VECTORS, Sense, SenseTable
from quizgen.index.settings import EXACT_UP_TO, REMAKE, IndexSettings
from quizgen.index.version import Manifest
from quizgen.lexicon import split_entry_id
from quizgen.senses.channels import Channels
from quizgen.senses.classes import ClassModel
from quizgen.senses.kinds import KindModel

CHANNELS_FILE, CLASSES_FILE, KINDS_FILE = "channels.npz", "classes.npz", "kinds.npz"
# What a version is made of, besides its graph.
PARTS = (VECTORS, SENSES, CHANNELS_FILE, CLASSES_FILE, KINDS_FILE)


class SenseIndex:
    """One version, ready to be asked.

    ``number``: of the version; ``exact``: whether retrieval is by exact search rather than the graph.
    """

    def __init__(
        self,
        number: int,
        manifest: Manifest,
        table: SenseTable,
        channels: Channels,
        classes: ClassModel,
        kinds: KindModel,
        graph: Graph | None,
    ) -> None:
        self.number = number
        self.manifest = manifest
        self.settings = IndexSettings.from_dict(manifest.settings)
        self.table = table
        self.channels = channels
        self.classes = classes
        self.kinds = kinds
        self.exact = graph is None
        self._graph = graph
        self.vectors = table.vectors()
        self.entry_ids = [sense.entry_id for sense in table.senses]
        """The entry of each row."""
        self.rows_of_entry = _rows_by(self.entry_ids)
        of_class = _rows_by(split_entry_id(entry_id)[1] for entry_id in self.entry_ids)
        self.rows_of_class = {name: np.array(rows) for name, rows in of_class.items()}

    @classmethod
    def load(cls, folder: Path, number: int, expected: Mapping[str, str], *, exact: bool | None = None) -> SenseIndex:
        """Load a version after comparing it with what is running.

        ``expected``: the identities of encoder, input_form, dictionary and vectors in this process. ``exact``: whether
        to search exactly; None leaves it to the size. Raises :class:`IndexVersionError` naming both values of
        whatever differs, or the part that a version of an older release lacks.
        """
        manifest = Manifest.load(folder)
        manifest.check_files(folder)
        for name, running in expected.items():
            built = getattr(manifest, name)
            if built != running:
                raise IndexVersionError(
                    f"index version {number}: built with {name} {_short(built)}, but {_short(running)} is running; "
                    f"activate a version that fits, or {REMAKE}"
                )
        missing = [name for name in PARTS if name not in manifest.files]
        if missing:
            raise IndexVersionError(
                f"index version {number}: made by an older release, without {', '.join(missing)}; {REMAKE}"
            )
        settings = IndexSettings.from_dict(manifest.settings)
        table = SenseTable.load(folder)
        channels = Channels.load(folder / CHANNELS_FILE)
        classes = ClassModel.load(folder / CLASSES_FILE)
        if classes.numbers_otherwise:
            raise IndexVersionError(
                f"index version {number}: made by an older release, without today's surroundings; {REMAKE}"
            )
        kinds = KindModel.load(folder / KINDS_FILE)
        if channels.dimensions != table.codes.shape[1]:
            raise IndexVersionError(
                f"index version {number}: maps for {channels.dimensions} dimensions, vectors of "
                f"{table.codes.shape[1]}; roll back or rebuild"
            )
        if len(kinds.type_of_class) != len(classes.classes):
            raise IndexVersionError(
                f"index version {number}: kinds of {len(kinds.type_of_class)} classes, but {len(classes.classes)} "
                "classes; roll back or rebuild"
            )
        if exact is None:
            exact = len(table) <= EXACT_UP_TO
        graph = None if exact else Graph.load(folder, settings.graph)
        return cls(number, manifest, table, channels, classes, kinds, graph)

    def on(self, table: SenseTable) -> SenseIndex:
        """Return these channels, classes, kinds and settings over other senses: no version yet, its number is 0."""
        return SenseIndex(0, self.manifest, table, self.channels, self.classes, self.kinds, None)

    def varied(self, *, settings: IndexSettings | None = None, classes: ClassModel | None = None) -> SenseIndex:
        """Return these senses with other settings or another class model, to measure what they are worth."""
        other = copy(self)
        other.number = 0
        other.settings = settings or self.settings
        other.classes = classes or self.classes
        return other

    @property
    def identity(self) -> str:
        """The hash of its vectors and parameters, in short."""
        return self.manifest.identity[:16]

    def weighted(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Multiply a query's channels by the retrieval weights."""
        result = query.copy()
        for name, place in self.channels.slices.items():
            result[place] *= self.settings.retrieval.get(name, 0.0)
        return result

    def retrieve(self, query: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        """Return the rows of about ``k`` senses nearest to a query (dimensions,), ascending row numbers.

        With exact search they are the nearest; the graph may miss a few.
        """
        weighted = self.weighted(query)
        if self._graph is not None:
            return np.sort(self._graph.neighbours(weighted, k))
        return nearest_rows(self.vectors, weighted, k)

    def sense(self, row: int) -> Sense:
        """Return the sense in a row."""
        return self.table.senses[row]


def _rows_by(names: Iterable[str]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        rows[name].append(row)
    return dict(rows)


def nearest_rows(vectors: NDArray[np.float32], query: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the ``k`` rows of (n, dimensions) with the largest dot product, ascending; ties go to the lower row."""
    return largest(vectors @ query, k)


def largest(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the places of the ``k`` largest of (n,) scores, ascending; ties go to the lower place."""
    if len(scores) <= k:
        return np.arange(len(scores))
    bar = np.partition(scores, len(scores) - k)[len(scores) - k]
    above = np.flatnonzero(scores > bar)
    level = np.flatnonzero(scores == bar)[: k - len(above)]
    return np.sort(np.concatenate([above, level]))


def index_identity(
    table: SenseTable, channels: Channels, classes: ClassModel, kinds: KindModel, settings: IndexSettings
) -> str:
    """Return the hash of vectors and parameters that names an index."""
    models = [channels.identity, classes.identity, kinds.identity]
    parts = [table.identity, *models, json.dumps(settings.to_dict(), sort_keys=True)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _short(identity: str) -> str:
    return identity if len(identity) <= 60 else identity[:16] + "…"
