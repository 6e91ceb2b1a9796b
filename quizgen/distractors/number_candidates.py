"""Candidates for a key that is a number: other numbers in its form, none of them a figure of the article."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable
from dataclasses import replace

from quizgen.article import Article
from quizgen.distractors.number_context import weekday_after
from quizgen.distractors.number_forms import fold
from quizgen.distractors.numbers import NumberExpression, find_numbers, number_distractors
from quizgen.options import QuizOptions
from quizgen.results import Candidate
from quizgen.text import normalise

NUMBER = "number"

_HAS_FIGURE = re.compile("[0-9０-９〇一二三四五六七八九十百千万]")
# A number expression holds one of these, folded.
_FIGURE = re.compile("[0-9〇一二三四五六七八九十百千元]")
# What the article states as well, and how a number would say it.
_OTHER_WORDS = (
    (re.compile(r"(?<![0-9:])([0-9]{1,2}):([0-9]{2})(?![0-9:])"), r"\1時\2分"),
    (re.compile(r"(?<![0-9/.-])([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})(?![0-9/.-])"), r"\1年\2月\3日"),
    (re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})(?![0-9/])"), r"\1月\2日"),
    (re.compile(r"半数|半分|半額|半減"), "50%"),
    (re.compile(r"(?<![0-9〇一-龠])倍(?:増|額|に)"), "2倍"),
)


def number_at(body: str, start: int, end: int) -> NumberExpression | None:
    """Return the number expression that is exactly ``body[start:end]``, with or without its weekday, or None."""
    if not _FIGURE.search(fold(body[start:end])):
        return None
    for number in find_numbers(body):
        if number.start != start:
            continue
        if number.end == end:
            return number
        suffix = body[number.end : end]
        if suffix and weekday_after(fold(suffix)) == fold(suffix):
            after = number.after[len(suffix) :]
            return replace(number, surface=number.surface + suffix, end=end, suffix=suffix, after=after)
    return None


def number_candidates(article: Article, key: NumberExpression, n: int, options: QuizOptions) -> list[Candidate]:
    """Return up to ``n`` other numbers, in the order they were drawn; all are equally good, so all score 1.

    None of them is a figure of the body or the title, or excluded, in whatever notation. Years stay near the article's.
    """
    body = article.body
    salt = f"{options.seed}\n{key.start}\n{key.surface}\n{options.difficulty}"
    generator = random.Random(int.from_bytes(hashlib.sha256((salt + body).encode("utf-8")).digest()[:8], "big"))
    others = [number for number in find_numbers(body) if (number.start, number.end) != (key.start, key.end)]
    others += _told_otherwise(body)
    for text in (article.title or "", *options.exclude):
        others += [*find_numbers(text), *_told_otherwise(text)]
    excluded = {normalise(word).text for word in options.exclude if _HAS_FIGURE.search(word)}
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


def _told_otherwise(text: str) -> Iterable[NumberExpression]:
    """The figures that a text states without the words of a number: 12:30, 2026/6/30, 半数."""
    folded = fold(text)
    for words, said in _OTHER_WORDS:
        for matched in words.finditer(folded):
            yield from find_numbers(matched.expand(said))
