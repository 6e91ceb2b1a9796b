"""The words: seed lists, mined words, categories, and what editors add. Knows no torch and no articles."""

from quizgen.lexicon.categories import CATEGORIES, STATUSES, category_of
from quizgen.lexicon.entry import Entry, make_entry_id, split_entry_id, surface_key
from quizgen.lexicon.lexicon import Lexicon, Match

__all__ = [
    "CATEGORIES",
    "STATUSES",
    "Entry",
    "Lexicon",
    "Match",
    "category_of",
    "make_entry_id",
    "split_entry_id",
    "surface_key",
]
