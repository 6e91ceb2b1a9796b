"""Asking about articles over HTTP."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask

from quizgen import QuizGenerator
from quizgen.data import sample_articles
from quizgen.results import BLANK
from quizgen.web.services import services
from tests.web.people import Visitor, log_in
from tests.web.real_app import real_app

__all__ = ["real_app"]
TELECOM, BASEBALL = sample_articles()[:2]
ARTICLE = BASEBALL.to_dict()


@pytest.fixture
def editor(real_app: Flask) -> Visitor:
    return log_in(real_app, "editor")


def ask(visitor: Visitor, resource: str, status: int = 200, **body: Any) -> Any:
    answer = visitor.send("POST", f"/api/v1/{resource}", body)
    assert answer.status_code == status, answer.text
    return json.loads(answer.text)


def test_reading_gives_keywords_with_places_stories_and_the_best_proposal(editor: Visitor) -> None:
    found = ask(editor, "articles/read", article=ARTICLE)
    best = found["keywords"][0]
    assert all(BASEBALL.body[start:end] == best["surface"] for start, end in best["places"])
    assert best["best"] in best["places"]
    proposal = found["proposal"]
    assert [proposal["start"], proposal["end"]] in [word["best"] for word in found["keywords"]]
    assert len(proposal["candidates"]) == 12
    assert proposal["chosen"] == [item["surface"] for item in proposal["quiz"]["distractors"]]
    assert found["stories"] == []


def test_answers_are_those_of_the_library(editor: Visitor, generator: QuizGenerator) -> None:
    key: dict[str, Any] = {"article": ARTICLE, "keyword": "ソフトバンク"}
    found = ask(editor, "candidates", **key, k=5)["items"]
    assert found == json.loads(json.dumps([c.to_dict() for c in generator.candidates(BASEBALL, "ソフトバンク", 5)]))
    drawn = ask(editor, "distractors", **key, options={"difficulty": "hard", "seed": 4})["items"]
    assert len(drawn) == 3
    quiz = ask(editor, "quiz", **key, options={"seed": 7})
    assert quiz == json.loads(json.dumps(generator.quiz(BASEBALL, "ソフトバンク", 7).to_dict()))
    assert [item["surface"] for item in ask(editor, "keywords", article=ARTICLE)["items"]] == [
        word.surface for word in generator.keywords(BASEBALL)
    ]


def test_an_editors_choices_and_typed_words_come_with_reasons(editor: Visitor) -> None:
    key: dict[str, Any] = {"article": ARTICLE, "keyword": "ソフトバンク"}
    quiz = ask(editor, "quiz", **key, distractors=["巨人", "阪神", "無名球団"])
    assert [item["surface"] for item in quiz["distractors"]] == ["巨人", "阪神", "無名球団"]
    ranked = ask(editor, "rank", **key, pool=["ホークス", "巨人"])["items"]
    assert [(item["surface"], item["reason"]) for item in ranked] == [("巨人", None), ("ホークス", "same_thing")]


def test_offsets_are_code_points(editor: Visitor) -> None:
    body = "😀𠮷野家は10日、全国の店で新しい牛丼の販売を始めると発表した。"
    found = ask(editor, "candidates", article={"body": body}, start=1, end=4, k=3)
    assert found["items"]
    quiz = ask(editor, "proposal", article={"body": body}, start=1, end=4)
    assert (quiz["surface"], quiz["stem"]["text"]) == ("𠮷野家", "😀" + BLANK + body[4:])


def test_a_keyword_of_several_kinds_is_read_in_the_article(editor: Visitor) -> None:
    assert ask(editor, "categories", article=ARTICLE)["categories"]["ソフトバンク"] == "team"


def test_a_story_that_bars_persons_is_told_and_its_key_refused(editor: Visitor) -> None:
    body = "山田太郎容疑者は12日、東京都内の店で現金を奪ったとして強盗の疑いで逮捕された。"
    assert ask(editor, "stories", article={"body": body})["items"][0]["kind"] == "crime"
    problem = ask(editor, "quiz", 422, article={"body": body}, keyword="山田太郎")
    assert problem["error"] == "PersonInStory"
    assert ask(editor, "proposal", article={"body": body}, keyword="山田太郎")["refused"] == "PersonInStory"


def test_neighbourhood_shows_the_other_sense(editor: Visitor) -> None:
    found = ask(editor, "neighbourhood", article=ARTICLE, keyword="ソフトバンク", words=[])
    assert {"key", "candidate", "sense", "neighbour"} == {point["role"] for point in found["points"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "article"),
        ({"article": {"body": ""}, "keyword": "東京"}, "article"),
        ({"article": {"body": "東京\0"}, "keyword": "東京"}, "article"),
        ({"article": ARTICLE}, "keyword"),
        ({"article": ARTICLE, "keyword": "東京", "start": 0, "end": 2}, "keyword"),
        ({"article": ARTICLE, "keyword": "東京", "k": "5"}, "k"),
        ({"article": ARTICLE, "keyword": "東京", "k": 1000}, "k"),
        ({"article": ARTICLE, "keyword": "東京", "options": {"difficulty": "impossible"}}, "options"),
        ({"article": ARTICLE, "keyword": "東京", "surprise": 1}, "surprise"),
        ({"article": {"body": "あ" * 100_001}, "keyword": "あ"}, "article"),
    ],
)
def test_what_is_wrong_is_named(editor: Visitor, body: dict[str, Any], field: str) -> None:
    problem = ask(editor, "candidates", 422, **body)
    assert field in problem["errors"]["json"]


def test_a_lone_surrogate_is_refused(editor: Visitor) -> None:
    text = json.dumps({"article": {"body": "東京\ud800は"}})
    headers = {"X-CSRFToken": editor.token()}
    answer = editor.client.post("/api/v1/keywords", data=text, content_type="application/json", headers=headers)
    assert answer.status_code == 422


def test_a_word_that_is_not_there_is_one_line(editor: Visitor) -> None:
    problem = ask(editor, "candidates", 422, article=ARTICLE, keyword="ニューヨーク")
    assert problem["error"] == "KeywordNotFound"
    assert "\n" not in problem["detail"]


@pytest.mark.parametrize(("encoding", "named"), [("utf-8", "UTF-8"), ("cp932", "CP932"), ("euc_jp", "EUC-JP")])
def test_a_file_of_a_newsroom_is_read(editor: Visitor, encoding: str, named: str) -> None:
    text = "大阪市は12日、新しい図書館を建てると発表した。\r\n総工費は80億円。"
    found = upload(editor, text.encode(encoding), "記事.txt")
    assert found["encoding"] == named
    assert found["article"]["body"] == text.replace("\r\n", "\n")


def test_a_json_article_brings_its_fields(editor: Visitor) -> None:
    found = upload(editor, json.dumps(ARTICLE).encode(), "article.json")
    assert found["article"] == ARTICLE


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe\xfa", b'{"title": "x"}'])
def test_what_is_no_article_is_refused(editor: Visitor, data: bytes) -> None:
    assert upload(editor, data, "x.json", 422)["detail"].startswith("x.json")


def upload(visitor: Visitor, data: bytes, name: str, status: int = 200) -> Any:
    answer = visitor.client.post(
        "/api/v1/articles/upload",
        data={"file": (io.BytesIO(data), name)},
        headers={"X-CSRFToken": visitor.token()},
        content_type="multipart/form-data",
    )
    assert answer.status_code == status, answer.text
    return json.loads(answer.text)


def test_who_may_ask(real_app: Flask) -> None:
    body = {"article": ARTICLE}
    nobody = Visitor(real_app)
    assert nobody.send("POST", "/api/v1/keywords", body).status_code == 401
    assert log_in(real_app, "reader").send("POST", "/api/v1/keywords", body).status_code == 403
    editor = log_in(real_app, "editor")
    assert editor.client.post("/api/v1/keywords", json=body).status_code == 400  # no CSRF token
    with real_app.test_request_context("/"):
        from quizgen.web.sessions import people

        repository = people("tests")
        user = repository.find("editor")
        assert user is not None
        token, _ = repository.add_token(user.id, "test", "editor")
        reading, _ = repository.add_token(user.id, "test", "reader")
    program = real_app.test_client()
    for given, status in ((token, 200), (reading, 403), ("wrong", 401)):
        answer = program.post("/api/v1/keywords", json=body, headers={"Authorization": f"Bearer {given}"})
        assert answer.status_code == status, answer.text


def test_a_busy_model_asks_to_come_again(real_app: Flask, editor: Visitor) -> None:
    with real_app.app_context():
        desk = services().desk
    generators, desk._all = desk._all, ()
    try:
        answer = editor.send("POST", "/api/v1/keywords", {"article": ARTICLE})
    finally:
        desk._all = generators
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_description_is_open_and_names_every_answer(real_app: Flask) -> None:
    described = json.loads(real_app.test_client().get("/api/v1/openapi.json").text)
    assert described["openapi"].startswith("3.")
    assert len(described["paths"]) >= 10
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                assert {"401", "403", "503"} <= set(operation["responses"]), (path, method)
                assert operation.get("summary"), (path, method)
