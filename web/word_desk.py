"""The words as the person of this request sees and changes them."""

from __future__ import annotations

from flask_login import current_user

from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import WordRepository
from quizgen.web.services import services
from quizgen.word_changes import WordChanges
from quizgen.word_search import WordSearch


def words() -> WordRepository:
    """Return the words of the store, changed in the name of whoever asks."""
    return WordRepository(services().store, WORD_RULES, current_user.name)


def changes() -> WordChanges:
    """Return what changes words, those that ship too, in the name of whoever asks."""
    return WordChanges(words())


def search() -> WordSearch:
    """Return the search among all words, those that ship too."""
    return WordSearch(words())
