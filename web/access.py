"""Who may do what. Every view needs a login unless it is :func:`public`; :func:`require` asks for a higher role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from quizgen.store.users import ROLES

View = TypeVar("View", bound=Callable[..., Any])
_PUBLIC = "_quizgen_public"


def init_app(app: Flask) -> None:
    """Refuse every request without a login, except for public views and static files."""
    app.before_request(_require_login)
    app.jinja_env.globals.update(may=may)


def public(view: View) -> View:
    """Let a view be seen without a login."""
    setattr(view, _PUBLIC, True)
    return view


def require(role: str) -> Callable[[View], View]:
    """Let a view be used by people of a role and those above it only: :data:`quizgen.store.users.ROLES`."""
    assert role in ROLES

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(*arguments: Any, **named: Any) -> Any:
            if not may(role):
                abort(403)
            return view(*arguments, **named)

        return checked  # type: ignore[return-value]

    return decorate


def may(role: str) -> bool:
    """Whether the person (or token) of this request has a role or one above it; for templates, too."""
    if not current_user.is_authenticated:
        return False
    return bool(ROLES.index(current_user.role) >= ROLES.index(role))


def _require_login() -> BaseResponse | Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, _PUBLIC, False) or request.endpoint == "static":
        return None
    if current_user.is_authenticated:
        return None
    if request.path.startswith("/api/") or request.method != "GET":
        abort(401)
    return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")))
