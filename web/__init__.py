"""The editors' page and the HTTP API (import quizgen.web)."""

from quizgen.web.app import create_app
from quizgen.web.config import WebSettings

__all__ = ["WebSettings", "create_app"]
