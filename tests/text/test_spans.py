"""Spans of real tokens that may name something."""

from __future__ import annotations

from itertools import pairwise

import pytest

from quizgen.text import default_tokenizer
from quizgen.text.spans import MAX_TOKENS, find_spans, is_person_name


def spans(text: str) -> list[tuple[str, str]]:
    tokens = default_tokenizer().tokenize(text)
    found = list(find_spans(tokens))
    assert all(span.first < span.last for span in found)
    assert all(one.last <= other.first for one, other in pairwise(found))
    return [(text[tokens[span.first].start : tokens[span.last - 1].end], span.kind) for span in found]


def test_family_and_given_name_are_a_person_and_one_of_them_a_name() -> None:
    assert ("山田太郎", "person") in spans("山田太郎が話した。")
    assert spans("山田が話した。") == [("山田", "name")]
    assert is_person_name(default_tokenizer().tokenize("山田")[0])
    assert not is_person_name(default_tokenizer().tokenize("東京")[0])


def test_a_person_is_cut_out_of_a_compound() -> None:
    assert spans("鈴木一郎投手が投げた。")[0] == ("鈴木一郎", "person")
    assert ("鈴木一郎", "person") in spans("日本代表鈴木一郎が投げた。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京支社・山田太郎が話した。", ("東京支社", "compound")),
        ("山田太郎・東京支社長が話した。", ("東京支社長", "compound")),
    ],
)
def test_a_mark_that_joins_a_person_to_a_name_belongs_to_neither(text: str, expected: tuple[str, str]) -> None:
    found = spans(text)
    assert ("山田太郎", "person") in found
    assert expected in found
    assert not [surface for surface, _ in found if surface.startswith("・") or surface.endswith("・")]


def test_two_persons_joined_by_a_mark_are_two_spans_and_the_mark_is_none() -> None:
    assert spans("山田太郎・鈴木一郎が話した。") == [("山田太郎", "person"), ("鈴木一郎", "person")]


def test_a_mark_within_a_foreign_name_holds_it_together() -> None:
    assert [surface for surface, _ in spans("エマニュエル・マクロンが話した。")] == ["エマニュエル・マクロン"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国際連合安全保障理事会が開かれた。", [("国際連合安全保障理事会", "phrase")]),
        ("東京証券取引所へ行く。", [("東京証券取引所", "compound")]),
        ("東京へ行く。", [("東京", "proper")]),
        ("空港へ行く。", [("空港", "noun")]),
        ("経営会議を開く。", [("経営会議", "phrase")]),
        ("山田氏が話した。", [("山田", "name")]),
        ("同社は否定した。", [("否定", "noun")]),
        ("今年は暑い。", []),
        ("三人が行く。", []),
        ("2026年に。", []),
        ("それはそうだ。", []),
        ("", []),
    ],
)
def test_spans_are_maximal_and_leave_out_numbers_titles_and_words_that_point(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert spans(text) == expected


def test_a_gap_ends_a_span() -> None:
    assert [surface for surface, _ in spans("東京 大阪")] == ["東京", "大阪"]


def test_a_span_is_never_longer_than_its_limit() -> None:
    tokens = default_tokenizer().tokenize("東京大阪京都" * 6)
    assert max(span.last - span.first for span in find_spans(tokens)) <= MAX_TOKENS
