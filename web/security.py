"""What browsers are told to allow, and what forms must carry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix

from quizgen.web.config import WebSettings

# No inline script or style anywhere; data: for small pictures that scripts draw.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_TAKES_FILE = "_quizgen_takes_file"
View = TypeVar("View", bound=Callable[..., Any])
_YEAR = 365 * 24 * 3600

csrf = CSRFProtect()


def init_app(app: Flask, settings: WebSettings) -> None:
    """Set cookies, CSRF checks, headers and the reverse proxies that are believed."""
    app.config.update(
        SESSION_COOKIE_NAME="quizgen",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session, which ends by itself
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,  # SameSite and the token suffice; a proxy may strip the Referer
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_request_bytes,
        MAX_FORM_PARTS=1000,
    )
    csrf.init_app(app)
    app.before_request(lambda: _allow_file(settings.max_upload_bytes))
    app.before_request(_check_csrf)
    app.after_request(lambda response: _add_headers(response, settings))
    app.jinja_env.globals.update(csrf_token=generate_csrf)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count
        )


def takes_file(view: View) -> View:
    """Let a view be sent as much as a file may have; innermost of its decorators."""
    setattr(view, _TAKES_FILE, True)
    return view


def _allow_file(most: int) -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, _TAKES_FILE, False) and current_user.is_authenticated:
        request.max_content_length = most


def _check_csrf() -> None:
    # A request with an API token carries no cookie that another site could ride on.
    if getattr(current_user, "by_token", False) or request.endpoint is None:
        return
    if request.path.startswith("/api/") and not current_user.is_authenticated:
        return  # answered with 401: there is nothing to protect
    csrf.protect()


def _add_headers(response: Response, settings: WebSettings) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if settings.https:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    if request.endpoint == "static":
        # Scripts import one another by name: browsers ask again each time, and mostly hear "not modified".
        response.headers["Cache-Control"] = "no-cache"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
