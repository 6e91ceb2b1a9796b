"""The HTTP API under /api/v1: what the pages do, for programs too. JSON, described at /api/v1/openapi.json.

Each resource is a module with ``blueprint``, named in :data:`RESOURCES`; ``schemas`` holds what travels,
``description`` how it is described. Who may ask is decided by ``quizgen.web.access``, errors by ``quizgen.web.errors``.
"""

from __future__ import annotations

import importlib

from flask import Flask

from quizgen.web.api.description import DescribedApi

PREFIX = "/api/v1"
# Modules of quizgen.web.api, each with a ``blueprint``.
RESOURCES = ("articles", "asking", "index", "quiz_review", "quizzes", "word_deeds", "words")


def init_app(app: Flask) -> None:
    """Register every resource, and serve their description."""
    app.config.update(
        API_TITLE="quizgen",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = DescribedApi(app)
    for name in RESOURCES:
        blueprint = importlib.import_module(f"quizgen.web.api.{name}").blueprint
        api.register_blueprint(blueprint, url_prefix=PREFIX + (blueprint.url_prefix or ""))
