"""Which spans may become keywords, and which never."""

from __future__ import annotations

from collections import Counter

import pytest

from quizgen.archive.mining.counts import SpanCount
from quizgen.archive.mining.selection import (
    is_public_person,
    is_suspect,
    is_whole_word,
    may_be_keyword,
    may_be_witnessed_keyword,
)


def seen(kind: str = "proper", count: int = 100, *, articles: int = 50, suspect: int = 0, role: int = 0) -> SpanCount:
    return SpanCount(count, articles, suspect, role, kinds=Counter({kind: count}))


@pytest.mark.parametrize(
    "surface",
    [
        "東京証券取引所", "ソフトバンク", "AKB48", "モーニング娘。", "G7サミット", "Jリーグ",
        "カップヌードル", "ピエロ", "エセックス",  # unpleasant words only by their letters
    ],
)  # fmt: skip
def test_names_are_whole_words(surface: str) -> None:
    assert is_whole_word(surface)


@pytest.mark.parametrize(
    "surface",
    [
        "京",  # one character
        "あ" * 3,  # only hiragana
        "の名" * 13,  # too long
        "ab",
        "2026年", "30", "1964年東京",  # figures and dates
        "ッグ", "ーター", "・東京", "東京・", "東京(", "日本&",  # halves of words
        "年度末", "当時", "同社", "今年", "世代交代",  # words of time, and words that point
        "殺人事件", "容疑者", "被害者", "通り魔事件", "ヌード写真", "エロ本",
        "東京\u200b都", "★印", "…。",
    ],
)  # fmt: skip
def test_fragments_numbers_dates_and_unpleasant_subjects_are_not(surface: str) -> None:
    assert not is_whole_word(surface)
    assert not may_be_keyword(surface, seen())
    assert not may_be_witnessed_keyword(surface, {surface: seen()})


@pytest.mark.parametrize(
    ("surface", "count", "expected"),
    [
        ("東京", seen(), True),
        ("東京", seen(count=7), False),
        ("東京", seen(articles=4), False),
        ("東京証券取引所", seen("compound"), True),
        ("東側", seen("compound"), False),
        ("空港", seen("noun"), False),
        ("持株会社", seen("phrase"), False),
        ("山田", seen("name"), False),
        ("Today", seen(), False),
        ("東京関連", seen("compound"), False),
        ("新商品発売", seen("compound"), False),
    ],
)
def test_a_span_must_be_a_name_met_often_in_several_articles(surface: str, count: SpanCount, expected: bool) -> None:
    assert may_be_keyword(surface, count) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (seen("person", role=5), True),
        (seen("person", role=2), False),  # nobody public
        (seen("person", role=5, articles=3), False),  # one event
        (seen("person", role=5, suspect=6), False),
        (seen("person", 10, role=9, suspect=1), False),
        (seen("person", role=5, suspect=5), True),  # a politician once accused
    ],
)
def test_persons_must_be_public_and_no_suspects_accused_or_victims(count: SpanCount, expected: bool) -> None:
    assert is_public_person(count) == expected
    assert may_be_keyword("山田太郎", count) == expected


def test_nobody_who_is_mostly_a_suspect_gets_in_by_a_title_either() -> None:
    assert is_suspect(seen(suspect=6))
    assert not may_be_witnessed_keyword("山田太郎", {"山田太郎": seen(suspect=6)})
    assert not may_be_keyword("東京", seen(suspect=6))


def test_a_title_or_label_needs_fewer_mentions_but_must_be_in_the_corpus() -> None:
    counts = {"羅生門": seen("noun", 3, articles=2), "鼻と芋粥": seen("noun", 2, articles=2)}
    assert may_be_witnessed_keyword("羅生門", counts)
    assert not may_be_witnessed_keyword("鼻と芋粥", counts)
    assert not may_be_witnessed_keyword("藪の中", counts)
