"""Limits on guessing: attempts to log in that fail count against the address they come from and the name they try."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from quizgen.store.users import name_key
from quizgen.web.config import WebSettings

_LOGIN = "accounts.log_in"


def init_app(app: Flask, settings: WebSettings) -> None:
    """Limit the login; beyond it the answer is 429 with Retry-After. Counts live in this process."""
    limiter = Limiter(
        get_remote_address, app=app, storage_uri="memory://", strategy="moving-window", headers_enabled=True
    )
    view: Any = app.view_functions[_LOGIN]
    for key in (get_remote_address, _name):
        view = limiter.limit(settings.login_limit, key_func=key, deduct_when=_failed)(view)
    app.view_functions[_LOGIN] = view


def _name() -> str:
    return "name " + name_key(request.form.get("name", "")[:100])


def _failed(response: Response) -> bool:
    return response.status_code == 401
