"""The categories and statuses that every word list uses."""

from __future__ import annotations

import pytest

from quizgen.lexicon import CATEGORIES, STATUSES, category_of
from quizgen.lexicon.word_rules import WORD_RULES


@pytest.mark.parametrize(("word_class", "category"), [("team/baseball", "team"), ("team", "team"), ("a/b/c", "a")])
def test_the_category_is_the_first_part_of_a_class(word_class: str, category: str) -> None:
    assert category_of(word_class) == category


def test_categories_have_labels_of_their_own() -> None:
    assert len(set(CATEGORIES.values())) == len(CATEGORIES) >= 14
    assert not [name for name, label in CATEGORIES.items() if not name.isidentifier() or label.isascii()]


def test_the_store_is_told_the_same_categories_and_statuses() -> None:
    assert tuple(WORD_RULES.categories) == tuple(CATEGORIES)
    assert tuple(WORD_RULES.statuses) == STATUSES
    assert WORD_RULES.entry_id("楽天", "team/baseball") == "楽天|team/baseball"
    assert WORD_RULES.key("・") == ""
