"""Sentences that name what they speak of, and keys that are one of several in a row."""

from __future__ import annotations

import pytest

from quizgen.asking.anchor import has_sibling, is_listed
from quizgen.asking.contained import Containedness
from quizgen.lexicon import Entry
from quizgen.stems import quality
from tests.small import read

CITY = Entry("仙台市", "place/city_japan")
PAPER = Entry("朝夕新聞", "company/media")


@pytest.mark.parametrize(
    ("sentence", "key", "anchored"),
    [
        ("仙台市の調査では、回答した世帯の七割が水をたくわえていた。", "七割", True),
        ("市の調査では、回答した世帯の七割が水をたくわえていた。", "七割", True),
        ("ポテチップの値段は、いずれも百円となる見通しだという。", "百円", True),
        ("調査では、回答した世帯の七割が水をたくわえていたという。", "七割", False),
        ("朝夕新聞によると、回答した世帯の七割が水をたくわえていた。", "七割", False),
        ("仙台市は、回答した世帯の多くが水をたくわえていたと発表した。", "仙台市", False),
    ],
)
def test_a_sentence_is_anchored_by_what_it_names_besides_the_key(sentence: str, key: str, anchored: bool) -> None:
    reading = read(sentence, CITY, PAPER)
    place = reading.place_of(key)
    blank = reading.text.normalised.normalised_span(place.start, place.end)
    assert Containedness(reading).is_anchored(0, 0, [blank]) is anchored


@pytest.mark.parametrize(
    ("text", "key", "listed"),
    [
        ("大阪、東京、福岡で開く", "東京", True),
        ("大阪・東京・福岡で開く", "東京", True),
        ("今年は東京などで開く", "東京", True),
        ("今年は東京や福岡で開く", "東京", True),
        ("開くのは大阪、福岡、東京。", "東京", True),
        ("今年は大阪や東京で開く", "東京", True),
        ("いまや東京で開く", "東京", False),
        ("東京で開く", "東京", False),
        ("十日、東京で開く", "東京", False),
    ],
)
def test_one_thing_of_several_is_known(text: str, key: str, listed: bool) -> None:
    start = text.index(key)
    assert is_listed(text, start, start + len(key)) is listed


@pytest.mark.parametrize(
    ("sentence", "beside"), [("仙台市、名取市では開いた。", True), ("仙台市で、名取市が開いた。", False)]
)
def test_a_name_of_its_kind_beside_a_key_is_known(sentence: str, beside: bool) -> None:
    reading = read(sentence, CITY, Entry("名取市", "place/city_japan"))
    assert has_sibling(reading, reading.place_of("仙台市"), frozenset({"place"})) is beside


def test_a_figure_that_nothing_places_and_a_further_blank_cost() -> None:
    placed = read("仙台市の調査では、回答した人のうち120人が水をたくわえていた。", CITY)
    lost = read("先月の調査では、回答した人のうち120人が水をたくわえていた。", CITY)
    assert quality(lost, lost.place_of("120人")) < quality(placed, placed.place_of("120人"))
    once = read("仙台市は十日、宮城県の会議で、川の岸に新しい遊歩道をつくる計画を発表した。", CITY)
    twice = read("仙台市は十日、宮城県の会議で、仙台市の川の岸に新しい遊歩道をつくる計画を発表した。", CITY)
    assert quality(twice, twice.place_of("仙台市")) < quality(once, once.place_of("仙台市"))
