"""Asking about an article: keywords, stories, candidates, distractors, ranks, quizzes, proposals, neighbourhoods."""

from __future__ import annotations

from typing import Any

from quizgen import Article
from quizgen.web.api import schemas
from quizgen.web.api.description import Resource
from quizgen.web.services import services

blueprint = Resource("asking", __name__, description="Asking about an article; nothing is kept.")


@blueprint.operation("POST", "/keywords", takes=schemas.AboutArticle, gives=schemas.listing(schemas.KeywordOut))
def keywords(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the words worth asking about, the best first."""
    with services().desk.lent() as generator:
        return {"items": generator.keywords(_article(asked))}


@blueprint.operation("POST", "/categories", takes=schemas.AboutArticle, gives=schemas.CategoriesOut)
def categories(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what the article makes of those keywords that may be several kinds of thing.

    Nobody waits for this, and it takes reading the whole article: every word has a turn of its own, behind all others.
    """
    article, desk = _article(asked), services().desk
    with desk.lent(patient=True) as generator:
        ambiguous = generator.ambiguous_keywords(article)
    found = {}
    for item in ambiguous:
        with desk.lent(patient=True) as generator:
            found[item.keyword.surface] = generator.category_at(article, *item.best)
    return {"categories": found}


@blueprint.operation("POST", "/stories", takes=schemas.AboutArticle, gives=schemas.listing(schemas.StoryOut))
def stories(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the kinds of story that is no game which the article is, mostly none."""
    with services().desk.lent() as generator:
        return {"items": generator.stories(_article(asked))}


@blueprint.operation("POST", "/candidates", takes=schemas.CandidatesIn, gives=schemas.listing(schemas.CandidateOut))
def candidates(asked: dict[str, Any]) -> dict[str, Any]:
    """Return candidates for a key, ranked and filtered, best first."""
    with services().desk.lent() as generator:
        return {"items": generator.candidates(_article(asked), k=asked["k"], **_key(asked))}


@blueprint.operation("POST", "/distractors", takes=schemas.DistractorsIn, gives=schemas.listing(schemas.CandidateOut))
def distractors(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the distractors that a quiz would offer: good, and different from each other."""
    with services().desk.lent() as generator:
        return {"items": generator.distractors(_article(asked), n=asked["n"], **_key(asked))}


@blueprint.operation("POST", "/rank", takes=schemas.RankIn, gives=schemas.listing(schemas.RankedOut))
def rank(asked: dict[str, Any]) -> dict[str, Any]:
    """Rank words as choices for a key, every distinct one once; unsuitable ones last, with the reason."""
    with services().desk.lent() as generator:
        return {"items": generator.rank(_article(asked), pool=asked["pool"], **_key(asked))}


@blueprint.operation("POST", "/quiz", takes=schemas.QuizIn, gives=schemas.QuizOut)
def quiz(asked: dict[str, Any]) -> dict[str, Any]:
    """Make a quiz of a key, with the distractors named or with those that quizgen draws."""
    with services().desk.lent() as generator:
        if "distractors" in asked:
            return generator.compose(_article(asked), distractors=asked["distractors"], **_key(asked)).to_dict()
        return generator.quiz(_article(asked), **_key(asked)).to_dict()


@blueprint.operation("POST", "/proposal", takes=schemas.CandidatesIn, gives=schemas.ProposalOut)
def proposal(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what an editor is shown for a key: candidates, how the article reads it, and the quiz of it."""
    with services().desk.lent() as generator:
        return generator.propose(_article(asked), k=asked["k"], **_key(asked)).to_dict()


@blueprint.operation("POST", "/neighbourhood", takes=schemas.NeighbourhoodIn, gives=schemas.NeighbourhoodOut)
def neighbourhood(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the picture of a key among its candidates, beside the same word in its other senses."""
    with services().desk.lent() as generator:
        found = generator.neighbourhood(_article(asked), words=asked["words"], k=asked["k"], **_key(asked))
    return found.to_dict()


def _article(asked: dict[str, Any]) -> Article:
    return Article(**asked["article"])


def _key(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: asked[name] for name in ("keyword", "start", "end", "options") if name in asked}
