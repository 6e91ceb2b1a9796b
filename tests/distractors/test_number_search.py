"""Which numbers are found in a text, what they state, and which are worth asking about."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.distractors.number_expressions import same_figure, worth_asking
from quizgen.distractors.number_forms import Script, read_numeral
from quizgen.distractors.number_search import find_numbers
from quizgen.distractors.number_units import Kind


def found(text: str) -> list[str]:
    return [number.surface for number in find_numbers(text) if number.kind is not Kind.PLAIN]


@pytest.mark.parametrize(
    ("text", "surface", "kind", "values", "unit"),
    [
        ("約1万2千人が集まった。", "1万2千人", "count", "12000", "人"),
        ("予約数6万台に達した。", "6万台", "count", "60000", "台"),
        ("計12,000人が集まった。", "12,000人", "count", "12000", "人"),
        ("一二〇〇〇人が集まった。", "一二〇〇〇人", "count", "12000", "人"),
        ("一万二千人が集まった。", "一万二千人", "count", "12000", "人"),
        ("１２，０００人が集まった。", "１２，０００人", "count", "12000", "人"),
        ("売上高は1,200億円だった。", "1,200億円", "amount", "120000000000", "円"),
        ("費用は1億2,000万円かかる。", "1億2,000万円", "amount", "120000000", "円"),
        ("1.5億円を投じる。", "1.5億円", "amount", "150000000", "円"),
        ("$100で買える。", "$100", "amount", "100", "ドル"),
        ("３・５％増えた。", "３・５％", "percent", "3.5", "%"),
        ("長さ10 kmの道。", "10 km", "amount", "10", "km"),
        ("打率は3割2分5厘だった。", "3割2分5厘", "percent", "3 2 5", "割分厘"),
        ("2024年6月5日に開く。", "2024年6月5日", "date", "2024 6 5", "年月日"),
        ("令和元年に始まった。", "令和元年", "year", "1", "年"),
        ("平成31年4月に開く。", "平成31年4月", "date", "31 4", "年月"),
        ("二〇二〇年に開く。", "二〇二〇年", "year", "2020", "年"),
        ("１２日夜に開く。", "１２日", "day", "12", "日"),
        ("六月三日に開く。", "六月三日", "month_day", "6 3", "月日"),
        ("午後3時15分に始まる。", "午後3時15分", "time", "3 15", "時分"),
        ("朝の7時半に出る。", "7時半", "time", "7", "時半"),
        ("2時間5分30秒で走った。", "2時間5分30秒", "duration", "2 5 30", "時間分秒"),
        ("9秒58で走った。", "9秒58", "duration", "9 58", "秒"),
        ("即位60年を迎えた。", "60年", "duration", "60", "年"),
        ("95年に生まれた。", "95年", "year", "95", "年"),
        ("794年に移された。", "794年", "year", "794", "年"),
        ("3年ぶりに勝った。", "3年", "duration", "3", "年"),
        ("7日間続いた。", "7日間", "duration", "7", "日間"),
        ("第105回大会が開かれた。", "第105回", "ordinal", "105", "回"),
        ("3人目の代表だ。", "3人目", "ordinal", "3", "人目"),
        ("世界10位になった。", "10位", "rank", "10", "位"),
        ("山田さん（45歳）が語る。", "45歳", "age", "45", "歳"),
        ("20代の男性が多い。", "20代", "age", "20", "代"),
        ("浦和が3対1で勝った。", "3対1", "score", "3 1", "対"),
        ("浦和が３－１で快勝した。", "３－１", "score", "3 1", "-"),
        ("マグニチュード7.4だった。", "マグニチュード7.4", "amount", "7.4", "マグニチュード"),
        ("M7.4の地震。", "M7.4", "amount", "7.4", "マグニチュード"),
    ],
)
def test_a_number_is_found_whole_with_its_unit(text: str, surface: str, kind: str, values: str, unit: str) -> None:
    (number,) = [number for number in find_numbers(text) if number.kind is not Kind.PLAIN]
    assert (number.surface, number.kind, number.unit) == (surface, kind, unit)
    assert number.values == tuple(Decimal(value) for value in values.split())
    assert text[number.start : number.end] == surface
    assert worth_asking(number) > 0


@pytest.mark.parametrize(
    "text",
    [
        *[
            "G7の首脳",
            "F-35戦闘機",
            "iPhone 15を買う",
            "3D映画",
            "5Gの通信",
            "第3の男",
            "4K放送",
            "第三者の目",
            "Ver.2.0",
        ],
        *["電話は03-1234-5678へ", "https://example.com/2024/05人", "info3@example.com", "2011-04-07", "12:30", "1/3"],
        *[
            "一部の人",
            "一方で",
            "三菱商事",
            "四国と九州",
            "千葉県",
            "一緒に",
            "十分な",
            "万博で",
            "七夕と五輪",
            "八戸市",
        ],
        *[
            "二人三脚で",
            "三日坊主だ",
            "百人一首",
            "十人十色",
            "四日市市",
            "六本木駅",
            "十数人が",
            "数十人が",
            "約数10人が",
            "一分一秒を",
            "十分間に合う",
            "二三人が",
            "何人か",
        ],
        *[
            "一人で",
            "一つだけ",
            "十二分に",
            "三枚目の俳優",
            "二日酔い",
            "3番組を見る",
            "3人制の試合",
            "1対1で向き合う",
            "13月に",
        ],
        *["2月30日に", "25時に", "3分の1が"],
    ],
)
def test_digits_inside_words_names_and_addresses_are_no_numbers(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["1. はじめに", "(2) つぎに", "３）おわりに", "G20のあと", "Windows 11は"])
def test_list_numbers_and_versions_are_not_even_plain_figures(text: str) -> None:
    assert find_numbers(text) == ()


def test_a_bare_figure_is_plain_and_never_asked() -> None:
    (number,) = find_numbers("会員は男性が1,200だった。")
    assert (number.kind, number.values, worth_asking(number)) == (Kind.PLAIN, (Decimal(1200),), 0.0)


@pytest.mark.parametrize(
    "text",
    [
        *["3人〜5人が来た。", "2、3日かかる。", "1人当たり2個", "3人に1人が", "24時間営業の店", "懲役2年6月の判決"],
        *[
            "（2024年6月5日 15時30分更新）",
            "2024年6月5日付朝刊",
            "気象庁、2011年4月7日23時46分。",
            "1人が来た。",
            "二人は話した。",
        ],
    ],
)
def test_ends_of_ranges_rates_datelines_and_ones_are_not_worth_asking(text: str) -> None:
    numbers = find_numbers(text)
    assert numbers
    assert {worth_asking(number) for number in numbers if number.unit != "個"} == {0.0}


def test_amounts_are_better_keys_than_dates() -> None:
    amount, date, day = find_numbers("1,200億円の契約を2024年6月5日に結び、7日に発表した。")
    assert worth_asking(amount) > worth_asking(date) > worth_asking(day) > 0


def test_a_date_told_as_an_event_stays_askable() -> None:
    date, time = find_numbers("2011年4月7日午後11時32分ごろ、地震があった。")
    assert worth_asking(date) > 0
    assert worth_asking(time) > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[
            ("1万2千人", "12,000人"),
            ("1万2千人", "一二〇〇〇人"),
            ("1万2千人", "12,034名"),
            ("50%", "5割"),
            ("1時間", "60分"),
        ],
        *[("1.2キロ", "1200メートル"), ("3か月", "3ヶ月"), ("¥100", "100円"), ("1億2,000万円", "120,000,000円")],
        *[
            ("令和7年", "2025年"),
            ("98年", "1998年"),
            ("2006年", "2006年度"),
            ("3種", "3種類"),
            ("6月5日", "2024年6月5日"),
            ("5日", "6月5日"),
            ("第3回", "3回目"),
        ],
        *[
            ("午後3時", "15時20分"),
            ("3対1で勝った", "1対3で敗れた"),
            ("第3位", "3位"),
            ("3時半", "15時30分"),
            ("12人", "(12)"),
        ],
    ],
)
def test_the_same_figure_is_known_in_another_notation(one: str, other: str) -> None:
    assert same_figure(find_numbers(one)[0], find_numbers(f"は{other}")[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12人", "12台"),
        ("10人", "12人"),
        ("6月5日", "2024年6月"),
        ("7月5日", "6月5日"),
        ("2,000円", "2,400円"),
        ("3回", "第3回"),
    ],
)
def test_different_figures_are_kept_apart(one: str, other: str) -> None:
    assert not same_figure(find_numbers(one)[0], find_numbers(other)[0])


_PIECES = st.sampled_from(
    [
        *"0159０３〇一二十百千万億,，.．・-〜第約数年月日時分秒人円%％歳位対割A、。 \n",
        "令和",
        "午後",
        "か月",
        "時間",
        "メートル",
    ]
)


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_every_number_found_can_be_written_again_as_it_stands(text: str) -> None:
    end = 0
    for number in find_numbers(text):
        assert end <= number.start < number.end
        end = number.end
        assert text[number.start : number.end] == number.surface == number.render(number.values)
        assert 0 <= worth_asking(number) <= 1


def test_serial_numbers_and_far_years_are_no_quantities() -> None:
    assert found("9" * 5000 + "人") == found("九" * 5000 + "人") == found("9" * 20 + "年1月2日") == []


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(text[number.start : number.end] == number.surface for number in find_numbers(text))


@pytest.mark.parametrize(
    ("text", "script", "value"),
    [
        ("1200", Script.ASCII, 1200),
        ("１，２００", Script.FULLWIDTH, 1200),
        ("千二百", Script.KANJI, 1200),
        ("一二〇〇", Script.POSITIONAL, 1200),
        ("一億二〇〇〇万", Script.POSITIONAL, 120_000_000),
        ("二千三百万", Script.KANJI, 23_000_000),
        ("3千5百", Script.ASCII, 3500),
        ("１．５億", Script.FULLWIDTH, 150_000_000),
    ],
)
def test_a_numeral_gives_its_value_and_script(text: str, script: Script, value: int) -> None:
    numeral = read_numeral(text)
    assert numeral is not None
    assert numeral.notation.script is script
    assert numeral.value == Decimal(value)
    assert numeral.notation.render(numeral.value) == text


@pytest.mark.parametrize(
    "text",
    [
        "1,2345",
        "1２",
        "万",
        "千万億",
        "一百",
        "1万2億",
        "1万0500",
        "二三十",
        "二三",
        "四五万",
        "",
        "12,",
        "1.2.3",
        "100億億",
    ],
)
def test_a_numeral_in_no_consistent_notation_is_refused(text: str) -> None:
    assert read_numeral(text) is None
