"""The searches that are measured, behind one small interface. Those whose library is not installed are left out.

What is built once (a graph's links) is kept apart from what each query may choose (how far it looks). Every search
takes unit vectors, ranks by cosine, and answers one query at a time in one thread.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Parameters = Mapping[str, int | float]


class Search(Protocol):
    """A search over vectors that it was built with."""

    def set(self, **parameters: int | float) -> None:
        """Choose how far the next queries look."""

    def nearest(self, query: Floats, k: int) -> Rows:
        """Return the rows of about ``k`` vectors nearest to a query (dimensions,), in any order."""


class Exact:
    """numpy: one product with all vectors, then the largest."""

    def __init__(self, vectors: Floats, *, threads: int) -> None:
        self._vectors = vectors

    def set(self, **parameters: int | float) -> None:
        """There is nothing to choose."""

    def nearest(self, query: Floats, k: int) -> Rows:
        """Return the true nearest."""
        scores = self._vectors @ query
        return np.argpartition(scores, -min(k, len(scores)))[-k:]


class ExactPartitioned:
    """numpy, block by block: the scores of a block are reduced to its best while they are in the cache."""

    def __init__(self, vectors: Floats, *, threads: int, rows: int) -> None:
        self._blocks = [(first, vectors[first : first + rows]) for first in range(0, len(vectors), rows)]

    def set(self, **parameters: int | float) -> None:
        """There is nothing to choose."""

    def nearest(self, query: Floats, k: int) -> Rows:
        """Return the true nearest."""
        found, scores = [], []
        for first, block in self._blocks:
            values = block @ query
            best = np.argpartition(values, -min(k, len(values)))[-k:]
            found.append(best + first)
            scores.append(values[best])
        rows, values = np.concatenate(found), np.concatenate(scores)
        return rows[np.argpartition(values, -min(k, len(values)))[-k:]]


class NmslibGraph:
    """NMSLIB's HNSW, the search of the index."""

    def __init__(self, vectors: Floats, *, threads: int, M: int, efConstruction: int) -> None:
        import nmslib

        self._index = nmslib.init(method="hnsw", space="cosinesimil")
        self._index.addDataPointBatch(vectors)
        self._index.createIndex(
            {"M": M, "efConstruction": efConstruction, "indexThreadQty": threads, "post": 0}, print_progress=False
        )

    def set(self, **parameters: int | float) -> None:
        """``efSearch``: breadth of the search."""
        self._index.setQueryTimeParams(dict(parameters))

    def nearest(self, query: Floats, k: int) -> Rows:
        """Ask the graph."""
        return np.asarray(self._index.knnQuery(query, k=k)[0], dtype=np.int64)


class NmslibBruteForce:
    """NMSLIB's sequential search."""

    def __init__(self, vectors: Floats, *, threads: int) -> None:
        import nmslib

        self._index = nmslib.init(method="brute_force", space="cosinesimil")
        self._index.addDataPointBatch(vectors)
        self._index.createIndex({}, print_progress=False)

    def set(self, **parameters: int | float) -> None:
        """There is nothing to choose."""

    def nearest(self, query: Floats, k: int) -> Rows:
        """Return the true nearest."""
        return np.asarray(self._index.knnQuery(query, k=k)[0], dtype=np.int64)


class Hnswlib:
    """hnswlib, by inner product."""

    def __init__(self, vectors: Floats, *, threads: int, M: int, efConstruction: int) -> None:
        import hnswlib

        self._index = hnswlib.Index(space="ip", dim=vectors.shape[1])
        self._index.init_index(max_elements=len(vectors), M=M, ef_construction=efConstruction, random_seed=0)
        self._index.add_items(vectors, num_threads=threads)

    def set(self, **parameters: int | float) -> None:
        """``efSearch``: breadth of the search."""
        self._index.set_ef(int(parameters["efSearch"]))

    def nearest(self, query: Floats, k: int) -> Rows:
        """Ask the graph."""
        return np.asarray(self._index.knn_query(query, k=k, num_threads=1)[0][0], dtype=np.int64)


class FaissGraph:
    """faiss, HNSW over flat vectors."""

    def __init__(self, vectors: Floats, *, threads: int, M: int, efConstruction: int) -> None:
        import faiss

        faiss.omp_set_num_threads(threads)
        self._index = faiss.IndexHNSWFlat(vectors.shape[1], M, faiss.METRIC_INNER_PRODUCT)
        self._index.hnsw.efConstruction = efConstruction
        self._index.add(vectors)
        faiss.omp_set_num_threads(1)

    def set(self, **parameters: int | float) -> None:
        """``efSearch``: breadth of the search."""
        self._index.hnsw.efSearch = int(parameters["efSearch"])

    def nearest(self, query: Floats, k: int) -> Rows:
        """Ask the graph."""
        return np.asarray(self._index.search(query[np.newaxis], k)[1][0], dtype=np.int64)


