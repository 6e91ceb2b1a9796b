"""What the store asks the lexicon when a word is added."""

from __future__ import annotations

from quizgen.lexicon.categories import CATEGORIES, STATUSES
from quizgen.lexicon.entry import make_entry_id, surface_key
from quizgen.store.word import WordRules

WORD_RULES = WordRules(categories=tuple(CATEGORIES), statuses=STATUSES, entry_id=make_entry_id, key=surface_key)
