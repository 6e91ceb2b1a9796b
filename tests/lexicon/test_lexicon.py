"""The lexicon in memory: finding words in a text, and what names the same thing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.lexicon import Entry, Lexicon

TEAM = Entry("楽天", "team/baseball", aliases=("東北楽天", "イーグルス"))
SHOP = Entry("楽天", "company/ecommerce", aliases=("楽天グループ",))
MOBILE = Entry("楽天モバイル", "company/telecom")
CITY = Entry("京都", "place/city_japan")
LEXICON = Lexicon([TEAM, SHOP, MOBILE, CITY])


def find(*tokens: str, lexicon: Lexicon = LEXICON) -> list[tuple[int, str]]:
    """Find words in the text that tokens make, a space standing for a gap between two tokens."""
    starts, ends, position = [], [], 0
    for token in tokens:
        if token.strip():
            starts.append(position)
            ends.append(position + len(token))
        position += len(token)
    return [(match.start, match.surface) for match in lexicon.find("".join(tokens), starts, ends)]


def test_the_longest_word_that_starts_and_ends_with_tokens_is_found() -> None:
    assert find("楽天", "モバイル", "が") == [(0, "楽天モバイル")]
    assert find("楽天", "モバイルス", "が") == [(0, "楽天")]
    assert find("楽天モバイル", "が") == [(0, "楽天モバイル")]


def test_a_word_inside_a_token_or_over_a_gap_is_not_found() -> None:
    assert find("東京", "都", "へ") == []
    assert find("東京都", "へ") == []
    assert find("楽", "天") == [(0, "楽天")]
    assert find("楽", " ", "天") == []


def test_words_are_found_left_to_right_without_overlap() -> None:
    lexicon = Lexicon([Entry("日本", "place"), Entry("本日", "term"), Entry("日本本日", "term")])
    assert find("日", "本", "日", "本", lexicon=lexicon) == [(0, "日本"), (2, "日本")]
    assert find("日本", "本", "日", lexicon=lexicon) == [(0, "日本本日")]


def test_words_of_one_character_are_not_looked_for_but_can_be_named() -> None:
    lexicon = Lexicon([Entry("米", "place/country"), Entry("米国", "place/country")])
    assert find("米", "の", lexicon=lexicon) == []
    assert find("米", "国", lexicon=lexicon) == [(0, "米国")]
    assert len(lexicon.named("米")) == 1


def test_a_match_tells_every_entry_that_the_form_names() -> None:
    match = next(LEXICON.find("楽天", [0], [2]))
    assert match.entries == (TEAM, SHOP)
    assert next(LEXICON.find("イーグルス", [0], [5])).entries == (TEAM,)


@given(st.lists(st.sampled_from(["楽天", "モバイル", "京", "都", "東", "グループ", "が"]), max_size=12))
def test_found_words_are_in_the_lexicon_lie_on_tokens_and_never_overlap(tokens: list[str]) -> None:
    text = "".join(tokens)
    ends = [sum(map(len, tokens[: number + 1])) for number in range(len(tokens))]
    starts = [end - len(token) for end, token in zip(ends, tokens, strict=True)]
    reached = 0
    for match in LEXICON.find(text, starts, ends):
        assert match.start >= reached
        assert match.start in starts
        assert match.end in ends
        assert match.surface == text[match.start : match.end]
        assert match.entries == LEXICON.named(match.surface) != ()
        reached = match.end


def test_aliases_name_their_entry_and_the_same_thing_is_compared_by_keys() -> None:
    assert LEXICON.named("東北楽天") == (TEAM,)
    assert LEXICON.named("阪神") == ()
    assert LEXICON.same_thing("イーグルス") == {"楽天", "東北楽天", "イーグルス"}
    assert LEXICON.same_thing("楽天") == {"楽天", "東北楽天", "イーグルス", "楽天グループ"}
    assert LEXICON.same_thing("ＮＴＴ") == {"ntt"}


def test_an_extended_lexicon_has_new_entries_and_newer_ones_of_the_same_id() -> None:
    changed = replace(TEAM, aliases=(), status="active")
    extended = LEXICON.extended([changed, Entry("阪神", "team/baseball")])
    assert len(extended) == len(LEXICON) + 1
    assert extended.get(TEAM.entry_id) == changed
    assert extended.named("イーグルス") == ()
    assert LEXICON.get(TEAM.entry_id) is TEAM
    assert LEXICON.get("阪神|team/baseball") is None


def test_two_entries_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="楽天 stands twice in class team/baseball"):
        Lexicon([TEAM, replace(TEAM, status="active")])


def test_identity_follows_the_entries_and_not_their_order() -> None:
    assert Lexicon([TEAM, SHOP]).identity == Lexicon([SHOP, TEAM]).identity
    assert Lexicon([TEAM, SHOP]).identity != Lexicon([TEAM, replace(SHOP, count=1)]).identity
