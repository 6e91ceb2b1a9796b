"""Choosing contexts of an archive and encoding them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from quizgen import Article
from quizgen.archive.contexts import Occurrence, choose_windows, encode_contexts, occurrences, places
from quizgen.archive.tokenised import TokenisedArticle, tokenise
from quizgen.input_form import InputForm
from quizgen.lexicon import Entry, Lexicon
from quizgen.text import default_tokenizer, read_text
from tests.small import tiny_encoder, tiny_reader

LEXICON = Lexicon([Entry("楽天", "team/baseball"), Entry("楽天モバイル", "company/telecom"), Entry("仙台", "place")])
FORM = InputForm(window=8)


def article(body: str, name: str = "a1", **fields: str) -> TokenisedArticle:
    return tokenise(Article(body, id=name, **fields), read_text(body, default_tokenizer()))


def test_a_tokenised_article_keeps_normalised_text_tokens_and_sentences() -> None:
    found = article("ＮＴＴが勝った。仙台だ。", title="題", date="2026-11-23")
    assert found.text == "NTTが勝った。仙台だ。"
    assert "".join(found.surfaces) == found.text
    assert found.sentences[0] == 0
    assert found.sentences[-1] == len(found.surfaces)
    assert found.surfaces[found.sentences[1]] == "仙台"
    assert (found.id, found.title, found.year) == ("a1", "題", 2026)
    assert article("仙台", date="²⁰²⁶").year is None


def test_occurrences_are_the_longest_listed_words_with_their_tokens() -> None:
    found = article("仙台の楽天モバイルと楽天。")
    seen = occurrences(found, LEXICON)
    assert [item.form for item in seen] == ["仙台", "楽天モバイル", "楽天"]
    for item in seen:
        assert "".join(found.surfaces[item.first : item.last]) == item.form == found.text[item.start : item.end]


def test_each_word_gets_at_most_so_many_contexts_in_all_and_from_one_article() -> None:
    articles = [article("楽天が勝った。楽天が負けた。楽天が来た。仙台だ。", f"a{number}") for number in range(6)]
    chosen = list(choose_windows(articles, LEXICON, FORM, per_word=5, per_article=2))
    taken = Counter((item.form, window.article) for window in chosen for item in window.occurrences)
    assert max(taken.values()) == 2
    forms = Counter(item.form for window in chosen for item in window.occurrences)
    assert forms == {"楽天": 5, "仙台": 5}


def test_windows_that_hold_nothing_wanted_are_not_encoded() -> None:
    articles = [article("楽天が勝った。" + "雨が降った。" * 10 + "仙台だ。")]
    chosen = list(choose_windows(articles, LEXICON, FORM, per_word=5))
    assert len(chosen) == 2
    assert list(choose_windows([article("雨が降った。")], LEXICON, FORM, per_word=5)) == []


def test_the_choice_does_not_follow_the_order_of_the_archive() -> None:
    articles = [article("楽天が勝った。", f"a{number}") for number in range(40)]
    chosen = [window.article for window in choose_windows(articles, LEXICON, FORM, per_word=10)]
    assert chosen == [window.article for window in choose_windows(articles, LEXICON, FORM, per_word=10)]
    assert max(chosen) > 20


def test_a_word_cut_by_a_windows_edge_is_passed_over() -> None:
    found = article("仙台の楽天モバイルの店で人が話した。")
    seen = {item.form: item for item in occurrences(found, LEXICON)}
    form = InputForm(window=seen["楽天モバイル"].first + 1)
    chosen = list(choose_windows([found], LEXICON, form, per_word=5))
    assert [item.form for window in chosen for item in window.occurrences] == ["仙台"]


def test_encoded_contexts_are_what_serving_reads_of_the_same_article() -> None:
    body = "きょう楽天が勝った。雨の仙台で客が喜んだ。楽天モバイルも祝った。"
    chosen = list(choose_windows([article(body)], LEXICON, InputForm(), per_word=5))
    done: list[int] = []
    contexts = encode_contexts(chosen, tiny_encoder(), done.append)
    assert contexts.forms == ["楽天", "仙台", "楽天モバイル"]
    assert sum(done) == len(chosen)
    reading = tiny_reader().read(Article(body), LEXICON)
    served = reading.vectors([reading.place_of(form) for form in contexts.forms])
    np.testing.assert_allclose(contexts.context.astype(np.float32), served.context, atol=2e-3)
    np.testing.assert_allclose(contexts.slot.astype(np.float32), served.slot, atol=2e-3)
    assert [body[start:end] for start, end in zip(contexts.starts, contexts.ends, strict=True)] == contexts.forms
    assert contexts.articles.tolist() == [0, 0, 0]


def test_places_skip_the_markers_between_sentences() -> None:
    window = next(choose_windows([article("雨だ。楽天だ。")], LEXICON, InputForm(), per_word=1)).window
    first = window.tokens.index("楽天")
    occurrence = Occurrence("楽天", window.positions.index(first + 1), window.positions.index(first + 1) + 1, 3, 5)
    assert places(window, occurrence) == (first + 1, first + 2)


@pytest.mark.parametrize("count", [0, 1])
def test_few_contexts_are_no_trouble(count: int) -> None:
    chosen = list(choose_windows([article("楽天だ。")] * count, LEXICON, InputForm(), per_word=5))
    contexts = encode_contexts(chosen, tiny_encoder())
    assert contexts.context.shape == (count, 2 * tiny_encoder().width)
    assert len(contexts.forms) == count
