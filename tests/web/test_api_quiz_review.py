"""Review, steps, days and imports over HTTP."""

from __future__ import annotations

import io
import json

from flask import Flask

from tests.desk.quizzes import BODY, quiz
from tests.web.people import Visitor, log_in
from tests.web.quizzes import DAY, approved, desk_of, in_review, keep_article
from tests.web.test_api_quizzes import call


def step(visitor: Visitor, name: str, version: int, status: int = 200, **given: object) -> dict[str, object]:
    body = {"step": name, "version": version, **given}
    answer: dict[str, object] = call(visitor, "POST", "quizzes/q1/steps", status, body)
    return answer


def test_steps_follow_the_rules_of_the_page(app: Flask) -> None:
    in_review(app)
    author, second = log_in(app, "editor", "sato"), log_in(app, "editor", "ota")
    review = call(author, "GET", "quizzes/q1/review")
    assert review["steps"]["approve"]
    assert call(second, "GET", "quizzes/q1/review")["steps"]["approve"] is None
    assert step(author, "approve", 2, 409)["error"] == "WorkflowError"
    assert step(second, "approve", 1, 409)["error"] == "QuizConflict"
    assert step(second, "approve", 2)["approver"] == "ota"
    assert step(second, "schedule", 3, 422)["error"] == "QuizError"
    made = step(second, "schedule", 3, publish_at="2099-01-02T09:00:00+09:00")
    assert (made["state"], str(made["publish_at"])[:16]) == ("scheduled", "2099-01-02T00:00")
    step(second, "schedule", 4, 422, publish_at="2099-01-02T09:00:00")
    step(second, "suspend", 4, 422)
    history = call(second, "GET", "quizzes/q1/history")["items"]
    assert [event["what"] for event in history] == ["schedule", "approve", "submit", "create"]
    call(second, "GET", "quizzes/none/review", 404)


def test_findings_stand_against_approval_until_set_aside(app: Flask) -> None:
    in_review(app, stem="空欄がない。")
    second = log_in(app, "editor", "ota")
    findings = call(second, "GET", "quizzes/q1/review")["findings"]
    assert ("no_blank", "blocking") in {(found["message"], found["severity"]) for found in findings}
    assert "問題文に空欄がありません" in [found["text"] for found in findings]
    assert step(second, "approve", 2, 409)["error"] == "ApprovalBlocked"
    assert step(second, "approve", 2, override="承知の上")["state"] == "approved"


def test_an_article_that_comes_again_suspends_its_quizzes(app: Flask) -> None:
    keep_article(app)
    approved(app)
    editor = log_in(app, "editor")
    same = call(editor, "POST", "articles", 200, {"id": "a1", "body": BODY})
    assert same == {"id": "a1", "quizzes": {}}
    changed = call(editor, "POST", "articles", 200, {"id": "a1", "body": BODY.replace("4200", "2400")})
    assert changed["quizzes"] == {"q1": "suspended"}
    (change,) = call(editor, "GET", "article-changes")["items"]
    assert (change["quiz_id"], change["touches_stem"]) == ("q1", False)
    assert "2400人" in change["sentences"][0]["after"]
    call(log_in(app, "reader"), "POST", "articles", 403, {"body": BODY})


def test_a_day_is_handed_out_and_a_batch_taken_in(app: Flask) -> None:
    approved(app)
    editor = log_in(app, "editor")
    data = json.dumps(quiz("b1"), ensure_ascii=False).encode() + b"\nbroken\n"
    form = {"file": (io.BytesIO(data), "out.jsonl")}
    answer = editor.client.post("/api/v1/quizzes/import", data=form, headers={"X-CSRFToken": editor.token()})
    assert answer.status_code == 200, answer.text
    assert (answer.json or {})["added"] == ["b1"]
    assert len((answer.json or {})["problems"]) == 1
    assert desk_of(app, "").get("b1").state == "in_review"
    day = call(editor, "GET", f"days/{DAY}")
    assert [one["id"] for one in day["quizzes"]] == ["q1"]
    assert day["left_out"] == {"b1": "in_review"}
    call(editor, "GET", "days/tomorrow", 404)
