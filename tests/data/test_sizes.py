"""What ships stays within DESIGN's sizes, in millions of bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizgen.data import data_path

LEXICON = Path(__file__).resolve().parents[2] / "lexicon"


def megabytes(*paths: Path) -> float:
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    assert files
    return sum(file.stat().st_size for file in files if "__pycache__" not in file.parts) / 1e6


@pytest.mark.parametrize(
    ("paths", "most"),
    [
        ([data_path("encoder", "weights.hdf5")], 20),
        ([data_path("encoder", "softmax.npz")], 6),
        ([data_path("senses")], 20),
        ([data_path("vectors.npz"), data_path("topics")], 12),
        ([LEXICON], 2),
    ],
)
def test_each_part_is_within_its_size(paths: list[Path], most: float) -> None:
    assert megabytes(*paths) <= most


def test_all_told_at_most_60_megabytes() -> None:
    assert (
        megabytes(data_path("encoder"), data_path("senses"), data_path("vectors.npz"), data_path("topics"), LEXICON)
        <= 60
    )
