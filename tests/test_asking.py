"""What quizgen asks about by itself: the marked set is sound, and quizgen keeps the bounds set for it."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from quizgen.text import normalise
from tests.fixtures.asking.check import Rates, bounds, marked_articles, marked_sentences, measure


@pytest.fixture(scope="module")
def measured() -> Rates:
    found, _ = measure()
    return found


def test_set_is_large_enough_and_every_word_stands_in_its_text() -> None:
    assert len(marked_sentences()) >= 60
    assert len(marked_articles()) >= 30
    assert [item.key for item in marked_sentences() if item.key not in normalise(item.sentence).text] == []
    assert [item.sentence for item in marked_sentences() if item.good == bool(item.why)] == []
    for item in marked_articles():
        assert [word for word in item.ask | item.never if word not in item.article.body] == []
        assert not item.ask & item.never


@pytest.mark.parametrize(
    "name", ["sentences_right", "articles_asked", "first_is_asked", "three_are_asked", "pairs_in_order"]
)
def test_what_an_editor_would_ask_comes_first_in_sentences_that_stand_alone(name: str, measured: Rates) -> None:
    assert asdict(measured)[name] >= asdict(bounds())[name]


def test_words_in_passing_are_hardly_asked_about(measured: Rates) -> None:
    assert measured.never_asked <= bounds().never_asked
