"""Verifying a version."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quizgen import ArgumentError, IndexVersionError
from quizgen.index.settings import GraphSettings, IndexSettings
from quizgen.index.verify import verify_version
from quizgen.index.version import Versions
from quizgen.vectors import unit
from tests.index.invented import publish, sense, table

RANDOM = np.random.default_rng(0)
ROWS = unit(RANDOM.standard_normal((1000, 4, 4)).astype(np.float32)).reshape(1000, 16)


def version(home: Path, count: int, graph: GraphSettings | None = None) -> Path:
    senses = table((sense(f"語{row}|team/baseball"), ROWS[row]) for row in range(count))
    number = publish(home, senses, settings=IndexSettings(graph=graph or GraphSettings()))
    return Versions(home).path(number)


def test_a_good_graph_finds_nearly_all_true_neighbours(tmp_path: Path) -> None:
    assert verify_version(version(tmp_path, 1000), 50) >= 0.95


def test_a_poor_graph_is_told_from_a_good_one(tmp_path: Path) -> None:
    poor = version(tmp_path, 1000, GraphSettings(m=2, ef_construction=2, ef_search=10))
    assert verify_version(poor, 50) < 0.9


@pytest.mark.parametrize("count", [1, 3])
def test_an_index_smaller_than_ten_can_be_whole_too(tmp_path: Path, count: int) -> None:
    assert verify_version(version(tmp_path, count), 5) == 1.0


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    folder = version(tmp_path, 20)
    (folder / "vectors.npy").write_bytes(b"")
    with pytest.raises(IndexVersionError, match=r"vectors\.npy"):
        verify_version(folder, 5)


def test_no_queries_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="sample"):
        verify_version(version(tmp_path, 20), 0)
