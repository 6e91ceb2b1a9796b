"""Words that editors added, as a running process takes them in: at once as candidates, read a few at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from quizgen.editor_words import EditorWords
from quizgen.index.current import CurrentIndex
from quizgen.index.loaded import SenseIndex
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository, open_store
from tests.jobs.small import SHIPPED, make_home, small_model

COUNT = 6


@pytest.fixture
def words(tmp_path: Path) -> Iterator[EditorWords]:
    """The words of a home into which six with a sentence each were imported."""
    home = make_home(tmp_path / "home")
    with open_store(home) as store:
        WordRepository(store, WORD_RULES).import_words(
            NewWord(f"試合{number}", "team", "team/football", contexts=(f"きょう試合{number}が勝った。",))
            for number in range(COUNT)
        )
        words = EditorWords(home, small_model())
        words.follow()
        yield words


@pytest.fixture
def index(words: EditorWords, tmp_path: Path) -> SenseIndex:
    with mock.patch("quizgen.index.embedded.embedded_folder", return_value=tmp_path / "home" / SHIPPED):
        return CurrentIndex(tmp_path / "home", small_model().identities).get()


def read(words: EditorWords, index: SenseIndex) -> list[bool]:
    """Of each word's sense, whether it comes from the word's sentence."""
    senses, vectors = words.senses(index)
    assert len(senses) == len(vectors) == COUNT
    return [sense.contexts > 0 for sense in senses]


def test_an_import_is_read_a_few_words_at_a_search_and_all_are_candidates_meanwhile(
    words: EditorWords, index: SenseIndex
) -> None:
    assert read(words, index) == [True] * 4 + [False] * 2
    words.follow()
    assert read(words, index) == [True] * COUNT


def test_all_that_wait_are_read_on_request_once_for_every_process(
    words: EditorWords, index: SenseIndex, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    assert words.read_waiting(index, lambda *done: told.append(done)) == COUNT
    assert told == [(number, COUNT) for number in range(1, COUNT + 1)]
    assert read(words, index) == [True] * COUNT
    other = EditorWords(tmp_path / "home", small_model())
    assert other.read_waiting(index) == 0
    assert read(other, index) == [True] * COUNT
