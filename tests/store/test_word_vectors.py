from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from quizgen.errors import ArgumentError, StoreError, WordError
from quizgen.store import NewWord, Store, Word, WordConflict, WordRepository
from quizgen.store.models import word_vectors


@pytest.fixture
def pair(words: WordRepository) -> tuple[Word, Word]:
    new = [NewWord(surface, "term", contexts=(f"{surface}だ。",)) for surface in ("新語", "流行語")]
    first, second = words.import_words(new)
    return first, second


def test_vectors_come_back_bit_by_bit_in_the_order_of_adding(words: WordRepository, pair: tuple[Word, Word]) -> None:
    drawn = np.random.default_rng(0).normal(size=(3, 384)).astype(np.float32)
    words.save_vectors(pair[1], "encoder 1", drawn[2:], [7])
    words.save_vectors(pair[0], "encoder 1", drawn[:2].astype(">f8"), [3, 1])
    words.save_vectors(pair[0], "encoder 2", [[1.0, 2.0]], [4])
    stored = words.load_vectors("encoder 1")
    assert stored.entry_ids == ("新語|term", "新語|term", "流行語|term")
    assert stored.senses.tolist() == [0, 1, 0]
    assert stored.n_contexts.tolist() == [3, 1, 7]
    assert stored.vectors.dtype == np.float32
    np.testing.assert_array_equal(stored.vectors, drawn)
    np.testing.assert_array_equal(words.load_vectors("encoder 2").vectors, [[1.0, 2.0]])


def test_vectors_are_stored_as_little_endian_float32(
    store: Store, words: WordRepository, pair: tuple[Word, Word]
) -> None:
    words.save_vectors(pair[0], "encoder", [[1.0, -2.5]], [1])
    with store.reading() as connection:
        row = connection.exec_driver_sql("SELECT dims, vector FROM word_vectors").one()
    assert tuple(row) == (2, struct.pack("<2f", 1.0, -2.5))


def test_an_encoder_without_vectors_has_none(store: Store, words: WordRepository, pair: tuple[Word, Word]) -> None:
    stored = words.load_vectors("encoder")
    assert (stored.entry_ids, stored.vectors.shape, stored.generation) == ((), (0, 0), store.generation())


def test_new_vectors_take_the_place_of_the_old_and_other_processes_learn_of_it(
    store: Store, words: WordRepository, pair: tuple[Word, Word]
) -> None:
    words.save_vectors(pair[0], "encoder", [[1.0], [2.0]], [1, 1])
    seen = store.generation()
    words.save_vectors(pair[0], "encoder", [[3.0]], [2])
    assert words.load_vectors("encoder").vectors.tolist() == [[3.0]]
    assert words.changes_since(seen).changed == (pair[0],)


def test_words_that_still_need_vectors_are_named(words: WordRepository, pair: tuple[Word, Word]) -> None:
    words.add(NewWord("文なし", "term"))
    words.save_vectors(pair[0], "encoder", [[1.0]], [1])
    assert words.without_vectors("encoder") == (pair[1],)
    assert words.without_vectors("other encoder") == pair


def test_vectors_go_when_the_contexts_change_and_only_then(words: WordRepository, pair: tuple[Word, Word]) -> None:
    words.save_vectors(pair[0], "encoder", [[1.0]], [1])
    blocked = words.block(pair[0].entry_id, "確認中")
    read = words.update(replace(blocked, reading="しんご"))
    assert len(words.load_vectors("encoder").entry_ids) == 1
    changed = words.update(replace(read, contexts=("新語が増えた。",)))
    assert len(words.load_vectors("encoder").entry_ids) == 0
    assert changed in words.without_vectors("encoder")


def test_vectors_of_contexts_that_have_changed_meanwhile_are_refused(
    words: WordRepository, pair: tuple[Word, Word]
) -> None:
    words.update(replace(pair[0], contexts=("新語が増えた。",)))
    with pytest.raises(WordConflict, match="contexts changed while its vectors were computed"):
        words.save_vectors(pair[0], "encoder", [[1.0]], [1])
    words.delete(pair[1].entry_id)
    with pytest.raises(WordError, match="it is gone"):
        words.save_vectors(pair[1], "encoder", [[1.0]], [1])
    assert words.load_vectors("encoder").entry_ids == ()


@pytest.mark.parametrize(
    ("vectors", "counts", "message"),
    [
        ([1.0, 2.0], [1], r"expected an array \(senses, dims\), got the shape \(2,\)"),
        (np.zeros((0, 4)), [], "got the shape"),
        ([[np.nan, 1.0, 0.0]], [1], "expected finite numbers"),
        ([[1.0, 2.0, 3.0]], [1, 1], "n_contexts: expected 1 counts, one a sense, got 2"),
        ([[1.0, 2.0]], [1], "expected 3 dimensions as all vectors of encoder encoder, got 2"),
    ],
)
def test_unusable_vectors_are_refused(
    words: WordRepository, pair: tuple[Word, Word], vectors: Any, counts: list[int], message: str
) -> None:
    words.save_vectors(pair[1], "encoder", [[1.0, 2.0, 3.0]], [1])
    with pytest.raises(ArgumentError, match=message):
        words.save_vectors(pair[0], "encoder", vectors, counts)
    assert words.load_vectors("encoder").entry_ids == (pair[1].entry_id,)


def test_a_vector_cut_short_is_reported(store: Store, words: WordRepository, pair: tuple[Word, Word]) -> None:
    words.save_vectors(pair[0], "encoder", [[1.0, 2.0]], [1])
    with store.writing() as write:
        write.connection.execute(update(word_vectors).values(vector=b"\0\0"))
    with pytest.raises(StoreError, match=r"the vector of 新語\|term has 2 bytes, expected 2 float32 values"):
        words.load_vectors("encoder")
