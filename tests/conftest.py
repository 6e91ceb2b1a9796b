"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from quizgen import QuizGenerator
from quizgen.index.current import ensure_version

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


@pytest.fixture(scope="session")
def index_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home with the shipped index and no store, to be copied: copying an open SQLite file breaks its locks."""
    path = tmp_path_factory.mktemp("index") / "home"
    path.mkdir()
    ensure_version(path)
    return path


@pytest.fixture(scope="session")
def filled_home(index_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home with the shipped index installed, for tests that only read it."""
    path = tmp_path_factory.mktemp("filled") / "home"
    shutil.copytree(index_home, path)
    return path


@pytest.fixture(scope="session")
def generator(filled_home: Path) -> QuizGenerator:
    """The real thing: embedded model, lexicon and index. Tests that add words take ``own_generator``."""
    return QuizGenerator.load(filled_home)


@pytest.fixture
def own_home(index_home: Path, tmp_path: Path) -> Path:
    """A data home of the test's own with the index installed."""
    path = tmp_path / "own"
    shutil.copytree(index_home, path)
    return path


@pytest.fixture
def own_generator(own_home: Path, generator: QuizGenerator) -> QuizGenerator:
    """A generator on a data home of the test's own, sharing the session's model."""
    return QuizGenerator(generator.model, own_home)
