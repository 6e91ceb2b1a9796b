"""Logging in and out, the first password by a one-time link, one's own account with its sessions and API tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from quizgen.store import ROLES, UserError
from quizgen.web import sessions
from quizgen.web.access import public
from quizgen.web.i18n import gettext as _
from quizgen.web.passwords import hashed, matches, verified, weakness
from quizgen.web.sessions import people
from quizgen.web.told import told
from quizgen.web.where import local_path

blueprint = Blueprint("accounts", __name__)

_TOKEN_DAYS = (30, 90, 365)
_Answer = Response | str | tuple[str, int]


@blueprint.get("/login")
@public
def login() -> _Answer:
    """Show the login form."""
    wanted = request.args.get("next", "")
    if current_user.is_authenticated:
        return redirect(local_path(wanted))
    return render_template("accounts/login.html", name="", next=wanted)


@blueprint.post("/login")
@public
def log_in() -> _Answer:
    """Log in with name and password."""
    name, wanted = request.form.get("name", ""), request.form.get("next", "")
    user = verified(people(""), name, request.form.get("password", ""))
    if user is None:
        page = render_template("accounts/login.html", name=name, next=wanted, error=_("名前かパスワードが違います。"))
        return page, 401
    sessions.begin(user)
    return redirect(local_path(wanted))


@blueprint.post("/logout")
@public
def log_out() -> _Answer:
    """Log out; a session that has ended by itself is no error."""
    sessions.end()
    flash(_("ログアウトしました。"), "success")
    return redirect(url_for("accounts.login"))


@blueprint.route("/start/<token>", methods=["GET", "POST"])
@public
def start(token: str) -> _Answer:
    """Choose a name and a password by a one-time link."""
    user = people("").user_of_link(token, datetime.now(UTC))
    if user is None:
        return render_template("accounts/link_ended.html"), 404
    form, error = request.form, ""
    name = form.get("name", user.name).strip()
    if request.method == "POST":
        error = weakness(form.get("password", ""), form.get("again", ""), name)
        if not error:
            try:
                shown = form.get("display_name", "").strip()
                chosen = hashed(form.get("password", ""))
                user = people("").use_link(token, chosen, name=name, display_name=shown)
            except UserError as refused:
                error = told(refused)
            else:
                sessions.begin(user)
                flash(_("パスワードを設定しました。"), "success")
                return redirect(url_for("home.front"))
    shown = form.get("display_name", user.display_name)
    page = render_template("accounts/start.html", user=user, name=name, display_name=shown, error=error)
    return (page, 422) if error else page


@blueprint.get("/account")
def account() -> _Answer:
    """Show one's own account."""
    return _account()


@blueprint.post("/account/name")
def rename() -> _Answer:
    """Change the name that pages show."""
    people().change(current_user.user.id, display_name=request.form.get("display_name", "").strip())
    flash(_("表示名を変更しました。"), "success")
    return redirect(url_for("accounts.account"))


@blueprint.post("/account/password")
def change_password() -> _Answer:
    """Change one's own password; every other session ends."""
    user, form = current_user.user, request.form
    kept = people().password_hash(user.id)
    if kept is None or not matches(kept, form.get("old", "")):
        return _account(password_error=_("いまのパスワードが違います。")), 422
    error = weakness(form.get("password", ""), form.get("again", ""), user.name)
    if error:
        return _account(password_error=error), 422
    people().set_password(user.id, hashed(form.get("password", "")), keep_session=current_user.session_token)
    flash(_("パスワードを変更し、ほかの端末からログアウトしました。"), "success")
    return redirect(url_for("accounts.account"))


@blueprint.post("/account/sessions/end")
def end_other_sessions() -> _Answer:
    """Log out everywhere else."""
    people().log_out_everywhere(current_user.user.id, keep_session=current_user.session_token)
    flash(_("ほかの端末からログアウトしました。"), "success")
    return redirect(url_for("accounts.account"))


@blueprint.post("/account/tokens")
def add_token() -> _Answer:
    """Make an API token; it is shown on this one page and never again."""
    form = request.form
    days = form.get("days", type=int)
    if days not in _TOKEN_DAYS:
        abort(400)
    try:
        token, _kept = people().add_token(
            current_user.user.id, form.get("label", ""), form.get("scope", ""), timedelta(days=days)
        )
    except UserError as refused:
        return _account(token_error=told(refused)), 422
    return _account(new_token=token)


@blueprint.post("/account/tokens/<int:number>/revoke")
def revoke_token(number: int) -> _Answer:
    """End an API token."""
    people().revoke_token(current_user.user.id, number)
    flash(_("トークンを無効にしました。"), "success")
    return redirect(url_for("accounts.account"))


def _account(password_error: str = "", token_error: str = "", new_token: str = "") -> str:
    user = current_user.user
    roles = ROLES[: ROLES.index(user.role) + 1]
    return render_template(
        "accounts/account.html",
        user=user,
        logins=people().logins(user.id),
        tokens=people().tokens(user.id),
        scopes=roles,
        token_days=_TOKEN_DAYS,
        password_error=password_error,
        token_error=token_error,
        new_token=new_token,
    )
