from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from quizgen.desk import retold
from quizgen.desk.retold import Retold
from quizgen.desk.similar import find_similar, title_likeness
from quizgen.lexicon import Entry, Lexicon
from quizgen.store import NewArticle, Store
from quizgen.store.articles import ArticleRepository
from tests.desk.conftest import DeskOf
from tests.desk.quizzes import BODY, quiz
from tests.small import tiny_reader

AGAIN = "来春の開業に向け、海風電鉄が港町東口の工事を公開した。駅前には広場もできる。"
OTHER = "港町の新人投手が10日、初めて勝った。"
OTHER_KEY: dict[str, Any] = {"choices": ["山里電鉄", "別の駅", "川辺鉄道", "丘上電車"], "key": "別の駅"}


def topics(tokens: Any) -> Any:
    is_railway = {"駅", "駅前", "電鉄"} & set(tokens)
    return np.array([1.0, 0.0] if is_railway else [0.0, 1.0], dtype=np.float32)


@pytest.fixture
def model() -> Any:
    lexicon = Lexicon([Entry("海風電鉄", "company"), Entry("港町", "place")])
    return SimpleNamespace(reader=tiny_reader(), lexicon=lexicon, topics=SimpleNamespace(of=topics))


def source(title: str, number: int) -> dict[str, Any]:
    return {"title": title, "url": None, "date": "2026-11-22", "sha256": f"{number:064d}"}


@pytest.fixture
def kept(store: Store, desk_of: DeskOf) -> ArticleRepository:
    articles = ArticleRepository(store)
    articles.add(NewArticle(BODY, id="a1"))
    articles.add(NewArticle(AGAIN, id="again"))
    articles.add(NewArticle(OTHER, id="other"))
    add = desk_of("佐藤").create
    add(quiz("again", article_id="again", source=source("来春へ工事大詰め", 2), **OTHER_KEY), day="2026-11-22")
    add(quiz("other", article_id="other", source=source("初めての白星", 3), **OTHER_KEY), day="2026-11-23")
    return articles


def found(desk_of: DeskOf, told: Retold) -> list[tuple[str, str]]:
    similar = find_similar(desk_of("").repository, quiz(), "2026-11-23", likeness=told.likeness())
    return [(item.quiz.quiz_id, str(item.why)) for item in similar]


def test_a_story_is_known_again_in_other_words_and_under_another_title(
    kept: ArticleRepository, desk_of: DeskOf, model: Any
) -> None:
    assert found(desk_of, Retold(lambda: model, kept)) == [("again", "same_story")]


def test_without_a_model_titles_are_compared(kept: ArticleRepository, desk_of: DeskOf) -> None:
    told = Retold(lambda: None, kept)
    assert told.likeness() is title_likeness
    assert found(desk_of, told) == []


def test_a_quiz_whose_article_is_not_kept_is_known_by_what_it_says_itself(
    kept: ArticleRepository, desk_of: DeskOf, model: Any
) -> None:
    changes = {"sentence": "港町に海風電鉄の駅ができる。", "explanation": "", "source": source("工事進む", 4)}
    desk_of("佐藤").create(quiz("alone", article_id="gone", **changes, **OTHER_KEY), day="2026-11-20")
    assert ("alone", "same_story") in found(desk_of, Retold(lambda: model, kept))


def test_one_question_makes_only_so_many_stories_and_the_next_goes_on(
    kept: ArticleRepository, desk_of: DeskOf, model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retold, "_MADE_AT_ONCE", 2)
    told = Retold(lambda: model, kept)
    assert found(desk_of, told) == []  # the asked one and that of the nearer day
    assert found(desk_of, told) == [("again", "same_story")]
