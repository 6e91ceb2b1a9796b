from __future__ import annotations

import numpy as np
import pytest

from quizgen.elmo.training.batches import NO_TARGET, Batch, Schedule, make_batch
from quizgen.elmo.training.tokens import END, START, TokenCorpus
from tests.elmo.training.invented import corpus

CORPUS = TokenCorpus.build(
    [(False, ["犬", "が", "鳴い", "た"]), (False, ["雨"]), (False, ["</S>", "<S>", "犬"]), (True, ["猫"])]
)


def read(batch: Batch, direction: int, row: int) -> tuple[list[str], list[str]]:
    """Return the words that a direction reads in a row, and those it is to predict, padding and all."""
    found = batch.directions[direction]
    inputs = [CORPUS.words[batch.words[place]] for place in found.inputs[:, row]]
    return inputs, ["-" if number == NO_TARGET else CORPUS.words[number] for number in found.targets[:, row]]


def test_each_direction_predicts_the_next_word_between_outer_markers() -> None:
    batch = make_batch(CORPUS.training, np.array([0, 1]))
    assert batch.tokens == 5
    assert read(batch, 0, 0) == (["<S>", "犬", "が", "鳴い", "た"], ["犬", "が", "鳴い", "た", "</S>"])
    assert read(batch, 1, 0) == (["</S>", "た", "鳴い", "が", "犬"], ["た", "鳴い", "が", "犬", "<S>"])


def test_what_follows_a_shorter_window_is_never_predicted() -> None:
    batch = make_batch(CORPUS.training, np.array([0, 1]))
    for direction, (first, last) in enumerate((("<S>", "</S>"), ("</S>", "<S>"))):
        inputs, targets = read(batch, direction, 1)
        assert inputs[:2] == [first, "雨"]
        assert targets == ["雨", last, "-", "-", "-"]


def test_the_marker_that_the_form_itself_decides_is_never_predicted() -> None:
    batch = make_batch(CORPUS.training, np.array([2]))
    assert read(batch, 0, 0) == (["<S>", "</S>", "<S>", "犬"], ["</S>", "-", "犬", "</S>"])
    assert read(batch, 1, 0) == (["</S>", "犬", "<S>", "</S>"], ["犬", "<S>", "-", "<S>"])


def test_words_are_the_distinct_ones_of_the_batch() -> None:
    words = make_batch(CORPUS.training, np.array([0, 1, 2])).words
    assert words.tolist() == sorted({START, END, *CORPUS.training.tokens.tolist()})


@pytest.mark.parametrize("batch", [1, 3, 8, 500])
def test_every_window_is_read_once_a_pass_in_another_order(batch: int) -> None:
    windows = corpus().training
    schedule = Schedule(windows, batch, seed=1)
    assert schedule.updates_a_pass == -(-len(windows) // batch)
    passes = [
        np.concatenate([schedule.numbers(number * schedule.updates_a_pass + n) for n in range(schedule.updates_a_pass)])
        for number in range(2)
    ]
    for order in passes:
        assert sorted(order.tolist()) == list(range(len(windows)))
    assert passes[0].tolist() != passes[1].tolist()


def test_an_update_is_found_again_by_its_number() -> None:
    windows = corpus().training
    schedule = Schedule(windows, 8, seed=1)
    numbers = [schedule.numbers(update).tolist() for update in range(2 * schedule.updates_a_pass)]
    for update in (20, 3, 21, 0):
        assert Schedule(windows, 8, seed=1).numbers(update).tolist() == numbers[update]
        assert schedule.numbers(update).tolist() == numbers[update]
    assert Schedule(windows, 8, seed=2).numbers(0).tolist() != numbers[0]


def test_windows_of_like_length_share_a_batch() -> None:
    windows = corpus(2000).training
    schedule = Schedule(windows, 8, seed=1)
    spreads = [np.ptp(windows.lengths[schedule.numbers(update)]) for update in range(schedule.updates_a_pass)]
    assert np.mean(spreads) < 0.2 * np.ptp(windows.lengths)
