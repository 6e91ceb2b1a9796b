"""Reading an article: places of words, offsets in the writer's own text, and what the encoder says there."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest

from quizgen import ArgumentError, Article, KeywordNotFound
from quizgen.data import sample_articles
from quizgen.elmo import ElmoEncoder
from quizgen.input_form import InputForm
from quizgen.lexicon import Entry, Lexicon
from quizgen.reading import Reader, Reading
from quizgen.text import default_tokenizer
from tests.small import read, tiny_encoder

MOBILE = Entry("楽天モバイル", "company/telecom")
SHOP = Entry("楽天", "company/ecommerce")


def found(reading: Reading, surface: str, **options: bool) -> list[str]:
    return [reading.original(place.start, place.end) for place in reading.places_of(surface, **options)]


def test_a_word_is_found_on_token_boundaries_only() -> None:
    reading = read("東京都の人口。京都の人口。")
    place = reading.place_of("京都")
    assert (place.start, place.end, place.sentence) == (7, 9, 1)
    assert len(reading.places_of("京都")) == 1
    with pytest.raises(KeywordNotFound, match="only inside longer words; give start= and end="):
        read("東京都の人口。").place_of("京都")
    with pytest.raises(KeywordNotFound, match="give a word that the body contains"):
        reading.place_of("大阪")


def test_a_longer_listed_word_is_another_word_unless_the_key_is_only_there() -> None:
    reading = read("楽天モバイルが値下げした。楽天も歓迎した。", MOBILE, SHOP)
    assert [place.sentence for place in reading.places_of("楽天")] == [1]
    assert found(reading, "楽天", apart=False) == ["楽天", "楽天"]
    assert read("楽天モバイルが値下げした。", MOBILE).place_of("楽天").start == 0


def test_words_of_several_tokens_are_found_and_matches_know_their_sentence() -> None:
    reading = read("前の文。楽天モバイルが値下げした。", MOBILE, SHOP)
    place = reading.place_of("楽天モバイル")
    assert place.last - place.first == 2
    assert [match.surface for match in reading.matches_in(1)] == ["楽天モバイル"]
    assert reading.matches_in(0) == ()


@pytest.mark.parametrize(
    ("body", "keyword", "written"),
    [
        ("２０２６年に楽天がＮＴＴと提携した。", "NTT", "ＮＴＴ"),
        ("２０２６年に楽天がNTTと提携した。", "ＮＴＴ", "NTT"),
        ("新型のｶﾞﾝﾀﾞﾑが公開された。", "ガンダム", "ｶﾞﾝﾀﾞﾑ"),
        ("新型のカ\u3099ンタ\u3099ムが公開された。", "ガンダム", "カ\u3099ンタ\u3099ム"),
        ("㌔と呼ばれる。東京へ行く。", "東京", "東京"),
        ("😀👍🏽 東京へ行く。", "東京", "東京"),
    ],
)
def test_offsets_are_those_of_the_original_text(body: str, keyword: str, written: str) -> None:
    reading = read(body)
    place = reading.place_of(keyword)
    assert body[place.start : place.end] == written
    assert reading.place_at(place.start, place.end) == place


def test_a_word_that_the_writer_spread_over_two_sentences_or_lines_is_none() -> None:
    name = Entry("このミステリーがすごい!大賞", "award/literature")
    reading = read("「このミステリーがすごい!大賞」を受けた。", name)
    assert found(reading, name.surface) == [name.surface]
    reading = read("このミステリーがすごい!大賞を受けた。", name)
    assert len(reading.sentences) == 2
    assert reading.matches == ()
    assert reading.places_of(name.surface) == []
    with pytest.raises(KeywordNotFound):
        read("東京\n大阪").place_of("東京\n大阪")


def test_occurrences_of_one_sentence_can_be_asked_for() -> None:
    reading = read("東京と東京。東京へ行く。大阪だ。")
    assert [len(reading.places_of("東京", sentence=number)) for number in range(3)] == [2, 1, 0]
    assert [place.sentence for place in reading.places_of("東京")] == [0, 0, 1]


def test_places_inside_longer_words_cover_whole_tokens() -> None:
    reading = read("国際連合安全保障理事会が開かれた。")
    inside = reading.places_inside("連合安全")
    assert len(inside) == 1
    assert "連合安全" in reading.original(inside[0].start, inside[0].end)
    assert reading.places_inside("") == []


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (-1, 2, "start: expected an offset from 0 to 12"),
        (0, 13, "end: expected an offset from 0 to 12"),
        (3, 3, "expected less than end"),
        (5, 2, "expected less than end"),
        ("0", 2, "start: expected a whole number"),
        (0, 2.0, "end: expected a whole number"),
        (True, 2, "start: expected a whole number"),
        (4, 5, r"use 3\.\.5"),
        (3, 4, r"use 3\.\.5"),
        (6, 7, "holds no word"),
        (0, 12, "runs over the end of a sentence"),
    ],
)
def test_unusable_offsets_are_refused_with_the_remedy(start: object, end: object, words: str) -> None:
    reading = read("東京のカ\u3099。 大阪へ行く")
    with pytest.raises(ArgumentError, match=words) as caught:
        reading.place_at(start, end)
    assert "\n" not in str(caught.value)


def test_offsets_within_a_token_keep_the_characters_and_widen_the_tokens() -> None:
    reading = read("東京都庁へ行く。")
    place = reading.place_at(1, 3)
    assert reading.original(place.start, place.end) == "京都"
    assert reading.tokens[place.first].start <= 1
    assert reading.tokens[place.last - 1].end >= 3


def test_white_space_at_the_ends_of_a_selection_is_left_out() -> None:
    reading = read("彼は 東京 へ行く。")
    place = reading.place_at(2, 6)
    assert (place.start, place.end) == (3, 5)


def test_an_article_of_one_character_has_places_and_vectors() -> None:
    reading = read("秋")
    place = reading.place_at(0, 1)
    vectors = reading.vectors([place])
    assert vectors.context.shape == (1, 2 * tiny_encoder().width)
    assert vectors.slot.shape == (1, tiny_encoder().width)
    assert np.isfinite(vectors.context).all()


def test_vectors_are_those_of_the_articles_windows() -> None:
    body = "楽天が勝った。阪神は敗れた。"
    reading = read(body)
    place = reading.place_of("阪神")
    # One window holds both sentences, with the markers between them.
    texts = [[token.surface for token in sentence.tokens] for sentence in reading.sentences]
    encoded = tiny_encoder().encode([[*texts[0], "</S>", "<S>", *texts[1]]], keep_boundaries=True)[0]
    row = 1 + len(texts[0]) + 2
    found = reading.vectors([place])
    half = tiny_encoder().width // 2
    np.testing.assert_array_equal(found.context[0], encoded[1:, row].reshape(-1))
    np.testing.assert_array_equal(found.slot[0, :half], encoded[-1, row - 1, :half])
    np.testing.assert_array_equal(found.slot[0, half:], encoded[-1, row + 1, half:])


def test_vectors_do_not_depend_on_what_was_asked_before() -> None:
    body = "".join(article.body for article in sample_articles()[:8])
    fresh, used = read(body, window=16), read(body, window=16)
    places = [fresh.place_of_tokens(first, first + 1) for first in range(0, len(fresh.tokens), 97)]
    for place in reversed(places):
        used.vectors([place])
    np.testing.assert_array_equal(fresh.vectors(places).context, used.vectors(places).context)
    np.testing.assert_array_equal(fresh.vectors(places).slot, used.vectors(places).slot)


class Counting:
    """An encoder that notes how many sequences each call has."""

    def __init__(self, steady: bool) -> None:
        self.steady = steady
        self.calls: list[int] = []

    def encode(self, sequences: Sequence[Sequence[str]], *, keep_boundaries: bool) -> list[np.ndarray]:
        self.calls.append(len(sequences))
        return tiny_encoder().encode(sequences, keep_boundaries=keep_boundaries)


def counted(steady: bool) -> tuple[Reading, Counting]:
    encoder = Counting(steady)
    reader = Reader(default_tokenizer(), cast(ElmoEncoder, encoder), InputForm(window=8))
    return reader.read(Article("".join(article.body for article in sample_articles()[:2])), Lexicon(())), encoder


def test_only_the_windows_asked_for_are_encoded_where_a_windows_bits_are_its_own() -> None:
    reading, encoder = counted(steady=True)
    places = [reading.place_of_tokens(first, first + 1) for first in (0, 40, 80)]
    reading.vectors([places[2], places[0]])
    reading.vectors(places)
    reading.vectors(places[:1])
    assert encoder.calls == [2, 1]


def test_windows_are_encoded_in_fixed_groups_elsewhere() -> None:
    reading, encoder = counted(steady=False)
    places = [reading.place_of_tokens(first, first + 1) for first in (0, 1, 8)]
    for place in places:
        reading.vectors([place])
    assert encoder.calls == [8]


def test_encoding_ahead_leaves_nothing_to_encode_in_a_common_article() -> None:
    reading, encoder = counted(steady=True)
    reading.encode_ahead()
    reading.vectors([reading.place_of_tokens(first, first + 1) for first in (40, 0, 20)])
    assert encoder.calls == [8]


def test_a_place_cut_by_a_windows_edge_counts_to_that_edge() -> None:
    reading = read("国際連合安全保障理事会が開かれた。", window=2)
    whole = reading.vectors([reading.place_of_tokens(0, 5)])
    np.testing.assert_array_equal(whole.context, reading.vectors([reading.place_of_tokens(0, 2)]).context)


def test_a_reading_serves_another_article_with_the_same_body() -> None:
    reading = read("楽天が勝った。")
    other = Article("楽天が勝った。", id="other", date="2026-11-23")
    assert reading.of(other).article is other
    assert reading.of(other).tokens is reading.tokens
    assert reading.article.id is None


def test_an_article_of_50_000_characters_is_read_in_bounded_memory() -> None:
    body = "".join(article.body for article in sample_articles())
    body = (body * 3)[:50_000]
    reading = read(body, SHOP, MOBILE)
    assert len(reading.matches) > 10
    places = [reading.place_of_tokens(first, first + 1) for first in range(0, len(reading.tokens), 500)]
    reading.vectors(places[:1])
    tracemalloc.start()
    for place in places:
        reading.vectors([place])
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Some 30,000 tokens of 3 layers and 16 numbers are 6 million bytes; a few groups of 1,000 tokens are kept.
    assert kept < 2_000_000
    assert peak < 4_000_000
