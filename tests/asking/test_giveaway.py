"""Sentences that show the key which is blanked out of them."""

from __future__ import annotations

import pytest

from quizgen.asking.giveaway import is_spelled_out
from quizgen.lexicon import Entry
from quizgen.stems import quality
from tests.small import read

ENTRIES = [
    Entry("日本銀行", "organization/central_bank", aliases=("日銀",)),
    Entry("国民新党", "organization/party"),
    Entry("自民党", "organization/party"),
    Entry("京都府", "place/prefecture"),
    Entry("トヨタ自動車", "company/automobile"),
    Entry("大谷翔平", "person/athlete"),
    Entry("兵庫県警", "organization/police"),
]
REST = "二十三日の会合で、来年の春から新しい仕組みを始めることを全員一致で決めた。"


def is_shown(sentence: str, key: str) -> bool:
    reading = read(sentence, *ENTRIES)
    return quality(reading, reading.place_of(key)) == 0.0


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("日本銀行(日銀)は" + REST, "日本銀行"),
        ("日銀(日本銀行)は" + REST, "日銀"),
        ("日本銀行の総裁は、日銀として" + REST, "日本銀行"),
        ("世界保健機関(WHO)は" + REST, "世界保健機関"),
        ("WHO(世界保健機関)は" + REST, "WHO"),
        ("飛騨牛(ひだぎゅう)の生産者は" + REST, "飛騨牛"),
        ("米航空宇宙局(以下、宇宙局)は" + REST, "米航空宇宙局"),
        ("大谷翔平は、大谷の所属する球団が" + REST, "大谷翔平"),
        ("兵庫県警は、兵庫県内の警察署の署長が集まった" + REST, "兵庫県警"),
        ("京都府は、同府の職員が" + REST, "京都府"),
        ("集中豪雨への備えとして、市は豪雨の多い地域の代表と" + REST, "集中豪雨"),
    ],
)
def test_another_name_a_part_or_a_gloss_gives_the_key_away(sentence: str, key: str) -> None:
    assert is_shown(sentence, key)


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("日本銀行は、日本の金融機関の代表が集まった" + REST, "日本銀行"),
        ("国民新党は、新党をめざす議員が集まった" + REST, "国民新党"),
        ("山田太郎(自民党)は" + REST, "自民党"),
        ("大谷翔平(31)は" + REST, "大谷翔平"),
        ("トヨタ自動車(愛知県)は" + REST, "トヨタ自動車"),
        ("トヨタ自動車は、同社の社員が集まった" + REST, "トヨタ自動車"),
    ],
)
def test_what_says_little_of_the_key_does_not(sentence: str, key: str) -> None:
    assert not is_shown(sentence, key)


@pytest.mark.parametrize(
    ("sentence", "key", "entry"),
    [
        ("デンマークは、コペンハーゲン大学の教授らと" + REST, "デンマーク", Entry("デンマーク", "place/country")),
        ("ソフトバンクは、孫正義社長が出席した" + REST, "ソフトバンク", Entry("ソフトバンク", "company/telecom")),
        ("カルピスは、「CALPIS PARK」についての" + REST, "カルピス", Entry("カルピス", "company/beverage")),
    ],
)
def test_a_known_part_or_a_spelling_in_other_letters_gives_the_key_away(sentence: str, key: str, entry: Entry) -> None:
    reading = read(sentence, entry)
    assert quality(reading, reading.place_of(key)) == 0.0


def test_a_figure_in_the_bracket_behind_it_gives_a_figure_away() -> None:
    reading = read("東京のチームは、2部(J2リーグ)の運営会社の社員が集まった" + REST)
    assert quality(reading, reading.place_of("2部")) == 0.0


@pytest.mark.parametrize(
    ("key", "shown", "spelled"),
    [
        ("カルピス", "CALPISの新製品", True),
        ("ソフトバンク", "SoftBank World 2012", True),
        ("カルピス", "PEPSIの新製品", False),
        ("ソニー", "SNSの利用者", False),  # too few sounds to tell
        ("日本銀行", "nhnbnk", False),
    ],
)
def test_latin_letters_spell_a_name_by_its_consonants(key: str, shown: str, spelled: bool) -> None:
    assert is_spelled_out(key, shown) is spelled
