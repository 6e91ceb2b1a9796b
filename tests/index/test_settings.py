"""An index's settings: what is kept of them, and which set of weights a key gets."""

from __future__ import annotations

import json

import pytest

from quizgen import IndexVersionError
from quizgen.distractors.ranking import FEATURES
from quizgen.index.settings import GraphSettings, IndexSettings, RankingWeights
from quizgen.senses.channels import CHANNELS

WEIGHTS = RankingWeights(names={"class": 3.0, "static": 1.0}, words={"static": 1.0, "ending": 1.0})


def test_settings_read_back_from_json_are_the_same() -> None:
    settings = IndexSettings(GraphSettings(m=4, ef_search=50), {"static": 0.5}, WEIGHTS)
    assert IndexSettings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings
    assert IndexSettings.from_dict(IndexSettings().to_dict()) == IndexSettings()


def test_what_ships_weighs_the_channels_and_features_that_there_are() -> None:
    settings = IndexSettings()
    assert set(settings.retrieval) == set(CHANNELS)
    assert set(settings.ranking.names) == set(settings.ranking.words) == set(FEATURES)
    for weights in (settings.retrieval, settings.ranking.names, settings.ranking.words):
        assert min(weights.values()) >= 0 < max(weights.values())


@pytest.mark.parametrize(("name", "share"), [(0.0, 0.0), (0.5, 0.0625), (1.0, 1.0)])
def test_weights_are_blended_by_how_probably_the_key_is_a_name_and_sum_to_one(name: float, share: float) -> None:
    given = WEIGHTS.for_key(name)
    assert set(given) == {"class", "static", "ending"}
    whole = 4 * share + 2 * (1 - share)
    assert given["class"] == pytest.approx(3 * share / whole)
    assert given["ending"] == pytest.approx((1 - share) / whole)
    assert sum(given.values()) == pytest.approx(1)


def test_a_set_that_is_surer_of_its_order_is_louder_in_the_blend_and_says_the_same_alone() -> None:
    louder = RankingWeights({name: 10 * weight for name, weight in WEIGHTS.names.items()}, WEIGHTS.words)
    assert louder.for_key(0.5)["class"] > WEIGHTS.for_key(0.5)["class"]
    assert louder.for_key(1.0) == pytest.approx(WEIGHTS.for_key(1.0))


def test_a_set_without_weights_gives_none() -> None:
    assert RankingWeights({}, {"static": 2.0}).for_key(1.0) == {"static": 0.0}


@pytest.mark.parametrize("ranking", [{"static": 0.8, "class": 2.5}, {}])
def test_one_set_of_weights_as_older_releases_wrote_it_is_refused_with_what_to_do(ranking: dict[str, float]) -> None:
    with pytest.raises(IndexVersionError) as caught:
        IndexSettings.from_dict({**IndexSettings().to_dict(), "ranking": ranking})
    message = str(caught.value)
    assert "ranking weights for names and for words, got one set" in message
    assert ", ".join(ranking) in message
    assert "older release" in message
    assert message.endswith("run quizgen index rollback, then quizgen index build with the archive")


@pytest.mark.parametrize(
    "change",
    [
        {"ranking": {"names": {"static": 1.0}}},
        {"ranking": {"names": {"static": "much"}, "words": {}}},
        {"ranking": {"names": [], "words": {}}},
        {"ranking": None},
        {"retrieval": 3},
        {"graph": {"links": 3}},
    ],
)
def test_unusable_settings_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(IndexVersionError, match=r"index settings: unusable .*; roll back or rebuild"):
        IndexSettings.from_dict({**IndexSettings().to_dict(), **change})
