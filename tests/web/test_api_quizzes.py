"""Quizzes of the desk and articles of the archive over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from quizgen.data import sample_articles
from quizgen.store.article import NewArticle
from quizgen.store.articles import ArticleRepository
from quizgen.web.services import services
from tests.web.people import Visitor, log_in

ARTICLE = sample_articles()[1].to_dict()
QUIZ: dict[str, Any] = {
    "article_id": ARTICLE["id"],
    "stem": "［　　］は30日、日本一に輝いた。",
    "choices": ["西武", "ソフトバンク", "巨人", "阪神"],
    "answer": 1,
    "distractors": [{"surface": "西武", "entry_id": "西武|team/baseball", "category": "team", "score": 0.8}],
    "sentence": "ソフトバンクは30日、日本一に輝いた。",
    "span": [0, 6],
    "source": {"title": ARTICLE["title"], "date": ARTICLE["date"], "sha256": "0" * 64},
}


@pytest.fixture
def editor(app: Flask) -> Visitor:
    return log_in(app, "editor")


def call(visitor: Visitor, method: str, path: str, status: int = 200, body: object = None) -> Any:
    answer = visitor.send(method, f"/api/v1/{path}", body)
    assert answer.status_code == status, answer.text
    return json.loads(answer.text) if answer.text else None


def kept(editor: Visitor, **more: Any) -> dict[str, Any]:
    quiz: dict[str, Any] = call(editor, "POST", "quizzes", 201, {"quiz": QUIZ, **more})
    return quiz


def test_a_quiz_is_kept_found_and_opened_with_its_article(editor: Visitor) -> None:
    made = kept(editor, article=ARTICLE, section="スポーツ", day="2025-10-31")
    assert (made["state"], made["author"], made["version"], made["date"]) == ("draft", "editor", 1, "2025-10-31")
    assert made["content"]["key"] == "ソフトバンク"
    assert call(editor, "GET", f"quizzes/{made['quiz_id']}")["content"] == made["content"]
    opened = call(editor, "POST", f"quizzes/{made['quiz_id']}/open")
    assert opened["article"]["body"] == ARTICLE["body"]
    assert opened["quiz"]["editing_by"] == "editor"
    assert opened["draft"] is None
    for query, count in (("", 1), ("?section=スポーツ&state=draft", 1), ("?state=approved", 0), ("?text=日本一", 1)):
        assert len(call(editor, "GET", f"quizzes{query}")["items"]) == count


def test_an_article_that_the_archive_has_keeps_its_text(app: Flask, editor: Visitor) -> None:
    with app.app_context():
        ArticleRepository(services().store).add(NewArticle(body="新しい本文。", id=ARTICLE["id"]))
    kept(editor, article=ARTICLE)
    assert call(editor, "GET", f"articles/{ARTICLE['id']}")["body"] == "新しい本文。"


def test_a_save_over_somebody_elses_is_refused(app: Flask, editor: Visitor) -> None:
    made = kept(editor)
    other = log_in(app, "editor", "other")
    path = f"quizzes/{made['quiz_id']}"
    saved = call(other, "PUT", path, 200, {"quiz": {"explanation": "解説。"}, "version": 1})
    assert (saved["version"], saved["content"]["explanation"], saved["edited_by"]) == (2, "解説。", "other")
    problem = call(editor, "PUT", path, 409, {"quiz": {"explanation": "別の解説。"}, "version": 1})
    assert problem["error"] == "QuizConflict"
    assert call(editor, "GET", path)["content"]["explanation"] == "解説。"


def test_unsaved_work_is_kept_beside_the_quiz_until_thrown_away(editor: Visitor) -> None:
    made = kept(editor)
    path = f"quizzes/{made['quiz_id']}"
    draft = call(editor, "PUT", f"{path}/draft", 200, {"quiz": {"explanation": "途中"}, "version": 1})
    assert (draft["content"]["explanation"], draft["base_version"]) == ("途中", 1)
    opened = call(editor, "POST", f"{path}/open")
    assert opened["draft"]["content"]["explanation"] == "途中"
    assert opened["quiz"]["content"]["explanation"] != "途中"
    call(editor, "DELETE", f"{path}/draft", 204)
    assert call(editor, "POST", f"{path}/open")["draft"] is None
    call(editor, "POST", f"{path}/close", 204)
    assert call(editor, "GET", path)["editing_by"] == ""


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "quizzes/none"),
        ("POST", "quizzes/none/open"),
        ("POST", "quizzes/none/close"),
        ("DELETE", "quizzes/none/draft"),
        ("GET", "articles/none"),
    ],
)
def test_what_is_not_there_is_404(editor: Visitor, method: str, path: str) -> None:
    assert "none" in call(editor, method, path, 404)["detail"]


def test_an_unusable_quiz_is_refused_by_its_field(editor: Visitor) -> None:
    problem = call(editor, "POST", "quizzes", 422, {"quiz": {**QUIZ, "choices": ["西武"]}})
    assert problem["detail"].startswith("choices")


def test_readers_read_and_write_nothing(app: Flask, editor: Visitor) -> None:
    made = kept(editor)
    reader = log_in(app, "reader")
    assert call(reader, "GET", f"quizzes/{made['quiz_id']}")["quiz_id"] == made["quiz_id"]
    call(reader, "POST", "quizzes", 403, {"quiz": QUIZ})
    call(reader, "PUT", f"quizzes/{made['quiz_id']}", 403, {"quiz": {}, "version": 1})


def test_lists_come_in_pages(app: Flask, editor: Visitor) -> None:
    with app.app_context():
        archive = ArticleRepository(services().store)
        for day in range(1, 8):
            archive.add(NewArticle(body=f"本文{day}。", id=f"a{day}", title=f"題{day}", date=f"2026-01-0{day}"))
    first = call(editor, "GET", "articles?page_size=5")
    assert [item["id"] for item in first["items"]] == ["a7", "a6", "a5", "a4", "a3"]
    assert first["more"]
    second = call(editor, "GET", "articles?page_size=5&page=2")
    assert ([item["id"] for item in second["items"]], second["more"]) == (["a2", "a1"], False)
    assert [item["id"] for item in call(editor, "GET", "articles?q=題3")["items"]] == ["a3"]
    call(editor, "GET", "articles?page_size=1000", 422)


def test_samples_are_searched_and_opened(editor: Visitor) -> None:
    found = call(editor, "GET", "articles?source=samples&q=ソフトバンク 日本一")["items"]
    assert [item["id"] for item in found] == ["sample-002"]
    assert call(editor, "GET", "articles/sample-002")["body"] == ARTICLE["body"]
