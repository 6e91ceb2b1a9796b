"""Articles: read one, take one from a file, or find one in the archive."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import abort
from flask_smorest.fields import Upload

from quizgen import Article
from quizgen.article_file import article_of_text
from quizgen.data import sample_articles
from quizgen.decoding import decode_any
from quizgen.errors import InputError
from quizgen.proposal import best_of
from quizgen.store.articles import ArticleRepository
from quizgen.text import normalise
from quizgen.web.api import schemas
from quizgen.web.api.description import Resource
from quizgen.web.api.fields import Text
from quizgen.web.api.pages import PageIn, page, page_of, window
from quizgen.web.services import services

blueprint = Resource("articles", __name__, url_prefix="/articles", description="Articles to make quizzes of.")
_BEGINNING = 80


class ArticleFileIn(ma.Schema):
    """``file``: text in UTF-8 or another encoding of Japanese, or a JSON article."""

    file = Upload(required=True)


class ArticleFileOut(ma.Schema):
    """``encoding``: what the file was read as; other than UTF-8 it is a guess to look at."""

    article = ma.fields.Nested(schemas.ArticleOut)
    encoding = ma.fields.String()


class ArticlesIn(PageIn):
    """Which articles: every word of ``q`` in title or body. ``source``: the newsroom's own, or the bundled samples."""

    q = Text(200, load_default="")
    section = Text(200)
    since = ma.fields.Date()
    until = ma.fields.Date()
    source = ma.fields.String(load_default="archive", validate=ma.validate.OneOf(["archive", "samples"]))


class ListedArticle(ma.Schema):
    """An article in a list. ``begins``: the beginning of its body."""

    id = ma.fields.String(required=True)
    title = ma.fields.String(allow_none=True)
    date = ma.fields.String(allow_none=True)
    section = ma.fields.String(allow_none=True)
    begins = ma.fields.Function(lambda article: article.body[:_BEGINNING])


@blueprint.operation("GET", "", role="reader", takes=ArticlesIn, location="query", gives=page_of(ListedArticle))
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the articles of the archive that meet every condition, the newest first."""
    since, until = (asked[name].isoformat() if name in asked else None for name in ("since", "until"))
    limit, offset = window(asked)
    if asked["source"] == "samples":
        return page(asked, _samples(asked["q"], asked.get("section"), since, until)[offset:])
    archive = ArticleRepository(services().store)
    found = archive.search(
        asked["q"], section=asked.get("section"), since=since, until=until, limit=limit, offset=offset
    )
    return page(asked, found)


@blueprint.operation("GET", "/<path:article_id>", role="reader", gives=schemas.ArticleOut)
def get(article_id: str) -> Any:
    """Return one article of the archive, or a bundled sample."""
    try:
        return ArticleRepository(services().store).get(article_id)
    except InputError as error:
        sample = next((article for article in sample_articles() if article.id == article_id), None)
        if sample is None:
            abort(404, str(error))
        return sample


@blueprint.operation("POST", "/read", takes=schemas.ReadIn, gives=schemas.ReadOut)
def read(asked: dict[str, Any]) -> dict[str, Any]:
    """Read an article: keywords with their places, stories that are no game, the best keyword's proposal."""
    article = Article(**asked["article"])
    desk = services().desk
    with desk.lent() as generator:
        keywords = generator.placed_keywords(article)
        stories = generator.stories(article)
    proposal = None
    if asked["propose"] and keywords:
        start, end = best_of(keywords).best
        with desk.lent() as generator:
            proposal = generator.propose(
                article, k=asked["k"], start=start, end=end, options=asked["options"]
            ).to_dict()
    return {
        "id": article.identity,
        "keywords": [keyword.to_dict() for keyword in keywords],
        "stories": stories,
        "proposal": proposal,
    }


@blueprint.operation("POST", "/upload", takes=ArticleFileIn, location="files", gives=ArticleFileOut)
def upload(asked: dict[str, Any]) -> dict[str, Any]:
    """Take the article out of a file. Nothing is kept of it."""
    file = asked["file"]
    name = file.filename or "file"
    text, encoding = decode_any(file.read(), name)
    article = article_of_text(text.replace("\r\n", "\n"), name)
    if len(article.body) > schemas.MAX_BODY:
        raise InputError(f"{name}: expected at most {schemas.MAX_BODY} characters, got {len(article.body)}; shorten it")
    return {"article": article, "encoding": encoding}


def _samples(query: str, section: str | None, since: str | None, until: str | None) -> list[Article]:
    wanted = [normalise(word).text for word in query.split()]
    found = []
    for article in sample_articles():
        text = normalise(f"{article.title}\n{article.body}").text
        in_span = (since or "") <= (article.date or "") <= (until or "9999")
        if all(word in text for word in wanted) and section in (None, article.section) and in_span:
            found.append(article)
    return sorted(found, key=lambda article: (article.date or "", article.id or ""), reverse=True)
