"""Quizzes of the desk: keep, find, open, save, and what a page saves by itself."""

from __future__ import annotations

from typing import Any

from quizgen import Article
from quizgen.errors import InputError, QuizError
from quizgen.store.articles import ArticleRepository
from quizgen.store.quiz import QuizFilter, StoredQuiz
from quizgen.web.api import quiz_schemas as schemas
from quizgen.web.api.description import Resource
from quizgen.web.api.missing import not_found
from quizgen.web.api.pages import page_of
from quizgen.web.arrivals import keep_article
from quizgen.web.quiz_desk import desk
from quizgen.web.services import services

blueprint = Resource("quiz-desk", __name__, url_prefix="/quizzes", description="Quizzes on their way to readers.")


@blueprint.operation(
    "GET", "", role="reader", takes=schemas.QuizzesIn, location="query", gives=page_of(schemas.StoredQuizOut)
)
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the quizzes that meet every condition, the newest day first."""
    page, size = asked.pop("page"), asked.pop("page_size")
    state = asked.pop("state", None)
    wanted = QuizFilter(**asked, states=(state,) if state else ())
    found = desk().list(wanted, limit=size, offset=(page - 1) * size)
    return {"items": found.quizzes, "page": page, "page_size": size, "more": page * size < found.total}


@blueprint.operation("POST", "", status=201, takes=schemas.NewQuizIn, gives=schemas.StoredQuizOut)
def create(asked: dict[str, Any]) -> StoredQuiz:
    """Keep a quiz as a draft, and its article where it comes along and the archive has none of that id."""
    if "article" in asked:
        _keep_article(Article(**asked["article"]))
    return desk().create(
        asked["quiz"],
        section=asked["section"],
        day=asked.get("day") or None,
        assignee=asked["assignee"],
        offered=asked["offered"],
    )


@blueprint.operation("GET", "/<string(maxlength=100):quiz_id>", role="reader", gives=schemas.StoredQuizOut)
def get(quiz_id: str) -> StoredQuiz:
    """Return one quiz."""
    with not_found(QuizError):
        return desk().get(quiz_id)


@blueprint.operation("POST", "/<string(maxlength=100):quiz_id>/open", gives=schemas.OpenedQuizOut)
def start(quiz_id: str) -> dict[str, Any]:
    """Open a quiz to work on it; to be repeated meanwhile, so that others see who has it open."""
    with not_found(QuizError):
        quiz = desk().open(quiz_id)
    return {"quiz": quiz, "article": _article_of(quiz), "draft": desk().draft(quiz_id)}


@blueprint.operation("POST", "/<string(maxlength=100):quiz_id>/close", status=204, gives=None)
def stop(quiz_id: str) -> None:
    """Say that one has closed a quiz."""
    with not_found(QuizError):
        desk().get(quiz_id)
    desk().close(quiz_id)


@blueprint.operation(
    "PUT",
    "/<string(maxlength=100):quiz_id>",
    takes=schemas.SaveIn,
    gives=schemas.StoredQuizOut,
    refuses=(409,),
)
def save(asked: dict[str, Any], quiz_id: str) -> StoredQuiz:
    """Save what an editor wrote. An approved quiz goes back to review."""
    with not_found(QuizError):
        desk().get(quiz_id)
    return desk().save(quiz_id, asked["quiz"], asked["version"], reason=asked["reason"], offered=asked["offered"])


@blueprint.operation("PUT", "/<string(maxlength=100):quiz_id>/draft", takes=schemas.DraftIn, gives=schemas.DraftOut)
def keep_draft(asked: dict[str, Any], quiz_id: str) -> Any:
    """Keep unsaved work beside the saved quiz."""
    with not_found(QuizError):
        desk().get(quiz_id)
    return desk().autosave(quiz_id, asked["quiz"], asked["version"])


@blueprint.operation("DELETE", "/<string(maxlength=100):quiz_id>/draft", status=204, gives=None)
def discard_draft(quiz_id: str) -> None:
    """Throw unsaved work away."""
    with not_found(QuizError):
        desk().get(quiz_id)
    desk().discard_draft(quiz_id)


def _keep_article(article: Article) -> None:
    """Keep an article that the archive has not; a text that came later than the page's is left as it is."""
    archive = ArticleRepository(services().store)
    try:
        archive.get(article.identity)
    except InputError:
        keep_article(article, kind="desk")


def _article_of(quiz: StoredQuiz) -> Any:
    try:
        return ArticleRepository(services().store).get(quiz.article_id)
    except InputError:
        return None
