from __future__ import annotations

from typing import Any

from quizgen.desk.similar import find_similar, title_likeness
from tests.desk.conftest import DeskOf
from tests.desk.quizzes import quiz


def source(title: str | None, number: int = 2) -> dict[str, Any]:
    return {"title": title, "url": None, "date": "2026-11-23", "sha256": f"{number:064d}"}


def add(desk_of: DeskOf, quiz_id: str, day: str, **changes: Any) -> None:
    changes = {"article_id": f"article of {quiz_id}", "source": source(f"題名 {quiz_id}", len(quiz_id)), **changes}
    desk_of("佐藤").create(quiz(quiz_id, **changes), day=day)


OTHER_KEY: dict[str, Any] = {"choices": ["山里電鉄", "別の駅", "川辺鉄道", "丘上電車"], "key": "別の駅"}


def found(desk_of: DeskOf, **options: Any) -> list[tuple[str, str]]:
    repository = desk_of("").repository
    return [(item.quiz.quiz_id, str(item.why)) for item in find_similar(repository, quiz(), "2026-11-23", **options)]


def test_the_same_key_is_pointed_out_for_two_weeks(desk_of: DeskOf) -> None:
    add(desk_of, "recent", "2026-11-09")
    add(desk_of, "long ago", "2026-11-08")
    add(desk_of, "coming soon", "2026-12-01")
    add(desk_of, "another key", "2026-11-23", **OTHER_KEY)
    assert found(desk_of) == [("coming soon", "same_key"), ("recent", "same_key")]
    assert found(desk_of, days=1) == []


def test_the_key_is_known_under_its_other_names(desk_of: DeskOf) -> None:
    add(desk_of, "another name", "2026-11-20", **OTHER_KEY)
    assert found(desk_of, key_names=("海風電鉄", "別の駅")) == [("another name", "same_key")]


def test_the_same_article_is_pointed_out_whenever_it_was(desk_of: DeskOf) -> None:
    add(desk_of, "same quiz", "2026-11-23", article_id="a1")
    add(desk_of, "same article", "2026-01-01", article_id="a1", **OTHER_KEY)
    add(desk_of, "same address", "2026-11-22", source=quiz()["source"], **OTHER_KEY)
    assert found(desk_of) == [
        ("same quiz", "same_quiz"),
        ("same address", "same_article"),
        ("same article", "same_article"),
    ]


def test_a_story_told_again_is_known_by_its_title_or_by_a_measure_that_is_given(desk_of: DeskOf) -> None:
    add(desk_of, "told again", "2026-11-22", source=source("港町に新駅　海風電鉄が発表"), **OTHER_KEY)
    add(desk_of, "other story", "2026-11-22", source=source("新人投手が初勝利"), **OTHER_KEY)
    assert found(desk_of) == [("told again", "same_story")]
    assert found(desk_of, likeness=lambda one, other: 1.0) == [
        ("other story", "same_story"),
        ("told again", "same_story"),
    ]


def test_rejected_quizzes_and_the_quiz_itself_are_no_duplicates(desk_of: DeskOf) -> None:
    add(desk_of, "q1", "2026-11-23")
    add(desk_of, "turned down", "2026-11-23")
    desk_of("田中").reject("turned down", 1, "古い")
    assert found(desk_of) == []


def test_likeness_is_symmetric_and_between_none_and_all() -> None:
    one, other = quiz(), quiz(source=source("港町の駅"))
    assert title_likeness(one, one) == 1.0
    assert 0 < title_likeness(one, other) == title_likeness(other, one) < 1
    assert title_likeness(one, quiz(source=source("ひらがなだけ"))) == 0.0
