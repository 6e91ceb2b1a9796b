"""Number distractors: same form as the key, possible, false in the article, on both sides of the key."""

from __future__ import annotations

import datetime
import gzip
import itertools
import json
import random
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.distractors.numbers import (
    Kind,
    NumberExpression,
    find_numbers,
    number_distractors,
    same_figure,
    worth_asking,
)
from quizgen.errors import ArgumentError
from quizgen.options import DIFFICULTIES

KEYS = [
    *[
        "1,200億円",
        "1万2千人",
        "12,000人",
        "一二〇〇〇人",
        "一万二千人",
        "１２，３４５人",
        "980円",
        "9,800億円",
        "100万人",
        "1万人",
    ],
    *[
        "1.5億円",
        "1億2,000万円",
        "48人",
        "98人",
        "5千円",
        "１万５７５０円",
        "二十五人",
        "三人",
        "$100",
        "15都府県",
        "1.2倍",
        "36.5℃",
    ],
    *["3.5%", "50%", "97.5%", "130%", "３・５％", "5割", "3割2分5厘", "M7.4", "10 km", "3か月", "7日間", "9秒58"],
    *[
        "令和7年",
        "平成30年",
        "2024年",
        "1990年代",
        "2024年6月5日",
        "平成31年4月28日",
        "6月5日",
        "2月28日",
        "2024年6月",
        "6月",
    ],
    *[
        "午後3時",
        "午後3時15分",
        "15時30分",
        "3時半",
        "7時05分",
        "2時間5分30秒",
        "45歳",
        "20代",
        "10位",
        "第105回",
        "3回戦",
        "3対1",
    ],
]


def only(text: str) -> NumberExpression:
    (number,) = find_numbers(text)
    return number


def drawn(text: str, *, article: str = "", n: int = 3, seed: int = 0, difficulty: str = "normal") -> list[str]:
    return number_distractors(
        only(text), article_numbers=find_numbers(article), n=n, rng=random.Random(seed), difficulty=difficulty
    )


def shape(text: str) -> str:
    """The notation without its digits."""
    return re.sub("[0-9]", "0", re.sub("[０-９]", "０", re.sub("[一二三四五六七八九]", "一", text)))


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
@pytest.mark.parametrize("text", KEYS)
def test_distractors_are_read_as_the_same_kind_unit_and_notation(text: str, difficulty: str) -> None:
    key = only(text)
    for seed in range(8):
        surfaces = drawn(text, seed=seed, difficulty=difficulty)
        assert len(surfaces) == len({*surfaces, text}) - 1 == 3
        for surface in surfaces:
            number = only(surface)
            assert (number.kind, number.unit, number.prefix, number.units) == (
                key.kind,
                key.unit,
                key.prefix,
                key.units,
            )
            # The key's notation writes the value alike, but for commas that a short key cannot show.
            assert (key.render(number.values) or "").replace(",", "") == surface.replace(",", "")
            scripts = [notation.script for notation in number.notations]
            assert scripts == [notation.script for notation in key.notations]
            assert [notation.decimals for notation in number.notations] == [n.decimals for n in key.notations]


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("1,200億円", r"([1-9],[1-9]00|[1-9]00)億円"),
        ("3.5%", r"\d{1,2}\.[1-9]%"),
        ("12,345人", r"\d{1,2},\d\d[1-9]人"),
        ("1億2,000万円", r"[1-9]億[1-9],000万円|[1-9],000万円"),
        ("９，８００億円", r"[１-９]，[１-９]００億円|[１-９]００億円|[１-９]兆([１-９]，)?[１-９]００億円"),
        ("一万二千人", "([一二三]万[二三四五六七八九]?千|[二三四五六七八九]千)人"),
        ("1万2千人", "([1-9]万[1-9]千|[1-9]千)人"),
        ("1.5億円", r"[1-9]\.[1-9]億円"),
        ("７０００円", "[１-９]０００円|[１２][０-９]０００円"),
        ("15時30分", "1[3-9]時30分|2[0-3]時30分"),
        ("1990年代", "(19|20)[0-9]0年代"),
    ],
)
def test_distractors_are_as_round_as_the_key(text: str, allowed: str) -> None:
    surfaces = {surface for seed in range(100) for surface in drawn(text, seed=seed)}
    assert [surface for surface in surfaces if not re.fullmatch(allowed, surface)] == []


