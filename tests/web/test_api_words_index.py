"""Words, the index and its jobs over HTTP, on the real model."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from quizgen.data import sample_articles
from quizgen.store.jobs import JobRepository
from quizgen.web.services import services
from tests.web.people import Visitor, log_in
from tests.web.real_app import real_app

__all__ = ["real_app"]
BASEBALL = sample_articles()[1]


@pytest.fixture
def editor(real_app: Flask) -> Visitor:
    return log_in(real_app, "editor")


@pytest.fixture
def administrator(real_app: Flask) -> Visitor:
    return log_in(real_app, "administrator")


def call(visitor: Visitor, method: str, path: str, status: int = 200, body: object = None) -> Any:
    answer = visitor.send(method, f"/api/v1/{path}", body)
    assert answer.status_code == status, answer.text
    return json.loads(answer.text) if answer.text else None


def test_a_word_that_is_added_is_a_candidate_at_once(editor: Visitor) -> None:
    word = {
        "surface": "青空ドルフィンズ",
        "category": "team",
        "word_class": "team/baseball",
        "contexts": ["プロ野球の青空ドルフィンズは12日、投手の好投で3対1で勝った。"],
    }
    added = call(editor, "POST", "words", 201, word)["word"]
    assert (added["entry_id"], added["version"]) == ("青空ドルフィンズ|team/baseball", 1)
    asked = {"article": BASEBALL.to_dict(), "keyword": "ソフトバンク", "k": 60}
    found = call(editor, "POST", "candidates", 200, asked)["items"]
    assert "青空ドルフィンズ" in [item["surface"] for item in found]
    path = f"words/{quote(added['entry_id'])}"
    changed = call(editor, "PUT", path, 200, {"version": 1, "blocked": True, "reason": "解散した"})
    assert (changed["blocked"], changed["version"], changed["contexts"]) == (True, 2, word["contexts"])
    problem = call(editor, "PUT", path, 409, {"version": 1, "reading": "アオゾラ"})
    assert problem["error"] == "WordConflict"
    found = call(editor, "POST", "candidates", 200, asked)["items"]
    assert "青空ドルフィンズ" not in [item["surface"] for item in found]
    assert [item["entry_id"] for item in call(editor, "GET", "words?q=青空&blocked=yes")["items"]] == [
        added["entry_id"]
    ]
    assert call(editor, "GET", "words?blocked=no&q=青空")["items"] == []
    whats = [item["what"] for item in call(editor, "GET", f"words/history/{quote(added['entry_id'])}")["items"]]
    assert whats == ["add", "edit"]
    call(editor, "DELETE", path, 204)
    assert "青空" in call(editor, "GET", path, 404)["detail"]


def test_an_unusable_word_is_refused(editor: Visitor) -> None:
    body = {"surface": "青空球団", "category": "team", "contexts": ["別の文だけがある。"]}
    assert "青空球団" in call(editor, "POST", "words", 422, body)["detail"]
    assert "category" in call(editor, "POST", "words", 422, {"surface": "空", "category": "cloud"})["errors"]["json"]


def test_the_index_tells_its_versions_and_refuses_what_is_not_there(administrator: Visitor, editor: Visitor) -> None:
    found = call(editor, "GET", "index")
    assert [version["number"] for version in found["versions"] if version["current"]] == [found["current"]]
    current = found["current"]
    assert call(administrator, "POST", f"index/versions/{current}/activate")["current"] == current
    call(administrator, "POST", "index/versions/999/activate", 404)
    call(editor, "POST", f"index/versions/{current}/activate", 403)


def test_a_build_is_queued_followed_and_cancelled(real_app: Flask, administrator: Visitor, editor: Visitor) -> None:
    call(editor, "POST", "index/build", 403)
    job = call(administrator, "POST", "index/build", 202)
    assert (job["state"], job["kind"], job["who"]) == ("queued", "build", "administrator")
    with real_app.app_context():
        JobRepository(services().store).log(job["id"], "一行")
    assert [line["line"] for line in call(editor, "GET", f"jobs/{job['id']}/log")["items"]][-1] == "一行"
    assert call(editor, "GET", "jobs?state=queued")["items"][0]["id"] == job["id"]
    assert call(administrator, "POST", f"jobs/{job['id']}/cancel")["state"] == "cancelled"
    assert call(editor, "GET", f"jobs/{job['id']}")["state"] == "cancelled"
    call(administrator, "POST", f"jobs/{job['id']}/cancel", 422)
    call(editor, "GET", "jobs/999999", 404)
