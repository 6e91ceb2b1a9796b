"""Quizzes to look at beside a new one: those with the same key of late, and those on the same story."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from quizgen.desk.workflow import STATES, State
from quizgen.lexicon import surface_key
from quizgen.store.quiz import QuizContent, QuizFilter, StoredQuiz
from quizgen.store.quizzes import QuizRepository
from quizgen.text import normalise

Likeness = Callable[[QuizContent, QuizContent], float]
"""How alike the stories of two quizzes are, 0 to 1, higher is more alike."""

SAME_STORY = 0.5
"""Quizzes whose stories are at least so alike are pointed out."""

_COUNTED = tuple(state for state in STATES if state not in (State.REJECTED, State.WITHDRAWN))
_MOST = 2_000
# What carries a title: runs of kanji, katakana, Latin letters and digits.
_CARRYING = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff々ァ-ヺー]{2,}|[a-z0-9.]{2,}")


class Why(StrEnum):
    """Why a quiz is pointed out."""

    SAME_QUIZ = "same_quiz"
    SAME_KEY = "same_key"
    SAME_ARTICLE = "same_article"
    SAME_STORY = "same_story"


@dataclass(frozen=True, slots=True)
class Similar:
    """A quiz to look at, why, and how alike the stories are (0 to 1; 1 for the same key or article)."""

    quiz: StoredQuiz
    why: Why
    likeness: float


def find_similar(
    repository: QuizRepository,
    content: QuizContent,
    day: str,
    *,
    days: int = 14,
    key_names: Collection[str] = (),
    likeness: Likeness | None = None,
    least: float = SAME_STORY,
) -> tuple[Similar, ...]:
    """Return the quizzes within ``days`` of a day that ask for the same key or tell the same story, the nearest first.

    ``key_names``: other names of the key (:meth:`Lexicon.same_thing`). ``likeness``: :func:`title_likeness` by default.
    A quiz is named once, for the gravest reason; rejected and withdrawn ones are not, nor is the quiz itself. Without a
    day only the same article is found.
    """
    likeness = likeness or title_likeness
    names = {surface_key(content["key"]), *map(surface_key, key_names)} - {""}
    found: list[Similar] = []
    for other in _around(repository, content, day, days):
        if other.quiz_id == content["id"]:
            continue
        same_key = surface_key(other.key) in names
        if _is_same_article(content, other):
            found.append(Similar(other, Why.SAME_QUIZ if same_key else Why.SAME_ARTICLE, 1.0))
        elif same_key:
            found.append(Similar(other, Why.SAME_KEY, 1.0))
        elif (alike := likeness(content, other.content)) >= least:
            found.append(Similar(other, Why.SAME_STORY, round(alike, 3)))
    order = list(Why)
    return tuple(sorted(found, key=lambda item: (order.index(item.why), -item.likeness, item.quiz.quiz_id)))


def title_likeness(one: QuizContent, other: QuizContent) -> float:
    """Return how much of what carries two titles is the same: Dice's coefficient over pairs of characters, 0 to 1."""
    mine, theirs = (_pairs(content["source"]["title"] or content["sentence"]) for content in (one, other))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _pairs(title: str) -> set[str]:
    runs = _CARRYING.findall(normalise(title).text.casefold())
    return {run[start : start + 2] for run in runs for start in range(len(run) - 1)}


def _around(repository: QuizRepository, content: QuizContent, day: str, days: int) -> list[StoredQuiz]:
    found = {quiz.quiz_id: quiz for quiz in _of_article(repository, content) if quiz.state in _COUNTED}
    if day:
        middle, reach = date.fromisoformat(day), timedelta(days=days)
        first, last = (middle - reach).isoformat(), (middle + reach).isoformat()
        wanted = QuizFilter(first_date=first, last_date=last, states=_COUNTED)
        found |= {quiz.quiz_id: quiz for quiz in repository.list(wanted, limit=_MOST).quizzes}
        # The nearest first: a measure that works something out may do so for the first only.
        return sorted(found.values(), key=lambda quiz: (_days_between(quiz.date, middle), quiz.quiz_id))
    return list(found.values())


def _days_between(day: str, middle: date) -> int:
    return abs((date.fromisoformat(day) - middle).days) if day else 0


def _of_article(repository: QuizRepository, content: QuizContent) -> tuple[StoredQuiz, ...]:
    return repository.of_article(content["article_id"], content["source"]["url"] or "")


def _is_same_article(content: QuizContent, other: StoredQuiz) -> bool:
    if content["article_id"] == other.article_id:
        return True
    mine, theirs = content["source"], other.content["source"]
    return bool(mine["sha256"] == theirs["sha256"] or (mine["url"] and mine["url"] == theirs["url"]))
