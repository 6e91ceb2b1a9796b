"""Articles that come over the web: kept in the store, and the desk is told, so that approvals are suspended in time."""

from __future__ import annotations

from dataclasses import replace

from quizgen.article import Article
from quizgen.store.article import NewArticle
from quizgen.store.articles import ArticleRepository
from quizgen.store.quiz import StoredQuiz
from quizgen.web.quiz_desk import desk
from quizgen.web.services import services


def keep_article(article: Article, kind: str = "archive") -> tuple[StoredQuiz, ...]:
    """Keep an article, or its new text; return the quizzes that the new text concerns.

    Raises :class:`InputError` for an unusable article.
    """
    kept = replace(article, id=article.identity)
    ArticleRepository(services().store).add(NewArticle(**kept.to_dict(), kind=kind))
    return desk().article_arrived(kept)
