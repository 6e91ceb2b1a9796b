"""Every kind of number in its sentence: what its distractors look like, and what they never are."""

from __future__ import annotations

import datetime
import random
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizgen import Article, QuizOptions
from quizgen.distractors.number_candidates import number_at, number_candidates
from quizgen.distractors.number_scores import other_results
from quizgen.distractors.numbers import (
    Kind,
    NumberExpression,
    find_numbers,
    number_distractors,
    same_figure,
    worth_asking,
)
from quizgen.options import DIFFICULTIES

JUNE_TUESDAYS = "6月(2|9|16|23)日|7月(7|14|21|28)日|5月(5|12|19|26)日|[48]月[0-9]+日|3月[0-9]+日|9月[0-9]+日"


def key_in(text: str, surface: str) -> NumberExpression:
    return next(number for number in find_numbers(text) if number.surface == surface)


def drawn(text: str, surface: str, *, seeds: int = 20, n: int = 3) -> Iterator[tuple[str, list[str]]]:
    numbers = find_numbers(text)
    key = key_in(text, surface)
    others = [number for number in numbers if number is not key]
    for difficulty in DIFFICULTIES:
        for seed in range(seeds):
            yield (
                difficulty,
                number_distractors(
                    key, article_numbers=others, n=n, rng=random.Random(seed), difficulty=difficulty, this_year=2026
                ),
            )


