"""Articles of the same story."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from quizgen import Article, QuizGenerator
from quizgen.data import sample_articles
from quizgen.errors import ArgumentError, InputError
from quizgen.lexicon import Entry
from quizgen.topics.related import related
from quizgen.topics.story import Story, story_of
from tests.small import read
from tests.topics.invented import model


def story(identity: str, angle: float, names: str = "", date: str | None = None) -> Story:
    topic = np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)
    return Story(identity, topic, dict.fromkeys(names.split(), 1.0), date)


ASKED = story("asked", 0.0, "日本銀行 総裁 円", "2026-05-12")


def test_nearer_topics_names_and_days_come_first_and_itself_is_left_out() -> None:
    others = [
        ASKED,
        story("other", 1.4, "", "2026-05-12"),
        story("next", 0.2, "日本銀行 円", "2026-05-13"),
        story("names", 1.4, "日本銀行 円", "2026-05-13"),
        story("old", 0.2, "日本銀行 円", "2020-05-13"),
    ]
    found = related(ASKED, others)
    assert [item.identity for item in found] == ["next", "old", "names", "other"]
    assert (found[0].shared, found[0].days, found[0].same_story) == (("円", "日本銀行"), 1, True)
    assert not found[-1].same_story
    assert related(ASKED, others, 2) == found[:2]
    assert all(0 <= item.score <= 1 for item in found)


def test_near_topics_without_a_name_in_common_are_not_one_story() -> None:
    (found,) = related(ASKED, [story("like", 0.0, "イングランド銀行", "2026-05-12")])
    assert found.topic == 1.0
    assert not found.same_story


def test_a_missing_date_neither_helps_nor_harms() -> None:
    undated = [replace(item, date=None) for item in (story("a", 0.2, "円"), story("b", 0.9, "円"))]
    first, second = related(ASKED, undated)
    assert (first.identity, first.days) == ("a", None)
    assert first.score > second.score
    assert related(replace(ASKED, date="きのう"), undated)[0].score == first.score


def test_ties_are_broken_by_identity_and_nothing_is_related_to_nothing() -> None:
    twins = [story("b", 0.3), story("a", 0.3)]
    assert [item.identity for item in related(ASKED, twins)] == ["a", "b"]
    assert related(ASKED, []) == []


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ArgumentError, match="k: expected a whole number from 1, got 0"):
        related(ASKED, [], 0)
    with pytest.raises(ArgumentError, match="make the stories again with one topic model"):
        related(ASKED, [Story("long", np.zeros(3, dtype=np.float32), {})])


def test_a_story_keeps_the_telling_names_of_its_article() -> None:
    bank = Entry("日本銀行", "organization/central_bank", aliases=("日銀",), count=300)
    paper, office = Entry("河北新報", "company/media"), Entry("総裁", "term/office")
    body = "日銀の総裁は二十三日、仙台市で講演した。河北新報によると、山田太郎氏が質問した。"
    found = story_of(read(body, bank, paper, office), model())
    assert found.names["日本銀行"] < 1
    assert "山田太郎" in found.names
    assert not {"日銀", "河北新報", "総裁"} & set(found.names)


def test_a_story_comes_back_from_json() -> None:
    back = Story.from_dict(json.loads(json.dumps(ASKED.to_dict())))
    assert (back.identity, back.names, back.date) == (ASKED.identity, dict(ASKED.names), ASKED.date)
    np.testing.assert_allclose(back.topic, ASKED.topic, atol=1e-3)
    with pytest.raises(InputError, match=r"expected what Story\.to_dict gives"):
        Story.from_dict({"identity": "a", "topic": "?"})


def test_a_generator_finds_the_article_that_tells_the_same_again(generator: QuizGenerator) -> None:
    first, *rest = sample_articles()
    again = Article(first.body[: first.body.index("。", len(first.body) // 2) + 1], id="again", date=first.date)
    kept = [generator.story(article) for article in (again, first, *rest[:8])]
    found = generator.related(first, kept, k=3)
    assert found[0].identity == "again"
    assert found[0].same_story
    assert first.identity not in {item.identity for item in found}
    assert generator.related(kept[1], kept, k=3) == found
