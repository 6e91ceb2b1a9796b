"""Scoring candidates: channels, kinds and how well known they are."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from quizgen.distractors.ranking import Scored, class_shares, familiarity, score
from quizgen.key import Key
from quizgen.lexicon import Entry
from quizgen.reading import Place
from tests.index.invented import CHANNELS_OF_FOUR, CLASSES, SIZE, class_model, vector

MODEL = class_model()


def key(word_class: str = "team/baseball", *, static: int | None = 0, count: int = 100) -> Key:
    shares = (np.arange(SIZE) == CLASSES.index(word_class)).astype(np.float32)
    category = word_class.partition("/")[0]
    return Key(
        surface="楽天",
        normalised="楽天",
        place=Place(0, 2, 0, 1, 0),
        vector=vector(word_class, static=static),
        class_probabilities=shares,
        category=category,
        categories=frozenset({category}),
        names=frozenset({"楽天"}),
        count=count,
    )


def scored(
    rows: list[NDArray[np.float32]],
    entries: list[Entry | None],
    weights: dict[str, float],
    of: Key | None = None,
    counts: list[int] | None = None,
) -> Scored:
    matrix = np.stack(rows)
    shares = class_shares(entries, matrix, CHANNELS_OF_FOUR, MODEL)
    numbers = np.array(counts or [100] * len(rows))
    return score(of or key(), matrix, shares, numbers, CHANNELS_OF_FOUR, MODEL, weights)


TEAM, CLUB, TELECOM = (Entry("a", name) for name in ("team/baseball", "team/football", "company/telecom"))


def test_a_score_is_the_weighted_mean_of_the_features() -> None:
    found = scored([vector("team/baseball", static=1)], [TEAM], {"static": 1.0, "context": 3.0})
    assert found.of(0)["static"] == 0.0
    assert found.of(0)["context"] == 1.0
    assert found.scores.tolist() == [0.75]
    assert scored([vector("team/baseball")], [TEAM], {}).scores.tolist() == [0.0]


def test_scores_stay_within_0_and_1_and_are_rounded() -> None:
    opposite = scored([-vector("team/baseball")], [TEAM], {"context": 1.0})
    assert opposite.scores.tolist() == [0.0]
    assert opposite.of(0)["context"] == -1.0
    third = scored([vector("team/baseball", lean=1 / 3)], [TEAM], {"context": 1.0})
    assert third.scores[0] == round(float(third.scores[0]), 4)


def test_a_channel_missing_on_either_side_is_absent_and_counts_nothing() -> None:
    rows = [vector("team/baseball", static=None), vector("team/baseball", static=0)]
    found = scored(rows, [TEAM, TEAM], {"static": 1.0, "context": 1.0})
    assert "static" not in found.of(0)
    assert found.of(1)["static"] == 1.0
    assert found.scores.tolist() == [0.5, 1.0]
    unread = scored(rows, [TEAM, TEAM], {"static": 1.0}, key(static=None))
    assert "static" not in unread.of(1)


def test_things_of_the_keys_fine_class_come_before_its_category_and_that_before_the_rest() -> None:
    rows = [vector("team/baseball")] * 3
    found = scored(rows, [TEAM, CLUB, TELECOM], {"class": 1.0})
    assert found.scores[0] == 1.0
    assert found.scores[0] > found.scores[1] > found.scores[2] == 0.0


def test_a_stated_class_goes_before_what_the_vector_suggests_and_an_unlisted_word_is_read() -> None:
    rows = np.stack([vector("company/telecom")] * 3)
    bare = Entry("a", "company")
    shares = class_shares([TEAM, bare, None], rows, CHANNELS_OF_FOUR, MODEL)
    assert shares[0].tolist() == [0, 0, 1, 0]
    assert shares[1, 1] > 0.9
    assert shares[1, 2:].tolist() == [0, 0]
    assert shares[2] == pytest.approx(MODEL.probabilities(rows[2:, 4:])[0])
    assert class_shares([Entry("a", "award")], rows[:1], CHANNELS_OF_FOUR, MODEL).sum() == 0


def test_words_at_least_as_frequent_as_the_key_are_fully_familiar() -> None:
    shares = familiarity(100, np.array([0, 5, 100, 10_000]))
    assert shares[0] == 0
    assert 0 < shares[1] < 1
    assert shares[2:].tolist() == [1, 1]
    # Even beside a key that nobody knows, a word met once is less familiar than one met often.
    assert familiarity(0, np.array([1]))[0] < familiarity(0, np.array([1000]))[0] == 1


def test_no_candidates_have_no_scores() -> None:
    empty = np.zeros((0, 4 * SIZE), dtype=np.float32)
    shares = class_shares([], empty, CHANNELS_OF_FOUR, MODEL)
    found = score(key(), empty, shares, np.zeros(0, dtype=np.int64), CHANNELS_OF_FOUR, MODEL, {"class": 1.0})
    assert found.scores.shape == (0,)
