"""The front door: leads to the first page of the menu; and the language switch."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from quizgen.web import i18n
from quizgen.web.access import public
from quizgen.web.config import LANGUAGES
from quizgen.web.pages import menu
from quizgen.web.sessions import people
from quizgen.web.where import local_path

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def front() -> Response | str:
    """Lead to the first page that the person may use."""
    items = menu()
    return redirect(url_for(items[0].endpoint)) if items else render_template("home.html")


@blueprint.post("/language")
@public
def language() -> Response:
    """Switch the language of this browser, and of the person's account."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        i18n.choose(chosen)
        if current_user.is_authenticated and not current_user.by_token:
            people().change(current_user.user.id, language=chosen)
    return redirect(local_path(request.form.get("next", "")))
