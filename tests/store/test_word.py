from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.errors import WordError
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, validate_new_word
from quizgen.store.word import check_word

GOOD = NewWord("日銀", "organization")


def valid(**fields: Any) -> NewWord:
    return validate_new_word(replace(GOOD, **fields), WORD_RULES)


@pytest.mark.parametrize(
    ("field", "given_value", "kept"),
    [
        ("surface", " ＤｅＮＡ　", "DeNA"),
        ("surface", "ｶﾞｽﾄ", "ガスト"),
        ("surface", "U-23", "U-23"),
        ("surface", "あ" * 100, "あ" * 100),
        ("reading", "にちぎん", "ニチギン"),
        ("reading", "ﾆﾁｷﾞﾝ", "ニチギン"),
        ("reading", "コカ・コーラ", "コカ・コーラ"),
        ("word_class", "", "organization"),
        ("word_class", "organization", "organization"),
        ("word_class", "organization/central_bank", "organization/central_bank"),
        ("aliases", ("日本銀行", "日本銀行", "日銀", " ", "ＢＯＪ"), ("日本銀行", "BOJ")),
        ("aliases", ["日本銀行"], ("日本銀行",)),
        ("status", "dissolved", "dissolved"),
        ("first_seen", 578, 578),
        ("contexts", (" 日銀が動いた。", "日銀が動いた。"), ("日銀が動いた。",)),
        ("contexts", ("「日銀｣ が動いた。",), ("「日銀｣ が動いた。",)),
    ],
)
def test_a_word_is_kept_in_one_form(field: str, given_value: Any, kept: Any) -> None:
    assert getattr(valid(**{field: given_value}), field) == kept


@pytest.mark.parametrize(
    ("field", "given_value", "message"),
    [
        ("surface", "", "surface: expected a word, got ''"),
        ("surface", "　", "surface: expected a word"),
        ("surface", "・", "surface: expected a word, got '・'"),
        ("surface", "あ" * 101, "surface: expected at most 100 characters, got 101"),
        ("surface", "㍿" * 26, "surface: expected at most 100 characters, got 104"),
        ("surface", "日\n銀", r"surface: control character U\+000A at character 1"),
        ("surface", "日\u2028銀", r"surface: control character U\+2028"),
        ("surface", "日銀\ud83d", r"surface: lone surrogate U\+D83D at character 2"),
        ("surface", "日\u200b銀", r"surface: invisible character U\+200B"),
        ("surface", 12, "surface: expected text, got int"),
        ("category", "number", "category: expected one of person, place, .*, term, got 'number'"),
        ("category", None, "category: expected one of .*, got None"),
        ("word_class", "team/baseball", "word_class: expected organization/ and a name .*, got 'team/baseball'"),
        ("word_class", "organization/", "word_class: expected organization/"),
        ("word_class", "organization/a|b", "word_class: expected organization/"),
        ("reading", "日銀", "reading: expected hiragana or katakana, got '日銀'"),
        ("reading", "nichigin", "reading: expected hiragana or katakana"),
        ("aliases", "日本銀行", "aliases: expected a list of texts, got str; put it in a list"),
        ("aliases", None, "aliases: expected a list of texts, got NoneType"),
        ("aliases", ("日本銀行", 3), "aliases: expected text, got int"),
        ("aliases", ("日\x00本",), r"aliases: control character U\+0000"),
        ("status", "closed", "status: expected one of active, former, dissolved, dead, got 'closed'"),
        ("first_seen", 0, "first_seen: expected a year from 1 to 2100, got 0"),
        ("first_seen", "1998", "first_seen: expected a year from 1 to 2100, got '1998'"),
        ("last_seen", True, "last_seen: expected a year"),
        ("contexts", "日銀だ。", "contexts: expected a list of texts"),
        ("contexts", ("政府だ。",), "contexts: expected 日銀 in the sentence, got '政府だ。'"),
        ("contexts", ("日銀だ。", "日\x00銀"), r"contexts: control character U\+0000"),
        ("contexts", ("日銀" * 1001,), "contexts: expected at most 2000 characters, got 2002"),
        ("blocked", "yes", "blocked: expected true or false, got 'yes'"),
        ("reason", "あ" * 501, "reason: expected at most 500 characters"),
    ],
)
def test_a_bad_field_is_refused_by_name(field: str, given_value: Any, message: str) -> None:
    with pytest.raises(WordError, match=f"^{message}") as caught:
        valid(**{field: given_value})
    assert "\n" not in str(caught.value)
    str(caught.value).encode()


def test_a_context_may_hold_an_alias_or_another_width_instead() -> None:
    word = valid(surface="DeNA", aliases=("ベイスターズ",), contexts=("ＤｅＮＡが勝った。", "ベイスターズが勝った。"))
    assert len(word.contexts) == 2
    with pytest.raises(WordError, match="expected DeNA or ベイスターズ in the sentence"):
        valid(surface="DeNA", aliases=("ベイスターズ",), contexts=("巨人が勝った。",))


def test_a_word_that_ended_before_it_began_is_refused() -> None:
    assert valid(first_seen=2005, last_seen=2005).last_seen == 2005
    with pytest.raises(WordError, match=r"last_seen: expected 2005 .* or later, got 2004"):
        valid(first_seen=2005, last_seen=2004)


def test_every_field_at_fault_is_named_at_once_with_its_place() -> None:
    with pytest.raises(WordError, match=r"^words\.csv, line 3, category: .*; reading: .*; first_seen: ") as caught:
        valid(category="x", reading="x", first_seen=-1, place="words.csv, line 3")
    assert "surface" not in str(caught.value)


texts = st.text(st.characters(exclude_categories=()), max_size=8)


@given(surface=texts, aliases=st.lists(texts, max_size=2), reading=texts, context=texts)
def test_what_is_accepted_is_accepted_again_unchanged(
    surface: str, aliases: list[str], reading: str, context: str
) -> None:
    new = NewWord(surface, "term", reading=reading, aliases=tuple(aliases), contexts=(f"{surface}{context}",))
    once, problems = check_word(new, WORD_RULES)
    for problem in problems:
        str(problem).encode()
    if not problems:
        assert check_word(once, WORD_RULES) == (once, [])
        assert "\ud800" not in repr(once)