# The sentence, the key in it, and what every distractor fully matches.
ROWS = [
    # amounts
    ("売上高は1,200億円だった。", "1,200億円", r"([1-9],)?[1-9]00億円"),
    ("入場者は120万人だった。", "120万人", r"[1-9]?[1-9]0万人"),
    ("入場者は1200人だった。", "1200人", r"[1-9]?[1-9]00人"),
    ("入場者は98万人だった。", "98万人", r"[1-9]?[0-9]?[1-9]万人"),
    ("売上高は５兆６０００億円だった。", "５兆６０００億円", r"([１-９]?[０-９]兆)?[１-９]０００億円"),
    ("二億三千万円を寄付した。", "二億三千万円", r"([一二三四五六七八九十]+億)?[二三四五六七八九一]?千万円"),
    ("時価総額は3.2兆円だ。", "3.2兆円", r"[1-9][0-9]?\.[1-9]兆円"),
    ("1.5億ドルを投じる。", "1.5億ドル", r"[1-9]?[0-9]\.[1-9]億ドル"),
    ("会費は$100だ。", "$100", r"\$([1-9]00|[1-9]0|[1-9]|1,[12]00)"),
    ("1ドル＝149円25銭で終えた。", "149円25銭", r"1[1-9][0-9]円[1-9][0-9]?銭"),
    ("1ドル=149円台で推移した。", "149円", r"1[0-9]{2}円"),
    ("一二〇〇〇人が集まった。", "一二〇〇〇人", r"[一二三四五六七八九]{1,2}〇〇〇人"),
    ("1万2千人が集まった。", "1万2千人", r"([1-9]万)?[1-9]千人"),
    ("１２，０００人が集まった。", "１２，０００人", r"([１-９]?[１-９])，０００人"),
    ("株価は3万8,234円52銭だった。", "3万8,234円52銭", r"[2-6]万([1-9],)?[0-9]{1,3}円[1-9][0-9]?銭"),
    ("全長1.2キロの橋だ。", "1.2キロ", r"[0-9]\.[1-9]キロ"),
    ("売り上げは1.5倍になった。", "1.5倍", r"[1-9]?[0-9]\.[1-9]倍"),
    # shares, growth and points
    ("賛成は92%だった。", "92%", r"[1-9][0-9]?%"),
    ("賛成は9割だった。", "9割", r"([1-8]|10)割"),
    ("正答率は98.5%だった。", "98.5%", r"[1-9][0-9]?\.[1-9]%"),
    ("賛成は５５％だった。", "５５％", r"[１-９][０-９]?％"),
    ("賛成は三・五％だった。", "三・五％", r"[〇一二三四五六七八九]{1,2}・[一二三四五六七八九]％"),
    ("利益は130%増だった。", "130%", r"[1-9][0-9]?0%"),
    ("支持率は3.5ポイント上昇した。", "3.5ポイント", r"[1-9]?[0-9]\.[1-9]ポイント"),
    ("売上高は前期比▲3.2%だった。", "▲3.2%", r"▲[1-9]?[0-9]\.[1-9]%"),
    ("成長率はマイナス1.5%だった。", "マイナス1.5%", r"マイナス[1-9]?[0-9]\.[1-9]%"),
    ("30〜40%が賛成した。", "30〜40%", r"([1-9]0)〜([1-9]0|100)%"),
    ("打率は3割2分5厘だった。", "3割2分5厘", r"[1-4]割([1-9]分)?([1-9]厘)?"),
    # parts of a game, and times in general
    ("巨人は7回に先制した。", "7回", r"[1-9]回"),
    ("会議は7回開かれた。", "7回", r"[1-9][0-9]?回"),
    # weather and bodies
    ("気温は35.2度だった。", "35.2度", r"([1-9]|[1-3][0-9]|4[0-8])\.[1-9]度"),
    ("最低気温は氷点下5度だった。", "氷点下5度", r"氷点下([1-9]|[1-2][0-9])度"),
    ("最低気温はマイナス5.2度だった。", "マイナス5.2度", r"マイナス[12]?[0-9]\.[1-9]度"),
    ("朝は-5度まで下がった。", "-5度", r"-[12]?[0-9]度"),
    ("体温は38.5度だった。", "38.5度", r"(3[5-9]|4[01])\.[1-9]度"),
    ("最大瞬間風速60メートルを観測した。", "60メートル", r"[1-9]0メートル"),
    ("身長は175センチだった。", "175センチ", r"1[1-9][0-9]センチ|2[0-2][0-9]センチ"),
    ("マグニチュード7.4の地震だ。", "マグニチュード7.4", r"マグニチュード[2-9]\.[1-9]"),
    # dates
    ("2024年2月29日に開いた。", "2024年2月29日", r"2024年(1|2|3|4|5)月[0-9]{1,2}日"),
    ("2023年2月28日に開いた。", "2023年2月28日", r"2023年(2月(?!29)|[1345]月)[0-9]{1,2}日"),
    ("6月30日に開く。", "6月30日", r"[4-9]月(?!31日)[0-9]{1,2}日|[578]月31日"),
    ("6月30日(火)に開く。", "6月30日", JUNE_TUESDAYS),
    ("６月３０日（火曜日）に開く。", "６月３０日", r"[３-９]月[１２３]?[０-９]日"),
    ("30日(火)に開く。", "30日", "(2|9|16|23)日"),
    ("六月三日に開く。", "六月三日", r"[三四五六七八]月[一二三十四五六七八九]+日"),
    ("二〇二六年六月三十日に開く。", "二〇二六年六月三十日", r"二〇二六年[三四五六七八九]月[一二三十四五六七八九]+日"),
    ("平成31年4月28日に決めた。", "平成31年4月28日", r"平成31年([1-3]月[0-9]+|4月([1-9]|[12][0-9]|30))日"),
    ("令和元年5月3日に決めた。", "令和元年5月3日", r"令和元年([5-9]|1[0-2])月[0-9]+日"),
    # years
    ("令和7年に始まった。", "令和7年", r"令和([2-8]|元)年"),
    ("昭和39年に開いた。", "昭和39年", r"昭和([1-9]|[1-5][0-9]|6[0-4])年"),
    ("2024年に始まった。", "2024年", r"199[0-9]年|20(0[0-9]|1[0-9]|2[0-6])年"),
    ("1990年代に流行した。", "1990年代", r"(19|20)[0-9]0年代"),
    # times
    ("午後3時15分に始まった。", "午後3時15分", r"午後([0-9]|1[01])時([1-9]|[1-5][0-9])分"),
    ("午前11時に始まった。", "午前11時", r"午前([0-9]|10)時"),
    ("15時30分に始まった。", "15時30分", r"1[3-9]時30分|2[0-3]時30分"),
    ("2分55秒で走った。", "2分55秒", r"[1-5]分([1-9]|[1-5][0-9])秒"),
    ("10秒05で走った。", "10秒05", r"([6-9]|1[0-9])秒[0-9]{2}"),
    # ordinals, ranks, ages
    ("第3回大会を開く。", "第3回", r"第[1-9]回"),
    ("第百五回大会を開く。", "第百五回", r"第[一二三四五六七八九十百]+回"),
    ("3回目の優勝だ。", "3回目", r"[1-9]回目"),
    ("2位に入った。", "2位", r"[1-9][0-9]?位"),
    ("32チーム中28位だった。", "28位", r"([1-9]|[12][0-9]|3[0-2])位"),
    ("116歳で世界最高齢だ。", "116歳", r"([3-9][0-9]|1[01][0-9])歳"),
    ("2歳の誕生日だ。", "2歳", r"[0-9]歳"),
    ("60歳代の女性が多い。", "60歳代", r"[1-9]0歳代"),
    ("20代の女性が多い。", "20代", r"[1-9]0代"),
    # ranges
    ("3〜5人が入れる。", "3〜5人", r"[1-9][0-9]?〜[1-9][0-9]?人"),
    ("３～５人が入れる。", "３～５人", r"[１-９][０-９]?～[１-９][０-９]?人"),
    ("100~200人が参加した。", "100~200人", r"[1-9]00~[1-9]00人"),
    ("20〜30代に人気だ。", "20〜30代", r"[1-8]0〜[1-9]0代"),
    # results
    ("巨人が3―2で勝った。", "3―2", r"[0-9]―[0-9]"),
    ("巨人が3対2で勝った。", "3対2", r"[0-9]対[0-9]"),
    ("巨人が３－２で勝った。", "３－２", r"[０-９]－[０-９]"),
    ("2-2で引き分けた。", "2-2", r"([0-9])-\1"),
    ("3対0で完封勝ちした。", "3対0", r"[1-9]対0"),
    ("1点差の3-2で勝った。", "3-2", r"1-0|2-1|4-3|5-4|6-5|7-6"),
    ("セットカウント3-1で勝った。", "3-1", r"[2-4]-[0-3]"),
    ("第1セットは25-20で取った。", "25-20", r"25-(1[0-9]|2[0-3])"),
    ("5-4で逆転勝ちした。", "5-4", r"[1-9]-[1-9]"),
    ("7-0で大勝した。", "7-0", r"(7|8|9|10|11)-[0-4]"),
]


