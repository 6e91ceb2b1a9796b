from __future__ import annotations

import sys
from pathlib import Path

import pytest

from quizgen.elmo.training.log import LogRow
from quizgen.elmo.training.plot import plot_log
from quizgen.errors import InputError, ModelError

ROWS = [
    LogRow(n * 50, n * 160_000, n * 80.0, 2000.0, 8 / n, 9 / n, 0.002, 1.0, *((300 / n, 280 / n) if n % 4 == 0 else ()))
    for n in range(1, 9)
]


def test_the_same_rows_give_the_same_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for name in ("one.svg", "two.svg"):
        plot_log(ROWS, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    plot_log(ROWS[:5], tmp_path / "two.svg")
    assert (tmp_path / "one.svg").read_bytes() != (tmp_path / "two.svg").read_bytes()
    assert (tmp_path / "one.svg").read_text(encoding="utf-8").lstrip().startswith("<?xml")


def test_the_name_decides_the_format(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    plot_log(ROWS[:3], tmp_path / "log.PNG")
    assert (tmp_path / "log.PNG").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(InputError, match=r"expected a name that ends in \.svg or \.png"):
        plot_log(ROWS, tmp_path / "log.jpg")


def test_a_log_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no row yet"):
        plot_log([], tmp_path / "log.svg")


def test_without_matplotlib_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ModelError, match=r"needs matplotlib; install quizgen\[train\]"):
        plot_log(ROWS, tmp_path / "log.svg")
    assert not list(tmp_path.iterdir())
