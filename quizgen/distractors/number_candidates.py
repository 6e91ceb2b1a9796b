"""Candidates for a key that is a number: other numbers in its form, none of them a figure of the article."""

from __future__ import annotations

import hashlib
import random

from quizgen.article import Article
from quizgen.distractors.numbers import NumberExpression, find_numbers, number_distractors
from quizgen.options import QuizOptions
from quizgen.results import Candidate
from quizgen.text import normalise

NUMBER = "number"


def number_at(body: str, start: int, end: int) -> NumberExpression | None:
    """Return the number expression that is exactly ``body[start:end]``, or None."""
    for number in find_numbers(body):
        if (number.start, number.end) == (start, end):
            return number
    return None


def number_candidates(article: Article, key: NumberExpression, n: int, options: QuizOptions) -> list[Candidate]:
    """Return up to ``n`` other numbers, in the order they were drawn; all are equally good, so all score 1.

    None of them is a figure of the body or the title. Years stay near the article's.
    """
    body = article.body
    salt = f"{options.seed}\n{key.start}\n{key.surface}\n{options.difficulty}"
    generator = random.Random(int.from_bytes(hashlib.sha256((salt + body).encode("utf-8")).digest()[:8], "big"))
    others = [number for number in find_numbers(body) if (number.start, number.end) != (key.start, key.end)]
    others += find_numbers(article.title or "")
    excluded = {normalise(word).text for word in options.exclude}
    surfaces = number_distractors(
        key,
        article_numbers=others,
        n=n + len(excluded),
        rng=generator,
        difficulty=options.difficulty,
        this_year=article.year,
    )
    kept = [surface for surface in surfaces if normalise(surface).text not in excluded][:n]
    return [Candidate(surface, "", f"{surface}|{NUMBER}", NUMBER, 1.0) for surface in kept]