@pytest.mark.parametrize(
    ("text", "article", "forbidden"),
    [
        (
            "8千人",
            "12,034人のうち9000名が残り、一万人が帰り、1万1千人が来た。",
            ["1万2千人", "9千人", "1万人", "1万1千人"],
        ),
        ("40%", "5割が賛成し、3割が反対し、2割は答えなかった。", ["50%", "30%", "20%"]),
        ("3人", "会員2人（4）と、5名の客。", ["2人", "4人", "5人"]),
        ("6月5日", "7日に始まり、2024年6月8日に終わる。9日は休み。", ["6月7日", "6月8日", "6月9日"]),
        ("令和5年", "2024年と平成34年、2022年6月。", ["令和6年", "令和4年"]),
        ("午後3時", "14時に始まり、16時20分に終わる。", ["午後2時", "午後4時"]),
        ("3対1で勝った", "前は1対2で敗れ、3対2で勝った。", ["2対1", "3対2"]),
        ("90分", "2時間かかり、1時間は待った。", ["120分", "60分"]),
    ],
)
def test_no_distractor_states_a_figure_of_the_article(text: str, article: str, forbidden: list[str]) -> None:
    key, figures = find_numbers(text)[0], find_numbers(article)
    for seed in range(200):
        surfaces = number_distractors(key, article_numbers=figures, n=3, rng=random.Random(seed), difficulty="hard")
        assert not {*surfaces} & {*forbidden}
        assert surfaces


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("1月31日", lambda number: datetime.date(2023, int(number.values[0]), int(number.values[1]))),
        ("12月30日", lambda number: datetime.date(2023, int(number.values[0]), int(number.values[1]))),
        ("2月29日", lambda number: datetime.date(2024, int(number.values[0]), int(number.values[1]))),
        ("2023年3月1日", lambda number: datetime.date(*(int(value) for value in number.values))),
        ("昭和64年1月5日", lambda number: number.values[1:] <= (1, 7)),
        ("令和元年5月4日", lambda number: number.values[1:] >= (5, 1)),
        ("平成31年3月", lambda number: number.values <= (31, 4)),
        ("平成29年", lambda number: 1 <= number.values[0] <= 31),
        ("7日", lambda number: 1 <= number.values[0] <= 28),
        ("11月", lambda number: 1 <= number.values[0] <= 12),
        ("午前11時", lambda number: 0 <= number.values[0] <= 11),
        ("23時10分", lambda number: number.values[0] <= 23 and number.values[1] < 60),
        ("92%", lambda number: 0 < number.values[0] <= 100),
        ("9割", lambda number: 0 < number.values[0] <= 10),
        ("98歳", lambda number: 0 <= number.values[0] <= 112),
        ("45都道府県", lambda number: 1 <= number.values[0] <= 47),
        ("2位", lambda number: number.values[0] >= 1),
        ("第1四半期", lambda number: 1 <= number.values[0] <= 4),
        ("5年生", lambda number: 1 <= number.values[0] <= 6),
        ("2分55秒", lambda number: number.values[1] < 60),
        ("2倍", lambda number: number.values[0] > 1),
    ],
)
def test_distractors_are_possible(text: str, possible: object) -> None:
    assert callable(possible)
    for difficulty in DIFFICULTIES:
        for seed in range(40):
            surfaces = drawn(text, seed=seed, difficulty=difficulty)
            assert len(surfaces) >= 2
            assert all(possible(only(surface)) for surface in surfaces)


