"""NMSLIB's HNSW graph over sense vectors, by cosine.

An NMSLIB index is static: nothing is added to it or taken out. A loaded one reports length 0, forgets its efSearch,
and, optimised, must not be saved again; all three are kept from the rest of the project here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from quizgen.errors import IndexVersionError
from quizgen.index.settings import GraphSettings

GRAPH = "graph.nmslib"
# NMSLIB keeps the vectors of an optimised or data-saving index in a twin that must move with it.
GRAPH_FILES = (GRAPH, GRAPH + ".dat")


class Graph:
    """A graph that can be asked for neighbours."""

    def __init__(self, index: object, settings: GraphSettings) -> None:
        self._index = index
        self._settings = settings

    @classmethod
    def build(
        cls, vectors: NDArray[np.float32], settings: GraphSettings, *, progress: bool = False, threads: int = 2
    ) -> Graph:
        """Build the graph over (n, dimensions) vectors; ``progress`` draws NMSLIB's bar on standard error."""
        index = _nmslib().init(method="hnsw", space="cosinesimil")
        index.addDataPointBatch(np.ascontiguousarray(vectors, dtype=np.float32))
        parameters = {"M": settings.m, "efConstruction": settings.ef_construction, "indexThreadQty": threads, "post": 0}
        with _output_to_standard_error():
            index.createIndex(parameters, print_progress=progress)
        return cls(index, settings)._ready()

    @classmethod
    def load(cls, folder: Path, settings: GraphSettings) -> Graph:
        """Load a saved graph. Raises :class:`IndexVersionError` when a file is missing or NMSLIB refuses it."""
        for name in GRAPH_FILES:
            if not (folder / name).is_file():
                raise IndexVersionError(f"index {folder}: {name} is missing; roll back or rebuild")
        index = _nmslib().init(method="hnsw", space="cosinesimil")
        try:
            with _output_to_standard_error(silent=True):
                index.loadIndex(str(folder / GRAPH), load_data=True)
        except RuntimeError as error:
            raise IndexVersionError(
                f"index {folder}: NMSLIB cannot load its graph ({error}); roll back or rebuild"
            ) from error
        return cls(index, settings)._ready()

    def save(self, folder: Path) -> None:
        """Write the graph and its twin into a folder that is not yet published."""
        with _output_to_standard_error(silent=True):
            self._index.saveIndex(str(folder / GRAPH), save_data=True)  # type: ignore[attr-defined]

    def neighbours(self, query: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        """Return the row numbers of about ``k`` nearest vectors, nearest first."""
        rows, _ = self._index.knnQuery(np.ascontiguousarray(query, dtype=np.float32), k=k)  # type: ignore[attr-defined]
        return np.asarray(rows, dtype=np.int64)

    def _ready(self) -> Graph:
        self._index.setQueryTimeParams({"efSearch": self._settings.ef_search})  # type: ignore[attr-defined]
        return self


def _nmslib() -> ModuleType:
    """Import NMSLIB, which greets processors newer than its wheel on standard error."""
    with _output_to_standard_error(silent=True):
        import nmslib
    return nmslib  # type: ignore[no-any-return]


@contextmanager
def _output_to_standard_error(silent: bool = False) -> Iterator[None]:
    """Send what NMSLIB's C++ code prints to standard error, or nowhere: standard output is for results."""
    sys.stdout.flush()
    sys.stderr.flush()
    saved = [(number, os.dup(number)) for number in ((1, 2) if silent else (1,))]
    target = os.open(os.devnull, os.O_WRONLY) if silent else os.dup(2)
    try:
        for number, _ in saved:
            os.dup2(target, number)
        yield
    finally:
        for number, copy in saved:
            os.dup2(copy, number)
            os.close(copy)
        os.close(target)
