"""The people who may log in: added, given a role, sent a link, shut out. For administrators."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizgen.store import ROLES, UserConflict, UserError
from quizgen.web.access import require
from quizgen.web.i18n import gettext as _
from quizgen.web.services import services
from quizgen.web.sessions import people
from quizgen.web.told import told

blueprint = Blueprint("users", __name__, url_prefix="/users")

_Answer = Response | str | tuple[str, int]


@blueprint.get("")
@require("administrator")
def index() -> _Answer:
    """List everybody."""
    return _page()


@blueprint.post("")
@require("administrator")
def add() -> _Answer:
    """Add a user and show the link by which they choose a password."""
    form = request.form
    try:
        user = people().add(
            form.get("name", ""), form.get("role", ""), display_name=form.get("display_name", "").strip()
        )
    except UserError as refused:
        return _page(error=told(refused)), 422
    return _page(link_for=user.shown_name, link=new_link(user.id))


@blueprint.get("/<int:number>")
@require("administrator")
def edit(number: int) -> _Answer:
    """Show one user."""
    return render_template("users/edit.html", user=people().get(number), roles=ROLES)


@blueprint.post("/<int:number>")
@require("administrator")
def change(number: int) -> _Answer:
    """Change role, name and whether the user may log in."""
    form = request.form
    try:
        people().change(
            number,
            version=form.get("version", type=int),
            role=form.get("role", ""),
            display_name=form.get("display_name", "").strip(),
            active=form.get("active") == "yes",
        )
    except UserConflict:
        conflict = _("ほかの人が先に変更しました。いまの内容を確かめてください。")
        return render_template("users/edit.html", user=people().get(number), roles=ROLES, error=conflict), 409
    except UserError as refused:
        return render_template("users/edit.html", user=people().get(number), roles=ROLES, error=told(refused)), 422
    flash(_("変更しました。"), "success")
    return redirect(url_for("users.index"))


@blueprint.post("/<int:number>/link")
@require("administrator")
def link(number: int) -> _Answer:
    """Show a new one-time link: for a forgotten password, or instead of one that has ended."""
    user = people().get(number)
    try:
        return _page(link_for=user.shown_name, link=new_link(user.id))
    except UserError as refused:
        return _page(error=told(refused)), 422


def new_link(number: int) -> str:
    """Return the address of a new one-time link."""
    token = people().link(number, timedelta(hours=services().settings.link_hours))
    return url_for("accounts.start", token=token, _external=True)


def _page(link_for: str = "", link: str = "", error: str = "") -> str:
    return render_template(
        "users/index.html",
        users=people().list(),
        roles=ROLES,
        link_for=link_for,
        link=link,
        link_hours=services().settings.link_hours,
        error=error,
    )