def test_a_past_year_gets_no_year_to_come() -> None:
    key = only("2023年")
    for seed in range(100):
        surfaces = number_distractors(
            key, article_numbers=[], n=3, rng=random.Random(seed), difficulty="easy", this_year=2024
        )
        assert len(surfaces) == 3
        assert max(surfaces) <= "2024年"


@pytest.mark.parametrize(
    ("text", "difficulty"),
    [
        *[("1,200億円", difficulty) for difficulty in DIFFICULTIES],
        *[
            ("12,345人", "normal"),
            ("1万2千人", "normal"),
            ("３２０億円", "hard"),
            ("42.5%", "normal"),
            ("1964年", "easy"),
        ],
    ],
)
def test_the_key_stands_in_every_place_about_equally_often(text: str, difficulty: str) -> None:
    key, places = only(text), Counter[int]()
    for seed in range(1000):
        places[sum(only(surface).values < key.values for surface in drawn(text, seed=seed, difficulty=difficulty))] += 1
    assert all(150 <= places[place] <= 350 for place in range(4)), places


def test_the_first_few_of_many_are_as_fair_as_few() -> None:
    key, below = only("1,200億円"), Counter[int]()
    for seed in range(1000):
        below[sum(only(surface).values < key.values for surface in drawn("1,200億円", n=5, seed=seed)[:3])] += 1
    assert all(150 <= below[place] <= 350 for place in range(4)), below


def test_harder_distractors_are_nearer() -> None:
    key = only("12,345人").values[0]

    def spread(difficulty: str) -> Decimal:
        surfaces = [surface for seed in range(50) for surface in drawn("12,345人", seed=seed, difficulty=difficulty)]
        return sum((abs((only(surface).values[0] / key).ln()) for surface in surfaces), Decimal(0))

    assert spread("hard") < spread("normal") < spread("easy")


@pytest.mark.parametrize("text", ["12,345人", "1,200億円", "42.5%", "2時間5分30秒"])
def test_neighbouring_choices_can_be_told_apart(text: str) -> None:
    for seed in range(100):
        choices = sorted(only(surface).values for surface in [text, *drawn(text, seed=seed, difficulty="hard")])
        minutes = [sum(value * 60 ** (2 - index) for index, value in enumerate(values)) for values in choices]
        assert all(right / left >= Decimal("1.003") for left, right in itertools.pairwise(minutes))


def test_scores_keep_the_winner_and_draws_stay_draws() -> None:
    for seed in range(50):
        assert all(int(a) > int(b) for a, b in (surface.split("対") for surface in drawn("3対1", seed=seed)))
        key = find_numbers("2-2で引き分けた")[0]
        surfaces = number_distractors(key, article_numbers=[], n=3, rng=random.Random(seed), difficulty="normal")
        assert all(a == b for a, b in (surface.split("-") for surface in surfaces))


def test_the_same_draw_gives_the_same_list() -> None:
    assert drawn("1,200億円", seed=7) == drawn("1,200億円", seed=7)
    assert len({tuple(drawn("1,200億円", seed=seed)) for seed in range(20)}) > 10


def test_kanji_digits_that_read_as_a_guess_are_not_offered() -> None:
    surfaces = {surface for seed in range(200) for surface in drawn("五七人", seed=seed, difficulty="hard")}
    assert not surfaces & {"四五人", "五六人", "六七人", "七八人"}


def test_many_can_be_asked_for_and_none_is_zero() -> None:
    for text in ("3.0%", "0.1%", "3人", "12,345人", "9,999兆円", "2時間5分30秒"):
        surfaces = drawn(text, n=200, difficulty="easy")
        assert len({*surfaces}) == len(surfaces) < 200
        assert all(only(surface).values[0] > 0 for surface in surfaces)


def test_fewer_come_back_when_no_more_exist() -> None:
    assert sorted(drawn("第2四半期", n=9)) == ["第1四半期", "第3四半期", "第4四半期"]
    assert drawn("6月", n=0) == []


