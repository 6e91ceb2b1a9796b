"""Quizzes of the desk for the tests of the pages."""

from __future__ import annotations

from typing import Any

from flask import Flask

from quizgen.article import Article
from quizgen.desk import Desk
from quizgen.store.article import NewArticle
from quizgen.store.articles import ArticleRepository
from quizgen.store.quiz import StoredQuiz
from tests.desk.quizzes import BODY, quiz

DAY = "2026-11-23"


def desk_of(app: Flask, who: str, **named: Any) -> Desk:
    """The desk of the application under test, without checks."""
    return Desk(app.extensions["quizgen"].store, who, **named)


def in_review(app: Flask, quiz_id: str = "q1", author: str = "sato", **changes: Any) -> StoredQuiz:
    """A quiz that its author has submitted."""
    desk = desk_of(app, author)
    made = desk.create(quiz(quiz_id, **changes), section="経済")
    return desk.submit(quiz_id, made.version)


def approved(app: Flask, quiz_id: str = "q1", **changes: Any) -> StoredQuiz:
    """A quiz that a second person has approved."""
    waiting = in_review(app, quiz_id, **changes)
    return desk_of(app, "ota").approve(quiz_id, waiting.version)


def keep_article(app: Flask, body: str = BODY, article_id: str = "a1") -> tuple[StoredQuiz, ...]:
    """Keep an article, or another text of it, and tell the desk; returns the quizzes concerned."""
    store = app.extensions["quizgen"].store
    ArticleRepository(store).add(NewArticle(body=body, id=article_id, title="海風電鉄、港町に新駅", section="経済"))
    return desk_of(app, "").article_arrived(Article(body, id=article_id))
