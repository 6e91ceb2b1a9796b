"""Scoring candidates: channels, kinds and how well known they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from quizgen.distractors.ranking import (
    FEATURES,
    Candidates,
    Scored,
    familiarity,
    features,
    read_kinds,
    score,
    spelling_likeness,
)
from quizgen.index.settings import RankingWeights
from quizgen.key import Key
from quizgen.lexicon import Entry
from quizgen.reading import Place
from tests.index.invented import CHANNELS_OF_FOUR, CLASSES, SIZE, TYPES, class_model, kind_model, vector

MODEL, KINDS = class_model(), kind_model()


def key(word_class: str = "team/baseball", *, static: int | None = 0, count: int = 100, name: float = 1.0) -> Key:
    shares = (np.arange(SIZE) == CLASSES.index(word_class)).astype(np.float32)
    category = word_class.partition("/")[0]
    return Key(
        surface="楽天",
        normalised="楽天",
        place=Place(0, 2, 0, 1, 0),
        vector=vector(word_class, static=static),
        class_probabilities=shares,
        types=KINDS.types_of_shares(shares),
        name=name,
        category=category,
        categories=frozenset({category}),
        names=frozenset({"楽天"}),
        count=count,
    )


def candidates(
    rows: list[NDArray[np.float32]],
    entries: list[Entry | None],
    counts: list[int] | None = None,
    surfaces: list[str] | None = None,
) -> Candidates:
    matrix = np.stack(rows) if rows else np.zeros((0, 4 * SIZE), dtype=np.float32)
    forms = surfaces or [entry.surface if entry else "無名" for entry in entries]
    kinds = read_kinds(forms, entries, matrix, CHANNELS_OF_FOUR, MODEL, KINDS)
    numbers = np.array([100] * len(rows) if counts is None else counts, dtype=np.int64)
    return Candidates(list(zip(forms, entries, strict=True)), forms, matrix, numbers, kinds)


def scored(
    rows: list[NDArray[np.float32]],
    entries: list[Entry | None],
    weights: dict[str, float],
    of: Key | None = None,
    counts: list[int] | None = None,
) -> Scored:
    given = RankingWeights(names=weights, words={})
    return score(of or key(), candidates(rows, entries, counts), CHANNELS_OF_FOUR, MODEL, given)


TEAM, CLUB, TELECOM = (Entry("a", name) for name in ("team/baseball", "team/football", "company/telecom"))
BASEBALL = vector("team/baseball")


def test_a_score_is_the_weighted_mean_of_the_features() -> None:
    found = scored([vector("team/baseball", static=1)], [TEAM], {"static": 1.0, "context": 3.0})
    assert found.by_candidate()[0]["static"] == 0.0
    assert found.by_candidate()[0]["context"] == 1.0
    assert found.scores.tolist() == [0.75]
    assert scored([BASEBALL], [TEAM], {}).scores.tolist() == [0.0]


@pytest.mark.parametrize(("name", "expected"), [(1.0, 1.0), (0.0, 0.0), (0.5, 0.0625)])
def test_a_key_that_may_be_a_name_is_scored_between_both_sets_of_weights(name: float, expected: float) -> None:
    weights = RankingWeights(names={"class": 2.0}, words={"ending": 2.0})
    found = score(key(name=name), candidates([BASEBALL], [TEAM]), CHANNELS_OF_FOUR, MODEL, weights)
    assert found.scores.tolist() == [expected]


def test_scores_stay_within_0_and_1_and_are_rounded() -> None:
    opposite = scored([-BASEBALL], [TEAM], {"context": 1.0})
    assert opposite.scores.tolist() == [0.0]
    assert opposite.by_candidate()[0]["context"] == -1.0
    third = scored([vector("team/baseball", lean=1 / 3)], [TEAM], {"context": 1.0})
    assert third.scores[0] == round(float(third.scores[0]), 4)


def test_every_feature_is_given_for_every_candidate() -> None:
    found = features(key(), candidates([BASEBALL] * 2, [TEAM, None]), CHANNELS_OF_FOUR, MODEL)
    assert set(found) == set(FEATURES)
    for values in found.values():
        assert values.shape == (2,)
        assert values.dtype == np.float64
        assert np.isfinite(values).all()


def test_a_missing_channel_is_shown_as_absent_and_weighed_as_the_mean_of_the_others() -> None:
    rows = [vector("team/baseball", static=None), BASEBALL, vector("team/baseball", static=1)]
    found = scored(rows, [TEAM] * 3, {"static": 1.0})
    assert "static" not in found.by_candidate()[0]
    assert [found.by_candidate()[number]["static"] for number in (1, 2)] == [1.0, 0.0]
    assert found.scores.tolist() == [0.5, 1.0, 0.0]
    assert "static" in scored([BASEBALL], [TEAM], {}).by_candidate()[0]


def test_a_channel_that_all_candidates_or_the_key_lack_orders_nothing() -> None:
    none = scored([vector("team/baseball", static=None)] * 2, [TEAM, TEAM], {"static": 1.0, "context": 1.0})
    assert none.scores.tolist() == [0.5, 0.5]
    unread = scored([vector("team/baseball", static=None), BASEBALL], [TEAM, TEAM], {"static": 1.0}, key(static=None))
    assert unread.scores.tolist() == [0.0, 0.0]
    assert "static" not in unread.by_candidate()[1]


def test_a_count_that_is_not_known_is_weighed_as_the_mean_of_the_others() -> None:
    found = scored([BASEBALL] * 3, [TEAM] * 3, {"familiarity": 1.0}, counts=[100, -1, 0])
    assert found.scores.tolist() == [1.0, 0.5, 0.0]
    assert scored([BASEBALL] * 2, [TEAM] * 2, {"familiarity": 1.0}, counts=[-1, -1]).scores.tolist() == [0.0, 0.0]


def test_things_of_the_keys_fine_class_come_before_its_category_and_that_before_the_rest() -> None:
    found = scored([BASEBALL] * 3, [TEAM, CLUB, TELECOM], {"class": 1.0})
    assert found.scores[0] == 1.0
    assert found.scores[0] > found.scores[1] > found.scores[2] == 0.0


def test_a_candidate_of_the_likeliest_kind_is_better_than_one_in_the_same_doubt() -> None:
    doubtful = replace(key(), class_probabilities=np.array([0, 0.4, 0.6, 0], dtype=np.float32))
    given = candidates([BASEBALL] * 3, [TEAM, TELECOM, None])
    given.kinds.classes[2] = doubtful.class_probabilities
    sure, other, alike = features(doubtful, given, CHANNELS_OF_FOUR, MODEL)["class"]
    assert sure == pytest.approx(0.6)
    assert other == pytest.approx(0.4)
    assert alike == pytest.approx(0.52)


def test_the_type_is_how_probably_both_are_of_the_same() -> None:
    uncertain = replace(key(), types=np.array([0.5, 0.25, 0.25], dtype=np.float32))
    found = features(uncertain, candidates([BASEBALL] * 2, [CLUB, TELECOM]), CHANNELS_OF_FOUR, MODEL)["type"]
    assert found.tolist() == [0.5, 0.25]


def test_a_stated_class_goes_before_what_the_vector_suggests_and_an_unlisted_word_is_read() -> None:
    rows = np.stack([vector("company/telecom")] * 3)
    forms, bare = ["a", "a", "無名"], Entry("a", "company")
    found = read_kinds(forms, [TEAM, bare, None], rows, CHANNELS_OF_FOUR, MODEL, KINDS)
    assert found.classes[0].tolist() == [0, 0, 1, 0]
    assert found.classes[1, 1] > 0.9
    assert found.classes[1, 2:].tolist() == [0, 0]
    assert found.classes[2] == pytest.approx(KINDS.name_classes(rows[2:, : 2 * SIZE], ["無名"])[0])
    assert [TYPES[column] for column in found.types.argmax(axis=1)] == ["組織", "法人", "法人"]
    assert found.types[2] == pytest.approx(KINDS.name_types(rows[2:, : 2 * SIZE], ["無名"], MODEL)[0])


def test_a_stated_class_that_the_model_does_not_know_is_of_no_kind() -> None:
    found = read_kinds(["a"], [Entry("a", "award")], BASEBALL[None], CHANNELS_OF_FOUR, MODEL, KINDS)
    assert found.classes.sum() == found.types.sum() == 0


def test_words_at_least_as_frequent_as_the_key_are_fully_familiar() -> None:
    shares = familiarity(100, np.array([0, 5, 100, 10_000]))
    assert shares[0] == 0
    assert 0 < shares[1] < 1
    assert shares[2:].tolist() == [1, 1]
    # Even beside a key that nobody knows, a word met once is less familiar than one met often.
    assert familiarity(0, np.array([1]))[0] < familiarity(0, np.array([1000]))[0] == 1


@pytest.mark.parametrize(
    ("key_form", "word", "characters", "ending", "beginning", "length"),
    [
        ("札幌市", "札幌市", 1.0, 1.0, 1.0, 1.0),
        ("札幌市", "函館市", 1 / 3, 1.0, 0.0, 1.0),
        ("東京", "東京都庁", 1.0, 0.0, 1.0, 0.5),
        ("東京都庁", "東京", 1.0, 0.0, 1.0, 0.5),
        ("バナナ", "ナイフ", 1 / 2, 0.0, 0.0, 1.0),  # of バ and ナ, one is in ナイフ
        ("犬", "猫", 0.0, 0.0, 0.0, 1.0),
        ("犬", "", 0.0, 0.0, 0.0, 0.0),
    ],
)
def test_words_written_alike(
    key_form: str, word: str, characters: float, ending: float, beginning: float, length: float
) -> None:
    found = {name: values[0] for name, values in spelling_likeness(key_form, [word]).items()}
    expected = {"characters": characters, "ending": ending, "beginning": beginning, "length": length}
    assert {name: found[name] for name in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("key_form", "word", "shared"),
    [
        ("内村航平", "白井健三", 1.0),
        ("野村克也", "ミケル・アルテタ", 0.0),
        ("東京ドーム", "札幌市", 0.5),
        ("犬", "", 0.0),
    ],
)
def test_words_are_alike_by_the_kinds_of_character_that_they_share(key_form: str, word: str, shared: float) -> None:
    assert spelling_likeness(key_form, [word])["script"].tolist() == [shared]


def test_spelling_is_compared_in_the_form_without_width() -> None:
    wide = candidates([BASEBALL], [TEAM], surfaces=["楽天"])
    assert features(key(), wide, CHANNELS_OF_FOUR, MODEL)["characters"].tolist() == [1.0]
    written = replace(wide, words=[("ﾗｸﾃﾝ", TEAM)])
    assert features(key(), written, CHANNELS_OF_FOUR, MODEL)["characters"].tolist() == [1.0]


def test_no_candidates_have_no_scores() -> None:
    found = scored([], [], {"class": 1.0, "static": 1.0, "ending": 1.0})
    assert found.scores.shape == (0,)
    assert all(values.shape == (0,) for values in found.channels.values())
