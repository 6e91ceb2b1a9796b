"""Who is asking: a server-side session named by the cookie, or an API token in the Authorization header.

The cookie is signed and holds a random session token, the CSRF token and the language; everything else is in the store,
so that a session ends there, for good, by logging out, by time, or by an administrator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask, Request, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from quizgen.store.users import ROLES, User, UserRepository
from quizgen.web.requests import request_id
from quizgen.web.services import services

# The first mark that a User-Agent header has: each browser names those it once had to pass for.
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Person:
    """Whom Flask-Login's ``current_user`` stands for: a user as this request may act.

    ``role`` is the user's, or the lower one of an API token's scope. ``name`` goes into histories.
    """

    user: User
    role: str
    session_token: str = ""
    by_token: bool = False
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def name(self) -> str:
        """The name that histories keep."""
        return self.user.name

    @property
    def shown_name(self) -> str:
        """The name that pages show."""
        return self.user.shown_name

    def get_id(self) -> str:
        """Return what the cookie keeps: the session's token, never the user's number."""
        return self.session_token


def init_app(app: Flask) -> None:
    """Let Flask-Login find the person behind a request."""
    manager = LoginManager()
    manager.session_protection = None  # a phone changes its address; the store ends sessions
    manager.user_loader(_by_session)
    manager.request_loader(_by_token)
    manager.init_app(app)
    app.jinja_env.filters.update(browser_name=browser_name)


def people(who: str | None = None) -> UserRepository:
    """Return the store's users, changed in the name of whoever asks."""
    name = who if who is not None else (current_user.name if current_user.is_authenticated else "")
    return UserRepository(services().store, name, request_id())


def browser_name(agent: str) -> str:
    """Return what people call the browser and machine of a User-Agent header."""
    names = [next((shown for mark, shown in kind if mark in agent), "") for kind in (_BROWSERS, _MACHINES)]
    return " · ".join(filter(None, names)) or agent.partition(" ")[0] or "?"


def begin(user: User) -> None:
    """Log a user in: a new session in the store, a fresh cookie."""
    settings = services().settings
    token = people(user.name).log_in(user.id, timedelta(hours=settings.session_hours), request.user_agent.string)
    chosen = session.get("language", user.language)
    session.clear()
    session["language"] = chosen
    g.pop("language", None)
    login_user(Person(user, user.role, token))


def end() -> None:
    """Log the person out; the session is gone from the store, too."""
    if current_user.is_authenticated and current_user.session_token:
        people().log_out(current_user.session_token)
    chosen = session.get("language")
    logout_user()
    session.clear()
    if chosen:
        session["language"] = chosen


def _by_session(token: str) -> Person | None:
    idle = timedelta(minutes=services().settings.idle_minutes)
    found = people("").login(token, datetime.now(UTC), idle)
    return Person(found.user, found.user.role, token) if found else None


def _by_token(asked: Request) -> Person | None:
    kind, _, token = asked.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not asked.path.startswith("/api/"):
        return None
    found = people("").user_of_token(token.strip(), datetime.now(UTC))
    if found is None:
        return None
    user, kept = found
    return Person(user, min(user.role, kept.scope, key=ROLES.index), by_token=True)
