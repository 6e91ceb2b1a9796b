"""Articles that came again with another text: their quizzes, what changed, and which approvals are suspended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template

from quizgen.store.quiz import ArticleChange, SentenceChange, StoredQuiz
from quizgen.web.quiz_desk import desk
from quizgen.web.quizzes_review import NAMES

blueprint = Blueprint("articles", __name__)


@dataclass(frozen=True, slots=True)
class Concerned:
    """A quiz that an article's new text concerns. ``touched``: the sentence that it asks about changed."""

    quiz: StoredQuiz
    touched: bool


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """An article that came again, the sentences that changed, and its quizzes."""

    article_id: str
    title: str
    at: datetime
    sentences: tuple[SentenceChange, ...]
    quizzes: tuple[Concerned, ...]


@blueprint.get("/articles/changed")
def changed() -> str:
    """List what waits for a person since articles came again, the latest first."""
    return render_template("quizzes/changed.html", articles=changed_articles(), **NAMES)


def changed_articles() -> tuple[ChangedArticle, ...]:
    """Gather the changes that nobody has dealt with, by article."""
    at = desk()
    by_article: dict[str, list[ArticleChange]] = {}
    for change in at.repository.article_changes():
        by_article.setdefault(change.article_id, []).append(change)
    found = [_gathered(article_id, changes) for article_id, changes in by_article.items()]
    return tuple(sorted(found, key=lambda article: article.at, reverse=True))


def _gathered(article_id: str, changes: list[ArticleChange]) -> ChangedArticle:
    quizzes: dict[str, Concerned] = {}
    sentences: dict[SentenceChange, None] = {}
    for change in changes:
        touched = change.touches_stem or (change.quiz_id in quizzes and quizzes[change.quiz_id].touched)
        quizzes[change.quiz_id] = Concerned(desk().get(change.quiz_id), touched)
        sentences |= dict.fromkeys(change.sentences)
    title = next((concerned.quiz.title for concerned in quizzes.values() if concerned.quiz.title), article_id)
    latest = max(change.at for change in changes)
    return ChangedArticle(article_id, title, latest, tuple(sentences), tuple(quizzes.values()))
