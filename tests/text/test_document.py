"""Texts as the rest of quizgen reads them."""

from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import example, given, settings

from quizgen.errors import InputError
from quizgen.text import Text, default_tokenizer, read_text
from tests.text.strategies import any_text, mixed_text


def read(text: str) -> Text:
    return read_text(text, default_tokenizer())


def test_tokens_lead_back_to_the_original_characters() -> None:
    original = "速報。\n（東京）ｿﾌﾄﾊﾞﾝｸが５㌔走った。"
    text = read(original)
    assert text.normalised.text == "速報。\n(東京)ソフトバンクが5キロ走った。"
    assert [text.normalised.text[one.start : one.end] for one in text.sentences] == [
        "速報。",
        "(東京)ソフトバンクが5キロ走った。",
    ]
    tokens = {token.surface: token for sentence in text.sentences for token in sentence.tokens}
    found = {word: original[slice(*text.original_span(tokens[word].start, tokens[word].end))] for word in tokens}
    assert found["東京"] == "東京"
    assert found["ソフトバンク"] == "ｿﾌﾄﾊﾞﾝｸ"
    assert found["5"] == "５"
    assert found["キロ"] == "㌔"


@example("")
@example("。")
@example("Ð")
@example("\0")
@example("あ\0い\n\0")
@given(mixed_text | any_text)
@settings(deadline=None)
def test_every_sentence_has_tokens_and_every_character_but_space_is_in_one(original: str) -> None:
    text = read(original)
    normalised = text.normalised.text
    for sentence in text.sentences:
        assert sentence.tokens
        assert sentence.tokens[0].start == sentence.start
        assert sentence.tokens[-1].end == sentence.end
        for token in sentence.tokens:
            assert normalised[token.start : token.end] == token.surface
            start, end = text.original_span(token.start, token.end)
            assert 0 <= start < end <= len(original)
    surfaces = "".join(token.surface for sentence in text.sentences for token in sentence.tokens)
    assert surfaces == "".join(normalised.split())


@pytest.mark.parametrize("original", ["雨", "。", "…", "🙂", "１"])
def test_a_text_of_one_character_is_one_sentence(original: str) -> None:
    text = read(original)
    assert len(text.sentences) == 1
    assert text.original_span(text.sentences[0].start, text.sentences[0].end) == (0, 1)


@pytest.mark.parametrize("original", ["", " ", "\n　\t\r\n"])
def test_white_space_has_no_sentence(original: str) -> None:
    assert read(original).sentences == ()


def test_only_punctuation_is_read() -> None:
    text = read("、、。！？ …… 「」\n（）")
    assert [text.normalised.text[one.start : one.end] for one in text.sentences] == ["、、。!?", "...... 「」", "()"]


def test_a_long_text_without_a_full_stop_is_one_sentence_and_takes_little_time() -> None:
    original = ("株価は上がり市場は沸き" * 5000)[:50_000]
    start = time.process_time()
    text = read(original)
    assert time.process_time() - start < 5  # some 0.2 s on a machine at rest
    assert [(one.start, one.end) for one in text.sentences] == [(0, 50_000)]
    assert text.sentences[0].tokens[-1].end == 50_000


def test_a_text_survives_pickling() -> None:
    text = read("東京で５㌔走った。雨だった。")
    assert pickle.loads(pickle.dumps(text)) == text


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(InputError, match="lone surrogate"):
        read("雨\udc00だ")
