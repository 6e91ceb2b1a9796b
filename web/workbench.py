"""The workbench: from an article to a quiz. The page is a frame; its scripts talk to the API."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from quizgen.options import DIFFICULTIES
from quizgen.web.access import require
from quizgen.web.api import PREFIX
from quizgen.web.api.schemas import MAX_BODY

blueprint = Blueprint("workbench", __name__, url_prefix="/workbench")


@blueprint.get("/")
@require("editor")
def index() -> str:
    """Show the workbench, empty or on an article of the archive (``?article=``)."""
    return _page(article_id=request.args.get("article", ""))


@blueprint.get("/quizzes/<string(maxlength=100):quiz_id>")
@require("editor")
def quiz(quiz_id: str) -> str:
    """Show the workbench on a quiz of the desk."""
    return _page(quiz_id=quiz_id)


def _page(**opened: str) -> str:
    return render_template(
        "workbench/index.html", api=PREFIX, difficulties=DIFFICULTIES, longest_body=MAX_BODY, opened=opened
    )
