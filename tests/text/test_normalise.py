"""NFKC with its map of offsets."""

from __future__ import annotations

import pickle
import sys
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given

from quizgen.errors import ArgumentError
from quizgen.text import NormalisedText, normalise
from tests.text.strategies import any_text, mixed_text


@pytest.mark.parametrize(
    ("original", "text", "normalised", "expected"),
    [
        ("東京", "東京", (0, 1), (0, 1)),
        ("全角１２３です", "全角123です", (2, 5), (2, 5)),
        ("距離は5㌔だ", "距離は5キロだ", (4, 6), (4, 5)),
        ("距離は5㌔だ", "距離は5キロだ", (5, 6), (4, 5)),
        ("距離は5㌔だ", "距離は5キロだ", (6, 7), (5, 6)),
        ("㍻8年", "平成8年", (0, 1), (0, 1)),
        ("㍻8年", "平成8年", (2, 3), (1, 2)),
        ("oﬃce", "office", (2, 5), (1, 3)),
        ("ｿﾌﾄﾊﾞﾝｸ社", "ソフトバンク社", (3, 4), (3, 5)),
        ("ｿﾌﾄﾊﾞﾝｸ社", "ソフトバンク社", (0, 6), (0, 7)),
        ("ｿﾌﾄﾊﾞﾝｸ社", "ソフトバンク社", (6, 7), (7, 8)),
        ("か\u3099く", "がく", (0, 1), (0, 2)),
        ("か\u3099く", "がく", (1, 2), (2, 3)),
        ("\u1112\u1161\u11ab국", "한국", (0, 1), (0, 3)),
        ("\u1112\u1161\u11ab국", "한국", (1, 2), (3, 4)),
        ("a\u0323\u0307b", "ạ̇b", (0, 1), (0, 3)),
        ("待って…。", "待って...。", (4, 5), (3, 4)),
        ("待って…。", "待って...。", (6, 7), (4, 5)),
        ("一行目\r\n\n二行目", "一行目\r\n\n二行目", (6, 9), (6, 9)),
        ("題　本文", "題 本文", (1, 2), (1, 2)),
    ],
)
def test_spans_come_from_whole_original_characters(
    original: str, text: str, normalised: tuple[int, int], expected: tuple[int, int]
) -> None:
    result = normalise(original)
    assert result.text == text
    assert result.original_span(*normalised) == expected


@pytest.mark.parametrize(
    ("original", "span", "expected"),
    [
        ("距離は5㌔だ", (4, 5), (4, 6)),
        ("距離は5㌔だ", (5, 6), (6, 7)),
        ("ﾊﾞｽ", (1, 2), (0, 1)),
        ("ﾊﾞｽ", (2, 3), (1, 2)),
        ("ﾊﾞｽ", (0, 3), (0, 2)),
        ("か\u3099", (0, 1), (0, 1)),
        ("東京", (1, 1), (1, 1)),
    ],
)
def test_original_spans_widen_to_what_became_one(
    original: str, span: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert normalise(original).normalised_span(*span) == expected


def test_an_empty_span_stays_empty_between_units_and_widens_within_one() -> None:
    result = normalise("a㌔㌔b")
    assert [result.original_span(n, n) for n in range(7)] == [(0, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3), (4, 4)]


def test_full_width_text_maps_one_to_one() -> None:
    # Widths change no lengths, so the spans of most news are those of the original, character by character.
    result = normalise("（東京）　Ｗ杯１０月")
    assert [result.original_span(n, n + 1) for n in range(len(result.text))] == [(n, n + 1) for n in range(10)]


@example("")
@example("\u0301が゛")
@example("\u0344\u3099")
@example("\u1100\u1161\u11a8\u11a8")
@given(mixed_text | any_text)
def test_every_character_maps_to_a_unit_and_back(original: str) -> None:
    result = normalise(original)
    assert result.text == unicodedata.normalize("NFKC", original)
    assert result.original_span(0, len(result.text)) == (0, len(original))
    for position in range(len(original)):
        start, end = result.normalised_span(position, position + 1)
        from_start, from_end = result.original_span(start, end)
        assert from_start <= position < from_end
        assert result.normalised_span(from_start, from_end) == (start, end)
        assert unicodedata.normalize("NFKC", original[from_start:from_end]) == result.text[start:end]
    for position in range(len(result.text)):
        start, end = result.original_span(position, position + 1)
        back_start, back_end = result.normalised_span(start, end)
        assert start < end
        assert back_start <= position < back_end


@given(mixed_text)
def test_the_map_is_monotone(original: str) -> None:
    result = normalise(original)
    spans = [result.original_span(n, n + 1) for n in range(len(result.text))]
    assert all(one == two or one[1] == two[0] for one, two in pairwise(spans))
    back = [result.normalised_span(n, n + 1) for n in range(len(original))]
    assert all(one == two or one[1] == two[0] for one, two in pairwise(back))


def test_every_composition_that_unicode_knows_is_one_unit() -> None:
    composed = 0
    for code_point in range(sys.maxunicode + 1):
        parts = unicodedata.decomposition(chr(code_point)).split()
        if len(parts) != 2 or parts[0].startswith("<"):
            continue
        pair = "".join(chr(int(part, 16)) for part in parts)
        if unicodedata.normalize("NFKC", pair) != chr(code_point):
            continue
        composed += 1
        assert normalise(f"{pair}y").original_span(0, 1) == (0, 2), f"U+{code_point:04X}"
    assert composed > 900


@pytest.mark.parametrize("span", [(-1, 0), (2, 1), (0, 4)])
def test_spans_outside_the_text_are_refused(span: tuple[int, int]) -> None:
    result = normalise("5㌔")
    with pytest.raises(ArgumentError, match="<= 3, the length of the normalised text"):
        result.original_span(*span)
    with pytest.raises(ArgumentError, match="<= 2, the length of the original text"):
        result.normalised_span(*span)


def test_a_normalised_text_survives_pickling_with_its_map() -> None:
    result = pickle.loads(pickle.dumps(normalise("距離は5㌔だ")))
    assert result == normalise("距離は5㌔だ")
    assert result.original_span(6, 7) == (5, 6)


def test_unchanged_text_is_kept_as_it_is() -> None:
    text = "変わらない文。"
    assert normalise(text) == NormalisedText(text, text)


def test_a_long_article_takes_little_time() -> None:
    article = ("（東京２３区で５㌔の大会）ｿﾌﾄﾊﾞﾝｸの選手が…と話した。\n" * 1700)[:50_000]
    normalise(article)
    start = time.process_time()
    result = normalise(article)
    assert time.process_time() - start < 0.5  # some 30 ms on a machine at rest
    assert result.original_span(len(result.text) - 1, len(result.text)) == (49_999, 50_000)
    assert result.text == unicodedata.normalize("NFKC", article)
