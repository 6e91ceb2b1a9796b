"""What a house style does to choices."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.distractors.number_forms import read_numeral
from quizgen.style import ChoiceContext, HouseStyle
from quizgen.style.ruby import in_hiragana, kanji_levels, needs_ruby
from quizgen.style.stylefile import parse_style

NUMBER = ChoiceContext("number")


def style(text: str) -> HouseStyle:
    return HouseStyle(parse_style(text.encode("utf-8"), Path("style.toml")))


def numbers(**values: str) -> HouseStyle:
    return style("[numbers]\n" + "\n".join(f'{name} = "{value}"' for name, value in values.items()))


@pytest.mark.parametrize(
    ("setting", "choices", "written"),
    [
        ({}, ["1万2千人", "9千人"], ["1万2千人", "9千人"]),
        ({"units": "plain"}, ["1万2千人", "9千人"], ["12000人", "9000人"]),
        ({"units": "comma"}, ["1万2千人", "9千人"], ["12,000人", "9,000人"]),
        ({"units": "comma"}, ["1.5億円", "2.3億円"], ["150,000,000円", "230,000,000円"]),
        ({"units": "man_oku"}, ["12,000人", "9,000人"], ["1万2000人", "9000人"]),
        ({"units": "man_oku"}, ["1.5億円", "2.3億円"], ["1億5000万円", "2億3000万円"]),
        ({"units": "man_oku"}, ["1兆2,000億円", "9,800億円"], ["1兆2000億円", "9800億円"]),
        ({"units": "kanji"}, ["12,000人", "9,000人"], ["一万二千人", "九千人"]),
        ({"units": "kanji", "kanji": "positional"}, ["1200人", "900人"], ["一二〇〇人", "九〇〇人"]),
        ({"units": "kanji"}, ["3.5%", "10.2%"], ["三・五%", "一〇・二%"]),
        ({"units": "comma"}, ["一万二千人", "九千人"], ["一万二千人", "九千人"]),
        ({"units": "comma", "kanji": "arabic"}, ["一万二千人", "九千人"], ["12,000人", "9,000人"]),
        ({"kanji": "arabic"}, ["一二〇〇〇人", "九〇〇〇人"], ["12000人", "9000人"]),
        ({"kanji": "multiplied"}, ["一二〇〇〇人", "九〇〇〇人"], ["一万二千人", "九千人"]),
        ({"kanji": "positional"}, ["千二百人", "九百人"], ["一二〇〇人", "九〇〇人"]),
        ({"kanji": "arabic"}, ["六月三日", "七月十日"], ["6月3日", "7月10日"]),
        ({"units": "comma"}, ["2024年", "2019年"], ["2024年", "2019年"]),
        ({"units": "comma"}, ["2024年6月5日", "2024年6月9日"], ["2024年6月5日", "2024年6月9日"]),
        ({"units": "comma"}, ["午後3時15分", "午後4時5分"], ["午後3時15分", "午後4時5分"]),
        ({"units": "kanji"}, ["3-2", "4-1"], ["3-2", "4-1"]),
        ({"units": "plain"}, ["マイナス1,200円", "マイナス900円"], ["マイナス1200円", "マイナス900円"]),
        ({"units": "comma"}, ["1000〜2000人", "3000〜4000人"], ["1,000〜2,000人", "3,000〜4,000人"]),
        ({"units": "comma"}, ["１２０００人", "９０００人"], ["１２，０００人", "９，０００人"]),
        ({"width": "half"}, ["１２，０００人", "９，０００人"], ["12,000人", "9,000人"]),
        ({"width": "half"}, ["３・５％", "１０・２％"], ["3.5%", "10.2%"]),
        ({"width": "full"}, ["3.5%", "10.2%"], ["３．５％", "１０．２％"]),
        ({"width": "full"}, ["3-2", "4-1"], ["３－２", "４－１"]),
        ({"width": "full"}, ["6月30日(火)", "6月9日(火)"], ["６月３０日（火）", "６月９日（火）"]),
        ({"width": "full", "units": "comma"}, ["12000人", "9000人"], ["１２，０００人", "９，０００人"]),
        ({"width": "half", "units": "man_oku"}, ["１２，０００人", "９，０００人"], ["1万2000人", "9000人"]),
        ({"width": "half"}, ["三・五％", "一・二％"], ["三・五%", "一・二%"]),
        ({"kanji": "arabic"}, ["三人", "一人"], ["三人", "一人"]),  # 一人 is a word
        # Where one cannot be written so, all keep the article's form.
        ({"units": "kanji", "kanji": "positional"}, ["57人", "45人"], ["57人", "45人"]),
    ],
)
def test_numbers_are_written_in_one_form(setting: Mapping[str, str], choices: list[str], written: list[str]) -> None:
    assert numbers(**setting).apply(choices, choices[0], NUMBER) == tuple(written)


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 10**9), min_size=4, max_size=4, unique=True),
    st.sampled_from(["as_article", "half", "full"]),
    st.sampled_from(["plain", "comma", "man_oku", "kanji"]),
    st.sampled_from(["人", "円", "台"]),
    st.booleans(),
)
def test_a_number_keeps_its_value_in_every_form(
    values: list[int], width: str, units: str, unit: str, in_full: bool
) -> None:
    choices = [f"{value:,}{unit}" for value in values]
    if in_full:
        choices = [choice.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}) for choice in choices]
    written = numbers(width=width, units=units).apply(choices, choices[0], NUMBER)
    read = [read_numeral(choice.removesuffix(unit)) for choice in written]
    assert [numeral and numeral.value for numeral in read] == [Decimal(value) for value in values]
    wide = {
        unicodedata.east_asian_width(character) == "F"
        for choice in written
        for character in choice
        if character.isdigit()
    }
    assert len(wide) <= 1


@pytest.mark.parametrize(
    ("setting", "key", "choices", "written"),
    [
        ("", "ジョー・バイデン", ["ドナルド・トランプ"], ["ドナルド・トランプ"]),
        ("", "ジョー バイデン", ["ドナルド・トランプ"], ["ドナルド トランプ"]),
        ("", "石破茂", ["ドナルド・トランプ"], ["ドナルド・トランプ"]),
        ('separator = "dot"', "ジョー バイデン", ["ドナルド・トランプ"], ["ドナルド・トランプ"]),
        ('separator = "space"', "ジョー・バイデン", ["ジョージ・W・ブッシュ"], ["ジョージ W ブッシュ"]),
        ('separator = "space"', "ジョー・バイデン", ["藤子・F・不二雄"], ["藤子・F・不二雄"]),
        ("", "石破氏", ["岸田文雄", "菅義偉"], ["岸田文雄氏", "菅義偉氏"]),
        ('honorifics = "strip"', "石破氏", ["石破氏", "岸田文雄"], ["石破", "岸田文雄"]),
        ('honorifics = "strip"', "足利尊氏", ["足利尊氏", "柳家小さん"], ["足利尊氏", "柳家小さん"]),
        ("", "足利尊氏", ["徳川家康"], ["徳川家康"]),
    ],
)
def test_persons_are_written_in_one_form(setting: str, key: str, choices: list[str], written: list[str]) -> None:
    context = ChoiceContext("person", is_name=lambda surface: surface in {"足利尊氏", "柳家小さん"})
    assert style(f"[names]\n{setting}").apply(choices, key, context) == tuple(written)


KNOWN = {"オリックス": "オリックス株式会社", "サンリオ": "株式会社サンリオ"}
_WITH = 'legal_form = "with"'


@pytest.mark.parametrize(
    ("setting", "key", "choices", "written"),
    [
        ("", "ソニー", ["ソニー", "株式会社サンリオ"], ["ソニー", "サンリオ"]),
        ("", "株式会社サンリオ", ["株式会社サンリオ", "オリックス"], ["株式会社サンリオ", "オリックス株式会社"]),
        ("", "株式会社サンリオ", ["株式会社サンリオ", "ソニー"], ["サンリオ", "ソニー"]),
        (_WITH, "サンリオ", ["サンリオ", "オリックス"], ["株式会社サンリオ", "オリックス株式会社"]),
        (_WITH, "サンリオ", ["サンリオ", "ソニー"], ["サンリオ", "ソニー"]),
        (
            _WITH + '\n[organizations.full_names]\n"ソニー" = "ソニー株式会社"',
            "サンリオ",
            ["サンリオ", "ソニー"],
            ["株式会社サンリオ", "ソニー株式会社"],
        ),
        (
            'legal_form = "without"',
            "（株）サンリオ",
            ["（株）サンリオ", "一般財団法人日本棋院"],
            ["サンリオ", "日本棋院"],
        ),
    ],
)
def test_organizations_are_written_with_their_legal_form_or_all_without(
    setting: str, key: str, choices: list[str], written: list[str]
) -> None:
    context = ChoiceContext("company", full_name=KNOWN.get)
    assert style(f"[organizations]\n{setting}").apply(choices, key, context) == tuple(written)


@pytest.mark.parametrize(("before", "after"), [("大手の株式会社", "は"), ("大手の", "株式会社は"), ("", "（株）は")])
def test_a_legal_form_beside_the_blank_is_not_repeated_in_the_choices(before: str, after: str) -> None:
    context = ChoiceContext("company", before, after, full_name=KNOWN.get)
    assert style(f"[organizations]\n{_WITH}").apply(["サンリオ", "オリックス"], "サンリオ", context) == (
        "サンリオ",
        "オリックス",
    )


def test_choices_that_would_become_equal_stay_as_they_were() -> None:
    without = style('[organizations]\nlegal_form = "without"')
    pair = ("サンリオ", "株式会社サンリオ")
    assert without.apply(pair, pair[0], ChoiceContext("company")) == pair


def test_other_categories_are_left_alone() -> None:
    strict = style('[numbers]\nwidth = "full"\n[names]\nhonorifics = "strip"\n[organizations]\nlegal_form = "without"')
    for category in ("work", "place", ""):
        choices = ("株式会社サンリオ", "ちびまる子さん", "24")
        assert strict.apply(choices, choices[0], ChoiceContext(category)) == choices


@pytest.mark.parametrize(
    ("word", "forbidden"),
    [
        ("ＡＢＣ", True),
        ("abc", True),
        ("株式会社ABC", True),
        ("ABCさん", True),
        ("ABCD", False),
        ("旧 社名", True),
        ("旧社名", True),
    ],
)
def test_forbidden_words_are_known_however_they_are_written(word: str, forbidden: bool) -> None:
    assert style('[forbidden]\nwords = ["ABC", "旧社名"]').forbids(word) == forbidden
    assert not HouseStyle().forbids(word)


def test_the_kanji_of_each_school_year_are_all_there() -> None:
    counts = [list(kanji_levels().values()).count(level) for level in range(1, 8)]
    # Six years of 1,026 in all, and the rest of 2,136 with a second form of four.
    assert counts == [80, 160, 200, 202, 193, 191, 1114]
    known = {"一": 1, "海": 2, "島": 3, "岐": 4, "快": 5, "宇": 6, "鬱": 7, "𠮟": 7, "叱": 7}
    assert {kanji: kanji_levels()[kanji] for kanji in known} == known


@pytest.mark.parametrize(
    ("surface", "level", "needed"),
    [
        ("山口", "1", False),
        ("海山", "1", True),
        ("海山", "2", False),
        ("岐阜", "3", True),
        ("岐阜", "4", False),
        ("憂鬱", "6", True),
        ("憂鬱", "jouyou", False),
        ("渚", "jouyou", True),
        ("佐々木", "4", False),
        ("トヨタ", "1", False),
        ("憂鬱", "none", False),
    ],
)
def test_kanji_beyond_the_level_need_ruby(surface: str, level: str, needed: bool) -> None:
    assert needs_ruby(surface, level) == needed
    readings = style(f'[ruby]\nlevel = "{level}"').ruby([surface], lambda choice: "ヨミ")
    assert readings == ({surface: "よみ"} if needed else {})


def test_readings_are_printed_in_hiragana() -> None:
    assert in_hiragana("ニッポンヴィクター・カンパニー") == "にっぽんゔぃくたー・かんぱにー"
