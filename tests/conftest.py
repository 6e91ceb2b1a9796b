"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The corpora and fixtures beside the checkout; the test is skipped on a machine without them."""
    path = Path(os.environ.get("QUIZGEN_SHARED", ROOT.parent / "shared"))
    if not (path / "DESIGN.md").is_file():
        pytest.skip("the corpora and fixtures beside the project (../shared) are not on this machine")
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh, empty data home."""
    path = tmp_path / "home"
    monkeypatch.setenv("QUIZGEN_HOME", str(path))
    return path
