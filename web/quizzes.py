"""The quizzes of the desk: found, seen by day, and reviewed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from quizgen.batch.formats import FORMATS
from quizgen.desk import STATES
from quizgen.store.quiz import QuizFilter, StoredQuiz
from quizgen.store.quizzes import is_being_edited
from quizgen.web import quizzes_articles, quizzes_edit, quizzes_files, quizzes_steps
from quizgen.web.i18n import today
from quizgen.web.quiz_desk import desk
from quizgen.web.quizzes_files import export_of
from quizgen.web.quizzes_names import FORMATS as FORMAT_NAMES
from quizgen.web.quizzes_review import NAMES, review_page
from quizgen.web.sessions import people

blueprint = Blueprint("quizzes", __name__, url_prefix="/quizzes")
for part in (quizzes_articles, quizzes_edit, quizzes_files, quizzes_steps):
    blueprint.register_blueprint(part.blueprint)

_AT_ONCE = 30
_OF_A_DAY = 500
_ASKED = ("text", "key", "section", "author", "assignee", "first_date", "last_date")


@blueprint.get("")
def index() -> str:
    """List the quizzes that meet every condition, the newest day first."""
    asked = {name: request.args.get(name, "").strip() for name in _ASKED}
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    page = max(request.args.get("page", 1, type=int), 1)
    wanted = QuizFilter(
        text=asked["text"],
        key=asked["key"],
        section=asked["section"] or None,
        author=asked["author"] or None,
        assignee=asked["assignee"] or None,
        first_date=asked["first_date"] or None,
        last_date=asked["last_date"] or None,
    )
    at = desk()
    counts = at.repository.counts(wanted)
    found = at.list(replace(wanted, states=(state,) if state else ()), limit=_AT_ONCE, offset=(page - 1) * _AT_ONCE)
    return render_template(
        "quizzes/index.html",
        quizzes=found.quizzes,
        total=found.total,
        pages=max(1, -(-found.total // _AT_ONCE)),
        page=page,
        counts=counts,
        all=sum(counts.values()),
        asked={name: value for name, value in asked.items() if value},
        state=state,
        states=STATES,
        sections=at.repository.sections(),
        people=[user.name for user in people().list()],
        editing_by=editing_by,
        waiting=len({change.quiz_id for change in at.repository.article_changes()}),
        today=today().isoformat(),
        **NAMES,
    )


@blueprint.get("/day")
def some_day() -> Response:
    """Lead to the day that was asked for, or today's."""
    return redirect(url_for(".day", day=request.args.get("day") or today().isoformat()))


@blueprint.get("/day/<string(maxlength=10):day>")
def day(day: str) -> str:
    """Show the quizzes of a day, and what of them is handed out."""
    try:
        when = date.fromisoformat(day)
    except ValueError:
        abort(404, f"day: expected one such as 2026-11-23, got {day!r}")
    quizzes = desk().list(QuizFilter(date=day), limit=_OF_A_DAY, newest_first=False).quizzes
    handed = export_of(day)
    return render_template(
        "quizzes/day.html",
        day=when,
        before=(when - timedelta(days=1)).isoformat(),
        after=(when + timedelta(days=1)).isoformat(),
        quizzes=quizzes,
        sections=list(dict.fromkeys(sorted((quiz.section for quiz in quizzes), key=lambda name: (not name, name)))),
        counts=Counter(quiz.state for quiz in quizzes),
        handed=handed,
        held_back=Counter("embargo" if why == "embargo" else "state" for why in handed.left_out.values()),
        formats=[(name, FORMAT_NAMES[name]) for name in FORMATS],
        editing_by=editing_by,
        **NAMES,
    )


@blueprint.get("/<string(maxlength=400):quiz_id>")
def show(quiz_id: str) -> str:
    """Show one quiz to be reviewed."""
    return review_page(quiz_id)


def editing_by(quiz: StoredQuiz) -> str:
    """Return who else has a quiz open, "" for nobody."""
    return quiz.editing_by if is_being_edited(quiz) and quiz.editing_by != current_user.name else ""
