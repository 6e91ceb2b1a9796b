"""What every page shares: the data home, the store, the generators, the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

from quizgen.desk.knowledge import Knowledge
from quizgen.store import Store
from quizgen.web.config import WebSettings
from quizgen.web.generating import GeneratorDesk

_NAME = "quizgen"


@dataclass(frozen=True, slots=True)
class Services:
    """Made once by :func:`quizgen.web.create_app`; views take it from :func:`services`.

    ``with services().desk.lent() as generator`` computes; ``services().store`` is shared by all threads,
    and so is ``knowledge``, by which quizzes are checked.
    """

    home: Path
    settings: WebSettings
    store: Store
    desk: GeneratorDesk
    knowledge: Knowledge
    started: datetime = field(default_factory=lambda: datetime.now(UTC))


def services() -> Services:
    """Return the services of the application that answers this request."""
    found = current_app.extensions[_NAME]
    assert isinstance(found, Services)
    return found