@pytest.mark.parametrize(("text", "surface", "allowed"), ROWS, ids=[f"{row[1]} {row[0]}" for row in ROWS])
def test_distractors_of_every_kind_are_possible_in_their_sentence(text: str, surface: str, allowed: str) -> None:
    key = key_in(text, surface)
    assert worth_asking(key) > 0
    for difficulty, surfaces in drawn(text, surface):
        assert len({*surfaces, surface}) == 4, (difficulty, surfaces)
        assert [choice for choice in surfaces if not re.fullmatch(allowed, choice)] == [], difficulty


def test_the_table_covers_every_kind() -> None:
    kinds = {key_in(text, surface).kind for text, surface, _ in ROWS}
    assert set(Kind) - kinds == {Kind.PLAIN, Kind.MONTH}
    assert len(ROWS) >= 60


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("令和7年（2025年）に始まる。", "令和7年"),
        ("令和7年（2025年）に始まる。", "2025年"),
        ("賛成は5割（50%）だった。", "5割"),
        ("1ドル＝149円だった。", "1ドル"),
        ("6月30日(火)〜7月2日(木)に開く。", "7月2日"),
        ("6月30日(火)〜7月2日(木)に開く。", "6月30日"),
        ("5月3日付で辞めた。", "5月3日"),
    ],
)
def test_what_its_own_sentence_tells_again_is_not_asked(text: str, surface: str) -> None:
    assert worth_asking(key_in(text, surface)) == 0


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("1〜2万人が集まる。", ["plain", "count"]),  # 1 is 1万 here
        ("6月3〜5日に開く。", ["month", "plain", "day"]),
        ("5〜3人が来た。", ["plain", "count"]),
        ("第3〜5回を開く。", ["plain", "count"]),
        ("東京-5度。", ["count"]),
    ],
)
def test_what_only_looks_like_a_range_or_a_sign_is_none(text: str, kinds: list[str]) -> None:
    numbers = find_numbers(text)
    assert [number.kind for number in numbers][-len(kinds) :] == kinds[-len(numbers) :]
    assert not any(number.prefix for number in numbers)


@pytest.mark.parametrize(
    ("claim", "figure", "same"),
    [
        ("-5度", "氷点下5度", True),
        ("-5度", "5度", False),
        ("3〜5人", "3～5名", True),
        ("3〜5人", "4〜6人", False),
        ("5人", "3〜5人", True),
        ("4人", "3〜5人", False),
        ("3〜5人", "3人", False),
        ("149円50銭", "149.5円", True),
    ],
)
def test_signs_ranges_and_sen_are_compared(claim: str, figure: str, same: bool) -> None:
    one, other = find_numbers(f"、{claim}")[0], find_numbers(f"、{figure}")[0]
    assert same_figure(one, other) == same


