"""The application with the real model, on a data home of its own; made once, for tests that only ask."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from quizgen import QuizGenerator
from quizgen.data import sample_articles
from quizgen.web import WebSettings, create_app


def make_real_app(generator: QuizGenerator, index_home: Path, home: Path) -> Flask:
    """Return an application on a copy of a filled data home, sharing a generator's model."""
    shutil.copytree(index_home, home)
    settings = WebSettings(login_limit="100000 per minute")
    own = QuizGenerator(generator.model, home)
    own.candidates(sample_articles()[1], "ソフトバンク")  # what a first article loads is no part of any test's time
    return create_app(home, settings, generator=own)


@pytest.fixture(scope="module")
def real_app(generator: QuizGenerator, index_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application; its store is shared by the tests of a file."""
    app = make_real_app(generator, index_home, tmp_path_factory.mktemp("real") / "home")
    yield app
    app.extensions["quizgen"].store.close()
