"""Keys that a sentence has by the way, and keys that the words beside them settle."""

from __future__ import annotations

import pytest

from quizgen.asking.giveaway import categories_at
from quizgen.asking.passing import is_in_passing, is_settled
from quizgen.lexicon import Entry
from tests.small import read

ENTRIES = [
    Entry("千葉県", "place/prefecture"),
    Entry("仙台市", "place/city_japan"),
    Entry("早稲田大学", "organization/university"),
    Entry("孫正義", "person/business"),
    Entry("菅直人", "person/politician"),
    Entry("ロンドンオリンピック", "event/olympics"),
    Entry("北川景子", "person/actor"),
    Entry("東京タワー", "facility/landmark"),
    Entry("東京", "place/capital"),
    Entry("フランス", "place/country"),
]


@pytest.mark.parametrize(
    ("sentence", "key", "passing"),
    [
        ("千葉県の林義昌さんは十日の大会で優勝した。", "千葉県", True),
        ("仙台市の画家の林義昌さんは十日の大会で優勝した。", "仙台市", True),
        ("早稲田大学で地質を研究している林義昌教授が崖を調べた。", "早稲田大学", True),
        ("仙台市出身の画家が十日の大会で優勝した。", "仙台市", True),
        ("文具のひかり(本社:仙台市)は新しい鉛筆をつくった。", "仙台市", True),
        ("新しい店員は北川景子似の学生だった。", "北川景子", True),
        ("列車は十日、東京―蘇我間の全線で運転をやめた。", "東京", True),
        ("十日に始まるドラマ「東京タワー」の歌を林義昌さんが歌う。", "東京タワー", True),
        ("列車は十日、東京から山へ向かった。", "東京", False),
        ("十日の夜、林義昌さんは「東京タワー」に登った。", "東京タワー", False),
        ("仙台市の林義昌市長は大会を開くと発表した。", "仙台市", False),
        ("千葉県の会議で、林義昌さんが大会の話をした。", "千葉県", False),
        ("早稲田大学で十日、崖の写真展が始まった。", "早稲田大学", False),
    ],
)
def test_where_somebody_belongs_and_an_address_are_said_in_passing(sentence: str, key: str, passing: bool) -> None:
    reading = read(sentence, *ENTRIES)
    place = reading.place_of(key)
    assert is_in_passing(reading, place, categories_at(reading, place)) is passing


@pytest.mark.parametrize(
    ("sentence", "key", "settled"),
    [
        ("仙台市の調べでは約半数となる46%が水をたくわえていた。", "46%", True),
        ("仙台市の客は3000万人の大台を超えた。", "3000万人", True),
        ("ソフトバンクの代表の孫正義氏は十日に講演した。", "孫正義", True),
        ("菅直人首相は十日に講演した。", "菅直人", True),
        ("ロンドンオリンピックは十日に八日目の競技を終えた。", "ロンドンオリンピック", True),
        ("十日の音楽会では故北川景子さんの歌が流れた。", "北川景子", True),
        ("十日の決勝で北川景子選手(フランス)が優勝した。", "北川景子", True),
        ("十日の決勝で北川景子選手(仙台市)が優勝した。", "北川景子", False),
        ("仙台市の調べでは46%が水をたくわえていた。", "46%", False),
        ("孫正義氏は十日に講演した。", "孫正義", False),
        ("十年前のロンドンオリンピックの選手が講演した。", "ロンドンオリンピック", False),
    ],
)
def test_what_the_words_beside_a_key_leave_open(sentence: str, key: str, settled: bool) -> None:
    reading = read(sentence, *ENTRIES, title="ロンドンオリンピック八日目")
    place = reading.place_of(key)
    assert is_settled(reading, place, categories_at(reading, place)) is settled
