"""Sentences that explain themselves: they name what they speak of, and persons in full."""

from __future__ import annotations

import pytest

from quizgen.asking.contained import Containedness
from quizgen.asking.surnames import Surnames
from quizgen.lexicon import Entry
from quizgen.stems import quality
from tests.small import read

CITY = Entry("仙台市", "place/city_japan")
ISLAND = Entry("松島", "place/island")


@pytest.mark.parametrize(
    ("sentence", "key", "named"),
    [
        ("仙台市は十日、松島へ渡る船の値段を下げた。", "松島", True),
        ("仙台市は十日、松島へ渡る船の値段を下げた。", "仙台市", True),  # the blank is what is spoken of
        ("先月、仙台市が開いた会議は松島で終わった。", "松島", True),
        ("仙台市では、松島へ渡る船の値段が下がった。", "松島", True),
        ("値段は、仙台市から松島へ渡る船より安くなった。", "松島", False),
        ("五日は晴れ、船の客が仙台市から松島へ渡った。", "松島", False),
        ("深い谷にあり、仙台市から松島まで歩くと、雪が積もっていた。", "松島", False),
    ],
)
def test_the_main_topic_is_named(sentence: str, key: str, named: bool) -> None:
    reading = read(sentence, CITY, ISLAND)
    place = reading.place_of(key)
    blank = reading.text.normalised.normalised_span(place.start, place.end)
    assert Containedness(reading).names_its_topic(0, reading.sentences[0].start, [blank]) is named


@pytest.mark.parametrize(
    ("before", "sentence", "shortened"),
    [
        ("", "井原氏の支持者は仙台市に集まった。", True),
        ("", "ベルクさんは仙台市でピアノを弾いた。", True),
        ("井原健二氏が立候補した。", "井原の支持者は仙台市に集まった。", True),
        ("", "井原健二氏の支持者は仙台市に集まり、井原氏を迎えた。", False),
        ("", "アンナ・ベルクさんは仙台市でピアノを弾いた。", False),
        ("", "仙台市の会議には井原町の職員が集まった。", False),
    ],
)
def test_persons_called_by_the_surname_are_known(before: str, sentence: str, shortened: bool) -> None:
    reading = read(before + sentence, CITY)
    number = len(reading.sentences) - 1
    assert bool(Surnames(reading).short_names(number)) is shortened


def test_further_down_a_sentence_must_say_more_by_itself() -> None:
    sentence = "値段は十日、松島へ渡る船より安くなり、仙台市も喜んだ。"
    lead = read(sentence, CITY, ISLAND)
    later = read("船の値段が変わった。" + sentence, CITY, ISLAND)
    assert quality(later, later.place_of("松島")) < 0.35 <= quality(lead, lead.place_of("松島"))


def test_a_figure_is_asked_where_the_article_begins_or_where_the_title_has_it() -> None:
    sentence = "仙台市は十日、松島へ渡る船の客が120人だったと発表した。"
    lead, later = read(sentence, CITY), read("仙台市の島に船が通う。" + sentence, CITY)
    titled = read("仙台市の島に船が通う。" + sentence, CITY, title="船の客は120人")
    values = [quality(reading, reading.place_of("120人")) for reading in (later, lead, titled)]
    assert values[0] < 0.35 <= min(values[1:])
