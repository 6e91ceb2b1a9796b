from __future__ import annotations

import pytest

from quizgen.text import default_tokenizer, read_text
from quizgen.text.whole_words import cut_at_words, whole_places


def tokens(text: str, *words: str) -> str:
    read = cut_at_words(read_text(text, default_tokenizer()), words, default_tokenizer())
    return "|".join(token.surface for sentence in read.sentences for token in sentence.tokens)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("ちいかわが好きだ。", "ちいかわ", "ちい|か|わ|が|好き|だ|。"),
        ("みんなでぴえんと泣いた。", "ぴえん", "みんな|で|ぴえん|と|泣い|た|。"),
        ("推しのこの回。", "推しのこ", "推し|の|こ|の|回|。"),
        ("昨日のぼざろは最高。", "ぼざろ", "昨日|の|ぼ|ざろ|は|最高|。"),
        ("ちいかわが来た。ちいかわが帰る。", "ちいかわ", "ちい|か|わ|が|来|た|。|ちい|か|わ|が|帰る|。"),
    ],
)
def test_a_word_that_mecab_cut_across_is_cut_out(text: str, word: str, expected: str) -> None:
    assert tokens(text) != expected
    assert tokens(text, word) == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("東京都に行く。", "京都に"),
        ("新党民主が結党。", "新党民"),
        ("ブロッコリーを食べる。", "ロコリ"),
        ("サムスンギャラクシーを発売。", "スンギャラ"),
        ("大阪・関西万博が開幕。", "大阪・関西万博"),
        ("何も無い。", "どこにもない"),
    ],
)
def test_a_word_within_another_one_or_whole_already_changes_nothing(text: str, word: str) -> None:
    assert tokens(text, word) == tokens(text)


def test_offsets_stay_those_of_the_text() -> None:
    read = cut_at_words(read_text("朝。\nちいかわが好きだ。", default_tokenizer()), ["ちいかわ"], default_tokenizer())
    for sentence in read.sentences:
        for token in sentence.tokens:
            assert read.normalised.text[token.start : token.end] == token.surface
        assert "".join(token.surface for token in sentence.tokens) == (
            read.normalised.text[sentence.start : sentence.end].replace(" ", "")
        )


def test_places_of_a_word_are_those_where_it_stands_for_itself() -> None:
    text = "東京都と京都で、京都が"
    found = list(whole_places(text, default_tokenizer().tokenize(text), "京都", default_tokenizer()))
    assert found == [(4, 6), (8, 10)]
