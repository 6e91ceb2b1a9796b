"""What stands around a word, as numbers."""

from __future__ import annotations

import numpy as np

from quizgen.senses.surroundings import BUCKETS, FEATURES, INSIDE, NEAR, NOTHING, inside, mean_of_rows, surroundings
from quizgen.text import default_tokenizer

TOKENS = ["雨", "。", "昨日", "、", "田中", "選手", "が", "仙台", "市", "で", "勝っ", "た", "。"]
SENTENCE = (2, 13)


def around(first: int, last: int, tokens: list[str] = TOKENS) -> list[int]:
    return surroundings(tokens, first, last, SENTENCE)


def test_every_word_has_the_same_number_of_features_wherever_it_stands() -> None:
    for first in range(2, 13):
        found = around(first, first + 1)
        assert len(found) == FEATURES
        assert all(0 <= number < BUCKETS for number in found)
    assert len(surroundings(["楽天"], 0, 1, (0, 1))) == FEATURES


def test_the_word_itself_plays_no_part_and_its_neighbours_do() -> None:
    other = [*TOKENS[:4], "鈴木", *TOKENS[5:]]
    assert around(4, 5) == around(4, 5, other)
    doctor = [*TOKENS[:5], "医師", *TOKENS[6:]]
    assert around(4, 5)[:NEAR] != around(4, 5, doctor)[:NEAR]


def test_direct_neighbours_end_with_the_sentence_and_words_near_by_do_not() -> None:
    dry = ["晴", *TOKENS[1:]]
    first, other = around(2, 3), around(2, 3, dry)
    assert first[:NEAR] == other[:NEAR]
    assert first[NEAR:] != other[NEAR:]


def test_beyond_the_end_of_a_short_text_there_is_nothing_and_no_word_is_that() -> None:
    alone = surroundings(["楽天"], 0, 1, (0, 1))
    assert set(alone[NEAR:]) == {NOTHING}
    assert NOTHING not in alone[:NEAR]
    assert around(6, 7).count(NOTHING) == FEATURES - NEAR - 12


def test_words_near_by_count_in_any_order() -> None:
    turned = [*TOKENS[:9], TOKENS[10], TOKENS[9], *TOKENS[11:]]
    first, other = around(4, 5), around(4, 5, turned)
    assert sorted(first[NEAR:]) == sorted(other[NEAR:])


def test_what_the_dictionary_takes_a_word_for_is_told() -> None:
    tokenizer = default_tokenizer()
    person, place, again = (inside(tokenizer.tokenize(word)) for word in ("田中", "仙台", "鈴木"))
    assert len(person) == INSIDE
    assert person[:4] == again[:4]
    assert person[:3] != place[:3]


def test_rows_are_summed_over_features_and_averaged_over_occurrences() -> None:
    table = np.array([[0, 0], [1, 0], [0, 4]], dtype=np.float32)
    found = mean_of_rows(table, np.array([[[1, 1], [2, 0]], [[0, 0], [0, 0]]], dtype=np.int32))
    assert found.tolist() == [[1, 2], [0, 0]]
