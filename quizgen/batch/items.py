"""What goes into a batch, and what a batch needs of the generator."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from quizgen.article import Article
from quizgen.options import QuizOptions
from quizgen.results import Candidate, Keyword, Quiz
from quizgen.stories.flags import StoryFlag

QuizData = Mapping[str, Any]
"""A quiz in the JSON form of the contract."""


@dataclass(frozen=True, slots=True)
class Item:
    """One article of the input, or the reason why there is none.

    ``place``: where it stands, for messages ("today.jsonl, line 3"). Exactly one of ``article`` and ``problem`` is set.
    """

    place: str
    article: Article | None = None
    problem: str = ""

    @property
    def digest(self) -> str:
        """Names everything of the article that its quizzes depend on; the same for all items without an article."""
        data = self.article.to_dict() if self.article is not None else None
        return hashlib.sha256(json.dumps(data, ensure_ascii=False).encode("utf-8")).hexdigest()[:32]


class QuizMaker(Protocol):
    """What a batch needs of :class:`quizgen.QuizGenerator`, which says more about each."""

    @property
    def model_identity(self) -> str:
        """Names the model."""

    @property
    def index_identity(self) -> str:
        """Names the index in use."""

    @property
    def lexicon_identity(self) -> str:
        """Names the words in force."""

    @property
    def story_rules_identity(self) -> str:
        """Names the rules that tell which stories are no game."""

    @property
    def style_identity(self) -> str:
        """Names the house style in force."""

    def same_thing(self, surface: str) -> frozenset[str]:
        """Return the comparison keys of all that names what ``surface`` does."""

    def stories(self, article: Article) -> tuple[StoryFlag, ...]:
        """Return the kinds of story that is no game which the article is."""

    def quizzes(self, article: Article, max_quizzes: int, *, options: QuizOptions) -> list[Quiz]:
        """Make up to ``max_quizzes`` quizzes, those most worth asking first; the same for the same arguments."""

    def quiz(self, article: Article, *, start: int, end: int, options: QuizOptions) -> Quiz:
        """Make the quiz of the key between two offsets."""

    def keywords(self, article: Article) -> list[Keyword]:
        """Return the words worth asking about, best first."""

    def distractors(
        self, article: Article, keyword: str | None, n: int, *, start: int, end: int, options: QuizOptions
    ) -> list[Candidate]:
        """Return the distractors for a key, or raise :class:`TooFewDistractors`."""


def identities_of(maker: QuizMaker) -> dict[str, str]:
    """Return what the quizzes of a run depend on besides articles, options and version."""
    return {
        "model": maker.model_identity,
        "index": maker.index_identity,
        "lexicon": maker.lexicon_identity,
        "stories": maker.story_rules_identity,
        "style": maker.style_identity,
    }
