"""Making the application: ``create_app(home)``, everything embedded, nothing fetched."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from quizgen.desk.knowledge import Knowledge
from quizgen.home import data_home
from quizgen.store import open_store
from quizgen.web import access, api, errors, i18n, limits, logs, metrics, pages, security, sessions
from quizgen.web.config import WebSettings, secret_key
from quizgen.web.generating import GeneratorDesk
from quizgen.web.services import Services
from quizgen.web.turns import Turns

if TYPE_CHECKING:
    from quizgen.generator import QuizGenerator


def create_app(
    home: str | os.PathLike[str] | None = None,
    settings: WebSettings | None = None,
    *,
    generator: QuizGenerator | None = None,
) -> Flask:
    """Return the application on a data home.

    ``settings``: else those of ``web.toml`` in the data home. ``generator``: one that is loaded; without one it is
    loaded in the background, and until then pages that compute answer 503 with Retry-After.
    Raises :class:`HomeError`, :class:`StoreError` or :class:`SettingsError`.
    """
    folder = data_home(home if home is not None or generator is None else generator.home)
    settings = settings or WebSettings.read(folder)
    app = Flask("quizgen.web", root_path=str(Path(__file__).parent))
    app.config["SECRET_KEY"] = secret_key(folder)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    desk = GeneratorDesk(Turns(settings.generators, settings.waiting, settings.wait_seconds))
    store = open_store(folder)
    shared = Services(
        folder, settings, store, desk, Knowledge(folder, store, model=lambda: desk.first.model if desk.first else None)
    )
    app.extensions["quizgen"] = shared
    i18n.init_app(app, default=settings.language, time_zone=settings.time_zone)
    logs.init_app(app)
    metrics.init_app(app, shared)
    errors.init_app(app)
    sessions.init_app(app)
    security.init_app(app, settings)
    access.init_app(app)
    pages.init_app(app)
    limits.init_app(app, settings)
    api.init_app(app)
    if generator is not None:
        desk.put([generator])
    else:
        desk.load(lambda: _load(shared))
    return app


def _load(shared: Services) -> list[QuizGenerator]:
    from quizgen.generator import QuizGenerator  # torch takes a while, and nobody waits for it here
    from quizgen.model import load_model
    from quizgen.web.warming import warm

    memory = shared.settings.reading_megabytes * 2**20
    made = [QuizGenerator(load_model(), shared.home, reading_memory=memory) for _ in range(shared.settings.generators)]
    for generator in made:
        warm(generator, shared)
    return made
