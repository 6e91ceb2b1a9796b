"""Distractors that an editor would publish: the set is sound, and quizgen keeps the bounds set for it."""

from __future__ import annotations

import pytest

from quizgen import QuizGenerator
from tests.fixtures.editor_keys.check import (
    Rates,
    bounds,
    editor_keys,
    every_fourth_key,
    faults_of_key,
    faults_of_set,
    measure,
    rates,
    read_articles,
)


@pytest.fixture(scope="module")
def measured(generator: QuizGenerator) -> Rates:
    return rates(measure(generator, every_fourth_key()))


def test_set_has_enough_articles_and_keys_and_none_twice() -> None:
    assert faults_of_set() == []


def test_every_key_stands_in_its_article_with_sound_word_lists(generator: QuizGenerator) -> None:
    keys = editor_keys()
    readings = read_articles(generator, keys)
    faults = {f"{key.name} {key.start}": faults_of_key(key, readings[str(key.article.id)]) for key in keys}
    assert {name: found for name, found in faults.items() if found} == {}


def test_suitable_words_rank_before_unsuitable_ones(measured: Rates) -> None:
    assert measured.pairs_in_order >= bounds("every_fourth_key").pairs_in_order


def test_unsuitable_words_are_hardly_drawn(measured: Rates) -> None:
    assert measured.must_not_drawn <= bounds("every_fourth_key").must_not_drawn


def test_first_candidates_are_of_the_kind_of_the_key(measured: Rates) -> None:
    assert measured.first_ten_of_class >= bounds("every_fourth_key").first_ten_of_class


@pytest.mark.large
def test_every_key_together_keeps_the_bounds(generator: QuizGenerator) -> None:
    found, wanted = rates(measure(generator, editor_keys())), bounds("every_key")
    assert found.pairs_in_order >= wanted.pairs_in_order
    assert found.must_not_drawn <= wanted.must_not_drawn
    assert found.first_ten_of_class >= wanted.first_ten_of_class
