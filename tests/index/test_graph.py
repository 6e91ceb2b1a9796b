"""NMSLIB's graph, through our interface."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quizgen import IndexVersionError
from quizgen.index.graph import GRAPH_FILES, Graph
from quizgen.index.loaded import nearest_rows
from quizgen.index.settings import GraphSettings
from quizgen.vectors import unit

SETTINGS = GraphSettings()
RANDOM = np.random.default_rng(0)
VECTORS = unit(RANDOM.standard_normal((2000, 32)).astype(np.float32))
QUERIES = unit(RANDOM.standard_normal((50, 32)).astype(np.float32))


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph.build(VECTORS, SETTINGS)


def recall(graph: Graph) -> float:
    found = [
        len(set(graph.neighbours(query, 10).tolist()) & set(nearest_rows(VECTORS, query, 10).tolist()))
        for query in QUERIES
    ]
    return float(np.mean(found)) / 10


def test_graph_finds_the_true_neighbours_of_unseen_queries_also_after_loading(graph: Graph, tmp_path: Path) -> None:
    assert recall(graph) >= 0.98
    graph.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(GRAPH_FILES)
    assert recall(Graph.load(tmp_path, SETTINGS)) >= 0.98


@pytest.mark.parametrize("name", GRAPH_FILES)
def test_missing_graph_file_is_named(graph: Graph, tmp_path: Path, name: str) -> None:
    graph.save(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(IndexVersionError, match=name.replace(".", r"\.")):
        Graph.load(tmp_path, SETTINGS)


def test_building_prints_nothing_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    Graph.build(VECTORS[:100], SETTINGS, progress=True)
    assert capfd.readouterr().out == ""


def test_nearest_rows_are_exact_and_ties_go_to_the_lower_row() -> None:
    query = QUERIES[0]
    assert nearest_rows(VECTORS, query, 10).tolist() == sorted(np.argsort(-(VECTORS @ query))[:10].tolist())
    assert nearest_rows(np.ones((5, 2), dtype=np.float32), np.ones(2, dtype=np.float32), 2).tolist() == [0, 1]
    assert nearest_rows(VECTORS[:3], query, 10).tolist() == [0, 1, 2]
