"""An application on a home of the test's own, with a quiz maker that needs no model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from argon2 import PasswordHasher
from flask import Flask

from quizgen import QuizGenerator
from quizgen.web import WebSettings, create_app, passwords
from quizgen.web.services import Services
from tests.web.browser import browser, live, open_browser
from tests.web.fake import FakeGenerator

__all__ = ["browser", "live", "open_browser"]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time: what a password costs to guess is no matter of these tests."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def settings() -> WebSettings:
    """The settings of the application under test; a test file may replace this fixture."""
    return WebSettings(login_limit="1000 per minute")


@pytest.fixture
def web_home(tmp_path: Path) -> Path:
    """An empty data home."""
    return tmp_path / "home"


@pytest.fixture
def app(web_home: Path, settings: WebSettings) -> Iterator[Flask]:
    """The application with a fake generator, closed at the end."""
    made = create_app(web_home, settings, generator=cast(QuizGenerator, FakeGenerator(web_home)))
    made.testing = False  # errors are answered, as in the newsroom
    yield made
    close(made)


def close(app: Flask) -> None:
    """Close what an application holds open."""
    found: Any = app.extensions["quizgen"]
    assert isinstance(found, Services)
    found.store.close()
