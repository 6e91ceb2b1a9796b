"""Proposing: the quizzes that one article could give, whatever the other articles of the run are."""

from __future__ import annotations

from quizgen.article import Article
from quizgen.batch.items import QuizMaker
from quizgen.errors import NoKeyword
from quizgen.options import QuizOptions
from quizgen.results import Quiz

# So many are proposed beyond those wanted, for the selection to choose others where a key was asked already.
SPARE = 3


def propose(maker: QuizMaker, article: Article, wanted: int, options: QuizOptions) -> list[Quiz]:
    """Return at least one quiz and up to ``wanted`` + SPARE, those most worth asking first.

    Depends on nothing but the arguments, so articles may be proposed for in any order. Raises :class:`NoKeyword` or
    :class:`TooFewDistractors`, saying why there is none.
    """
    made = maker.quizzes(article, wanted + SPARE, options=options)
    if made:
        return made
    keywords = maker.keywords(article)
    if not keywords:
        raise NoKeyword("no keyword: it holds no word worth asking about")
    best = keywords[0]
    maker.distractors(article, None, options.n_distractors, start=best.start, end=best.end, options=options)
    raise NoKeyword(f"no quiz: none of its {len(keywords)} keywords has both a sentence that stands alone and choices")
