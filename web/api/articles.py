"""Articles: read one, take one from a file, or find one in the archive."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask_smorest.fields import Upload

from quizgen import Article
from quizgen.article_file import article_of_text
from quizgen.decoding import decode_any
from quizgen.errors import InputError
from quizgen.web.api import schemas
from quizgen.web.api.description import Resource
from quizgen.web.services import services

blueprint = Resource("articles", __name__, url_prefix="/articles", description="Articles to make quizzes of.")


class _FileIn(ma.Schema):
    """``file``: text in UTF-8 or another encoding of Japanese, or a JSON article."""

    file = Upload(required=True)


class _FileOut(ma.Schema):
    """``encoding``: what the file was read as; other than UTF-8 it is a guess to look at."""

    article = ma.fields.Nested(schemas.ArticleOut)
    encoding = ma.fields.String()


@blueprint.operation("POST", "/read", takes=schemas.ReadIn, gives=schemas.ReadOut)
def read(asked: dict[str, Any]) -> dict[str, Any]:
    """Read an article: keywords with their places, stories that are no game, the best keyword's proposal."""
    article = Article(**asked["article"])
    with services().desk.lent() as generator:
        found = generator.keywords(article)
        keywords = [{**keyword.to_dict(), "places": generator.places(article, keyword.surface)} for keyword in found]
        stories = generator.stories(article)
        proposal = None
        if asked["propose"] and found:
            best = found[0]
            proposal = generator.propose(
                article, k=asked["k"], start=best.start, end=best.end, options=asked["options"]
            ).to_dict()
    return {"id": article.identity, "keywords": keywords, "stories": stories, "proposal": proposal}


@blueprint.operation("POST", "/upload", takes=_FileIn, location="files", gives=_FileOut)
def upload(asked: dict[str, Any]) -> dict[str, Any]:
    """Take the article out of a file. Nothing is kept of it."""
    file = asked["file"]
    name = file.filename or "file"
    text, encoding = decode_any(file.read(), name)
    article = article_of_text(text.replace("\r\n", "\n"), name)
    if len(article.body) > schemas.MAX_BODY:
        raise InputError(f"{name}: expected at most {schemas.MAX_BODY} characters, got {len(article.body)}; shorten it")
    return {"article": article, "encoding": encoding}
