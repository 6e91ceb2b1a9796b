"""Asking once what editors ask, before anybody waits for it: what a first question loads is then there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from quizgen.data import sample_articles
from quizgen.errors import QuizgenError
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.proposal import best_of
from quizgen.store import NewWord, WordRepository
from quizgen.web.services import Services
from quizgen.word_changes import WordChanges
from quizgen.word_search import WordFilter, WordSearch

if TYPE_CHECKING:
    from quizgen.generator import QuizGenerator

_LOG = logging.getLogger(__name__)


def warm(generator: QuizGenerator, shared: Services) -> None:
    """Have a bundled article read and asked about, words searched and a quiz's surroundings looked up.

    Nothing is kept of it but what makes the next answers quick; a failure is logged, and left to whoever asks next.
    """
    article = sample_articles()[0]
    try:
        start, end = best_of(generator.placed_keywords(article)).best
        generator.stories(article)
        generator.propose(article, start=start, end=end)
        generator.neighbourhood(article, start=start, end=end)
        shared.knowledge.context(article)
        words = WordRepository(shared.store, WORD_RULES)
        WordSearch(words).find(WordFilter(""), limit=1)
        WordChanges(words).similar(NewWord("準備", "term"))
    except QuizgenError as error:
        _LOG.warning("not warmed up: %s", error)
