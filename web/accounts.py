"""Logging in and out, the first password, one's own account."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizgen.store import User
from quizgen.web import sessions
from quizgen.web.access import public
from quizgen.web.i18n import gettext as _
from quizgen.web.sessions import people
from quizgen.web.where import local_path

blueprint = Blueprint("accounts", __name__)

_HASHER = PasswordHasher()
# Verified where there is no such user, so that the answer takes as long.
_NOBODY = _HASHER.hash("nobody has this password")


@blueprint.get("/login")
@public
def login() -> str:
    """Show the login form."""
    return render_template("accounts/login.html", name="", next=request.args.get("next", ""))


@blueprint.post("/login")
@public
def log_in() -> Response | tuple[str, int]:
    """Log in with name and password."""
    name, wanted = request.form.get("name", ""), request.form.get("next", "")
    user = verified(name, request.form.get("password", ""))
    if user is None:
        flash(_("名前かパスワードが違います。"), "error")
        return render_template("accounts/login.html", name=name, next=wanted), 401
    sessions.begin(user)
    return redirect(local_path(wanted))


@blueprint.post("/logout")
def log_out() -> Response:
    """Log out."""
    sessions.end()
    return redirect(url_for("accounts.login"))


def hashed(password: str) -> str:
    """Return the hash of a password, by Argon2id (RFC 9106)."""
    return _HASHER.hash(password)


def verified(name: str, password: str) -> User | None:
    """Return the user of a name whose password this is."""
    repository = people("")
    user = repository.find(name)
    kept = repository.password_hash(user.id) if user is not None else None
    try:
        _HASHER.verify(kept or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return None
    if user is None or kept is None:
        return None
    if _HASHER.check_needs_rehash(kept):
        repository.rehash(user.id, hashed(password))
    return user
