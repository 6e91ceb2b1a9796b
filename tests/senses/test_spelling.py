"""What the way a word is written is reduced to."""

from __future__ import annotations

import numpy as np
import pytest

from quizgen.senses.spelling import BUCKETS, FEATURES, spellings


def shared(one: str, other: str) -> list[int]:
    """The places of the features that two words have in common."""
    return np.flatnonzero(spellings([one])[0] == spellings([other])[0]).tolist()


def test_each_word_has_its_row_of_numbers_below_the_buckets() -> None:
    found = spellings(["札幌市", "NTTドコモ", "", "😀", "\ud83c", "あ" * 1000])
    assert found.shape == (6, FEATURES)
    assert found.dtype == np.int64
    assert 0 <= found.min() <= found.max() < BUCKETS
    assert spellings([]).shape == (0, FEATURES)


def test_a_words_numbers_do_not_depend_on_its_neighbours() -> None:
    words = ["札幌市", "NTTドコモ", ""]
    assert spellings(words).tolist() == [spellings([word])[0].tolist() for word in words]


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("札幌市", [1477, 2415, 2070, 4072, 3713, 1595, 1103, 607]),
        ("NTTドコモ", [1671, 2128, 622, 351, 202, 159, 192, 1572]),
        ("トム・クルーズ", [3984, 2209, 2602, 2010, 3653, 3516, 86, 1714]),
        ("", [2506, 2569, 2888, 2278, 2853, 3193, 1525, 3458]),
    ],
)
def test_numbers_are_those_that_the_shipped_model_was_fitted_with(word: str, numbers: list[int]) -> None:
    assert spellings([word])[0].tolist() == numbers


def test_endings_beginnings_scripts_and_length_are_told_apart() -> None:
    assert shared("札幌市", "函館市") == [0, 5, 6, 7]
    assert shared("北海道大学", "東京大学") == [0, 1, 5]
    assert shared("ソニー", "ソフト") == [3, 5, 6, 7]
    assert shared("トム・クルーズ", "キング・コング") == [5, 6, 7]
    assert shared("JR東日本", "Jリーグ") == [3]


def test_very_long_words_are_equally_long() -> None:
    assert shared("あ" * 12, "あ" * 40) == list(range(FEATURES))
    assert 6 not in shared("あ" * 11, "あ" * 12)
