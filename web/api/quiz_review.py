"""Quizzes under review: what speaks against them, the steps that people take, days handed out, batches taken in."""

from __future__ import annotations

from typing import Any

from quizgen.article import Article
from quizgen.desk.messages import describe
from quizgen.errors import QuizError
from quizgen.store.history import Event
from quizgen.store.quiz import ArticleChange, StoredQuiz
from quizgen.web.api import quiz_review_schemas as schemas
from quizgen.web.api.description import Resource
from quizgen.web.api.missing import not_found
from quizgen.web.api.quiz_schemas import StoredQuizOut
from quizgen.web.api.schemas import ArticleIn, listing
from quizgen.web.arrivals import keep_article
from quizgen.web.i18n import language
from quizgen.web.quiz_desk import desk, desk_settings
from quizgen.web.quiz_steps import Given, take
from quizgen.web.quizzes_files import export_of, import_upload
from quizgen.web.security import takes_file
from quizgen.web.services import services

blueprint = Resource("quiz-review", __name__, description="Quizzes under review, days handed out, batches taken in.")


@blueprint.operation("GET", "/quizzes/<string(maxlength=100):quiz_id>/review", role="reader", gives=schemas.ReviewOut)
def review(quiz_id: str) -> dict[str, Any]:
    """Return what there is to decide about a quiz."""
    quiz = _found(quiz_id)
    similar = services().knowledge.similar(quiz.content, quiz.date, settings=desk_settings())
    return {
        "findings": [finding.to_dict() | {"text": describe(finding, language())} for finding in desk().findings(quiz)],
        "steps": desk().steps(quiz),
        "similar": [{"quiz_id": one.quiz.quiz_id, "why": str(one.why), "likeness": one.likeness} for one in similar],
        "changes": desk().repository.article_changes(quiz_id),
    }


@blueprint.operation(
    "GET", "/quizzes/<string(maxlength=100):quiz_id>/history", role="reader", gives=listing(schemas.EventOut)
)
def history(quiz_id: str) -> dict[str, tuple[Event, ...]]:
    """Return everything that was done to a quiz, newest first."""
    return {"items": desk().history(_found(quiz_id).quiz_id)}


@blueprint.operation(
    "POST",
    "/quizzes/<string(maxlength=100):quiz_id>/steps",
    takes=schemas.StepIn,
    gives=StoredQuizOut,
    refuses=(409,),
)
def step(asked: dict[str, Any], quiz_id: str) -> StoredQuiz:
    """Take a step with a quiz in the name of whoever asks, by the same rules as on the page."""
    _found(quiz_id)
    name, version = asked.pop("step"), asked.pop("version")
    return take(desk(), name, quiz_id, version, Given(**asked))


@blueprint.operation("GET", "/days/<string(maxlength=10):day>", gives=schemas.DayOut)
def handed_out(day: str) -> Any:
    """Return what a day hands out now: what is approved, without what is under embargo."""
    return export_of(day)


@blueprint.operation("POST", "/quizzes/import", takes=schemas.BatchIn, location="files", gives=schemas.BatchOut)
@takes_file
def take_batch(asked: dict[str, Any]) -> Any:
    """Take a batch's output into the review queue; each quiz is for the day of its article."""
    return import_upload(asked["file"], None)


@blueprint.operation("GET", "/article-changes", role="reader", gives=listing(schemas.ArticleChangeOut))
def changes() -> dict[str, tuple[ArticleChange, ...]]:
    """Return the articles' changes that wait for a person, oldest first."""
    return {"items": desk().repository.article_changes()}


@blueprint.operation("POST", "/articles", takes=ArticleIn, gives=schemas.ArrivedOut)
def arrive(asked: dict[str, Any]) -> dict[str, Any]:
    """Keep an article, or its new text: approved quizzes of an earlier text are suspended."""
    article = Article(**asked)
    concerned = keep_article(article)
    return {"id": article.identity, "quizzes": {quiz.quiz_id: str(quiz.state) for quiz in concerned}}


def _found(quiz_id: str) -> StoredQuiz:
    with not_found(QuizError):
        return desk().get(quiz_id)