class FaissCells:
    """faiss, an inverted file: vectors in cells by their nearest of ``nlist`` centres, some cells searched."""

    def __init__(self, vectors: Floats, *, threads: int, nlist: int) -> None:
        import faiss

        faiss.omp_set_num_threads(threads)
        dimensions = vectors.shape[1]
        self._centres = faiss.IndexFlatIP(dimensions)
        self._index = faiss.IndexIVFFlat(self._centres, dimensions, nlist, faiss.METRIC_INNER_PRODUCT)
        self._index.train(vectors[: 64 * nlist])
        self._index.add(vectors)
        faiss.omp_set_num_threads(1)

    def set(self, **parameters: int | float) -> None:
        """``nprobe``: how many cells are searched."""
        self._index.nprobe = int(parameters["nprobe"])

    def nearest(self, query: Floats, k: int) -> Rows:
        """Search the nearest cells."""
        return np.asarray(self._index.search(query[np.newaxis], k)[1][0], dtype=np.int64)


class Ngt:
    """NGT's ANNG graph."""

    def __init__(self, vectors: Floats, *, threads: int, edges: int) -> None:
        import ngtpy

        self._folder = tempfile.TemporaryDirectory()
        path = self._folder.name
        ngtpy.create(path, vectors.shape[1], edge_size_for_creation=edges, distance_type="Normalized Cosine")
        self._index = ngtpy.Index(path, log_disabled=True)
        self._index.batch_insert(vectors, num_threads=threads)
        self._epsilon = 0.1

    def set(self, **parameters: int | float) -> None:
        """``epsilon``: how far beyond the best distance found the search goes."""
        self._epsilon = float(parameters["epsilon"])

    def nearest(self, query: Floats, k: int) -> Rows:
        """Ask the graph."""
        found = self._index.search(query, k, epsilon=self._epsilon, with_distance=False)
        return np.asarray(found, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Contender:
    """A search with the parameters to try. ``library``: what must be installed, "" for nothing more."""

    name: str
    make: Callable[..., Search]
    library: str
    built: Mapping[str, Sequence[int | float]]
    asked: Mapping[str, Sequence[int | float]]

    @property
    def installed(self) -> bool:
        """Whether its library is there."""
        return not self.library or importlib.util.find_spec(self.library) is not None

    def builds(self) -> list[dict[str, int | float]]:
        """Return every combination of the parameters that it is built with."""
        return _combined(self.built)

    def queries(self) -> list[dict[str, int | float]]:
        """Return every combination of the parameters that a query chooses."""
        return _combined(self.asked)

    def with_parameters(self, chosen: Mapping[str, Sequence[int | float]]) -> Contender:
        """Return it with other values of those parameters that it has."""
        built = {name: chosen.get(name, values) for name, values in self.built.items()}
        asked = {name: chosen.get(name, values) for name, values in self.asked.items()}
        return Contender(self.name, self.make, self.library, built, asked)


_GRAPH: dict[str, Any] = {"M": (8, 16, 32), "efConstruction": (100, 200)}
_BREADTH = {"efSearch": (25, 50, 100, 200, 400, 800)}

CONTENDERS = (
    Contender("nmslib-hnsw", NmslibGraph, "nmslib", _GRAPH, _BREADTH),
    Contender("nmslib-brute", NmslibBruteForce, "nmslib", {}, {}),
    Contender("exact", Exact, "", {}, {}),
    Contender("exact-partitioned", ExactPartitioned, "", {"rows": (4096, 16384)}, {}),
    Contender("hnswlib", Hnswlib, "hnswlib", {"M": (16,), "efConstruction": (200,)}, _BREADTH),
    Contender("faiss-hnsw", FaissGraph, "faiss", {"M": (16,), "efConstruction": (200,)}, _BREADTH),
    Contender("faiss-ivf", FaissCells, "faiss", {"nlist": (256,)}, {"nprobe": (1, 4, 16, 64)}),
    Contender("ngt", Ngt, "ngtpy", {"edges": (20,)}, {"epsilon": (0.0, 0.05, 0.1, 0.2)}),
)

PARAMETERS = tuple(dict.fromkeys(name for item in CONTENDERS for name in (*item.built, *item.asked)))


def _combined(values: Mapping[str, Sequence[int | float]]) -> list[dict[str, int | float]]:
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]
