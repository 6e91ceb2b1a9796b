"""Assembling a quiz from its parts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from quizgen import Article, Candidate, Quiz, QuizOptions
from quizgen.quiz import draw_salt, in_style_of, make_quiz
from quizgen.stems import Stem

ARTICLE = Article("楽天が勝った。", id="a1", title="題", date="2026-11-23", url="https://example.com")
STEM = Stem("［　　］が勝った。", ((0, 4),), "楽天が勝った。", (0, 2))
WRONG = [
    Candidate(surface, "", f"{surface}|team/baseball", "team", 0.7, {"static": 0.5}, ("never_read",))
    for surface in ("西武", "阪神", "広島")
]


def made(*, seed: int = 0, article: Article = ARTICLE, stem: Stem = STEM) -> Quiz:
    return make_quiz(article, stem, "楽天", WRONG, QuizOptions(seed=seed), dropped={"key": 1}, model="m", index="i")


def test_the_answer_is_where_the_key_stands_among_the_choices() -> None:
    places = set()
    for seed in range(40):
        quiz = made(seed=seed)
        assert sorted(quiz.choices) == sorted(["楽天", "西武", "阪神", "広島"])
        assert quiz.choices[quiz.answer] == quiz.key == "楽天"
        places.add(quiz.answer)
    assert places == {0, 1, 2, 3}


def test_a_quiz_carries_its_sources_and_what_made_it() -> None:
    quiz = made(seed=2)
    assert (quiz.article_id, quiz.seed, quiz.model, quiz.index, quiz.difficulty) == ("a1", 2, "m", "i", "normal")
    assert (quiz.source.title, quiz.source.url, quiz.source.date) == ("題", "https://example.com", "2026-11-23")
    assert quiz.source.sha256 == ARTICLE.sha256
    assert quiz.explanation == quiz.sentence == "楽天が勝った。"
    assert dict(quiz.dropped) == {"key": 1}
    assert [item.warnings for item in quiz.distractors] == [("never_read",)] * 3
    data = json.loads(json.dumps(quiz.to_dict()))
    assert next(iter(data.items())) == ("schema", 1)
    assert set(data["distractors"][0]) == {"surface", "reading", "entry_id", "category", "score", "warnings"}
    assert (data["blanks"], data["span"]) == ([[0, 4]], [0, 2])


def test_equal_quizzes_have_equal_ids_and_others_do_not() -> None:
    assert made() == made()
    others = [
        made(seed=1),
        made(article=replace(ARTICLE, body="楽天が負けた。")),
        made(stem=replace(STEM, span=(1, 2))),
    ]
    assert len({quiz.id for quiz in (made(), *others)}) == 4


def test_each_key_of_an_article_is_drawn_for_by_itself() -> None:
    salts = {draw_salt(ARTICLE, 0, "楽天"), draw_salt(ARTICLE, 5, "楽天"), draw_salt(ARTICLE, 0, "西武")}
    assert len(salts | {draw_salt(Article("別の文。"), 0, "楽天")}) == 4


@pytest.mark.parametrize(
    ("key", "surface", "written"),
    [
        ("ＮＴＴ", "KDDI", "ＫＤＤＩ"),
        ("ＮＴＴ", "AT&T", "ＡＴ＆Ｔ"),
        ("Ｊ２", "東京V", "東京Ｖ"),
        ("NTT", "KDDI", "KDDI"),
        ("ソフトバンク", "KDDI", "KDDI"),
        ("けいおん！", "AKB48", "AKB48"),  # full-width marks are everyone's habit, letters are not
    ],
)
def test_letters_and_digits_are_as_wide_as_the_keys(key: str, surface: str, written: str) -> None:
    assert in_style_of(key, surface) == written