def test_commas_of_long_distractors_follow_the_article() -> None:
    with_commas = {
        len(surface) for seed in range(40) for surface in drawn("980円", article="2024年、1,000円", seed=seed)
    }
    without = {surface for seed in range(40) for surface in drawn("980円", article="2024年、5000円", seed=seed)}
    assert max(with_commas) == len("1,100円")
    assert not any("," in surface for surface in without)


@pytest.mark.parametrize(
    ("n", "difficulty", "named"), [(-1, "easy", "n"), (True, "easy", "n"), (3, "brutal", "difficulty")]
)
def test_bad_arguments_are_named(n: int, difficulty: str, named: str) -> None:
    with pytest.raises(ArgumentError, match=f"^{named}: "):
        drawn("3人", n=n, difficulty=difficulty)


_NUMERALS = st.one_of(
    st.integers(1, 10**13).map(lambda value: f"{value:,}"),
    st.integers(1, 9999).map(lambda value: f"{value}"),
    st.integers(1, 9999).map(lambda value: f"{value:,}億"),
    st.decimals("0.1", "99.9", places=1).map(str),
    st.tuples(st.integers(1, 99), st.integers(1, 9)).map(lambda pair: f"{pair[0]}万{pair[1]}千"),
    st.integers(1, 9999).map(lambda value: str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))),
    st.integers(100, 9999).map(lambda value: str(value).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))),
)


@settings(deadline=None)
@given(
    _NUMERALS,
    st.sampled_from(["円", "人", "メートル", "%", "時間"]),
    st.lists(st.integers(1, 20_000), max_size=5),
    st.sampled_from(DIFFICULTIES),
    st.integers(0, 99),
)
def test_any_amount_gets_false_distractors_in_its_form(
    numeral: str, unit: str, others: list[int], difficulty: str, seed: int
) -> None:
    key = find_numbers(numeral + unit)
    figures = [only(f"{value}{unit}") for value in others]
    for number in key:
        surfaces = number_distractors(
            number, article_numbers=figures, n=3, rng=random.Random(seed), difficulty=difficulty
        )
        assert len({*surfaces, number.surface}) == len(surfaces) + 1
        for surface in surfaces:
            claim = only(surface)
            assert (claim.kind, claim.unit) == (number.kind, number.unit)
            assert not any(same_figure(claim, figure) for figure in (number, *figures))
            assert set(shape(surface)) - set(",，兆億万千") <= set(shape(number.surface)) | {"0", "０", "〇", "一"}


def test_a_number_without_unit_can_still_be_a_key() -> None:
    key = only("会員は1,200だった。")
    assert key.kind is Kind.PLAIN
    assert len(number_distractors(key, article_numbers=[], n=3, rng=random.Random(0), difficulty="normal")) == 3


@pytest.mark.shared
def test_distractors_of_real_articles_read_as_the_key_does_in_its_place(shared: Path) -> None:
    with gzip.open(shared / "corpus" / "wikinews.jsonl.gz", "rt", encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in itertools.islice(lines, 30)]
    asked = full = 0
    for body in bodies:
        figures = find_numbers(body)
        for key in figures:
            if worth_asking(key) < 0.5 or key.kind not in (Kind.AMOUNT, Kind.COUNT, Kind.PERCENT):
                continue
            surfaces = number_distractors(
                key, article_numbers=figures, n=3, rng=random.Random(key.start), difficulty="normal"
            )
            asked, full = asked + 1, full + (len(surfaces) == 3)
            for surface in surfaces:
                changed = body[: key.start] + surface + body[key.end :]
                (claim,) = (number for number in find_numbers(changed) if number.start == key.start)
                assert (claim.surface, claim.kind, claim.unit) == (surface, key.kind, key.unit)
                assert not any(same_figure(claim, figure) for figure in figures)
    assert asked > 50
    assert full >= 0.98 * asked
