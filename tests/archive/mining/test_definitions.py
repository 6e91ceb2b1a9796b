"""What the first sentence of an encyclopedia article says its title is."""

from __future__ import annotations

import pytest

from quizgen.archive.mining.definitions import category_of_definition, clean_title
from quizgen.lexicon import CATEGORIES


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        ("稲荷駅は、京都府京都市伏見区にある鉄道駅である。", "facility"),
        ("稲荷駅(いなりえき)は、京都府にある、西日本旅客鉄道の駅。", "facility"),
        ("京都市は、日本の京都府にある市である。", "place"),
        ("京都大学は、京都市に本部を置く大学だ。", "organization"),
        ("京都サンガは、京都市を本拠地とするサッカークラブ。", "team"),
        ("『羅生門』は、芥川の短編小説の一つである。", "work"),
        ("応仁の乱は、室町時代に起きた内乱のこと。", "event"),
        ("民法は、私人の間の関係を定める法律の総称である。", "law"),
        ("任天堂は、京都市に本社を置き、玩具を作る企業です。", "company"),
        ("紫式部は、平安時代の作家であった。", "person"),
        ("アイヌは、北海道の民族である。", "nationality"),
        ("麻疹は、ウイルスによる感染症の一種である。", "term"),
    ],
)
def test_the_head_noun_of_the_definition_gives_the_category(sentence: str, category: str) -> None:
    assert category in CATEGORIES
    assert category_of_definition(sentence) == category


@pytest.mark.parametrize(
    "sentence",
    [
        "坂本龍馬(さかもと りょうま、1836年1月3日 - 1867年12月10日)は、土佐の郷士。",
        "小野小町(おののこまち、生没年不詳)は、平安の歌の名手。",
    ],
)
def test_dates_of_life_in_the_brackets_tell_a_person(sentence: str) -> None:
    assert category_of_definition(sentence) == "person"


def test_years_in_which_a_thing_was_founded_do_not() -> None:
    sentence = "日本製菓(にほんせいか、1920年設立 - 1950年解散)は、かつて京都にあった企業である。"
    assert category_of_definition(sentence) == "company"


@pytest.mark.parametrize(
    "sentence", ["", "見出し", "京都の歴史", "それは、そうである。", "赤は、色の、とても明るいさま。"]
)
def test_a_sentence_that_defines_nothing_known_gives_none(sentence: str) -> None:
    assert category_of_definition(sentence) is None


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("若宮八幡宮 (京都市東山区)", "若宮八幡宮"),
        ("京阪_(曖昧さ回避)", "京阪"),
        ("京都（映画）", "京都"),
        ("いろは_歌", "いろは 歌"),
        ("京都", "京都"),
    ],
)
def test_what_tells_a_title_from_its_namesakes_is_left_out(title: str, clean: str) -> None:
    assert clean_title(title) == clean
