"""Entries, their identifiers, and the form in which surfaces are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.lexicon import Entry, make_entry_id, split_entry_id, surface_key


@given(st.text(), st.text(alphabet=st.characters(exclude_characters="|")))
def test_an_identifier_taken_apart_gives_surface_and_class_back(surface: str, word_class: str) -> None:
    assert split_entry_id(make_entry_id(surface, word_class)) == (surface, word_class)


@pytest.mark.parametrize("surface", ["楽天", "A|B", "|", "||", "", "a|team/x"])
def test_a_surface_may_hold_the_separator(surface: str) -> None:
    entry = Entry(surface, "team/baseball")
    assert split_entry_id(entry.entry_id) == (surface, "team/baseball")
    assert entry.category == "team"


def test_identifiers_of_two_classes_of_a_surface_differ() -> None:
    assert Entry("楽天", "team/baseball").entry_id == "楽天|team/baseball"
    assert Entry("楽天", "company/ecommerce").entry_id == "楽天|company/ecommerce"
    assert Entry("楽天", "company").category == "company"


def test_what_is_no_identifier_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected surface\|class, got '楽天'"):
        split_entry_id("楽天")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＮＴＴ", "NTT"),
        ("ntt", "NTT"),
        ("ｿﾌﾄﾊﾞﾝｸ", "ソフトバンク"),
        ("レオナルド・ダ・ヴィンチ", "レオナルド ダ ヴィンチ"),
        ("レオナルド＝ダ＝ヴィンチ", "レオナルドダヴィンチ"),
        ("U.S.A.", "USA"),
        ("L'Arc-en-Ciel", "LARCENCIEL"),
        ("カ\u3099ンタ\u3099ム", "ガンダム"),
    ],
)
def test_spellings_of_one_name_compare_equal(one: str, other: str) -> None:
    assert surface_key(one) == surface_key(other)


@pytest.mark.parametrize(("one", "other"), [("東京", "東京都"), ("カー", "カ"), ("パリ", "バリ"), ("会議", "会儀")])
def test_names_that_differ_compare_different(one: str, other: str) -> None:
    assert surface_key(one) != surface_key(other)


@given(st.text())
def test_a_comparison_key_is_its_own_key(surface: str) -> None:
    key = surface_key(surface)
    assert surface_key(surface_key(key)) == surface_key(key)
