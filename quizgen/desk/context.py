"""What the checks look at beside the quiz itself; small, so that a page can check at every keystroke."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from quizgen.desk.spelling import ReadingOf, figures_of
from quizgen.distractors.number_expressions import NumberExpression
from quizgen.lexicon import Lexicon, surface_key
from quizgen.store.quiz import ArticleChange, StoredQuiz
from quizgen.stories.flags import StoryFlag
from quizgen.text import normalise


@dataclass(frozen=True)
class DayQuiz:
    """Another quiz of the same day, as readers see it beside this one."""

    quiz_id: str
    article_id: str
    key: str
    stem: str

    @classmethod
    def of(cls, quiz: StoredQuiz) -> DayQuiz:
        """Keep of a stored quiz what the checks look at."""
        return cls(quiz.quiz_id, quiz.article_id, quiz.key, str(quiz.content["stem"]))

    @cached_property
    def key_form(self) -> str:
        """Its key in the form in which words are compared."""
        return surface_key(self.key)

    @cached_property
    def stem_form(self) -> str:
        """Its stem in that form."""
        return surface_key(self.stem)


@dataclass(frozen=True)
class CheckContext:
    """What is known beside the quiz; whatever is left out is not looked at.

    ``body``: the article's text as it is now. ``stories``: the kinds of story that is no game which it is. ``others``:
    the other quizzes of the day. ``blocked``, ``sensitive``: words of the store, in the form of :func:`surface_key`.
    ``forbids``: tells a word that the house style forbids; ``forbidden``: those words. ``reading_of``: how a word is
    read. ``is_person``: tells the name of a person. ``changes``: of the article, not settled yet.
    """

    lexicon: Lexicon = field(default_factory=lambda: Lexicon(()))
    body: str = ""
    stories: tuple[StoryFlag, ...] = ()
    others: tuple[DayQuiz, ...] = ()
    blocked: frozenset[str] = frozenset()
    sensitive: frozenset[str] = frozenset()
    forbids: Callable[[str], bool] | None = None
    forbidden: tuple[str, ...] = ()
    reading_of: ReadingOf | None = None
    is_person: Callable[[str], bool] | None = None
    changes: tuple[ArticleChange, ...] = ()

    @cached_property
    def text(self) -> str:
        """The article's text in NFKC."""
        return normalise(self.body).text

    @cached_property
    def body_form(self) -> str:
        """The article's text in the form in which words are compared."""
        return surface_key(self.body)

    @cached_property
    def figures(self) -> tuple[NumberExpression, ...]:
        """The numbers of the article."""
        return tuple(figures_of(self.body))
