"""quizgen: four-choice quizzes from news articles, with distractors that fit what the key means in its article.

>>> from quizgen import QuizGenerator
>>> generator = QuizGenerator.load()
>>> quiz = generator.quiz("…", keyword="…")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizgen.article import Article
from quizgen.errors import (
    ArgumentError,
    ForbiddenKeyword,
    HomeError,
    IndexVersionError,
    InputError,
    KeywordNotFound,
    ModelError,
    NoKeyword,
    PersonInStory,
    QuizgenError,
    StoreError,
    StoryRulesError,
    StyleError,
    TooFewDistractors,
    WordError,
)
from quizgen.options import QuizOptions
from quizgen.results import Candidate, Distractor, Exemplar, Keyword, Quiz, RankedWord, Source

if TYPE_CHECKING:
    from quizgen.generator import QuizGenerator

__all__ = [
    "ArgumentError",
    "Article",
    "Candidate",
    "Distractor",
    "Exemplar",
    "ForbiddenKeyword",
    "HomeError",
    "IndexVersionError",
    "InputError",
    "Keyword",
    "KeywordNotFound",
    "ModelError",
    "NoKeyword",
    "PersonInStory",
    "Quiz",
    "QuizGenerator",
    "QuizOptions",
    "QuizgenError",
    "RankedWord",
    "Source",
    "StoreError",
    "StoryRulesError",
    "StyleError",
    "TooFewDistractors",
    "WordError",
]


def __getattr__(name: str) -> Any:
    # The generator brings torch with it; `quizgen --help` and the lexicon should not wait for that.
    if name == "QuizGenerator":
        from quizgen.generator import QuizGenerator

        return QuizGenerator
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
