"""Contexts after the maps, and the entry that each belongs to."""

from __future__ import annotations

import numpy as np

from quizgen.archive.contexts import Contexts
from quizgen.archive.tokenised import tokenise
from quizgen.article import Article
from quizgen.lexicon import Entry, Lexicon
from quizgen.senses.channels import ChannelMap, Channels
from quizgen.senses.contexts import MappedContexts, assign_entries, map_contexts, rows_by_form
from quizgen.senses.surroundings import surroundings
from quizgen.text import default_tokenizer, read_text
from tests.index.invented import CHANNELS_OF_FOUR, SIZE, class_model, nothing_around, vector

RAKUTEN = [Entry("楽天", "company/telecom"), Entry("楽天", "team/baseball"), Entry("西武", "team/baseball")]


def mapped(*contexts: tuple[str, str]) -> MappedContexts:
    """Contexts of (form, class)."""
    count = len(contexts)
    numbers = np.arange(count, dtype=np.int32)
    rows = np.stack([vector(word_class)[SIZE:] for _, word_class in contexts])
    return MappedContexts([form for form, _ in contexts], numbers, numbers, numbers + 2, rows, nothing_around(count))


def test_each_context_goes_to_the_entry_that_fits_its_situation() -> None:
    contexts = mapped(
        ("楽天", "team/baseball"), ("西武", "team/football"), ("楽天", "company/telecom"), ("楽天", "team/baseball")
    )
    rows = assign_entries(contexts, Lexicon(RAKUTEN), class_model())
    assert {name: found.tolist() for name, found in rows.items()} == {
        "楽天|team/baseball": [0, 3],
        "楽天|company/telecom": [2],
        "西武|team/baseball": [1],  # the only entry of its form
    }


def test_a_form_that_left_the_lexicon_is_passed_over() -> None:
    assert assign_entries(mapped(("阪神", "team/baseball")), Lexicon(RAKUTEN), class_model()) == {}


def test_an_alias_belongs_to_the_entry_it_names() -> None:
    lexicon = Lexicon([Entry("西武", "team/baseball", aliases=("ライオンズ",))])
    rows = assign_entries(mapped(("ライオンズ", "team/baseball"), ("西武", "team/baseball")), lexicon, class_model())
    assert rows["西武|team/baseball"].tolist() == [0, 1]


def test_rows_by_form_are_sorted_by_form() -> None:
    found = rows_by_form(["い", "あ", "い"])
    assert list(found) == ["あ", "い"]
    assert found["い"].tolist() == [0, 2]


def test_contexts_are_mapped_with_the_topic_of_their_article_and_a_missing_topic_is_zero() -> None:
    shifted = ChannelMap(np.full(SIZE, 0.5, dtype=np.float32), np.eye(SIZE, dtype=np.float32))
    channels = Channels({**CHANNELS_OF_FOUR.maps, "topic": shifted})
    raw = np.eye(SIZE, dtype=np.float16)
    articles = [tokenise(Article(body), read_text(body, default_tokenizer())) for body in ("あ選手。", "い市の人。")]
    contexts = Contexts(
        ["い", "あ"],
        np.array([1, 0], dtype=np.int32),
        np.zeros(2, dtype=np.int32),
        np.ones(2, dtype=np.int32),
        raw[:2],
        raw[2:],
    )
    topics = np.stack([np.zeros(SIZE), np.array([1, 0.5, 0.5, 0.5])]).astype(np.float32)
    found = map_contexts(contexts, articles, topics, channels)
    rows = found.rows
    assert rows[0].tolist() == [1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0]
    assert rows[1].tolist() == [0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    expected = [surroundings(article.surfaces, 0, 1, (0, len(article.surfaces))) for article in articles]
    assert found.around.tolist() == expected[::-1]