def test_choices_fall_on_the_weekday_behind_the_blank_in_any_year() -> None:
    for text, surface in (
        ("1月20日(火)に開く。", "1月20日"),
        ("3月5日(木)に開く。", "3月5日"),
        ("2024年3月5日（火）に開いた。", "2024年3月5日"),
    ):
        key = key_in(text, surface)
        for _, surfaces in drawn(text, surface):
            assert len(surfaces) == 3
            for choice in surfaces:
                for year in (2024, 2026):  # with and without a 29th of February
                    days = [
                        datetime.date(year, int(month), int(day))
                        for month, day in (re.findall("([0-9]+)月([0-9]+)日", one)[0] for one in (choice, surface))
                    ]
                    assert (days[0] - days[1]).days % 7 == 0 or (key.kind is Kind.DATE and year != 2024)


def test_a_date_may_be_asked_with_its_weekday() -> None:
    body = "大会は６月３０日（火）に開く。"
    start = body.index("６")
    key = number_at(body, start, body.index("）") + 1)
    assert key is not None
    assert key.surface == "６月３０日（火）"
    assert number_at(body, start, body.index("）") + 3) is None
    found = number_candidates(Article(body), key, 3, QuizOptions())
    assert all(re.fullmatch("[３-９]月[０-９]+日（火）", candidate.surface) for candidate in found)
    assert len(found) == 3


@pytest.mark.parametrize(
    ("text", "surface", "told", "forbidden"),
    [
        ("午後1時30分に始まり、12:30に受け付けを終えた。", "午後1時30分", "12:30", "午後0時30分"),
        ("2026年6月5日に開く。更新は2026/6/8だった。", "2026年6月5日", "2026/6/8", "2026年6月8日"),
        ("6月5日に開く。締め切りは6/8だ。", "6月5日", "6/8", "6月8日"),
        ("40%が賛成し、半数が反対した。", "40%", "半数", "50%"),
        ("利益は3倍になり、社員は倍増した。", "3倍", "倍増", "2倍"),
    ],
)
def test_figures_told_in_other_words_are_never_offered(text: str, surface: str, told: str, forbidden: str) -> None:
    def offered(body: str) -> set[str]:
        start = body.index(surface)
        key = number_at(body, start, start + len(surface))
        assert key is not None
        options = (QuizOptions(seed=seed, difficulty=level) for seed in range(60) for level in DIFFICULTIES)
        return {item.surface for option in options for item in number_candidates(Article(body), key, 3, option)}

    assert forbidden in offered(text.replace(told, "後日"))
    assert forbidden not in offered(text)


def test_an_excluded_number_is_excluded_in_every_notation() -> None:
    body = "入場者は1万2千人だった。"
    key = number_at(body, 4, 9)
    assert key is not None
    offered = [item.surface for item in number_candidates(Article(body), key, 3, QuizOptions())]
    plain = tuple(f"{int(find_numbers(surface)[0].values[0]):,}人" for surface in offered)
    again = number_candidates(Article(body), key, 3, QuizOptions(exclude=plain))
    assert len(again) == 3
    assert not {item.surface for item in again} & set(offered)


def test_nothing_differs_from_the_key_by_its_zeros_only() -> None:
    for text, surface in (
        ("1,200円だ。", "1,200円"),
        ("3.5%だ。", "3.5%"),
        ("5人が来た。", "5人"),
        ("100万人が来た。", "100万人"),
    ):
        key = key_in(text, surface).values[0].normalize().as_tuple().digits
        for _, surfaces in drawn(text, surface, n=9, seeds=20):
            assert all(key_in(f"、{one}", one).values[0].normalize().as_tuple().digits != key for one in surfaces)


def winner(left: int, right: int) -> int:
    return (left > right) - (left < right)


_ENDINGS = [
    "で勝った",
    "で敗れた",
    "で引き分けた",
    "で完封勝ちした",
    "で逆転勝ちした",
    "のサヨナラ勝ち",
    "で大勝した",
    "の接戦を制した",
]


@settings(deadline=None)
@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from("-―－対"),
    st.sampled_from(_ENDINGS),
    st.sampled_from(DIFFICULTIES),
)
def test_results_never_contradict_the_winner(left: int, right: int, mark: str, ending: str, difficulty: str) -> None:
    numbers = [number for number in find_numbers(f"巨人が{left}{mark}{right}{ending}。") if number.kind is Kind.SCORE]
    for key in numbers:
        results = other_results(key, difficulty)
        assert {winner(int(first), int(second)) for first, second in results} <= {winner(left, right)}
        assert all(first >= 0 and second >= 0 for first, second in results)
        if "完封" in ending and 0 in (left, right) and left != right:
            assert all(0 in result for result in results)


_DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 12, 31))


@settings(deadline=None)
@example(datetime.date(2000, 2, 29), "{0.month}月{0.day}日", True, 0)
@given(
    _DATES,
    st.sampled_from(["{0.year}年{0.month}月{0.day}日", "{0.month}月{0.day}日", "{0.day}日"]),
    st.booleans(),
    st.integers(0, 9),
)
def test_dates_exist_and_keep_their_weekday(date: datetime.date, form: str, named: bool, seed: int) -> None:
    weekday = f"（{'月火水木金土日'[date.weekday()]}）" if named else ""
    surface = form.format(date)
    text = f"{surface}{weekday}に開く。"
    for difficulty in DIFFICULTIES:
        key = key_in(text, surface)
        surfaces = number_distractors(key, article_numbers=[], n=3, rng=random.Random(seed), difficulty=difficulty)
        assert len({*surfaces, surface}) == 4
        for choice in surfaces:
            (number,) = find_numbers(choice)
            assert number.kind is key.kind
            if number.kind is Kind.DAY:
                assert 1 <= number.values[0] <= max(28, date.day)
                other = datetime.date(2026, 1, int(number.values[0]))
                own = datetime.date(2026, 1, date.day)
            else:
                month, day = (int(value) for value in number.values[-2:])
                other, own = datetime.date(date.year, month, day), date
            assert not named or (other - own).days % 7 == 0


_PERCENTS = st.decimals("0.1", "99.9", places=1).map(str) | st.integers(1, 100).map(str)


@settings(deadline=None)
@given(_PERCENTS, st.integers(0, 9), st.sampled_from(DIFFICULTIES))
def test_shares_stay_within_a_whole_and_keep_their_decimals(share: str, seed: int, difficulty: str) -> None:
    key = key_in(f"賛成は{share}%だった。", f"{share}%")
    surfaces = number_distractors(key, article_numbers=[], n=3, rng=random.Random(seed), difficulty=difficulty)
    for surface in surfaces:
        assert 0 < Decimal(surface[:-1]) <= 100
        assert len(surface.partition(".")[2]) == len(f"{share}%".partition(".")[2])


@settings(deadline=None)
@given(st.integers(0, 120), st.sampled_from(["歳", "才"]), st.integers(0, 9), st.sampled_from(DIFFICULTIES))
def test_ages_are_ages_that_people_reach(age: int, unit: str, seed: int, difficulty: str) -> None:
    key = key_in(f"{age}{unit}の人だ。", f"{age}{unit}")
    surfaces = number_distractors(key, article_numbers=[], n=3, rng=random.Random(seed), difficulty=difficulty)
    assert len({*surfaces, key.surface}) == 4
    assert all(0 <= int(surface[:-1]) <= 120 for surface in surfaces)


@settings(deadline=None)
@given(
    st.integers(1, 500), st.integers(1, 300), st.sampled_from(["人", "円", "メートル"]), st.sampled_from(DIFFICULTIES)
)
def test_ranges_rise_and_keep_their_width(low: int, width: int, unit: str, difficulty: str) -> None:
    surface = f"{low}〜{low + width}{unit}"
    key = key_in(f"幅は{surface}だ。", surface)
    surfaces = number_distractors(key, article_numbers=[], n=3, rng=random.Random(low), difficulty=difficulty)
    assert len({*surfaces, surface}) == 4
    for choice in surfaces:
        first, second = (int(value) for value in re.findall("[0-9]+", choice.replace(",", "")))
        assert second - first == width
        assert first > 0


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("120万人が来た。", "120万人"),
        ("体温は38.5度だった。", "38.5度"),
        ("3日(火)か17日に開く。", "17日"),
        ("15位だった。", "15位"),
    ],
)
def test_the_key_is_neither_always_in_the_middle_nor_always_the_extreme(text: str, surface: str) -> None:
    key, places = key_in(text, surface), Counter[int]()
    for _, surfaces in drawn(text, surface, seeds=100):
        places[sum(key_in(f"、{choice}", choice).values < key.values for choice in surfaces)] += 1
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) < 0.5 * sum(places.values())
